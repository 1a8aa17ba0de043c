"""The days by which something is owed. All are days of the United Kingdom; *today* is always an argument.

Short names: CR09 is SI 2009/309, CR12 its sister SI 2012/3094 Part 5, where the same wording was read. Working days of
complaint clocks are those of England and Wales wherever the body sits (CR09 reg 2, "working day").
"""

from datetime import timedelta

from calendars import ENGLAND_AND_WALES, add_months, add_working_days, is_working_day, relevant_period_end

ACKNOWLEDGE_WORKING_DAYS = 3
CONSENT_WORKING_DAYS = 10
TIME_LIMIT_MONTHS = 12


def acknowledge_by(received_on, division=ENGLAND_AND_WALES):
    """The last day to acknowledge: not later than 3 working days after the day of receipt (CR09 reg 13(3)).

    Spoken or written will do, and the offer of a discussion comes with it (reg 13(7)). Raises ``YearNotConfirmed`` when
    the bank holidays of the year are not known.
    """
    return add_working_days(received_on, ACKNOWLEDGE_WORKING_DAYS, division)


def ask_consent_by(received_on):
    """The day by which the complainant's answer about sharing should be had: 10 working days from receipt.

    A local default from the older NHS rule (ICAS); the regulations name no number of days.
    """
    return add_working_days(received_on, CONSENT_WORKING_DAYS)


def period_ends_on(received_on):
    """The last day of the relevant period: six months commencing on the day of receipt (CR09 reg 14(3), CR12 reg 29(3)).

    Inclusive, so the day before the same date six months on: received 15 January, last day 14 July.
    """
    return relevant_period_end(received_on)


def may_extend(period_last_day, agreed_on):
    """Whether a longer period agreed on a day counts: only while the first still runs (CR09 reg 14(3)(b))."""
    return agreed_on <= period_last_day


def owes_late_notice(period_last_day, today):
    """Whether the body owes the complainant a written reason for lateness: after the last day (CR09 reg 14(4))."""
    return today > period_last_day


def last_day_to_complain(happened_on, noticed_on=None):
    """The last day in time: 12 months after it happened, or after the complainant came to know of it (CR09 reg 12(1)).

    29 February 2024 gives 28 February 2025: a month that has no such day ends on its last day.
    """
    start = happened_on if noticed_on is None else max(happened_on, noticed_on)
    return add_months(start, TIME_LIMIT_MONTHS)


def in_time(complained_on, happened_on, noticed_on=None):
    """Whether a complaint was made within the twelve months."""
    return complained_on <= last_day_to_complain(happened_on, noticed_on)


def accepts_late(good_reason, still_fair):
    """Whether a late complaint is looked into after all (CR09 reg 12(2)): both answers must be yes.

    Good reason for not complaining in time, *and* it is still possible to look into it effectively and fairly. An
    answer not yet given (None) is not a yes.
    """
    return good_reason is True and still_fair is True


def working_days_between(start, end):
    """Which working day after the start a day is: the start is never counted, 0 for the same day."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)
