"""Short sentences for tests about cases: a referred person, an involved partner, an answer given."""

from cases import involvement, locks, services
from cases.models import Consent, InvolvementBasis
from cases.people import PersonDetails
from tests.house import NOON


def referred(
    house,
    *,
    given_name="Dafydd",
    family_name="Evans",
    coordinator="coordinator",
    organisation="trust",
    at=NOON,
    **details,
):
    """A person referred to the trust by hand, coordinated by Jo Price unless said otherwise."""
    worker = getattr(house, coordinator) if coordinator else None
    here = getattr(house, organisation)
    return services.refer(
        details=PersonDetails(given_name=given_name, family_name=family_name, gender="male", **details),
        reason="Has not slept for weeks",
        source="GP",
        received_at=at,
        organisation=here,
        team=house.whole(here),
        coordinator=worker,
        lead_organisation=house.trust,
        by=worker or house.coordinator,
        at=at,
    )


def involved(house, case, organisation, domain, *, team=None, at=NOON, reference=None):
    """An organisation involved by a part in a domain, written as the room of domains writes it."""
    here = getattr(house, organisation)
    number = reference or (case.pk * 1000 + here.pk * 50 + house.domain(domain).pk)
    locks.case(case.pk)
    involvement.add_bases(
        [
            involvement.Basis(
                case_id=case.pk,
                organisation_id=here.pk,
                team_id=(team or house.whole(here)).pk,
                whole_team_id=house.whole(here).pk,
                domain_id=house.domain(domain).pk,
                kind=InvolvementBasis.Kind.PART,
                reference=number,
            )
        ],
        at=at,
        facts=involvement.facts_of(case),
    )
    return number


def agreed(
    house,
    case,
    organisation,
    domain=None,
    *,
    status=Consent.Status.GIVEN,
    at=NOON,
    scope=Consent.Scope.WRITE,
    until=None,
):
    """The person's answer about one organisation, recorded by their coordinator."""
    return services.record_consent(
        case=case,
        organisation=getattr(house, organisation),
        domain=domain and house.domain(domain),
        status=status,
        scope=scope,
        given_by="Dafydd Evans",
        method=Consent.Method.SPOKEN,
        by=case.coordinator,
        at=at,
        until=until,
    )
