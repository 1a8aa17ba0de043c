"""Short sentences for tests about the assessment: a case with its parts, an answer, a carried-in answer."""

from datetime import UTC, datetime, timedelta

from cases.models import Case, Consent
from cases.people import PersonDetails
from cases.services import record_consent, refer
from domains.services import PartRequest, establish
from tests.house import NOON

#: A minute later than everything that a story has set up.
LATER = NOON + timedelta(minutes=1)
OPENED = NOON - timedelta(days=400)


def a_case(house, *, coordinator="coordinator", given_name="Dafydd", at=OPENED, **details):
    """A person referred to the trust and coordinated there, with joint assessment shared by trust and council."""
    worker = getattr(house, coordinator)
    return refer(
        details=PersonDetails(given_name=given_name, family_name="Evans", gender="male", **details),
        reason="Has not slept for weeks", source="GP", received_at=at, organisation=house.trust,
        team=house.whole(house.trust), coordinator=worker, lead_organisation=house.trust, by=worker, at=at,
    )  # fmt: skip


def with_parts(house, case, *asked, at=OPENED):
    """Parts held on a case: ("medication", "trust"), ("assessment", "council") …, with agreement where it is needed."""
    for _, organisation in asked:
        if organisation in ("open_door", "workwise", "harbour"):
            agrees(house, case, organisation, at=at)
    requests = [
        PartRequest(
            domain=house.domain(code), organisation=getattr(house, organisation),
            accountable=house.council if organisation in ("open_door", "workwise", "harbour", "council") else None,
        )
        for code, organisation in asked
    ]  # fmt: skip
    establish(case=case, requests=requests, by=None, at=at)
    return Case.objects.select_related("person").get(pk=case.pk)


def agrees(house, case, organisation, *, domain=None, status=Consent.Status.GIVEN, at=OPENED):
    """The person's answer about one organisation."""
    return record_consent(
        case=case, organisation=getattr(house, organisation), domain=domain and house.domain(domain), status=status,
        given_by="Dafydd Evans", method=Consent.Method.SPOKEN, by=None, at=at,
    )  # fmt: skip


def a_shared_case(house, **details):
    """The example of every newcomer: medication with the trust, housing with Open Door, assessment shared."""
    case = a_case(house, **details)
    return with_parts(
        house,
        case,
        ("assessment", "trust"),
        ("assessment", "council"),
        ("medication", "trust"),
        ("housing", "open_door"),
    )


def moment(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=UTC)
