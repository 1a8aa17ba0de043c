"""Who leads something shared: a question and its answer, and exactly one lead at every moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from domains import services
from domains.checks import differences
from domains.models import LeadChange, Part, Share, State
from domains.rules import CannotBe
from notifications.models import Deadline, Notice
from tests.assessments.stories import OPENED, a_case
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(house):
    case = a_case(house)
    held = [
        services.PartRequest(domain=house.domain("assessment"), organisation=house.trust),
        services.PartRequest(domain=house.domain("assessment"), organisation=house.council, share=Share.JOINT),
        services.PartRequest(domain=house.domain("medication"), organisation=house.trust),
    ]
    services.establish(case=case, requests=held, by=None, at=OPENED)
    return case


@pytest.fixture
def council(house, case):
    return case.parts.get(organisation=house.council)


def leads(case):
    rows = Part.objects.filter(case=case, domain__code="assessment", state=State.ACCEPTED, share=Share.LEAD)
    return [part.organisation.short_name for part in rows]


def ask(house, part, by="coordinator", **more):
    return services.ask_to_lead(
        part=part, by=getattr(house, by), at=NOON, **{"words": "Most of it is yours now", **more}
    )


class TestDenials:
    @pytest.mark.parametrize("who", ["housing_worker", "neighbour", "suspended_worker", "social_worker"])
    def test_only_the_lead_and_the_coordinator_ask(self, house, council, who):
        with pytest.raises(PermissionDenied):
            ask(house, council, by=who)
        assert not LeadChange.objects.exists()

    @pytest.mark.parametrize("who", ["nurse", "coordinator", "neighbour"])
    def test_only_the_partner_that_is_asked_answers(self, house, case, council, who):
        ask(house, council)
        with pytest.raises(PermissionDenied):
            services.take_the_lead(part=council, by=getattr(house, who), at=NOON)
        assert leads(case) == ["Trust"]

    def test_what_is_not_shared_has_no_lead_to_change(self, house, case):
        with pytest.raises(CannotBe) as refused:
            ask(house, case.parts.get(domain__code="medication"))
        assert refused.value.code == "lead_only_sharer"

    def test_it_needs_a_reason_and_a_no_needs_one_too(self, house, council):
        for act in (
            lambda: ask(house, council, words=" "),
            lambda: services.decline_the_lead(part=council, words="", by=house.social_worker, at=NOON),
        ):
            with pytest.raises(CannotBe):
                act()
            ask(house, council)


class TestWhatComesOfIt:
    def test_asked_nothing_changes_yet(self, house, case, council):
        ask(house, council)
        assert leads(case) == ["Trust"]
        assert Deadline.objects.filter(kind="part.lead", is_live=True, owner_organisation=house.council).exists()
        assert Notice.objects.filter(kind="part.lead_asked", worker=house.social_worker).exists()

    def test_yes_changes_both_in_one_step(self, house, case, council):
        ask(house, council)
        services.take_the_lead(part=council, by=house.social_worker, at=NOON + DAY)
        assert leads(case) == ["Council"]
        trust = case.parts.get(domain__code="assessment", organisation=house.trust)
        assert (trust.state, trust.share) == (State.ACCEPTED, Share.JOINT)
        assert trust.events.latest("pk").reason == "Shares it from now; Marshgate Council leads"
        assert not Deadline.objects.filter(kind="part.lead", is_live=True).exists()
        assert list(differences(at=NOON + DAY)) == []

    def test_no_leaves_it_and_tells_who_asked(self, house, case, council):
        ask(house, council)
        services.decline_the_lead(part=council, words="No room", by=house.social_worker, at=NOON + DAY)
        assert leads(case) == ["Trust"]
        assert Notice.objects.filter(kind="part.lead_declined", worker=house.coordinator).exists()
        with pytest.raises(CannotBe) as refused:
            services.take_the_lead(part=council, by=house.social_worker, at=NOON + DAY)
        assert refused.value.code == "lead_answered"

    def test_asked_twice_is_asked_once(self, house, council):
        assert ask(house, council) == ask(house, council, by="nurse")

    def test_a_question_to_whoever_left_keeps_nobody_from_the_next(self, house, case, council):
        ask(house, council)
        services.end(part=council, words="Done here", by=house.social_worker, at=NOON + DAY)
        assert not Deadline.objects.filter(kind="part.lead", is_live=True).exists()
        request = services.PartRequest(domain=house.domain("assessment"), organisation=house.council, share=Share.JOINT)
        services.establish(case=case, requests=[request], by=None, at=NOON + DAY)
        assert ask(house, case.parts.get(organisation=house.council, state=State.ACCEPTED))

    def test_from_the_page_of_the_part(self, client, house, case, council):
        where = reverse("domains:lead", args=[council.pk])
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(house.coordinator, backend=backend)
        assert "Who leads it" in client.get(reverse("domains:part", args=[council.pk])).content.decode()
        assert "Say why" in client.post(where, {"words": ""}).content.decode()
        client.post(where, {"words": "Most of it is yours now"})
        client.force_login(house.social_worker, backend=backend)
        assert "Most of it is yours now" in client.get(where).content.decode()
        assert "Say why" in client.post(where, {"choice": "no", "words": ""}).content.decode()
        client.post(where, {"choice": "yes"})
        assert leads(case) == ["Council"]
