"""The reminder sweep over very many due deadlines: real rows, made for it, swept twice, and taken away again."""

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from deploy.benching.errors import Different
from deploy.seeding.writer import Table
from notifications.models import Deadline, Notice, Outbox, Waiting
from notifications.rulebook import schedules
from notifications.sweep import sweep
from partners.models import Membership

KIND, SUBJECT = "review.cpa", "bench"
#: One stage with one recipient each: whoever owes it, four weeks before.
BEFORE = timedelta(days=30)


def measure(*, at, rows):
    """{"rows", "seconds", "again_seconds"}. Raises Different if a notice, or a message, is missing or doubled."""
    if Waiting.objects.filter(at__lte=at).exclude(deadline__subject_kind=SUBJECT).exists():
        sweep(at)  # what the seed left due is not what is measured
    _clear()
    owners = list(
        Membership.objects.filter(role="coordinator", effective_until=None).values_list(
            "worker_id", "organisation_id", "team_id"
        )
    )
    first = schedules({KIND})[KIND].raisings(at + BEFORE, "england-and-wales")[0]
    deadlines = Table(
        Deadline,
        ["id", "kind", "subject_kind", "subject_id", "case_id", "version", "due_at", "owner_organisation_id", "owner_team_id",
         "owner_worker_id", "set_at", "set_by_rule", "is_live"],
    )  # fmt: skip
    waiting = Table(Waiting, ["deadline_id", "position", "at"])
    last = Deadline.objects.aggregate(last=Max("pk"))["last"] or 0
    with transaction.atomic():
        for number in range(rows):
            key, (worker, organisation, team) = last + 1 + number, owners[number % len(owners)]
            deadlines.add(
                key, KIND, SUBJECT, number, None, 1, at + BEFORE, organisation, team, worker, at, "bench", True
            )
            waiting.add(key, first.stage.position, first.at)
        deadlines.flush()
        waiting.flush()
    try:
        began = time.perf_counter()
        sweep(at)
        first = time.perf_counter() - began
        notices, messages = _made()
        began = time.perf_counter()
        sweep(at)
        again = time.perf_counter() - began
        if (notices, messages) != (rows, rows) or _made() != (rows, rows):
            raise Different(f"{rows} due deadlines made {notices} notices and {messages} messages, then {_made()}.")
    finally:
        _clear()
    return {"rows": rows, "seconds": round(first, 2), "again_seconds": round(again, 2)}


def _made():
    notices = Notice.objects.filter(subject_kind=SUBJECT)
    return notices.count(), Outbox.objects.filter(notice__in=notices).count()


def _clear():
    Outbox.objects.filter(notice__subject_kind=SUBJECT)._raw_delete("default")
    Notice.objects.filter(subject_kind=SUBJECT)._raw_delete("default")
    Waiting.objects.filter(deadline__subject_kind=SUBJECT)._raw_delete("default")
    Deadline.objects.filter(subject_kind=SUBJECT)._raw_delete("default")
