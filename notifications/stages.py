"""When each stage of a deadline is raised. Pure: rules and moments in, moments out; *now* is always an argument."""

import datetime
from dataclasses import dataclass

from calendars import LONDON, add_elapsed_hours, add_months, add_working_days, end_of_day, local_day

#: Nobody is reminded of a day's work before this hour in London; stages counted in hours are not delayed.
MORNING = datetime.time(9)
SMALLEST = datetime.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of reminding, as its rule says it. ``offset`` is before (negative) or after the due day or moment."""

    position: int
    name: str
    offset: int
    unit: str
    audience: str
    is_escalation: bool = False
    by_email: bool = True
    division: str = ""


@dataclass(frozen=True, slots=True)
class Raising:
    """A stage of one deadline with the moment it is raised."""

    at: datetime.datetime
    stage: Stage

    @property
    def key(self):
        return (self.at, self.stage.position)


def due_day(due_at):
    """The London day on which something is owed: the day that ends at ``due_at``, or the day ``due_at`` falls in.

    Something owed on 3 March has the first moment of 4 March as its ``due_at`` (``calendars.end_of_day``).
    """
    return local_day(due_at - SMALLEST)


def morning(day):
    """Nine o'clock in London on a day, in UTC: the clocks never change at that hour."""
    return datetime.datetime.combine(day, MORNING, tzinfo=LONDON).astimezone(datetime.UTC)


def raised_at(stage, due_at, division):
    """The moment a stage is raised. Days and working days mean nine in the morning; hours are elapsed hours."""
    if stage.unit == "hours":
        return add_elapsed_hours(due_at, stage.offset)
    if stage.unit == "working_days":
        return morning(add_working_days(due_day(due_at), stage.offset, stage.division or division))
    if stage.unit == "days":
        return morning(due_day(due_at) + datetime.timedelta(days=stage.offset))
    raise ValueError(f"{stage.unit!r} is not a unit of reminding: use days, working_days or hours.")


def due_after(start, after, unit, division):
    """The moment from which something begun at ``start`` is late. Days and months end with the London day they reach."""
    if unit == "hours":
        return add_elapsed_hours(start, after)
    day = local_day(start)
    if unit == "working_days":
        return end_of_day(add_working_days(day, after, division))
    if unit == "days":
        return end_of_day(day + datetime.timedelta(days=after))
    if unit == "months":
        return end_of_day(add_months(day, after))
    raise ValueError(f"{unit!r} is not a unit of time: use hours, days, working_days or months.")


class Schedule:
    """The stages of one kind of deadline. Moments are kept per due moment, so a thousand equal dates cost one."""

    def __init__(self, stages):
        self.stages = tuple(stages)
        self._kept = {}

    @property
    def asks_division(self):
        """Whether the moments depend on the bank holidays of the organisation that owes it."""
        return any(stage.unit == "working_days" and not stage.division for stage in self.stages)

    def raisings(self, due_at, division):
        """Every stage with its moment, in the order of time. Raises ``YearNotConfirmed`` as ``calendars`` does."""
        key = (due_at, division)
        if key not in self._kept:
            made = (Raising(raised_at(stage, due_at, division), stage) for stage in self.stages)
            self._kept[key] = tuple(sorted(made, key=lambda raising: raising.key))
        return self._kept[key]

    def first(self, due_at, division, *, at):
        """What a new version raises first: the latest stage already past, else the next to come, else None."""
        raisings = self.raisings(due_at, division)
        past = [raising for raising in raisings if raising.at <= at]
        return past[-1] if past else next(iter(raisings), None)

    def step(self, due_at, division, *, since, at):
        """What the sweep does at a moment: (the stage to raise or None, the stage to wait for or None).

        ``since`` is the (moment, position) waited for. Of several stages missed only the latest is raised.
        """
        due, following = None, None
        for raising in self.raisings(due_at, division):
            if raising.at > at:
                following = raising
                break
            if raising.key >= since:
                due = raising
        return due, following

    def following(self, due_at, division, *, at):
        """The first stage after a moment, or None."""
        return next((raising for raising in self.raisings(due_at, division) if raising.at > at), None)
