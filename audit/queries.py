"""Reading the audit. Only the audit page and the person's list of openings ask here; no other screen reads it."""

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate

from audit.models import Entry
from calendars import LONDON


def entries(*, case_ids, before=None, size=50):
    """What was read and written on a case and those joined to it, newest first.

    ``before`` is the (at, id) of the last row shown. One more than ``size`` is returned when there are more.
    """
    rows = Entry.objects.filter(case_id__in=list(case_ids)).order_by("-at", "-id")
    if before is not None:
        at, last = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=last))
    return list(rows[: size + 1])


def openings(*, person_ids, but_cases=(), since=None, size=100):
    """Who opened a person's record, and when: one row per worker and day, newest first.

    ``but_cases`` are another record of theirs, which is asked for by itself.
    Each row: ``worker_id``, ``day`` (of London), ``first``, ``last`` and ``times``.
    """
    rows = Entry.objects.filter(person_id__in=list(person_ids), is_read=True)
    if but_cases:
        rows = rows.filter(Q(case_id=None) | ~Q(case_id__in=list(but_cases)))
    if since is not None:
        rows = rows.filter(at__gte=since)
    return list(
        rows.values("worker_id", day=TruncDate("at", tzinfo=LONDON))
        .annotate(first=Min("at"), last=Max("at"), times=Count("id"))
        .order_by("-day", "-last", "worker_id")[:size]
    )


def of_worker(worker_id, *, since, until, size=200):
    """What one worker read and wrote in a period, newest first: for a privacy officer's question."""
    rows = Entry.objects.filter(worker_id=worker_id, at__gte=since, at__lt=until).order_by("-at", "-id")
    return list(rows[:size])
