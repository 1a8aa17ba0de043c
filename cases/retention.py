"""How long a record is kept at least, and when it is due for appraisal. Pure but for reading its schedule.

Nothing is ever deleted by a date: appraisal comes first (destroy, keep with a reason, keep for ever), by a person. A joint
record is kept for the longest period that applies to any of its kinds. Source: Records Management Code of Practice 2021;
each number with its source in ``retention.yaml``, where it is put right.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from calendars.months import MONTHS_IN_A_YEAR, add_months
from datafiles.lines import Reader

SCHEDULE = Path(__file__).with_name("retention.yaml")
_ADULT = 18


class ScheduleError(ValueError):
    """The schedule has faults: one line each, with file and line."""


@dataclass(frozen=True, slots=True)
class Period:
    """The least time for one kind of record: years after the person was last seen, or after death if that ends earlier."""

    code: str
    name: str
    years: int
    years_after_death: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The periods by code, and to which birthdays records of the young are kept."""

    periods: dict
    birthday: int
    birthday_if_17: int
    young_source: str


@dataclass(frozen=True, slots=True)
class KeptUntil:
    """A record is kept until ``day`` at least, because of ``name``; ``source`` says where that stands."""

    day: datetime.date
    name: str
    source: str


@lru_cache
def schedule(path=SCHEDULE):
    """The :class:`Schedule` of a file. Raises :class:`ScheduleError` with every fault and its line."""
    reader = Reader(path)
    periods, young = {}, None
    for row in reader.rows(reader.data, "kinds") if reader.data is not None else ():
        if reader.checked(
            row, ("code", "name", "years_after_last_seen", "source"), ("years_after_death", "unverified"), ("source",)
        ):
            numbers = [row["years_after_last_seen"], row.get("years_after_death", 1)]
            if any(type(number) is not int or number < 1 for number in numbers):
                reader.fault(row.line, f"{row['code']}: years are whole numbers from 1")
            periods[row["code"]] = Period(
                row["code"], row["name"], numbers[0], row.get("years_after_death"), row["source"]
            )
    if reader.data is not None:
        young = reader.data.get("young")
        names = ("until_birthday", "until_birthday_if_17_at_the_end", "source")
        if reader.checked(young, names) and any(type(young[name]) is not int for name in names[:2]):
            reader.fault(young.line, "a birthday is a whole number")
    if reader.faults:
        raise ScheduleError("\n".join(map(str, reader.faults)))
    return Schedule(periods, young["until_birthday"], young["until_birthday_if_17_at_the_end"], young["source"])


def _years(day, years):
    return add_months(day, years * MONTHS_IN_A_YEAR)


def kept_until(kinds, *, last_seen, died=None, born=None, by=None):
    """Until when a record of these kinds is kept at least: the longest of them, as :class:`KeptUntil`.

    ``last_seen`` is the day of discharge or the last contact. A death shortens the period of a kind that says so, and never
    lengthens it. Somebody last seen before 18 is kept to the birthday that the schedule names, if that is later. Raises
    KeyError for a kind that the schedule does not know, ValueError without any.
    """
    by = by or schedule()
    found = []
    for period in [by.periods[kind] for kind in kinds]:
        day = _years(last_seen, period.years)
        if died is not None and period.years_after_death is not None:
            day = min(day, _years(died, period.years_after_death))
        found.append(KeptUntil(day, period.name, period.source))
    if born is not None and last_seen < _years(born, _ADULT):
        at_17 = last_seen >= _years(born, _ADULT - 1)
        found.append(
            KeptUntil(_years(born, by.birthday_if_17 if at_17 else by.birthday), "Seen before 18", by.young_source)
        )
    return max(found, key=lambda one: one.day)


def is_due(until, *, today):
    """Whether a record is due for appraisal: from the day on which its period has run out."""
    return today >= until.day
