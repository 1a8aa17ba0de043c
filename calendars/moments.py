"""Moments and the local days they fall on. Every moment has a time zone; a moment without one is refused."""

import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def _aware(moment):
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone, so the moment it means is not known.")
    return moment


def local_day(moment):
    """The day in Europe/London on which a moment falls. Raises ValueError for a moment without a time zone."""
    return _aware(moment).astimezone(LONDON).date()


def start_of_day(day):
    """The moment, in UTC, at which a local day begins."""
    return datetime.datetime.combine(day, datetime.time.min, tzinfo=LONDON).astimezone(datetime.UTC)


def end_of_day(day):
    """The moment, in UTC, at which a local day is over and what was due on it is late: the start of the next.

    Half-open: a moment is still within the day when it is before this one. Days are 23, 24 or 25 hours long.
    """
    return start_of_day(day + datetime.timedelta(days=1))


def add_elapsed_hours(moment, n):
    """The moment n real hours later, in UTC, so that a change of the clocks neither gives nor takes an hour.

    Source: follow-up within 72 hours of discharge (NHS Standard Contract). Saturday 09:00 before the clocks go forward
    is due on Tuesday at 10:00. Raises ValueError for a moment without a time zone.
    """
    return _aware(moment).astimezone(datetime.UTC) + datetime.timedelta(hours=n)
