"""Days, months and moments. Pure: no models, and *today* is always an argument.

Days are Europe/London days. Counted days, months and hours are three different things and have three different
functions; none is ever derived from another.
"""

from calendars.moments import LONDON, add_elapsed_hours, end_of_day, local_day, start_of_day
from calendars.months import add_months, relevant_period_end
from calendars.working_days import (
    DIVISIONS,
    ENGLAND_AND_WALES,
    NORTHERN_IRELAND,
    SCOTLAND,
    YearNotConfirmed,
    add_working_days,
    first_confirmed_year,
    is_working_day,
    last_confirmed_year,
)

__all__ = [
    "DIVISIONS",
    "ENGLAND_AND_WALES",
    "LONDON",
    "NORTHERN_IRELAND",
    "SCOTLAND",
    "YearNotConfirmed",
    "add_elapsed_hours",
    "add_months",
    "add_working_days",
    "end_of_day",
    "first_confirmed_year",
    "is_working_day",
    "last_confirmed_year",
    "local_day",
    "relevant_period_end",
    "start_of_day",
]
