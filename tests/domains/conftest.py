"""A case with its coordinator, and short ways to ask, agree and answer. The moments are those of ``tests.house``."""

from datetime import timedelta

import pytest

from cases.models import Case, Consent, Person
from cases.services import open_case, record_consent
from domains import services
from domains.services import PartRequest
from tests.house import NOON

LATER = NOON + timedelta(hours=2)


class Story:
    """The house, one person's case coordinated by Jo of the trust, and what happens on it."""

    def __init__(self, house):
        self.house = house
        self.person = Person.objects.create(
            given_name="Dafydd",
            family_name="Evans",
            preferred_name="Daf",
            search_key="dafydd evans",
            created_at=NOON,
            communication_needs="large print",
        )
        self.case = self.open(self.person)

    def open(self, person):
        house = self.house
        case, _ = open_case(
            person=person,
            lead_organisation=house.trust,
            organisation=house.trust,
            team=house.whole(house.trust),
            whole_team=house.whole(house.trust),
            coordinator=house.coordinator,
            domain=house.domain("coordination"),
            at=NOON,
            by=None,
        )
        return case

    def request(self, domain, organisation, **more):
        return PartRequest(domain=self.house.domain(domain), organisation=organisation, **more)

    def ask(self, domain, organisation, *, at=NOON, by=None, **more):
        request = self.request(domain, organisation, **more)
        return services.propose(case=self.case, requests=[request], by=by or self.house.coordinator, at=at)[0]

    def agree(self, organisation, *, at=NOON, status=Consent.Status.GIVEN, **more):
        return record_consent(
            case=self.case,
            organisation=organisation,
            status=status,
            given_by="Daf",
            method=Consent.Method.SPOKEN,
            by=self.house.coordinator,
            at=at,
            **more,
        )

    def held(self, domain, organisation, worker, *, at=NOON, **more):
        """Asked, agreed to where needed, and accepted."""
        if not organisation.is_statutory:
            self.agree(organisation, at=at)
        return services.accept(part=self.ask(domain, organisation, at=at, **more), by=worker, at=at)

    def again(self):
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case


@pytest.fixture
def story(house):
    return Story(house)
