"""Working days per division of the United Kingdom: Monday to Friday, less that division's bank holidays.

Source of the days: the `holidays` library, compared with GOV.UK's list for the years in `confirmed.yaml`, which also
carries days announced later. Complaint clocks always use England and Wales (CR09); other clocks use the division of the
organisation that owes the act.
"""

import datetime
import functools
from pathlib import Path

import holidays
import yaml

ENGLAND_AND_WALES = "england-and-wales"
SCOTLAND = "scotland"
NORTHERN_IRELAND = "northern-ireland"
DIVISIONS = (ENGLAND_AND_WALES, SCOTLAND, NORTHERN_IRELAND)

CONFIRMED_FILE = Path(__file__).with_name("confirmed.yaml")
SUBDIVISIONS = {ENGLAND_AND_WALES: "ENG", SCOTLAND: "SCT", NORTHERN_IRELAND: "NIR"}
SATURDAY = 5
ONE_DAY = datetime.timedelta(days=1)


class YearNotConfirmed(ValueError):
    """The bank holidays of this year have not been checked, so working days in it cannot be counted."""

    def __init__(self, year):
        self.year = year
        super().__init__(
            f"Bank holidays of {year} are not confirmed: only {first_confirmed_year()} to {last_confirmed_year()} are. "
            "Compare the year with GOV.UK and raise last_year in calendars/confirmed.yaml."
        )


@functools.cache
def _confirmed():
    return yaml.safe_load(CONFIRMED_FILE.read_text(encoding="utf-8"))


def first_confirmed_year():
    """The first year in which working days can be counted."""
    return _confirmed()["first_year"]


def last_confirmed_year():
    """The last year in which working days can be counted."""
    return _confirmed()["last_year"]


@functools.cache
def _bank_holidays(division, year):
    if division not in SUBDIVISIONS:
        raise ValueError(f"{division!r} is not a division: use one of {', '.join(DIVISIONS)}.")
    if not first_confirmed_year() <= year <= last_confirmed_year():
        raise YearNotConfirmed(year)
    days = set(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[division], years=year))
    days |= {entry["day"] for entry in _confirmed()["extra_days"][division]}
    days -= {entry["day"] for entry in _confirmed()["withdrawn_days"][division]}
    return frozenset(day for day in days if day.year == year)


def is_working_day(day, division=ENGLAND_AND_WALES):
    """Whether offices of the division are open on a day. Raises `YearNotConfirmed` outside the checked years."""
    bank_holidays = _bank_holidays(division, day.year)
    return day.weekday() < SATURDAY and day not in bank_holidays


def add_working_days(day, n, division=ENGLAND_AND_WALES):
    """The nth working day after a day; the day itself is never counted, and need not be a working day.

    A negative n counts backwards (for reminders before a date); zero returns the day unchanged. Source: CR09 reg 13(3),
    "not later than 3 working days after the day on which it received the complaint".
    Raises `YearNotConfirmed` when the count enters a year that was not checked.
    """
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        if is_working_day(day, division):
            left -= 1
    return day
