"""Bring two extracts into one record: ``manage.py import_records --mhsds DIR --cld FILE``."""

import datetime
import json
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calendars import local_day
from merging import importing, staging
from merging.problems import NotAnExtract, write_rejects

WORDS = {"reading": "Reading", "staging": "Comparing", "landing": "Importing"}
BAR = 30


class Command(BaseCommand):
    """Reads the trust's MHSDS and the council's CLD, either or both; imports whole or not at all; the same files twice
    change nothing. See docs/import.md."""

    help = "Import the trust's and the council's extracts (docs/import.md)."

    def add_arguments(self, parser):
        parser.add_argument("--mhsds", type=Path, help="directory with the MHSDS tables, one CSV file each")
        parser.add_argument("--cld", type=Path, help="the Client Level Data file")
        parser.add_argument("--dry-run", action="store_true", help="read, compare and report; write nothing")
        parser.add_argument("--as-at", help="the day of the extract, YYYY-MM-DD; else its latest reporting period end")
        parser.add_argument("--json", type=Path, help="write the counts to this file ('-' for the terminal)")
        parser.add_argument("--rejects", type=Path, help="write rows that could not be used to this file, whole")

    def handle(self, *, mhsds, cld, dry_run, as_at, rejects, **options):
        """Raises CommandError in plain English for anything that is no extract; then nothing has been changed."""
        if mhsds is None and cld is None:
            raise CommandError("Give --mhsds, --cld, or both.")
        at = timezone.now()
        as_at = self._day(as_at, at)
        bar = Progress(sys.stderr) if sys.stderr.isatty() and options.get("verbosity", 1) else None
        try:
            if dry_run:
                found = staging.read_extracts(
                    mhsds=mhsds, cld=cld, as_at=as_at, today=local_day(at), report=bar
                )  # fmt: skip
                for _ in found.plans:
                    pass
                run = None
            else:
                run, found = importing.run_import(mhsds=mhsds, cld=cld, by=None, at=at, as_at=as_at, report=bar)
        except NotAnExtract as refused:
            raise CommandError(f"Nothing was imported. {refused}") from refused
        except OSError as error:
            raise CommandError(f"Nothing was imported. A file could not be read: {error}") from error
        finally:
            if bar:
                bar.end()
        summary = found.assembled.summary()
        summary["changes"] = run.changes if run else found.changes
        summary["dry_run"] = dry_run
        if options["json"]:
            self._write_json(options["json"], summary)
        if rejects:
            with rejects.open("w", encoding="utf-8", newline="") as stream:
                write_rejects(found.assembled.rejects, stream)
        self._say(summary, found, dry_run)

    def _day(self, text, at):
        if text is None:
            return None
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"--as-at {text} is not a day. Write it as 2026-10-31.") from error
        if day > local_day(at):
            raise CommandError(f"--as-at {text} is after today. The day of an extract is today or before.")
        return day

    def _write_json(self, path, summary):
        text = json.dumps(summary, indent=2, ensure_ascii=False)
        if str(path) == "-":
            self.stdout.write(text)
        else:
            path.write_text(text + "\n", encoding="utf-8")

    def _say(self, summary, found, dry_run):
        links, changes = summary["links"], summary["changes"]
        say = self.stdout.write
        say(
            f"As at {summary['as_at']}: {links['matched']} people matched, {links['possible']} possible matches, "
            f"{links['health_only']} known to the trust alone, {links['social_care_only']} to the council alone, "
            f"{links['out_of_scope']} out of scope."
        )
        say(
            f"{sum(summary['conflicts'].values())} conflicts, {summary['open_cases']} open cases, {summary['carers']} carers, "
            f"{summary['rejected_rows']} rows rejected, {summary['warnings']} warnings."
        )
        done = "Nothing was written: this was a dry run. It would change" if dry_run else "Imported:"
        say(f"{done} {changes['new']} new people, {changes['changed']} changed, {changes['same']} as before.")
        for bad in found.assembled.warnings[:10]:
            say(f"  warning: {bad}")
        if len(found.assembled.warnings) > 10:
            say(f"  and {len(found.assembled.warnings) - 10} warnings more.")


class Progress:
    """A bar on a terminal, one line, drawn at most ten times a second."""

    def __init__(self, stream):
        self.stream, self.last, self.total = stream, 0.0, None

    def __call__(self, stage, done, what="", total=None, faults=None):
        self.total = total or self.total
        if time.monotonic() - self.last < 0.1:
            return
        self.last = time.monotonic()
        if self.total and stage != "reading":
            filled = min(BAR, BAR * done // self.total)
            line = f"{WORDS[stage]} [{'#' * filled}{'.' * (BAR - filled)}] {done:,} of {self.total:,}"
        else:
            line = f"{WORDS[stage]} {what}: {done / 1_000_000:.1f} MB"
        self.stream.write(f"\r{line[:100]:<100}")
        self.stream.flush()

    def end(self):
        self.stream.write("\r" + " " * 100 + "\r")
