"""Parts of the room that meet: a signature seals scores, decisions and crisis plans, begins clocks, and all of it is printed."""

from datetime import timedelta

import pytest

from assessments import agreement_services, clocks, crisis_services, sealing
from assessments.models import Assessment, CrisisPlan, Determination, ReviewClock
from cases.models import Case
from instruments import services as instruments
from instruments.definition_files import library
from instruments.models import Score
from notifications.models import Deadline
from tests.assessments.documents.stories import SIGNS, a_written_case, made, text_of
from tests.assessments.signing import cpa, eligibility
from tests.assessments.stories import LATER
from tests.house import NOON

pytestmark = pytest.mark.django_db
NEXT_DAY = NOON + timedelta(days=1)


def score(house, case, *, at):
    phq = library().newest("phq-9")
    return instruments.record(
        case=case, definition=phq, answers=dict.fromkeys(phq.by_code, 1), measured_on=at.date(), answered_by="person",
        by=house.coordinator, at=at,
    )  # fmt: skip


def crisis(house, case, helps, *, at, seen=0):
    contact = crisis_services.Contact(name="Bethan", relation="sister", number="01632 960111")
    return crisis_services.write_crisis_plan(
        case=case, helps=helps, contacts=[contact], seen=seen, by=house.coordinator, at=at
    )


@pytest.fixture
def written(house):
    return a_written_case(house, at=NOON)


@pytest.fixture
def signed(house, written):
    """A version with a decision of each body, a score, a crisis plan, and who agrees, signed at LATER."""
    case, assessment = written
    eligibility(house, assessment)
    cpa(house, assessment)
    score(house, case, at=LATER)
    crisis(house, case, "A quiet room, and his dog", at=LATER)
    for voice, says, words, who in (
        ("person", "reservations", "I want to wait until spring", house.coordinator),
        (f"organisation-{house.trust.pk}", "yes", "", house.nurse),
        (f"organisation-{house.council.pk}", "yes", "", house.social_worker),
    ):
        agreement_services.answer(
            assessment=assessment, voice=voice, says=says, words=words, how="in_person", by=who, at=LATER
        )
    agreement_services.sign(assessment=assessment, by=house.coordinator, at=LATER, why_incomplete="The rest in May")
    return fresh(assessment)


def fresh(assessment):
    return Assessment.objects.select_related("case__person", "signature__by", "signature__organisation").get(
        pk=assessment.pk
    )


class TestSealed:
    def test_every_part_is_named(self, signed):
        assert {"scores", "determinations", "crisis plans", "answers", "plan"} <= set(signed.signature.parts)
        assert sealing.differences(signed) == []

    def test_what_comes_later_changes_nothing(self, house, signed):
        score(house, signed.case, at=NEXT_DAY)
        crisis(house, signed.case, "Something else", at=NEXT_DAY, seen=CrisisPlan.objects.get().pk)
        assert sealing.differences(fresh(signed)) == []

    def test_what_was_changed_behind_is_named(self, signed):
        Score.objects.update(totals=[])
        assert sealing.differences(fresh(signed)) == ["The scores are not as they were signed."]
        Determination.objects.filter(kind="cpa").update(reasons="Other reasons")
        CrisisPlan.objects.update(helps="Nothing")
        assert set(sealing.differences(fresh(signed))) == {
            f"The {part} are not as they were signed." for part in ("scores", "determinations", "crisis plans")
        }


class TestClocksOfAPlan:
    def test_the_light_touch_review_is_owed_in_the_eighth_week(self, signed):
        live = {clock.kind: clock for clock in ReviewClock.objects.filter(case=signed.case, ended_at=None)}
        assert live[clocks.LIGHT_TOUCH].started_on == LATER.date()
        due = Deadline.objects.get(is_live=True, kind=clocks.LIGHT_TOUCH, subject_id=signed.case_id)
        assert (due.due_at.date() - LATER.date()).days == 56
        assert Case.objects.get(pk=signed.case_id).next_due <= due.due_at

    def test_clocks_of_wales_and_of_the_community_begin_with_the_plan(self, house, written):
        from assessments import review_services

        case, assessment = written
        Assessment.objects.filter(pk=assessment.pk).update(frameworks={"ctp-wales": "1", "cmhf-2022": "1"})
        clocks.end_clocks(case=case, at=NOON, by=None)
        review_services.plan_signed(case=case, on=LATER.date(), at=LATER, by=house.coordinator)
        live = set(ReviewClock.objects.filter(case=case, ended_at=None).values_list("kind", flat=True))
        assert live == {"review.ctp", "review.cmhf"}


class TestPrinted:
    def test_my_plan_says_who_agrees_in_their_words(self, house, signed):
        said = text_of(made(signed.case, signed, house.coordinator, "my-plan", at=NEXT_DAY))
        assert "Who agrees" in said
        assert "I want to wait until spring" in said
        assert "A quiet room, and his dog" in said
        assert SIGNS not in said  # the crisis plan as it stands, not the answer it was begun from

    def test_a_partner_prints_nothing_of_what_others_said(self, house, signed):
        said = text_of(made(signed.case, signed, house.housing_worker, "my-plan", at=NEXT_DAY))
        assert "I want to wait until spring" not in said

    def test_each_view_has_the_decisions_of_its_law(self, house, signed):
        care_act = text_of(made(signed.case, signed, house.social_worker, "care-act", at=NEXT_DAY))
        assert "Meals and work fail without help" in care_act
        assert "Several services" not in care_act
        of_cpa = text_of(made(signed.case, signed, house.nurse, "cpa", at=NEXT_DAY))
        assert "Several services" in of_cpa
        assert "PHQ-9" in of_cpa
        assert "Meals and work fail without help" not in of_cpa

    def test_without_any_there_is_no_heading(self, house, written):
        case, assessment = written
        for code, heading in (("my-plan", "Who agrees"), ("care-act", "What was decided"), ("cpa", "Whether on CPA")):
            assert heading not in text_of(made(case, assessment, house.coordinator, code, at=LATER))


class TestWhatStoodWhenItWasSigned:
    """Exact by count under the case's lock: the moment at which somebody began does not decide what was sealed."""

    def test_what_began_before_the_signature_and_ended_after_it_is_not_of_it(self, house, signed):
        early = LATER - timedelta(milliseconds=3)
        score(house, signed.case, at=early)
        crisis(house, signed.case, "Something else", at=early, seen=CrisisPlan.objects.get().pk)
        assert sealing.differences(fresh(signed)) == []
        said = text_of(made(signed.case, fresh(signed), house.nurse, "cpa", at=NEXT_DAY))
        assert said.count("Recorded by") == 1

    def test_what_ended_before_the_signature_is_of_it_although_it_began_after(self, house, written):
        case, assessment = written
        score(house, case, at=LATER + timedelta(milliseconds=3))
        for voice, who in (
            ("person", house.coordinator), (f"organisation-{house.trust.pk}", house.nurse),
            (f"organisation-{house.council.pk}", house.social_worker),
        ):  # fmt: skip
            agreement_services.answer(assessment=assessment, voice=voice, says="yes", how="in_person", by=who, at=LATER)
        agreement_services.sign(assessment=assessment, by=house.coordinator, at=LATER, why_incomplete="The rest in May")
        signed = fresh(assessment)
        assert signed.signature.reached == {
            "scores": 1, "determinations": 0, "crisis plan": 0, "contingency plan": 0
        }  # fmt: skip
        assert "PHQ-9" in text_of(made(case, signed, house.nurse, "cpa", at=NEXT_DAY))
        Score.objects.update(totals=[])
        assert sealing.differences(fresh(signed)) == ["The scores are not as they were signed."]

    def test_a_signature_that_says_its_moment_only_still_holds(self, house, signed):
        from assessments.models import Signature

        Signature.objects.update(reached={})
        score(house, signed.case, at=NEXT_DAY)
        crisis(house, signed.case, "Something else", at=NEXT_DAY, seen=CrisisPlan.objects.get().pk)
        assert sealing.differences(fresh(signed)) == []
