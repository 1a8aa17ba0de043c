"""Person, carer and case; who coordinates; who is involved and why; what the person agrees to; who is let in or barred."""

from cases.models.case import NO_DATE, Case, CaseStatus, Coordination, Framework, Referral
from cases.models.consent import AccessRequest, Consent
from cases.models.emergency import BreakGlass
from cases.models.endings import CarerTold, Closing, Death, Transfer, TransferEvent
from cases.models.people import CarerLink, CarerStep, Gender, Identifier, Person, RecordKind, WhatMatters
from cases.models.sight import Bar, CaseGrant, Involvement, InvolvementBasis, NamedAccess
from cases.models.unsaved import UnsavedWords

__all__ = [
    "AccessRequest",
    "Bar",
    "BreakGlass",
    "CarerLink",
    "CarerStep",
    "CarerTold",
    "Case",
    "CaseGrant",
    "CaseStatus",
    "Closing",
    "Consent",
    "Coordination",
    "Death",
    "Framework",
    "Gender",
    "Identifier",
    "Involvement",
    "InvolvementBasis",
    "NO_DATE",
    "NamedAccess",
    "Person",
    "RecordKind",
    "Referral",
    "Transfer",
    "TransferEvent",
    "UnsavedWords",
    "WhatMatters",
]
