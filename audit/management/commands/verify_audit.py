"""manage.py verify_audit: prove that nothing in the audit was changed, taken out or put in."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit import sealing


class Command(BaseCommand):
    help = "Check the whole chain of the audit, and with --anchors that it still is the one that was exported."

    def add_arguments(self, parser):
        parser.add_argument("--anchors", help="A file written by export_anchors, kept somewhere else.")

    def handle(self, *args, anchors=None, **options):
        found = sealing.verify(anchors=_read(anchors) if anchors else ())
        if found.faults:
            raise CommandError("The audit is broken:\n" + "\n".join(found.faults))
        self.stdout.write(f"The audit is whole: {found.checked} entries checked.")
        if found.waiting:
            self.stdout.write(
                f"{found.waiting} entries wait to be sealed, the oldest of {found.waiting_since:%d %B %Y %H:%M} UTC."
            )


def _read(path):
    rows = []
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({"day": row["day"], "position": int(row["position"]), "digest": row["digest"]})
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{path}, line {number}: not an anchor as export_anchors writes them.") from error
    return rows
