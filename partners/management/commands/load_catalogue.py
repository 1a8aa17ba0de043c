"""manage.py load_catalogue [FILE]: bring the domains of a catalogue file into the database; safe to run again."""

from django.core.management.base import BaseCommand, CommandError

from partners.catalogue import DOMAINS, CatalogueError, load


class Command(BaseCommand):
    help = "Make the domains of the database as the catalogue file says. A fault is named with its file and line."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", default=DOMAINS, help="Without it, the catalogue that comes with Accord."
        )

    def handle(self, *args, file, **options):
        try:
            outcome = load(file)
        except CatalogueError as error:
            raise CommandError(f"Nothing was changed.\n{error}") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        self.stdout.write(
            f"{len(outcome.made)} domains made, {len(outcome.changed)} changed, {outcome.same} as they were."
        )
        if outcome.only_here:
            self.stdout.write(f"Not in the file, and kept: {', '.join(outcome.only_here)}.")
