"""The Celery door. Each task may be run twice, lost or doubled: what is due stands in the database."""

from celery import shared_task
from django.utils import timezone

from notifications import sending, sweep


@shared_task(name="notifications.sweep")
def sweep_due():
    """Raise what is due now."""
    sweep.sweep(timezone.now())


@shared_task(name="notifications.send")
def send_due():
    """Send what waits in the outbox."""
    sending.send_due(timezone.now())
