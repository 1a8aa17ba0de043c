"""Prove that every signed version is what was signed: ``manage.py check_signed``."""

from django.core.management.base import BaseCommand

from assessments import sealing
from assessments.models import Assessment

#: How many differences are written out; a broken table would fill the terminal.
WRITTEN_OUT = 1_000
AT_ONCE = 500


class Command(BaseCommand):
    """Compares each signed version with the digest of its signature. Repairs nothing; exit 1 on any difference."""

    help = "Compare every signed version with the digest of its signature, and say what differs."

    def handle(self, **options):
        found = checked = 0
        rows = Assessment.objects.filter(state=Assessment.State.SIGNED).select_related(
            "case", "started_by", "asked_by", "organisation", "signature__by", "signature__organisation"
        )
        for assessment in rows.order_by("pk").iterator(chunk_size=AT_ONCE):
            checked += 1
            for sentence in sealing.differences(assessment):
                found += 1
                if found <= WRITTEN_OUT:
                    self.stdout.write(f"{assessment.case.reference}, version {assessment.version}: {sentence}")
        if found:
            self.stderr.write(f"{found} differences in {checked} signed versions. Nothing was repaired.")
            raise SystemExit(1)
        self.stdout.write(f"{checked} signed versions are what was signed: no differences.")
