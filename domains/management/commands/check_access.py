"""Prove that who sees what is what parts, coordination, consent rows and agreements say: ``manage.py check_access``."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from domains.checks import differences

#: How many differences are written out; a broken table would fill the terminal.
WRITTEN_OUT = 1_000


class Command(BaseCommand):
    help = "Compare everything that decides access with what it is derived from. Repairs nothing; exit 1 on any difference."

    def add_arguments(self, parser):
        parser.add_argument(
            "--fix-none", action="store_true", help="Say in a script that nothing is to be repaired. It never is."
        )

    def handle(self, **options):
        found = 0
        for sentence in differences(at=timezone.now()):
            found += 1
            if found <= WRITTEN_OUT:
                self.stdout.write(sentence)
        if found:
            self.stderr.write(f"{found} differences. Nothing was repaired: find out first how each came about.")
            raise SystemExit(1)
        self.stdout.write("Access is what its sources say: no differences.")
