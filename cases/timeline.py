"""The shape in which every room offers what it has for a case's timeline, and what this room has: referrals."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Referral
from cases.policies import family


@dataclass(frozen=True, slots=True)
class TimelineItem:
    at: datetime
    title: str
    note: str = ""
    url: str = ""


def timeline(case, worker, before=None, size=20, *, at):
    """The referrals of a case, newest first. For readers of the whole record: the door has asked."""
    rows = Referral.objects.filter(case_id__in=family(case)).select_related("organisation", "taken_by")
    if before is not None:
        rows = rows.filter(received_at__lt=before)
    return [_item(row) for row in rows.order_by("-received_at", "-pk")[:size]]


def _item(row):
    taken = f"{row.taken_by.name}, {row.organisation.short_name}" if row.taken_by else row.organisation.short_name
    return TimelineItem(row.received_at, f"Referred by: {row.source}", f"Taken by {taken}: {row.reason}")
