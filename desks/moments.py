"""When something owed is late, and on which day it was owed. The register keeps the moment at which a day is over."""

from datetime import timedelta

from calendars import end_of_day, local_day

SOON_DAYS = 28
_INSTANT = timedelta(microseconds=1)


def owed(due):
    """A moment within the day on which something was owed: the register keeps the end of that day."""
    return due - _INSTANT


def soon_until(at):
    """Everything due before this moment is due within 28 days."""
    return end_of_day(local_day(at) + timedelta(days=SOON_DAYS)) + _INSTANT
