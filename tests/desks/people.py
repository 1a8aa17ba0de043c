"""Many people at once, for lists: each a case of the trust, coordinated by Jo Price unless said otherwise."""

from cases import involvement, locks
from cases.models import Person
from cases.people import search_key
from cases.services import open_case
from domains.services import PartRequest, establish
from tests.house import NOON


def person(given_name="Dafydd", family_name="Evans", **more):
    made = Person(given_name=given_name, family_name=family_name, created_at=NOON, **more)
    made.search_key = search_key(made)
    made.save()
    return made


def case_of(house, who, *, coordinator="coordinator", organisation="trust", due=None):
    here = getattr(house, organisation)
    case, _ = open_case(
        person=who,
        lead_organisation=house.trust,
        organisation=here,
        team=house.whole(here),
        whole_team=house.whole(here),
        coordinator=getattr(house, coordinator) if coordinator else None,
        domain=house.domain("coordination"),
        at=NOON,
        by=None,
    )
    if due is not None:
        involvement.set_next_due(locks.case(case.pk), due)
        case.refresh_from_db()
    return case


def people(house, number, **more):
    """So many people with their cases, each with a medication part of the trust."""
    made = []
    for place in range(number):
        case = case_of(house, person(f"Given{place}", f"Family{place:04d}"), **more)
        establish(
            case=case,
            requests=[PartRequest(domain=house.domain("medication"), organisation=house.trust)],
            by=None,
            at=NOON,
        )
        made.append(case)
    return made
