"""Measure the import of two large extracts: ``manage.py bench_import --people 50000``, on an empty database."""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cases.models import Case
from deploy.benching.extracts import write_pair
from merging import importing

#: Of the later extract, one person in so many has moved.
ONE_IN_MOVED = 100


class Command(BaseCommand):
    """Three imports of invented people whom both sides know: everybody is new; the same files again, which must change
    nothing; and a later extract in which one in a hundred has moved. Seconds and the most memory of this process so far.
    """

    help = "Time and memory of importing two extracts of so many people, then the same again, then a later one."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=50_000, help="How many people are in both extracts.")
        parser.add_argument("--json", dest="file", type=Path, help="Write the figures here too.")

    def handle(self, *, people, file, **options):
        if people < 1:
            raise CommandError("Give --people a number from 1.")
        if Case.objects.exists():
            raise CommandError("This database has cases. Make a new one, run migrate, and measure there.")
        figures, moved = {}, max(1, people // ONE_IN_MOVED)
        for name, has_moved, expected in (
            ("first", 0, {"new": people, "changed": 0, "same": 0}),
            ("again", 0, {"new": 0, "changed": 0, "same": people}),
            ("later", moved, {"new": 0, "changed": moved, "same": people - moved}),
        ):
            figures[name] = self._import(people, has_moved, expected)
            self.stdout.write(
                f"{name:6} {people:>8,} people   {figures[name]['seconds']:7.1f} s   "
                f"{figures[name]['people_a_second']:>7,} people/s   at most {figures[name]['most_memory_mb']:>5} MB"
            )
        if file:
            file.write_text(
                json.dumps({"database": connection.vendor, "people": people, "imports": figures}, indent=1) + "\n"
            )

    def _import(self, people, moved, expected):
        with tempfile.TemporaryDirectory(prefix="accord-bench-") as folder:
            files = write_pair(Path(folder), people, moved=moved)
            began = time.monotonic()
            run, _ = importing.run_import(
                mhsds=files / "mhsds", cld=files / "cld.csv", by=None, at=timezone.now()
            )  # fmt: skip
            seconds = time.monotonic() - began
        found = {name: run.changes[name] for name in expected}
        if found != expected:
            raise CommandError(f"The import changed {found}, and the files hold {expected}.")
        return {
            "seconds": round(seconds, 1), "people_a_second": round(people / seconds), "most_memory_mb": _most_memory(),
        }  # fmt: skip


def _most_memory():
    """The most memory that this process has had so far, in megabytes (Linux counts kilobytes, macOS bytes)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 * 1024 if sys.platform == "darwin" else 1024))
