"""Seen within 72 hours of leaving hospital: the figure that a manager follows, by organisation."""

from dataclasses import dataclass
from datetime import timedelta

from assessments import discharge_queries
from assessments.discharge_rules import DAYS
from calendars import local_day
from calendars.months import add_months

#: The national ambition, in per cent. Source: NHS Standard Contract, Schedule 4A, as RCPsych gives it.
AIM = 80
MONTHS = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """Of the people who left hospital to an organisation's care, how many were seen in time."""

    organisation_id: int
    organisation: str
    counted: int
    seen: int

    @property
    def percent(self):
        """Whole per cent, rounded down."""
        return self.seen * 100 // self.counted if self.counted else None

    @property
    def below(self):
        return self.percent is not None and self.percent < AIM


def period(*, at):
    """(first, last) day of leaving that is counted: three months, up to the last day whose time is over everywhere."""
    last = local_day(at) - timedelta(days=DAYS + 1)
    return add_months(last, -MONTHS) + timedelta(days=1), last


def seen_in_time(scope, *, at):
    """A :class:`Seen` for each organisation of the scope to whose care somebody came home in the period. Two queries."""
    first, last = period(at=at)
    names = {pk: short for pk, _, short in scope.choices}
    found = discharge_queries.followed_up(scope.organisation_ids, first_day=first, last_day=last)
    rows = [Seen(pk, names[pk], counted, seen) for pk, (counted, seen) in found.items()]
    return sorted(rows, key=lambda one: one.organisation)
