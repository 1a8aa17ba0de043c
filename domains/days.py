"""Which days a map may be asked for: those of the record. The same refusal on the page and through the API."""

from django.core.exceptions import ValidationError

from calendars import local_day
from design.words import long_date


def first_day(case):
    """The day on which a record begins: when the case was opened, or came to be here, whichever was earlier."""
    return local_day(min(case.opened_at, case.created_at))


def within(day, *, first, today):
    """The day itself, or None for none. Refuses what is before the record and what has not come yet."""
    if day is None:
        return None
    if day > today:
        raise ValidationError("The day must be today or before: what comes is not decided yet.")
    if day < first:
        raise ValidationError(f"This record begins on {long_date(first)}. Choose that day or a later one.")
    return day
