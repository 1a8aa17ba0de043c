"""Pure arithmetic of reviews: when one is due, when the light-touch one falls, who was reviewed within a year."""

import datetime

from calendars import add_elapsed_hours, add_months, end_of_day

#: A moment that still falls on the day; the register reads it, and every list shows it, as that day.
_LAST = datetime.timedelta(microseconds=1)
YEAR = 12
CHECK_HOURS = 72


def review_due_on(months, *, started_on, last_done_on, first_months=None):
    """The last day on which a review is in time: so many months after the last one, or after the start when none was held.

    Months clamp: 29 February 2024 plus 12 months is 28 February 2025. Raises ValueError when neither day is known.
    ``first_months``: the first review comes sooner, as for a direct payment (within 6 months, then every 12).
    Source: Refocusing 2008 (at least once a year); CA14 s27 with statutory guidance (no later than every 12 months);
    Direct Payments Regs 2014 reg 7 (from memory, to check).
    """
    base = last_done_on or started_on
    if base is None:
        raise ValueError("A review clock needs the day of the last review, or the day on which the duty began.")
    return add_months(base, first_months if first_months and last_done_on is None else months)


def due_moment(day):
    """The last moment of a local day, in UTC: what is owed on a day is late only when the day is over."""
    return end_of_day(day) - _LAST


def is_old(written_on, *, months, today):
    """Whether a plan was written more than so many months ago: on the day itself it is not old yet. Months clamp."""
    return today > add_months(written_on, months)


def window_of(weeks, started_on):
    """The first and the last day of a review that is held once, within these weeks (first, last) after the start.

    Light touch, 6 to 8 weeks: a plan agreed or changed on 5 January 2026 has its window from 16 February to 2 March
    2026. Source: CA14 s27, statutory guidance.
    """
    first, last = weeks
    return started_on + datetime.timedelta(weeks=first), started_on + datetime.timedelta(weeks=last)


def days_late(due_on, done_on):
    """By how many days a review missed its day: 0 for one in time. A review on the day itself is in time."""
    return max((done_on - due_on).days, 0)


def reviewed_within_a_year(*, started_on, last_review_on, period_ends_on):
    """Whether somebody counts as reviewed in the twelve months that end on a day; None when they are not counted at all.

    The window is the twelve months up to and including that day: for 31 March 2026 it begins on 1 April 2025. Who came
    within it is left out: nobody could be due yet. Source: the CPA review indicator (report period, twelve months).
    """
    before = add_months(period_ends_on + datetime.timedelta(days=1), -YEAR)
    if started_on >= before:
        return None
    return last_review_on is not None and before <= last_review_on <= period_ends_on


def check_due(written_at):
    """The moment from which the check of a held review is late: 72 elapsed hours after it was written down.

    Source: partnership default. No source gives a number; it stands here so that it is easy to correct.
    """
    return add_elapsed_hours(written_at, CHECK_HOURS)
