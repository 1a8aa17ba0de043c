"""Dates, times and counts as people say them. Now is always an argument; days are those of the United Kingdom."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def local_day(value):
    """Return the day in the United Kingdom on which a moment falls; a date is itself."""
    if isinstance(value, datetime):
        return (value.astimezone(LONDON) if value.tzinfo else value).date()
    return value


def long_date(value, now=None):
    """Return "12 March 2027", or "12 March" where now falls in the same year. Nothing for no date."""
    if not isinstance(value, date):
        return ""
    day = local_day(value)
    words = f"{day.day} {MONTHS[day.month - 1]}"
    if now and isinstance(now, date) and local_day(now).year == day.year:
        return words
    return f"{words} {day.year}"


def clock_time(value):
    """Return "2:10pm", "9am", "midday" or "midnight"."""
    if not value:
        return ""
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(LONDON)
    if value.minute == 0 and value.hour in (0, 12):
        return "midday" if value.hour else "midnight"
    hour = value.hour % 12 or 12
    half = "am" if value.hour < 12 else "pm"
    return f"{hour}:{value.minute:02d}{half}" if value.minute else f"{hour}{half}"


def moment(value, now=None):
    """Return "12 March at 2:10pm"."""
    if not value:
        return ""
    return f"{long_date(value, now)} at {clock_time(value)}"


def count(number, one, many=None):
    """Return "1 day", "9 days", "no days"."""
    return f"{number if number else 'no'} {one if number == 1 else many or one + 's'}"


def span(days):
    """Return a number of days as people say it: days to a fortnight, weeks to half a year, then months and years."""
    if days < 14:
        return count(days, "day")
    if days < 26 * 7:
        return count(round(days / 7), "week")
    if days < 730:
        return count(round(days / 30.44), "month")
    return count(round(days / 365.25), "year")


#: What is late is told in days for two months; then nobody counts days any more.
EXACT_DAYS = 60


def late_by(days):
    """Return how late something was, as people say it: days for two months, then as :func:`span`."""
    return count(days, "day") if days < EXACT_DAYS else span(days)


def distance(value, now, *, past="ago"):
    """Return how far a day is from now: "today", "tomorrow", "in 16 weeks", "9 days ago" or, with past="overdue", "9 days overdue"."""
    if not isinstance(value, date) or not isinstance(now, date):
        return ""
    days = (local_day(value) - local_day(now)).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days == -1 and past == "ago":
        return "yesterday"
    if days > 0:
        return f"in {span(days)}"
    return f"{late_by(-days) if past == 'overdue' else span(-days)} {past}"


def when(value, now):
    """Return "12 March, in 16 weeks". Nothing for no date."""
    if not isinstance(value, date):
        return ""
    return f"{long_date(value, now)}, {distance(value, now)}"
