"""Name the closed records that are due for appraisal. Deletes nothing."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.appraisals import records_due


class Command(BaseCommand):
    """One line for each record: its reference, until when it had to be kept, and why. No names."""

    help = "List closed records whose least time of keeping (cases/retention.yaml) has run out. Nothing is deleted."

    def handle(self, *args, **options):
        number = 0
        for due in records_due(at=timezone.now()):
            number += 1
            self.stdout.write(f"{due.reference}\tkept until {due.until.day:%d %B %Y}\t{due.until.name}")
        self.stdout.write(f"{number} due for appraisal: decide on each (destroy, keep with a reason, keep for ever).")
