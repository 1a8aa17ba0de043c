"""A complaint, what it is about, who answers, and what the complainant agreed to.

Complaint papers stay off the care record: nothing here is reachable from a person or a case (``related_name="+"``), and
audit rows of this room carry no case. Rows that give access are guarded; what happened is append-only.
"""

from complaints.models.bodies import Body, NamedStaff, PartOfAnswer, SharingConsent
from complaints.models.complaint import (
    LIVE,
    ActsBecause,
    Complaint,
    Element,
    Method,
    ReferenceCounter,
    Relation,
    Status,
)
from complaints.models.trail import Event, StatusRow

__all__ = [
    "LIVE",
    "ActsBecause",
    "Body",
    "Complaint",
    "Element",
    "Event",
    "Method",
    "NamedStaff",
    "PartOfAnswer",
    "ReferenceCounter",
    "Relation",
    "SharingConsent",
    "Status",
    "StatusRow",
]
