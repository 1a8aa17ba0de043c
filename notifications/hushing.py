"""Silence about cases that are over: what waits to be sent is dropped, and what reminders left in inboxes counts as read."""

from django.db import transaction

from notifications.models import Deadline, Notice, Outbox
from notifications.services import ROWS_AT_ONCE


@transaction.atomic
def hush(*, case_ids, because, at):
    """Drop the messages about these cases that wait to be sent, and mark what their live deadlines raised as read.

    Call it before the deadlines are cancelled and before anybody is told that the cases are over. The caller holds the
    locks. Returns how many messages were dropped.
    """
    ids = list(case_ids)
    waiting = Outbox.objects.filter(state=Outbox.State.WAITING, notice__case_id__in=ids).values_list("pk", flat=True)
    dropped = Outbox.objects.filter(pk__in=list(waiting), state=Outbox.State.WAITING).update(
        state=Outbox.State.DROPPED, ended_at=at, because=because, claimed_until=None, next_attempt_at=None
    )
    live = list(Deadline.objects.filter(is_live=True, case_id__in=ids).values_list("pk", flat=True))
    for start in range(0, len(live), ROWS_AT_ONCE):
        causes = [f"deadline:{pk}" for pk in live[start : start + ROWS_AT_ONCE]]
        Notice.objects.filter(cause__in=causes, read_at=None).update(read_at=at)
    return dropped
