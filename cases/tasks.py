"""What the clock starts. May run twice, be lost or doubled without harm."""

from celery import shared_task
from django.utils import timezone

from cases.services import unsaved


@shared_task(name="cases.sweep_unsaved")
def sweep_unsaved():
    """Each hour: throw away unsaved words that have had their time, or whose worker may no longer open the case."""
    return unsaved.sweep(at=timezone.now())
