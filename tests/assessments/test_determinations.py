"""Signing determinations: only the accountable body, always with reasons, on the answers as they are; nothing overwritten."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments import determination_queries as queries
from assessments import determination_services as services
from assessments import services as assessments
from assessments.determination_kinds import Kind, offered
from assessments.eligibility.rules import OPEN
from assessments.models import Determination
from assessments.services import Given
from audit.models import Entry
from tests.assessments.signing import (
    SIGNING,
    advocacy,
    answered,
    combining,
    cpa,
    eligibility,
    eligible_answers,
    refusal,
)
from tests.assessments.stories import LATER, a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def assessment(house, case):
    return assessments.start(case=case, by=house.coordinator, at=NOON)


class TestEligibility:
    def test_it_keeps_what_the_rule_said_and_on_which_answers(self, house, assessment):
        eligible_answers(house, assessment)
        made = eligibility(house, assessment, persons_words="About time", reasons="  Meals fail\r\nwithout help ")
        assert (made.number, made.decision, made.differs) == (1, "eligible", False)
        assert (made.reasons, made.persons_words) == ("Meals fail\nwithout help", "About time")
        assert made.proposal["result"] == "eligible"
        assert made.answers == {
            "daily-living.effect": {"value": "significant", "number": 1},
            "daily-living.food": {"value": "cannot", "number": 1},
            "mental-health.cause": {"value": True, "number": 1},
            "work.able": {"value": "prompting", "number": 1},
        }
        assert (made.signed_name, made.signed_for, made.organisation) == (
            "Ann Fearon",
            "Marshgate Council",
            house.council,
        )
        entry = Entry.objects.get(action="determination.signed")
        assert entry.detail == {
            "kind": "care_act_eligibility", "decision": "eligible", "number": 1, "version": 1, "differs": False,
        }  # fmt: skip

    def test_the_answers_are_kept_as_they_were(self, house, assessment):
        eligible_answers(house, assessment)
        made = eligibility(house, assessment)
        answered(house, assessment, at=LATER, daily_living__food="alone")
        made.refresh_from_db()
        assert made.answers["daily-living.food"]["value"] == "cannot"
        assert queries.proposal_now(assessment).proposal.result == OPEN

    def test_deciding_otherwise_than_the_answers_say_is_allowed_and_marked(self, house, assessment):
        eligible_answers(house, assessment)
        made = eligibility(house, assessment, decision="not_eligible", advice="The lunch club", reasons="It has passed")
        assert made.differs
        assert made.proposal["result"] == "eligible"

    def test_while_the_answers_do_not_settle_it_nothing_differs(self, house, assessment):
        made = eligibility(house, assessment)
        assert (made.proposal["result"], made.differs) == ("open", False)

    @pytest.mark.parametrize("decision", ["eligible", "not_eligible"])
    @pytest.mark.parametrize("reasons", ["", "   \n"])
    def test_written_reasons_are_always_needed(self, house, assessment, decision, reasons):
        """Rule 11: in all four examples."""
        with pytest.raises(ValidationError) as wrong:
            eligibility(house, assessment, decision=decision, reasons=reasons, advice="The lunch club")
        assert set(wrong.value.message_dict) == {"reasons"}
        assert not Determination.objects.exists()
        assert not Entry.objects.filter(action="determination.signed").exists()

    def test_where_nothing_is_eligible_the_written_advice_is_needed(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            eligibility(house, assessment, decision="not_eligible")
        assert set(wrong.value.message_dict) == {"advice"}

    def test_a_decision_that_is_none(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            eligibility(house, assessment, decision="on_cpa")
        assert set(wrong.value.message_dict) == {"decision"}

    def test_too_long_a_text_is_refused_and_not_cut(self, house, assessment):
        with pytest.raises(ValidationError, match="8001 characters"):
            eligibility(house, assessment, reasons="x" * 8001)

    def test_what_is_only_carried_in_counts_for_nothing(self, house, assessment):
        eligible_answers(house, assessment)
        assessment.answers.update(state="carried_in", source_text="Council, 2025")
        assert queries.proposal_now(assessment).proposal.result == "open"
        assert eligibility(house, assessment).answers == {}

    def test_a_later_one_supersedes_and_nothing_is_overwritten(self, house, case, assessment):
        first = eligibility(house, assessment)
        second = eligibility(
            house, assessment, decision="not_eligible", advice="Lunch club", seen=1, at=LATER + HOUR, reasons="Better"
        )
        assert (second.number, Determination.objects.get(pk=first.pk).decision) == (2, "eligible")
        assert queries.standing(case, {Kind.CARE_ACT}) == {Kind.CARE_ACT: second}
        said = queries.in_words(assessment, set(Kind.values))
        assert [(one.decided, one.superseded) for one in said] == [
            ("Nothing eligible", False),
            ("Eligible needs", True),
        ]

    def test_who_did_not_see_the_one_before_is_told_and_signs_nothing(self, house, assessment):
        eligibility(house, assessment)
        with pytest.raises(services.SignedMeanwhile, match="Ann Fearon signed “Eligible needs” on 23 November") as told:
            eligibility(house, assessment, decision="not_eligible", advice="Lunch club", at=LATER + HOUR)
        assert told.value.number == 1
        assert Determination.objects.count() == 1
        with pytest.raises(ValidationError, match="Open the page again"):
            cpa(house, assessment, seen=3)

    def test_if_the_audit_fails_nothing_is_signed(self, house, assessment, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError("no audit")

        monkeypatch.setattr(services.audit, "record", broken)
        with pytest.raises(RuntimeError):
            eligibility(house, assessment)
        assert not Determination.objects.exists()


class TestCpa:
    def test_it_keeps_the_criteria(self, house, assessment):
        made = cpa(house, assessment, criteria=["parent", "severe"])
        assert made.facts == {"criteria": ["parent", "severe"]}
        assert queries.facts_in_words(made) == (
            ("Criteria thought of", "A severe mental disorder; Responsible for a child"),
        )

    def test_a_key_group_and_not_on_cpa_needs_a_written_reason(self, house, assessment):
        with pytest.raises(ValidationError, match="presumed to be on CPA"):
            cpa(house, assessment, criteria=["parent"], decision="not_on_cpa", reasons="")
        made = cpa(house, assessment, criteria=["parent"], decision="not_on_cpa", reasons="The children are grown up")
        assert made.differs

    def test_nothing_ticked_leaves_it_to_the_person_who_decides(self, house, assessment):
        assert not cpa(house, assessment, criteria=[], decision="not_on_cpa").differs

    def test_a_criterion_that_is_not_in_the_list(self, house, assessment):
        with pytest.raises(ValidationError):
            cpa(house, assessment, criteria=["clever"])


class TestAdvocacy:
    def test_difficulty_and_nobody(self, house, assessment):
        answered(house, assessment, communication__difficulty="yes")
        made = advocacy(house, assessment)
        assert (made.proposal["result"], made.differs) == ("arrange", False)
        assert made.answers == {"communication.difficulty": {"value": True, "number": 1}}
        assert ("What is arranged", "Harbour Light, from Monday") in queries.facts_in_words(made)

    def test_an_appropriate_person_is_named(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            advocacy(house, assessment, appropriate_person=True, decision="not_needed")
        assert set(wrong.value.message_dict) == {"who"}
        made = advocacy(
            house, assessment, appropriate_person=True, who="His sister", decision="not_needed", arrangement=""
        )
        assert made.proposal["result"] == "not_needed"

    def test_an_advocate_that_must_be_arranged_is_arranged(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            advocacy(house, assessment, arrangement=" ", appropriate_person=None)
        assert set(wrong.value.message_dict) == {"arrangement", "appropriate_person"}

    def test_deciding_otherwise_is_marked(self, house, assessment):
        assert advocacy(house, assessment, decision="not_needed").differs


class TestRefusal:
    def duty(self, case):
        return queries.duty_to_assess(queries.standing(case, {Kind.REFUSAL}).get(Kind.REFUSAL))

    def test_the_duty_stays_ends_and_comes_back(self, house, case, assessment):
        """Rule 13."""
        assert self.duty(case).is_open
        kept = refusal(house, assessment, abuse=True)
        assert kept.decision == "duty_stays"
        assert self.duty(case).is_open
        ended = refusal(house, assessment, seen=1, at=LATER + HOUR)
        assert ended.decision == "duty_ends"
        assert not self.duty(case).is_open
        services.ask_again(
            assessment=assessment, reasons="He rang on Friday", by=house.social_worker, at=LATER + 2 * HOUR, seen=2
        )
        assert self.duty(case).is_open
        assert "asked for again" in self.duty(case).words

    def test_best_interests_are_asked_where_the_person_cannot_decide(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            refusal(house, assessment, has_capacity=False)
        assert set(wrong.value.message_dict) == {"best_interests"}
        made = refusal(house, assessment, has_capacity=False, best_interests=True)
        assert made.decision == "duty_stays"

    def test_both_are_asked(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            refusal(house, assessment, has_capacity=None, abuse=None)
        assert set(wrong.value.message_dict) == {"has_capacity", "abuse"}

    def test_what_the_assessment_says_of_abuse_is_not_contradicted(self, house, assessment):
        assessments.save_section(
            assessment=assessment, section="risk", given={"risk.safeguarding": Given(value="yes")}, by=house.social_worker,
            at=NOON,
        )  # fmt: skip
        with pytest.raises(ValidationError) as wrong:
            refusal(house, assessment)
        assert set(wrong.value.message_dict) == {"abuse"}
        assert refusal(house, assessment, abuse=True).decision == "duty_stays"

    def test_nothing_is_asked_again_that_was_not_refused(self, house, assessment):
        with pytest.raises(ValidationError, match="No refusal stands"):
            services.ask_again(assessment=assessment, reasons="x", by=house.social_worker, at=LATER, seen=0)


class TestCombining:
    def test_only_with_the_other_persons_agreement(self, house, assessment):
        made = combining(house, assessment)
        assert made.decision == "together"
        assert made.facts["agreed_on"] == "2026-11-20"
        assert ("When", "20 November 2026") in queries.facts_in_words(made)
        apart = combining(house, assessment, other_agrees=False, agreed_on=None, agreed_by="", agreed_how="", seen=1)
        assert apart.decision == "apart"

    def test_without_the_persons_own_agreement_they_stay_apart(self, house, assessment):
        assert combining(house, assessment, person_agrees=False).decision == "apart"

    def test_who_agreed_how_and_when_are_needed(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            combining(house, assessment, agreed_by="", agreed_how="", agreed_on=None, other_person="")
        assert set(wrong.value.message_dict) == {"agreed_by", "agreed_how", "agreed_on", "other_person"}

    def test_nobody_agrees_tomorrow(self, house, assessment):
        with pytest.raises(ValidationError) as wrong:
            combining(house, assessment, agreed_on=date(2026, 11, 24))
        assert set(wrong.value.message_dict) == {"agreed_on"}


class TestReading:
    def everything(self, house, assessment):
        eligible_answers(house, assessment)
        for sign in SIGNING.values():
            sign(house, assessment)

    def test_in_words_for_printing(self, house, assessment):
        self.everything(house, assessment)
        said = {one.name: one for one in queries.in_words(assessment, set(Kind.values))}
        assert list(said) == [about.name for about in offered(assessment.frameworks)]
        one = said["Eligibility under the Care Act"]
        assert one.signed == "Ann Fearon, for Marshgate Council, 23 November 2026 at 12:01pm"
        assert one.rule_said.startswith("Eligible. ")
        assert one.source == "CA14 s13(1), (2), (5); SI 2015/313"

    def test_only_the_kinds_that_the_reader_sees(self, house, assessment):
        self.everything(house, assessment)
        assert [one.name for one in queries.in_words(assessment, {Kind.CPA})] == ["On CPA or not"]

    def test_the_canonical_form_holds_no_key_and_does_not_move(self, house, assessment):
        self.everything(house, assessment)
        before = queries.canonical(assessment, until=LATER + timedelta(days=900))
        assert json.loads(json.dumps(before)) == before
        assert {row["kind"] for row in before} == set(Kind.values) - {Kind.CARER}
        names = {key for row in before for key in row}
        assert not {name for name in names if name == "id" or name.endswith("_id") or name in ("by", "organisation")}
        house.social_worker.name = "Ann Married"
        house.social_worker.save()
        assert queries.canonical(assessment, until=LATER + timedelta(days=900)) == before

    def test_reading_costs_the_same_however_much_there_is(self, house, case, assessment):
        def cost():
            with CaptureQueriesContext(
                connection,
            ) as seen:
                queries.in_words(assessment, set(Kind.values))
                queries.canonical(assessment, until=LATER + timedelta(days=900))
                queries.standing(case, set(Kind.values))
            return len(seen)

        eligibility(house, assessment)
        little = cost()
        self.everything_again(house, assessment)
        assert cost() == little

    def everything_again(self, house, assessment):
        for number in range(1, 8):
            eligibility(house, assessment, seen=number, at=LATER + number * HOUR)
        cpa(house, assessment)


class TestWhatTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"reasons": ""}, {"decision": "on_cpa"}, {"decision": "not_eligible", "advice": ""}, {"number": 0},
            {"kind": "other"},
        ],
    )  # fmt: skip
    def test_half_a_determination(self, house, assessment, wrong):
        made = eligibility(house, assessment)
        with pytest.raises(IntegrityError), transaction.atomic():
            Determination.objects.filter(pk=made.pk).update(**wrong)

    def test_the_same_number_twice(self, house, assessment):
        made = eligibility(house, assessment)
        made.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save()
