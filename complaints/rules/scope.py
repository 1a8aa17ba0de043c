"""What the regulations cover: excluded kinds, and the spoken complaint that is put right at once."""

from django.db import models

from calendars import add_working_days


class Excluded(models.TextChoices):
    """Complaints that the regulations do not cover (CR09 reg 8(1))."""

    BY_RESPONSIBLE_BODY = "by_responsible_body", "Made by a body that itself must answer complaints"
    EMPLOYMENT = "employment", "Made by a member of staff about their own employment"
    RESOLVED_AT_ONCE = "resolved_at_once", "Spoken, and put right by the next working day"
    SAME_AS_RESOLVED = "same_as_resolved", "The same as one that was spoken and put right at once"
    ALREADY_INVESTIGATED = "already_investigated", "Already looked into under the regulations"
    WITH_OMBUDSMAN = "with_ombudsman", "With an ombudsman, now or before"
    INFORMATION_REQUEST = "information_request", "About a request under the Freedom of Information Act"
    SUPERANNUATION = "superannuation", "About a pension scheme"


def needs_written_reason(kind):
    """Whether the complainant is told in writing why it is not considered (CR09 reg 8(2); CR12 reg 25(2)).

    Yes for every excluded kind but the spoken one that was put right at once (reg 8(2A)).
    """
    return Excluded(kind) != Excluded.RESOLVED_AT_ONCE


def put_right_at_once(*, spoken, received_on, resolved_on, satisfied):
    """Whether a complaint is excluded because it was put right at once (CR09 reg 8(1)(c)).

    Only if it was made orally *and* resolved to the complainant's satisfaction not later than the next working day
    after the day it was made. A letter or an e-mail that was resolved the same day stays a regulated complaint.
    """
    if not spoken or not satisfied or resolved_on is None:
        return False
    return received_on <= resolved_on <= add_working_days(received_on, 1)
