"""The follow-up after a discharge: one clock for the task, in elapsed hours, and two measures, in days. Pure."""

import datetime

from calendars import add_elapsed_hours, local_day

HOURS = 72
#: The measure counts three days after the day of the discharge, the legacy one seven.
DAYS = 3
LEGACY_DAYS = 7
FACE_TO_FACE, TELEPHONE, VIDEO = "face_to_face", "telephone", "video"
REACHED = frozenset({FACE_TO_FACE, TELEPHONE, VIDEO})
#: The legacy measure named these two and no others.
LEGACY_REACHED = frozenset({FACE_TO_FACE, TELEPHONE})


def task_due(left_at):
    """The moment from which the contact is late: 72 elapsed hours after the discharge, whatever the clocks on the wall do.

    Saturday 28 March 2026 09:00 is due on Tuesday 31 March at 10:00. Source: NHS Standard Contract, Schedule 4A.
    """
    return add_elapsed_hours(left_at, HOURS)


def counts_for_task(how, happened_at, left_at):
    """Whether a contact ends what is owed: they were reached, at or after the discharge, the same day too."""
    return how in REACHED and happened_at >= left_at


def measured_days(left_at, *, count_same_day=False):
    """(first, last) day on which a contact counts for the 72-hour measure: day 1 is the day after the discharge.

    The same day counts only where the setting says so. Source: from memory, to check against the published measure
    (MHS78 to MHS80); therefore a setting.
    """
    day = local_day(left_at)
    return day + datetime.timedelta(days=0 if count_same_day else 1), day + datetime.timedelta(days=DAYS)


def meets_measure(how, happened_at, left_at, *, count_same_day=False):
    """Whether one contact makes a discharge count as followed up within 72 hours."""
    first, last = measured_days(left_at, count_same_day=count_same_day)
    return counts_for_task(how, happened_at, left_at) and first <= local_day(happened_at) <= last


def legacy_last_day(left_at):
    """The last day of the 7-day follow-up: days and not hours, day 1 the day after. 28 March 2026 gives 4 April.

    Source: QualityWatch definition of the indicator (publication stopped in 2021; some wards keep it).
    """
    return local_day(left_at) + datetime.timedelta(days=LEGACY_DAYS)


def meets_legacy(how, happened_at, left_at):
    """Whether one contact counts for the 7-day follow-up: face to face or by telephone, from the day after the discharge."""
    return how in LEGACY_REACHED and local_day(left_at) < local_day(happened_at) <= legacy_last_day(left_at)
