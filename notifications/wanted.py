"""Whether what waits is still to be sent: asked at the moment of sending, not when it was put in the outbox."""

from notifications import registry
from notifications.models import Deadline
from notifications.offices import Offices

READ = "It had been read already"
LEFT = "The worker has no current role in an active partner"
DONE = "What it was about is done, moved or no longer owed"
UNSEEN = "The worker may no longer open what it is about"


def reasons_to_drop(notices, at):
    """Notice id -> why it is not to be sent, for those that are not. Asks in batches: per kind, and per worker."""
    found = {notice.pk: READ for notice in notices if notice.read_at is not None}
    left = [notice for notice in notices if notice.pk not in found]
    offices = Offices(at, organisation_ids=(), worker_ids={notice.worker_id for notice in left})
    found |= {notice.pk: LEFT for notice in left if not offices.works_anywhere(notice.worker_id)}
    left = [notice for notice in left if notice.pk not in found]
    found |= _done(left)
    by_kind = {}
    for notice in left:
        if notice.pk not in found:
            by_kind.setdefault(notice.kind, []).append(notice)
    for kind, group in by_kind.items():
        found |= _unseen(kind, group, at)
    return found


def of_live_deadlines(notices, at):
    """Ids of the notices whose deadline is still live, with those that no deadline caused: a room's plainest answer to
    whether its notices are still wanted."""
    notices = list(notices)
    return {notice.pk for notice in notices} - set(_done(notices))


def _done(notices):
    """Notices of deadlines that are no longer live."""
    deadlines = {
        notice.pk: int(notice.cause.partition(":")[2]) for notice in notices if notice.cause.startswith("deadline:")
    }
    wanted = set(deadlines.values())
    live = set(Deadline.objects.filter(pk__in=wanted, is_live=True).values_list("pk", flat=True)) if wanted else set()
    return {pk: DONE for pk, deadline_id in deadlines.items() if deadline_id not in live}


def _unseen(kind, notices, at):
    """A room's own answer where it gives one; else what it would show: nothing to show is nothing to send."""
    asking = registry.wanting(kind)
    if asking:
        wanted = asking(notices, at)
        return {notice.pk: UNSEEN for notice in notices if notice.pk not in wanted}
    describing = registry.describing(kind)
    if not describing:
        return {}
    found, by_worker = {}, {}
    for notice in notices:
        by_worker.setdefault(notice.worker_id, []).append(notice)
    for group in by_worker.values():
        described = describing(group, group[0].worker, at)
        found |= {notice.pk: UNSEEN for notice in group if described.get(notice.pk) is None}
    return found
