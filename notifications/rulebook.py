"""The rules of reminding as they stand in the database, in the shapes the arithmetic uses.

A process keeps the stages it has read while the cache says that they are the ones in force: loading rules forgets them
everywhere at once (``forget``), and a change made behind Accord's back is noticed within a minute.
"""

import uuid

from django.core.cache import cache

from notifications.models import DeadlineKind, ReminderRule
from notifications.stages import Schedule, Stage, due_after
from partners.models import Organisation


class RuleMissing(LookupError):
    """A date was asked of a kind of deadline that has no fixed time in the rules."""


IN_FORCE = "notifications.rules.in_force"
NOTICED_WITHIN = 60  # seconds
_kept = {"token": None, "stages": {}}


def forget():
    """The rules have changed: every process reads them anew."""
    cache.delete(IN_FORCE)


def _stages():
    """Kind -> its stages in order. One query, where this process does not hold what is in force."""
    token = cache.get(IN_FORCE)
    if token is not None and token == _kept["token"]:
        return _kept["stages"]
    stages = {}
    for row in ReminderRule.objects.order_by("kind", "position"):
        stages.setdefault(row.kind, []).append(
            Stage(
                row.position, row.stage, row.offset, row.unit, row.audience, row.is_escalation, row.by_email, row.division
            )
        )  # fmt: skip
    token = token or uuid.uuid4().hex
    cache.set(IN_FORCE, token, NOTICED_WITHIN)
    _kept.update(token=token, stages=stages)
    return stages


def schedules(kinds=None):
    """Kind -> Schedule, of these kinds or of all. A kind without stages has an empty schedule: it reminds nobody."""
    stages = _stages()
    return {kind: Schedule(stages.get(kind, ())) for kind in (stages if kinds is None else kinds)}


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
