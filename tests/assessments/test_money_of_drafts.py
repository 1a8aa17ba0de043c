"""What is charged in a version that is being written is no more shown than the version itself (ADR 22)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import aftercare_services, agreement_services, services
from assessments.charging import services as charging
from assessments.models import Assessment
from cases.people import PersonDetails
from cases.services import refer
from tests.assessments.stories import OPENED, with_parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house):
    """The council leads and coordinates; the trust does the medication and reads the rest as a statutory body."""
    made = refer(
        details=PersonDetails(given_name="Dafydd", family_name="Evans"), reason="Help at home", source="GP",
        received_at=OPENED, organisation=house.council, team=house.whole(house.council), coordinator=house.social_worker,
        lead_organisation=house.council, by=house.social_worker, at=OPENED,
    )  # fmt: skip
    return with_parts(house, made, ("daily-living", "council"), ("medication", "trust"))


def planned(house, case, at, *, text, charge, budget):
    """(version, service) of a plan that is begun, with what is charged for the service and the personal budget."""
    found = services.start(case=case, by=house.social_worker, at=at)
    found = Assessment.objects.select_related("case__person").get(pk=found.pk)
    goal = services.write_goal(
        assessment=found, domain=house.domain("daily-living"), words=f"Goal: {text}", by=house.social_worker, at=at
    )
    action = services.add_action(goal=goal, text=text, organisation=house.council, by=house.social_worker, at=at)
    charging.decide_charge(
        action=action, charge_class="council", cost=9_000, charge=charge, reasons=f"Scale: {text}", by=house.social_worker,
        at=at, seen=0,
    )  # fmt: skip
    seen = found.budgets.count()
    charging.decide_budget(
        assessment=found, total=budget, person=0, often="week", reasons=f"Budget: {text}", by=house.social_worker, at=at,
        seen=seen,
    )  # fmt: skip
    return found, action


@pytest.fixture
def first(house, case, now):
    return planned(house, case, now - timedelta(days=40), text="Cooking class", charge=1_100, budget=11_100)


@pytest.fixture
def second(house, case, first, now):
    agreement_services.sign(
        assessment=first[0], by=house.social_worker, at=now - timedelta(days=30), why_without_person="Away",
        why_incomplete="The rest in May",
    )  # fmt: skip
    return planned(house, case, now - timedelta(days=2), text="Night sitter", charge=2_200, budget=22_200)


@pytest.fixture
def opens(client, case):
    def to(worker, name, *args):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(reverse(f"assessments:{name}", args=[case.reference, *args]))
        return answer.status_code, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

    return to


class TestAReaderWhoDoesNotWriteIt:
    def test_finds_no_service_of_the_draft_by_its_number(self, house, second, opens):
        assert opens(house.nurse, "charge", second[1].pk)[0] == 404

    def test_finds_neither_its_charge_nor_its_budget_on_the_plan_or_the_page_of_the_budget(self, house, second, opens):
        for name in ("plan", "budget", "version", "compare"):
            args = [second[0].pk] if name == "version" else []
            said = opens(house.nurse, name, *args)[1]
            for words in ("Night sitter", "£22", "£222", "Budget: Night"):
                assert words not in said, (name, words)

    def test_reads_what_is_agreed_instead(self, house, first, second, opens):
        status, said = opens(house.nurse, "charge", first[1].pk)
        assert status == 200
        assert "£11 a week" in said
        status, said = opens(house.nurse, "budget")
        assert status == 200
        assert "£111 a week" in said
        assert "Version 1 of the plan" in said
        assert "£11 a week" in opens(house.nurse, "plan")[1]

    def test_of_a_first_version_there_is_no_budget_yet_and_the_page_says_why(self, house, first, opens):
        status, said = opens(house.nurse, "budget")
        assert status == 403
        assert "being written by those who do it" in said
        assert opens(house.nurse, "charge", first[1].pk)[0] == 404

    def test_reads_the_service_of_the_draft_by_no_other_door(self, house, case, second, opens, now):
        aftercare_services.begin(
            case=case, section="3", in_force_since=(now - timedelta(days=60)).date(), nhs=house.trust, council=house.council,
            how_known="The papers", by=house.social_worker, at=now,
        )  # fmt: skip
        assert opens(house.manager, "aftercare-service", second[1].pk)[0] == 404


class TestWhoWritesOrDecidesIt:
    def test_the_council_reads_and_decides_it_in_the_draft(self, house, second, opens):
        status, said = opens(house.social_worker, "charge", second[1].pk)
        assert status == 200
        assert "£22 a week" in said
        assert "The council decides" in said
        assert "£222 a week" in opens(house.social_worker, "budget")[1]
        assert "Night sitter" in opens(house.social_worker, "plan")[1]

    def test_what_is_agreed_is_only_read(self, house, first, second, opens):
        status, said = opens(house.social_worker, "charge", first[1].pk)
        assert status == 200
        assert "The council decides" not in said

    def test_a_charity_sees_nothing_of_either(self, house, case, second, opens):
        with_parts(house, case, ("housing", "open_door"))
        assert opens(house.housing_worker, "charge", second[1].pk)[0] == 403
        assert opens(house.housing_worker, "budget")[0] == 403
