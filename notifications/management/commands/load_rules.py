"""Load the rules of reminding."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications import loading, recomputing
from notifications.rulefiles import RULES, RuleFileError


class Command(BaseCommand):
    help = "Load the rules of reminding from their files, and put what is still to be raised where they say. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", default=RULES, help="Folder of .yaml files; the project's own by default."
        )

    def handle(self, *args, folder, **options):
        try:
            outcome = loading.load(folder)
        except RuleFileError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        again = outcome.made + outcome.changed
        staged = recomputing.restage(at=timezone.now(), kinds=again) if again else 0
        self.stdout.write(
            f"{len(outcome.made)} kinds made, {len(outcome.changed)} changed, {outcome.same} as they were; "
            f"{staged} live deadlines have other stages now."
        )
        if outcome.only_here:
            self.stdout.write(f"Only in the database, left as they are: {', '.join(outcome.only_here)}.")
