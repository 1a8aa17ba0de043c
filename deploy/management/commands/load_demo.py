"""Make the demonstration, or bring it up to today: ``manage.py load_demo``."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from deploy.demo.loading import load


class Command(BaseCommand):
    """Partners, workers and the sample extracts (always three weeks old), all invented. Safe to repeat; loses nothing."""

    help = "Make the demonstration: invented partners, workers, and the sample extracts brought together."

    def handle(self, *, verbosity, **options):
        """Prints what there is. What people did in the demonstration stays."""
        started = time.monotonic()
        say = self.stdout.write if verbosity else (lambda words: None)
        load(at=timezone.now(), people_file=settings.ACCORD_DEMO_PEOPLE, say=say)
        say(f"The demonstration is ready ({time.monotonic() - started:.1f} s).")
