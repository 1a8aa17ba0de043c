"""The rules of reminding as they stand in the database, in the shapes the arithmetic uses.

Read anew by every caller in one small query, so a change of the data is never missed; only arithmetic is kept.
"""

from notifications.models import DeadlineKind, ReminderRule
from notifications.stages import Schedule, Stage, due_after
from partners.models import Organisation


class RuleMissing(LookupError):
    """A date was asked of a kind of deadline that has no fixed time in the rules."""


def schedules(kinds=None):
    """Kind -> Schedule, of these kinds or of all. A kind without stages has an empty schedule: it reminds nobody."""
    rows = ReminderRule.objects.order_by("kind", "position")
    if kinds is not None:
        rows = rows.filter(kind__in=set(kinds))
    stages = {kind: [] for kind in kinds or ()}
    for row in rows:
        stages.setdefault(row.kind, []).append(
            Stage(
                row.position,
                row.stage,
                row.offset,
                row.unit,
                row.audience,
                row.is_escalation,
                row.by_email,
                row.division,
            )
        )
    return {kind: Schedule(found) for kind, found in stages.items()}


def divisions(organisation_ids=None):
    """Organisation id -> the division whose bank holidays it keeps."""
    rows = Organisation.objects.all()
    if organisation_ids is not None:
        rows = rows.filter(pk__in=set(organisation_ids))
    return dict(rows.values_list("pk", "division"))


def due(kind, start, *, division):
    """The moment from which an act of this kind begun at ``start`` is late, by the time the rules give it.

    Raises RuleMissing when the kind is unknown or its date is agreed case by case.
    """
    row = DeadlineKind.objects.filter(kind=kind).first()
    if row is None or row.due_after is None:
        raise RuleMissing(
            f"No time is laid down for {kind!r}. Add `due` to its file in notifications/rules and load it."
        )
    return due_after(start, row.due_after, row.due_unit, row.division or division)


def names():
    """Kind -> what people call it."""
    return dict(DeadlineKind.objects.values_list("kind", "name"))
