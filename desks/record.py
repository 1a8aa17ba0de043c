"""One person's record, brought together for workers of statutory bodies on the case and for whoever coordinates it.

Composed from the rooms' own queries; nothing here decides who may read. Partners of the shared core have a page of their
own (``desks.shared``), made from its own read model: never this one with holes.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from access.policies import may
from access.roles import Permission
from assessments.clocks import due_on_of
from assessments.framework_files import library
from assessments.models import Review, ReviewClock
from calendars import add_months
from desks import disagreements
from domains.models import ProgressEntry

#: A worry stays among what matters now for a week.
WORRY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Clock:
    """One duty's own date: when it was last reviewed, by when it must be again, and when after that."""

    kind: str
    name: str
    last_held: date | None
    due: date
    then: date
    source: str

    def is_late(self, day):
        return self.due < day


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do on this record: links are drawn for these only, and each page asks again."""

    coordinates: bool
    decides: bool
    sees_audit: bool


@dataclass(slots=True)
class Record:
    """What the case page shows. ``values`` and ``conflicts`` come from merging, ``plan`` from assessments."""

    case: object
    map: object
    acts: Acts
    clocks: list
    planned: Review | None
    worries: list
    disagreement: object
    plan: object = None
    timeline: list = field(default_factory=list)

    @property
    def next_due(self):
        return min((clock.due for clock in self.clocks), default=None)


def acts_of(worker, case, *, at):
    """What the worker may do here; three decisions, whatever the record holds."""
    return Acts(
        coordinates=bool(may(worker, Permission.PROPOSE, case, at=at)),
        decides=bool(may(worker, Permission.RESOLVE_CONFLICT, case, at=at)),
        sees_audit=bool(may(worker, Permission.VIEW_AUDIT, case, at=at)),
    )


def clocks_of(case_ids):
    """The live review clocks of a case, soonest first. One query."""
    known = library().clocks()
    made = []
    for clock in ReviewClock.objects.filter(case_id__in=case_ids, ended_at=None):
        due = due_on_of(clock)
        made.append(
            Clock(
                clock.kind, known[clock.kind].name, clock.last_done_on, due, add_months(due, known[clock.kind].months),
                clock.source_text,
            )
        )  # fmt: skip
    return sorted(made, key=lambda clock: (clock.due, clock.name))


def planned_review(case_ids):
    """The meeting that is arranged and not held yet, or None."""
    return (
        Review.objects.filter(case_id__in=case_ids, held_on=None, called_off_at=None).order_by("scheduled_for").first()
    )


def worries_of(case_ids, *, at):
    """What partners asked the coordinator to know at once, in the last week, newest first."""
    return list(
        ProgressEntry.objects.filter(case_id__in=case_ids, tell_coordinator=True, at__gt=at - WORRY)
        .select_related("worker", "organisation", "part__domain")
        .order_by("-at", "-pk")[:5]
    )


def disagreement_of(case):
    """What two sources say differently about the person, and whether another record may be about them."""
    return disagreements.of_case(case)


def plan_of(case):
    """The newest agreed plan at a glance, or None."""
    return
