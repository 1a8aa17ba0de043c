"""The door of workers: imports are read and landed in the background."""

from celery import shared_task
from django.utils import timezone

from merging import importing

#: Below the broker's visibility timeout of 600 s (decisions.md, chosen stack); a run that is cut short is taken up again.
SOFT_SECONDS, HARD_SECONDS = 540, 570


@shared_task(name="merging.work", soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS)
def work():
    """Read or land every import that waits, or whose worker has died. Safe to run twice, doubled or lost."""
    return importing.work(at=timezone.now())
