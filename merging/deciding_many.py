"""Deciding many open conflicts at once: one field, one way of taking, one reason. Each is decided by the same service as a
single one, with its own policy and its own row in the audit; what somebody else decided meanwhile is left and told.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count, Q

from access.decisions import Refused
from access.roles import Permission, Role, permits
from merging import conflicts, words
from merging.fields import CONFLICT_FIELDS
from merging.models import Conflict, SourceValue
from merging.policies import visible_conflicts
from partners.standing import standing_of

NEWER, HEALTH, SOCIAL_CARE = "newer", "health", "social_care"
WAYS = (NEWER, HEALTH, SOCIAL_CARE)
#: How many stand on a page: as many as somebody can look at before they answer for them.
SIZE = 25


def own(worker, *, at):
    """Conflicts on the open cases that are the worker's own: those they coordinate, and for a manager of a statutory body
    those that it coordinates. Who has no role that decides between values gets none.
    """
    standing = standing_of(worker, at=at)
    if not standing.permits(Permission.RESOLVE_CONFLICT):
        return Conflict.objects.none()
    managed = {
        seat.organisation_id
        for seat in standing.seats
        if seat.role == Role.TEAM_MANAGER and seat.is_statutory and permits(seat.role, Permission.RESOLVE_CONFLICT)
    }
    mine = Q(case__coordinator=worker) | Q(case__coordinator_organisation_id__in=managed)
    mine |= Q(case__coordinator_organisation=None, case__lead_organisation_id__in=managed)
    return visible_conflicts(worker, at=at).filter(mine, case__is_open=True)


def fields(worker, *, at):
    """((field, label, how many are open), ...) of the worker's own cases, in the order of the record. One query."""
    found = own(worker, at=at).filter(state=Conflict.State.OPEN).order_by().values_list("field")
    numbers = dict(found.annotate(Count("pk")))
    return [(name, words.LABELS[name], numbers[name]) for name in CONFLICT_FIELDS if name in numbers]


@dataclass(frozen=True, slots=True)
class Row:
    """One conflict of the list: both values with their days, and what taking one way would choose."""

    conflict: Conflict
    health: str
    social_care: str
    chosen: SourceValue | None = None

    @property
    def becomes(self):
        return words.shown(self.conflict.field, self.chosen.shown) if self.chosen else ""


def chosen_of(conflict, way):
    """The value that a way takes; None where neither is newer: a day is missing, or both are of one day."""
    if way != NEWER:
        return {HEALTH: conflict.health, SOCIAL_CARE: conflict.social_care}[way]
    days = (conflict.health.recorded_on, conflict.social_care.recorded_on)
    if None in days or days[0] == days[1]:
        return None
    return conflict.health if days[0] > days[1] else conflict.social_care


def rows(worker, field, *, at, after=0, keys=None, way=None):
    """(rows, whether more follow) of the worker's own open conflicts about one field, by key. One query.

    ``keys`` narrows to a selection; ``way`` fills what each would become.
    """
    found = own(worker, at=at).filter(state=Conflict.State.OPEN, field=field, pk__gt=after)
    if keys is not None:
        found = found.filter(pk__in=keys)
    found = found.select_related("case__person", "health__organisation", "social_care__organisation").order_by("pk")
    found = list(found[: SIZE + 1])
    return [_row(conflict, way) for conflict in found[:SIZE]], len(found) > SIZE


def _row(conflict, way):
    said = [
        f"{words.shown(conflict.field, value.shown)} ({words.source_line(value)})"
        for value in (conflict.health, conflict.social_care)
    ]
    return Row(conflict, *said, chosen=chosen_of(conflict, way) if way else None)


@dataclass(frozen=True, slots=True)
class Left:
    """A conflict that was not decided, and why."""

    conflict: Conflict
    because: str


@dataclass(frozen=True, slots=True)
class Outcome:
    decided: tuple
    left: tuple


def resolve_many(*, choices, reason, by, at):
    """Decide each of {conflict's key: key of the value that was shown}. Returns an :class:`Outcome`.

    Not one transaction: each decision stands by itself, in the order of the cases, asks its own policy and writes its own
    audit. Left are those that somebody decided meanwhile, that the sources have changed, or that the worker may not
    decide; keys that are not the worker's own are not told of. Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Write how you know. Both partners will read it."})
    found = own(by, at=at).filter(pk__in=choices).select_related("case__person", "health", "social_care")
    decided, left = [], []
    for conflict in found.order_by("case_id", "pk"):
        chosen = next((v for v in (conflict.health, conflict.social_care) if v.pk == choices[conflict.pk]), None)
        if chosen is None:
            left.append(Left(conflict, "The sources have changed since you looked. Look at it again."))
            continue
        try:
            decided.append(conflicts.resolve(conflict=conflict, chosen=chosen, reason=reason, by=by, at=at))
        except ValidationError as error:
            left.append(Left(conflict, error.messages[0]))
        except Refused as refused:
            left.append(Left(conflict, refused.decision.message))
    return Outcome(tuple(decided), tuple(left))
