"""What is charged and what is free: who decides, aftercare above all, budgets, the next version, print."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.decisions import Refused
from assessments import aftercare_services, reading, sealing
from assessments import services as assessments
from assessments.charging import queries, services
from assessments.charging.models import PersonalBudget, ServiceCharge
from assessments.models import AftercareService, Assessment
from assessments.policies import reach
from domains import services as domains
from domains.models import Part
from tests.assessments.documents.stories import made, text_of
from tests.assessments.stories import LATER, a_shared_case, with_parts
from tests.assessments.test_aftercare import begun, signed
from tests.house import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9))


@pytest.fixture
def action(house, case):
    """A service of the plan that the council's housing partner gives."""
    assessment = assessments.start(case=case, by=house.coordinator, at=NOON)
    assessment = Assessment.objects.select_related("case__person").get(pk=assessment.pk)
    goal = assessments.write_goal(
        assessment=assessment, domain=house.domain("housing"), words="Keep my flat", by=house.coordinator, at=NOON
    )
    part = Part.objects.get(case=case, domain__code="housing")
    return assessments.add_action(goal=goal, text="Floating support", part=part, by=house.coordinator, at=NOON)


def decided(house, action, **more):
    return services.decide_charge(
        **{
            "action": action, "charge_class": "council", "cost": 5_000, "charge": 1_250, "reasons": "By the scale of 2026",
            "by": house.social_worker, "at": LATER, "seen": 0, **more,
        }
    )  # fmt: skip


def budgeted(house, assessment, **more):
    return services.decide_budget(
        **{
            "assessment": assessment, "total": 20_000, "person": 5_000, "often": "week", "reasons": "Two visits a week",
            "by": house.social_worker, "at": LATER, "seen": 0, **more,
        }
    )  # fmt: skip


def words(action, at=LATER):
    return queries.charges([action], at=at)[action.pk].words


class TestDeciding:
    def test_the_council_decides_and_the_one_before_stays(self, house, action):
        decided(house, action)
        assert words(action) == "Charged: £12.50 a week, paid to the council"
        decided(house, action, charge=1_000, seen=1)
        assert words(action) == "Charged: £10 a week, paid to the council"
        assert [row.charge_pence for row in queries.decisions(action)] == [1_000, 1_250]

    @pytest.mark.parametrize("who", ["nurse", "coordinator", "manager", "housing_worker", "neighbour", "administrator"])
    def test_nobody_else_does(self, house, action, who):
        with pytest.raises(Refused):
            decided(house, action, by=getattr(house, who))
        with pytest.raises(Refused):
            budgeted(house, action.goal.plan.assessment, by=getattr(house, who))
        assert not ServiceCharge.objects.exists()

    def test_a_charity_that_coordinates_sees_nothing_of_it(self, house, case):
        from assessments.charging import policies

        assert not policies.sees(house.housing_worker, case, reach(house.housing_worker, case, at=NOON), at=NOON)
        assert policies.sees(house.nurse, case, reach(house.nurse, case, at=NOON), at=NOON)

    def test_two_at_once_do_not_replace_each_other_unseen(self, house, action):
        decided(house, action)
        with pytest.raises(ValidationError, match="Ann Fearon decided this"):
            decided(house, action, charge=1)
        assert ServiceCharge.objects.count() == 1

    def test_reasons_are_needed(self, house, action):
        with pytest.raises(ValidationError) as told:
            decided(house, action, reasons=" ")
        assert set(told.value.error_dict) == {"reasons"}

    def test_the_database_refuses_what_the_law_refuses(self, house, action):
        row = decided(house, action)
        for change in ({"charge_pence": 5_001}, {"paid_by": "carer"}, {"reasons": ""}, {"charge_class": "reablement"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                ServiceCharge.objects.filter(pk=row.pk).update(**change)

    def test_what_nobody_decided_is_free_where_the_nhs_does_it(self, house, action):
        assert words(action) == "The council has not said yet whether it is free"
        own = assessments.add_action(
            goal=action.goal, text="Depot", organisation=house.trust, by=house.coordinator, at=NOON
        )
        assert words(own) == "Free, because it is NHS care"

    def test_reablement_ends_to_be_free_by_itself(self, house, action):
        decided(house, action, charge_class="reablement", started_on=NOON.date(), cost=None, charge=None)
        assert words(action) == "Free, until 3 January 2027, because the first 6 weeks of reablement are free"
        after = NOON + timedelta(days=42)
        assert words(action, after) == "It may be charged for now. The council has not set an amount"


class TestAftercare:
    def marked(self, house, action, **more):
        return aftercare_services.mark_service(
            **{"action": action, "because": "Losing the flat brings him back", "by": house.nurse, "at": LATER, **more}
        )

    def test_while_it_is_in_force_the_charge_is_nothing(self, house, case, action):
        decided(house, action)
        begun(house, case)
        self.marked(house, action)
        assert words(action) == "Free, because it is aftercare under section 117"
        with pytest.raises(ValidationError) as told:
            decided(house, action, seen=1)
        assert "the charge is £0" in told.value.message_dict["charge_class"][0]

    def test_when_it_has_ended_the_decision_of_the_council_counts(self, house, case, action):
        right = begun(house, case)
        self.marked(house, action)
        signed(right, house.social_worker)
        with pytest.raises(ValidationError):
            decided(house, action)
        signed(right, house.nurse)
        decided(house, action, at=LATER + timedelta(minutes=1))
        assert words(action, LATER + timedelta(minutes=1)) == "Charged: £12.50 a week, paid to the council"

    def test_what_is_not_aftercare_follows_the_ordinary_rules(self, house, case, action):
        begun(house, case)
        decided(house, action)
        assert words(action) == "Charged: £12.50 a week, paid to the council"

    def test_it_needs_a_right_a_reason_and_a_body(self, house, case, action):
        with pytest.raises(ValidationError, match="No aftercare is in force"):
            self.marked(house, action)
        begun(house, case)
        with pytest.raises(ValidationError):
            self.marked(house, action, because="")
        with pytest.raises(Refused):
            self.marked(house, action, by=house.housing_worker)
        assert not AftercareService.objects.exists()

    def test_taking_the_mark_off_stays_to_be_read(self, house, case, action):
        begun(house, case)
        self.marked(house, action)
        with pytest.raises(ValidationError):
            aftercare_services.unmark_service(action=action, because="", by=house.social_worker, at=LATER)
        aftercare_services.unmark_service(action=action, because="Another need", by=house.social_worker, at=LATER)
        assert AftercareService.objects.get().removed_because == "Another need"
        assert words(action) == "The council has not said yet whether it is free"


class TestBudget:
    def test_amount_frequency_and_needs_of_a_direct_payment(self, house, action):
        row = budgeted(
            house, action.goal.plan.assessment, direct_payment=10_000, direct_payment_often="four_weeks",
            direct_payment_for="Help with meals",
        )  # fmt: skip
        assert queries.budget_lines(row) == (
            ("Personal budget", "£200 a week"), ("Of it the person pays", "£50 a week"),
            ("Of it the council pays", "£150 a week"), ("Paid as a direct payment", "£100 every 4 weeks"),
            ("The direct payment is for", "Help with meals"),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"person": 20_001}, "person"), ({"total": 0}, "total"), ({"person": None}, "person"), ({"often": "x"}, "often"),
            ({"direct_payment": 1}, "direct_payment_often"), ({"direct_payment_for": "Meals"}, "direct_payment"),
            ({"direct_payment": 1, "direct_payment_often": "week"}, "direct_payment_for"), ({"reasons": ""}, "reasons"),
            ({"direct_payment": 20_001, "direct_payment_often": "week", "direct_payment_for": "x"}, "direct_payment"),
        ],
    )  # fmt: skip
    def test_bad_input_stands_at_its_field(self, house, action, more, field):
        with pytest.raises(ValidationError) as told:
            budgeted(house, action.goal.plan.assessment, **more)
        assert field in told.value.error_dict
        assert not PersonalBudget.objects.exists()


class TestTheVersion:
    def signed_version(self, house, action, case):
        from assessments import agreement_services

        assessment = action.goal.plan.assessment
        for voice, who in (
            ("person", house.coordinator), (f"organisation-{house.trust.pk}", house.nurse),
            (f"organisation-{house.council.pk}", house.social_worker),
        ):  # fmt: skip
            agreement_services.answer(
                assessment=assessment, voice=voice, says="yes", words="", how="in_person", by=who, at=LATER
            )
        agreement_services.sign(assessment=assessment, by=house.coordinator, at=LATER, why_incomplete="Later")
        return Assessment.objects.select_related("case__person", "signature__by").get(pk=assessment.pk)

    def test_it_is_sealed_and_goes_on_into_the_next(self, house, case, action):
        begun(house, case)
        decided(house, action)
        budgeted(house, action.goal.plan.assessment)
        aftercare_services.mark_service(action=action, because="The flat", by=house.nurse, at=LATER)
        version = self.signed_version(house, action, case)
        assert {"aftercare", "charges", "risks"} <= set(version.signature.parts)
        assert sealing.differences(version) == []
        later = LATER + timedelta(days=1)
        with pytest.raises(Refused):
            decided(house, action, seen=1, at=later)
        following = assessments.start(case=case, by=house.coordinator, at=later)
        [copy] = following.plan.goals.get().actions.all()
        assert words(copy, later) == "Free, because it is aftercare under section 117"
        row = queries.decisions(copy)[0]
        assert (row.by, row.decided_at, row.charge_pence) == (house.social_worker, LATER, 1_250)
        assert queries.budget(following).total_pence == 20_000
        assert sealing.differences(version) == []
        ServiceCharge.objects.filter(action=action).update(reasons="Otherwise")
        assert sealing.differences(version) == ["The charges are not as they were signed."]

    def test_two_versions_are_compared_by_what_is_charged(self, house, case, action):
        assessment = action.goal.plan.assessment
        decided(house, action)
        seen = {
            who: {
                group.key: group
                for group in reading.read(
                    assessment, getattr(house, who), case, reach(getattr(house, who), case, at=LATER),
                    reading.origins(case), at=LATER,
                )
            }
            for who in ("nurse", "housing_worker")
        }  # fmt: skip
        assert seen["nurse"]["money"].entries[0].text == "Charged: £12.50 a week, paid to the council"
        assert "money" not in seen["housing_worker"]

    def test_it_is_printed_for_the_person_and_never_by_a_charity(self, house, case, action):
        assessment = action.goal.plan.assessment
        assert "What I pay" not in text_of(made(case, assessment, house.nurse, "my-plan", at=LATER))
        begun(house, case)
        aftercare_services.mark_service(action=action, because="The flat", by=house.nurse, at=LATER)
        budgeted(house, assessment)
        said = text_of(made(case, assessment, house.nurse, "my-plan", at=LATER))
        assert "Free, because it is aftercare under section 117" in said
        assert "£200 a week" in said
        said = text_of(made(case, assessment, house.social_worker, "care-act", at=LATER))
        assert "Mental Health Act 1983 s117" in said
        assert "£150 a week" in said
        said = text_of(made(case, assessment, house.nurse, "my-plan", "easy-read", at=LATER))
        assert "because it is aftercare under section 117" in said
        said = text_of(made(case, assessment, house.housing_worker, "my-plan", at=LATER))
        assert "£200" not in said
        assert "aftercare" not in said


class TestPages:
    def test_the_page_keeps_what_was_typed_and_says_why_not(self, house, case, action, client):
        client.force_login(house.social_worker)
        address = reverse("assessments:charge", args=[case.reference, action.pk])
        sent = {
            "charge_class": "council", "given_to": "person", "paid_by": "carer", "cost": "£50", "charge": "60", "often": "week",
            "reasons": "Because I typed this", "seen": "0",
        }  # fmt: skip
        page = client.post(address, sent).content.decode()
        assert "A carer is never charged for care that is given to the person" in page
        assert "never more than the cost, £50" in page
        assert "Because I typed this" in page
        answer = client.post(address, {**sent, "paid_by": "person", "charge": "12.50"}, follow=True)
        assert "Charged: £12.50 a week, paid to the council" in answer.content.decode()
        client.force_login(house.nurse)
        page = client.get(address).content.decode()
        assert "Charged: £12.50" in page
        assert "<form" not in page.split('id="before"')[0].split("<h1>")[1]
        assert client.post(address, sent).status_code == 403
        client.force_login(house.housing_worker)
        assert client.get(address).status_code == 403
        assert "£12.50" not in client.get(reverse("assessments:plan", args=[case.reference])).content.decode()


def test_an_action_for_a_part_that_has_ended_is_refused_at_its_field(house):
    """The part was held when the form was opened, and has ended before it is sent."""
    case = with_parts(house, a_shared_case(house), ("employment", "workwise"))
    assessment = assessments.start(case=case, by=house.coordinator, at=NOON)
    goal = assessments.write_goal(
        assessment=assessment, domain=house.domain("employment"), words="Work", by=house.coordinator, at=NOON
    )
    part = Part.objects.get(case=case, domain__code="employment")
    domains.end(part=Part.objects.get(pk=part.pk), words="He moved", by=house.employment_worker, at=NOON)
    with pytest.raises(ValidationError) as told:
        assessments.add_action(goal=goal, text="Find work", part=part, by=house.coordinator, at=LATER)
    assert told.value.message_dict == {
        "done_by": [
            "Workwise does not hold Employment (any more). Choose who holds it now, or ask a partner to take it on first."
        ]
    }
    assert not goal.actions.exists()
