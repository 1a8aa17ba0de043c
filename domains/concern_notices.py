"""What is told of safeguarding concerns: that there is one and what became of it, never its words."""

from django.urls import reverse

from access.roles import Permission
from cases.policies import sees_case
from domains.concerns import OPEN, SAID, case_now, may
from domains.models import Concern
from domains.queries import asked_name
from domains.services.concerns import DECIDE, DECIDED, RAISED
from notifications import registry
from notifications.registry import Described
from notifications.wanted import of_live_deadlines


def _rows(notices):
    rows = Concern.objects.select_related("case__person", "council")
    return rows.in_bulk({notice.subject_id for notice in notices})


def describe(notices, worker, at):
    """To the council: somebody is to be kept safe. Named as an offer names them, to who may read the concern."""
    rows, told = _rows(notices), {}
    for notice in notices:
        row = rows.get(notice.subject_id)
        if row is None or not may(worker, Permission.VIEW_CONCERN, row, at=at):
            told[notice.pk] = None
            continue
        told[notice.pk] = Described(
            f"A safeguarding concern about {asked_name(row.case.person)} waits for {row.council.short_name}’s decision",
            reverse("domains:concern", args=[row.pk]),
        )
    return told


def describe_decided(notices, worker, at):
    """To who raised it and who coordinates: what was decided."""
    rows = _rows(notices)
    return {
        notice.pk: Described(
            f"The safeguarding concern about {asked_name(row.case.person)}: {SAID[row.state]} ({row.council.short_name})",
            reverse("domains:concerns", args=[case_now(row).reference]),
        )
        for notice in notices
        if (row := rows.get(notice.subject_id)) is not None
        and (may(worker, Permission.VIEW_CONCERN, row, at=at) or sees_case(worker, case_now(row).pk, at=at))
    }


def _open(notices, at):
    """Ids of the notices whose concern still waits."""
    keys = {notice.subject_id for notice in notices}
    rows = set(Concern.objects.filter(pk__in=keys, state__in=OPEN).values_list("pk", flat=True))
    return {notice.pk for notice in notices if notice.subject_id in rows}


def register():
    """Called when the app starts."""
    for kind in (RAISED, DECIDE):
        registry.describe(kind, describe)
    registry.describe(DECIDED, describe_decided)
    registry.still_wanted(RAISED, _open)
    registry.still_wanted(DECIDE, of_live_deadlines)
