"""Calendar months. A month that has no such day ends on its last day: 31 January plus one month is 28 or 29 February."""

import calendar
import datetime

MONTHS_IN_A_YEAR = 12
RELEVANT_PERIOD_MONTHS = 6


def add_months(day, n):
    """The same day of the month n months later (or earlier, when n is negative), clamped to the end of that month.

    29 February 2024 plus 12 months is 28 February 2025. Clamping loses days, so adding 1 month twice may give another
    day than adding 2. Raises OverflowError outside the years 1 to 9999.
    """
    months = day.year * MONTHS_IN_A_YEAR + (day.month - 1) + n
    year, month = months // MONTHS_IN_A_YEAR, months % MONTHS_IN_A_YEAR + 1
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise OverflowError(f"{n} months from {day} is outside the calendar.")
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def relevant_period_end(received):
    """The last day on which a complaint received on a day may be answered without explaining the delay in writing.

    Six months commencing on the day of receipt, so the day before its return: received 15 January, last day 14 July.
    Source: CR09 reg 14(3) and (4). A later day may be agreed, but only up to and including this one.
    """
    return add_months(received, RELEVANT_PERIOD_MONTHS) - datetime.timedelta(days=1)
