"""Many people at once, for lists: each a case of the trust, coordinated by Jo Price unless said otherwise."""

from django.db import transaction

from cases import involvement, locks
from cases.models import Person
from cases.people import search_key
from cases.services import open_case
from domains.services import PartRequest, establish
from merging.models import Conflict, ImportRun, PossibleMatch, SourceValue
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
        with transaction.atomic():
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


def two_records(house, case, **fields):
    """What the trust and the council each said of a person: ``accommodation=("Own flat", "Hostel")``. Differences are open."""
    run = ImportRun.objects.create(
        state="landed", started_at=NOON, heartbeat_at=NOON, finished_at=NOON, as_at=NOON.date()
    )
    for field, (health, social_care) in fields.items():
        values = [
            SourceValue.objects.create(
                person=case.person, field=field, source=source, organisation=body, value=said, shown=said, run=run,
                recorded_on=NOON.date(), reference=reference, is_current=True,
            )
            for source, body, said, reference in (
                ("health", house.trust, health, "RX1"), ("social_care", house.council, social_care, "LA1"),
            )
        ]  # fmt: skip
        if health != social_care:
            Conflict.objects.create(
                person=case.person,
                case=case,
                field=field,
                health=values[0],
                social_care=values[1],
                raised_at=NOON,
                run=run,
            )


def possible_match(case, other):
    """An extract's doubt whether two people are one."""
    return PossibleMatch.objects.create(
        person=case.person, other_person=other.person, case=case, other_case=other, because="number", evidence="1",
        raised_at=NOON,
    )  # fmt: skip
