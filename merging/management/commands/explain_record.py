"""What was merged and why, for one person or everybody: ``manage.py explain_record RX000002 --json FILE``."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from merging.explaining import explain, unknown_ids


class Command(BaseCommand):
    """Tells the link, every field with its values and sources, conflicts and both clocks, out of the database."""

    help = "Tell what was merged and why, for local ids or for everybody (--all)."

    def add_arguments(self, parser):
        parser.add_argument("local_ids", nargs="*", metavar="LOCAL_ID", help="of the trust or of the council")
        parser.add_argument("--all", action="store_true", help="everybody")
        parser.add_argument(
            "--json", type=Path, help="write one JSON object a line to this file ('-' for the terminal)"
        )

    def handle(self, *, local_ids, **options):
        """Raises CommandError when neither ids nor --all are given, or an id is nobody's."""
        everybody = options["all"]
        if bool(local_ids) == everybody:
            raise CommandError("Give one or more local ids, or --all.")
        if not everybody and (unknown := unknown_ids(local_ids)):
            raise CommandError(f"Nobody here has the local id {', '.join(unknown)}.")
        lines = explain(None if everybody else local_ids)
        path = options["json"]
        if path is None:
            for line in lines:
                self._tell(line)
        elif str(path) == "-":
            for line in lines:
                self.stdout.write(json.dumps(line, ensure_ascii=False))
        else:
            with path.open("w", encoding="utf-8") as stream:
                for line in lines:
                    stream.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _tell(self, line):
        ids = " and ".join(filter(None, [line["health_id"], line["social_care_id"]]))
        state = "died" if line["deceased"] else "open" if line["open"] else "not open"
        self.stdout.write(f"{ids} ({line['case']}): {line['link'].replace('_', ' ')}, {state}")
        if line["possible_partners"]:
            self.stdout.write(f"  may be the same person as {', '.join(line['possible_partners'])}")
        for source, clock in line["clocks"].items():
            words = f"due {clock['due']}, counted from {clock['counted_from']}" if clock["counts"] else "does not count"
            self.stdout.write(f"  {source.replace('_', ' ')} clock: {words}")
        if line["section_117"]:
            self.stdout.write("  section 117 aftercare: entitled as the extract says, to be confirmed by a person")
        for name, said in line["fields"].items():
            self.stdout.write(f"  {name.replace('_', ' ')}: {said['outcome'].replace('_', ' ')}")
            for value in said["values"]:
                now = "" if value["current"] else ", earlier"
                day = f" of {value['date']}" if value["date"] else ""
                source = value["source"].replace("_", " ")
                self.stdout.write(f"    {value['shown']} ({source} {value['reference']}{day}{now})")
