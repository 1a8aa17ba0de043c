"""manage.py export_anchors: the digest of each day, to be kept where whoever keeps the database cannot write."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_date

from audit import sealing
from audit.models import Anchor


class Command(BaseCommand):
    help = "Write one line of JSON for each day that has ended: day, position and digest."

    def add_arguments(self, parser):
        parser.add_argument("--since", type=parse_date, help="Only from this day on, as 2026-11-23.")
        parser.add_argument("--file", help="Where to write; without it, to the screen.")

    def handle(self, *args, since=None, file=None, **options):
        sealing.anchor(at=timezone.now())
        rows = Anchor.objects.order_by("day")
        if since:
            rows = rows.filter(day__gte=since)
        lines = [json.dumps({"day": str(a.day), "position": a.position, "digest": a.digest}) for a in rows]
        if file is None:
            for line in lines:
                self.stdout.write(line)
            return
        with open(file, "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)
        self.stdout.write(f"{len(lines)} anchors written to {file}.")
