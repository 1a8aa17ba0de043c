"""What the clock starts. May run twice, be lost or doubled without harm."""

from celery import shared_task
from django.utils import timezone

from domains import services


@shared_task(name="domains.scan_attachments")
def scan_attachments():
    """Every five minutes: ask the scanner again about attached files that wait."""
    return services.scan_waiting(at=timezone.now())
