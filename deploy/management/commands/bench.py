"""Measure on whatever database is configured: ``manage.py bench --json FILE``. Fill it first with ``manage.py seed``."""

import json
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cases.models import Case
from deploy.benching import assessing, succeeding, sweeping
from deploy.benching.errors import Different
from deploy.benching.paths import Paths, own_name

PATHS = (
    "caseload", "caseload_http", "my_domains", "case_page", "reviews", "radar", "can_view", "write_flags", "create_case",
)  # fmt: skip
#: Of these, whole pages.
PAGES = {"caseload_http", "case_page", "assessment"}
#: Of the open cases, how many have a deadline in the sweep: 180,000 at 200,000 cases.
SHARE_DUE = 0.9


class Command(BaseCommand):
    help = (
        "Median, p95 and queries of the main paths, each beside the same answer by hand-written SQL, and the reminder sweep. "
        "Writes are rolled back or taken away again. For a seeded database, never for a live one."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", dest="file", help="Write the figures here too.")
        parser.add_argument("--runs", type=int, default=40, help="How often each path is timed.")
        parser.add_argument(
            "--only", nargs="*", choices=[*PATHS, "assessment", "sweep", "merge"], help="Measure only these."
        )

    def handle(self, *, file, runs, only, **options):
        cases = Case.objects.count()
        if not Case.objects.filter(statuses__reason="Seeded").exists():
            raise CommandError(
                "This database was not made by manage.py seed. The bench writes and rolls back: not on real records."
            )
        at = timezone.now()
        wanted = only or [*PATHS, "assessment", "sweep", "merge"]
        if PAGES & set(wanted):
            call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files as they are deployed
        figures = {}
        try:
            paths = Paths(at=at, runs=runs)
            for name in PATHS:
                if name in wanted:
                    figures[name] = getattr(paths, name)()
                    self._say(name, figures[name])
            if "assessment" in wanted:
                figures["assessment"] = assessing.measured(at=at, runs=max(10, runs // 2), name=own_name())
                self._say_assessment(figures["assessment"])
            if "sweep" in wanted:
                figures["sweep"] = sweeping.measure(at=at, rows=round(cases * SHARE_DUE))
                self.stdout.write(f"{'sweep':14} {figures['sweep']}")
            if "merge" in wanted:
                figures["merge"] = succeeding.measure(at=at)
                self.stdout.write(f"{'merge':14} {figures['merge']}")
        except (Different, LookupError) as error:
            raise CommandError(str(error)) from error
        result = {"database": connection.vendor, "cases": cases, "paths": figures}
        if file:
            Path(file).write_text(json.dumps(result, indent=1) + "\n")
        return

    def _say_assessment(self, paths):
        for name, of_versions in paths.items():
            for versions, f in of_versions.items():
                self.stdout.write(
                    f"{name:14} {versions:>6} versions       median {f['median_ms']:8.2f} ms   p95 {f['p95_ms']:8.2f} ms   "
                    f"{f['queries']:>3} queries"
                )

    def _say(self, name, sizes):
        for size, f in sizes.items():
            floor = f"   by hand {f['floor_ms']:8.2f} ms   ratio {f['ratio']:5.2f}" if "floor_ms" in f else ""
            self.stdout.write(
                f"{name:14} {size:6} {f['open_cases']:>7,} open   median {f['median_ms']:8.2f} ms   p95 {f['p95_ms']:8.2f} ms   "
                f"{f['queries']:>3} queries{floor}"
            )
