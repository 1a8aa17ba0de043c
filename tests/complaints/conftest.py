"""One person's case with its domains, and a complaint about the flat after hospital and the tablets that ran out."""

from datetime import date

import pytest

from cases.models import Case, Consent, Person
from cases.services import open_case, record_consent
from complaints import services
from complaints.models import Complaint, Method, Relation
from complaints.rules.intake import Complainant, ElementDraft
from domains.models import Share
from domains.services import PartRequest, establish
from tests.house import LONG_AGO, NOON

WORDS = "Nobody sorted out the flat after hospital, and my tablets ran out."
DAY = date(2026, 11, 10)


class Story:
    """Dafydd's case: the trust does medication, Open Door does housing for the council, both share the assessment."""

    def __init__(self, house):
        self.house = house
        self.person = Person.objects.create(
            given_name="Dafydd", family_name="Evans", search_key="dafydd evans", created_at=LONG_AGO
        )
        self.case = self.open(self.person)
        self.hold("assessment", house.trust)
        self.hold("assessment", house.council, share=Share.JOINT)
        self.hold("medication", house.trust)
        record_consent(
            case=self.case, organisation=house.open_door, status=Consent.Status.GIVEN, given_by="Dafydd",
            method=Consent.Method.SPOKEN, by=house.coordinator, at=LONG_AGO,
        )  # fmt: skip
        self.housing = self.hold("housing", house.open_door, accountable=house.council)

    def open(self, person, at=LONG_AGO):
        house = self.house
        case, _ = open_case(
            person=person, lead_organisation=house.trust, organisation=house.trust, team=house.whole(house.trust),
            whole_team=house.whole(house.trust), coordinator=house.coordinator, domain=house.domain("coordination"),
            at=at, by=None,
        )  # fmt: skip
        return case

    def hold(self, domain, organisation, *, at=LONG_AGO, case=None, **more):
        request = PartRequest(domain=self.house.domain(domain), organisation=organisation, since=at, **more)
        return establish(case=case or self.case, requests=[request], by=None, at=at)[0]

    def element(self, words, domain=None, about_on=DAY, severity=None):
        return ElementDraft(
            words=words, about_on=about_on, severity=severity, domain=self.house.domain(domain) if domain else None
        )

    def complainant(self, **more):
        return Complainant(**{"name": "Dafydd Evans", "contact": "01632 960001", "relation": Relation.SELF, **more})

    def take(self, *elements, by=None, received_by=None, at=NOON, agrees=(), refuses=(), **more):
        """Taken by the council's social worker unless said otherwise; not yet routed."""
        house = self.house
        elements = elements or (
            self.element("Nobody sorted out the flat after hospital", "housing"),
            self.element("My tablets ran out", "medication"),
        )
        given = {
            "received_by": received_by or house.council, "received_at": at, "method": Method.SPOKEN,
            "title": "Home from hospital", "words": WORDS, "complainant": self.complainant(),
            "elements": list(elements), "by": by or house.social_worker, "at": at,
            "case": Case.objects.get(pk=self.case.pk),
            "sharing": [(o, "given") for o in agrees] + [(o, "refused") for o in refuses],
        }  # fmt: skip
        return services.take(**(given | more))

    def routed(self, *elements, at=NOON, **more):
        """Taken and routed."""
        complaint = self.take(*elements, at=at, **more)
        services.route(complaint.pk, at=at)
        return Complaint.objects.get(pk=complaint.pk)

    def joint(self, **more):
        """Routed, and the complainant agreed to everybody it concerns."""
        return self.routed(agrees=[self.house.trust, self.house.open_door], **more)

    def body(self, complaint, organisation):
        return complaint.bodies.select_related("complaint", "organisation").get(organisation=organisation)


@pytest.fixture
def story(house):
    return Story(house)
