"""What the clock starts. Each may run twice, be lost or doubled without harm."""

from celery import shared_task
from django.utils import timezone

from audit import sealing


@shared_task(name="audit.seal")
def seal():
    """Each minute: seal what is finished, in bites, until nothing is left."""
    total = 0
    while sealed := sealing.seal(at=timezone.now()):
        total += sealed
    return total


@shared_task(name="audit.anchor_day")
def anchor_day():
    """Each night: seal what may have stayed behind, and keep the digest of every day that has ended."""
    now = timezone.now()
    while sealing.seal(at=now, thorough=True):
        pass
    return len(sealing.anchor(at=now))
