"""What is read from the two extracts, and what becomes of it. Pure; every dated thing keeps the file's own reference.

`ended` is apart from `until`: an end that stands in the file but cannot be read ends the thing on an unknown day.
Lines are physical lines of the file; they say where a thing came from and take no part in comparisons.
"""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

HEALTH = "health"
SOCIAL_CARE = "social_care"
Day = datetime.date | None


def line_number():
    return field(compare=False, default=0)


@dataclass(frozen=True, slots=True)
class Coded:
    """A status with the day on which it was recorded (accommodation, employment, GP practice)."""

    code: str
    recorded: Day
    until: Day = None
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class Episode:
    """A spell on the Care Programme Approach (MHS701), with its reviews (MHS702)."""

    reference: str
    start: Day
    until: Day
    ended: bool
    reviews: list["CpaReview"] = field(default_factory=list, compare=False)
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class CpaReview:
    day: Day
    staff_code: str
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who coordinates care (MHS006): a local staff code, not yet a worker."""

    staff_code: str
    team_type: str
    start: Day
    until: Day
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class CarePlan:
    """A care plan (`kind` 10) or crisis plan (12) and who agreed to it (MHS008, MHS009)."""

    reference: str
    kind: str
    created: Day
    updated: Day
    implemented: Day
    agreements: list["PlanAgreement"] = field(default_factory=list, compare=False)
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class PlanAgreement:
    agreed_by: str
    day: Day
    family_involved: str
    reason_family_not_involved: str
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral to the trust (MHS101) and the teams it went to (MHS102)."""

    reference: str
    commissioner: str
    received: Day
    source: str
    reason: str
    discharged: Day
    teams: list["ReferredTeam"] = field(default_factory=list, compare=False)
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class ReferredTeam:
    team_code: str
    team_type: str
    closed: Day
    line: int = line_number()


@dataclass(frozen=True, slots=True)
class LegalStatus:
    """A period under the Mental Health Act (MHS401)."""

    reference: str
    code: str
    start: Day
    until: Day
    line: int = line_number()


class EventDetails(NamedTuple):
    """What a row says of an event, in the data set's own words. Equal details are one object, shared by many events."""

    description: str
    outcome: str
    route_of_access: str
    assessment_type: str
    eligible_needs: str
    method_of_assessment: str
    service_type: str
    service_component: str
    delivery_mechanism: str
    provider_name: str
    provider_id: str
    review_reason: str
    review_outcomes: str
    method_of_review: str
    unit_cost: str
    cost_frequency: str
    planned_units: str


class Event(NamedTuple):
    """One event of the council's (a row of Client Level Data), the latest submission of it."""

    kind: str
    reference: str
    start: Day
    until: Day
    ended: bool
    period_end: Day
    line: int
    details: EventDetails


REQUEST, ASSESSMENT, SERVICE, REVIEW = "Request", "Assessment", "Service", "Review"


@dataclass(slots=True)
class HealthPerson:
    """A person of MHS001MPI with everything the other tables say of them. Also one person with two local ids."""

    ids: tuple[str, ...]
    organisation: str
    number: str | None
    birth: Day
    postcode: str | None
    gender: str
    ethnicity: str
    language: str
    death: Day
    has_died: bool
    line: int
    given_name: str = ""
    family_name: str = ""
    telephone: str = ""
    gps: list[Coded] = field(default_factory=list)
    accommodation: list[Coded] = field(default_factory=list)
    employment: list[Coded] = field(default_factory=list)
    coordinators: list[Coordinator] = field(default_factory=list)
    plans: list[CarePlan] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    legal_statuses: list[LegalStatus] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    also: tuple["HealthPerson", ...] = ()


class Particulars(NamedTuple):
    """What one row of Client Level Data says of the person; the fields in the order of the file."""

    organisation: str
    number: str | None
    given_name: str
    family_name: str
    gp_practice: str
    gender: str
    ethnicity: str
    birth: Day
    death: Day
    has_died: bool
    support_reason: str
    postcode: str | None
    accommodation: str
    employment: str
    has_unpaid_carer: str
    autism: str
    visual_impairment: str
    hearing_impairment: str
    dementia: str
    funding: str


@dataclass(slots=True)
class SocialPerson:
    """A person of the council's. `particulars` holds each different set once, with the newest row that said it."""

    ids: tuple[str, ...]
    particulars: dict[Particulars, tuple] = field(default_factory=dict)
    events: dict[tuple, Event] = field(default_factory=dict)
    line: int = 0
    also: tuple["SocialPerson", ...] = ()
    number: str | None = None
    birth: Day = None
    postcode: str | None = None
    gender: str = ""
    in_scope: bool = False


@dataclass(frozen=True, slots=True)
class Carer:
    """A carer of one or more people of the council's file; never a case."""

    id: str
    organisation: str
    number: str | None
    given_name: str
    family_name: str
    gender: str
    ethnicity: str
    birth: Day
    death: Day
    postcode: str | None
    hours: str
    cares_for: tuple[str, ...]
    events: tuple[Event, ...]
    line: int = line_number()
