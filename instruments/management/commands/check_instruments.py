"""Check the files of questionnaires and scales."""

from django.core.management.base import BaseCommand, CommandError

from instruments import definition_files
from instruments.definition import DIRECTIONS


class Command(BaseCommand):
    """Says every fault with its file and line and ends with 1, or lists what can be recorded and how it is scored."""

    help = "Check instrument files (the installation's, or those of the folders named) and list what each scores."

    def add_arguments(self, parser):
        parser.add_argument("folders", nargs="*", help="Further folders with *.yaml files, checked with the others.")

    def handle(self, *args, folders, **options):
        library = definition_files.read(*definition_files.folders(), *folders)
        for one in library.definitions.values():
            text = "with item text" if any(item.text for item in one.items) else "structure only"
            self.stdout.write(f"{one.code} version {one.version}: {len(one.items)} items, {text}, domain {one.domain}")
            for scorer in one.scorers:
                ends = f"{float(scorer.lowest):g} to {float(scorer.highest):g}"
                self.stdout.write(f"  {scorer.name}: {scorer.kind}, {ends}. {DIRECTIONS[scorer.direction]}".rstrip())
        if library.faults:
            raise CommandError(
                "\n".join(str(fault) for fault in library.faults) + "\nInstruments with a fault are not loaded."
            )
        self.stdout.write(self.style.SUCCESS("No faults."))
