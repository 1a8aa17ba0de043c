"""Work live deadlines out again."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calendars import YearNotConfirmed
from notifications import recomputing


class Command(BaseCommand):
    help = "Work live deadlines out again after a calendar or a rule has changed. A date that differs is a new version."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and change nothing.")
        parser.add_argument(
            "--kind", action="append", dest="kinds", help="Only this kind; may be given more than once."
        )

    def handle(self, *args, dry_run, kinds, **options):
        at = timezone.now()
        try:
            outcomes = recomputing.recompute(at=at, kinds=kinds, dry_run=dry_run)
            staged = 0 if dry_run else recomputing.restage(at=at, kinds=kinds)
        except (LookupError, YearNotConfirmed) as error:
            raise CommandError(str(error)) from error
        for outcome in outcomes:
            self.stdout.write(
                f"{outcome.kind}: {outcome.looked_at} looked at, {outcome.moved} {'would move' if dry_run else 'moved'}, "
                f"{outcome.cancelled} {'would be cancelled' if dry_run else 'cancelled'}."
            )
        if not outcomes:
            self.stdout.write("No room has registered deadlines that can be worked out again.")
        if not dry_run:
            self.stdout.write(f"{staged} deadlines have other stages now.")
