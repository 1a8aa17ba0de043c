"""Eligibility and what stands beside it in law. The examples are rules 11 to 13 of the published list; the rest are properties."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from assessments import merged_form
from assessments.eligibility import law, rules
from assessments.eligibility.answers import adult_from
from assessments.framework_files import library

ALL_ABLE = dict.fromkeys(law.ADULT_OUTCOMES, law.ABLE)
CARER_ABLE = dict.fromkeys(law.CARER_OUTCOMES, law.ABLE)
KNOWN = st.booleans()
PERHAPS = st.none() | st.booleans()


def adult(*unable, from_impairment=True, impact=True, limb="assistance"):
    """An adult who is unable in these outcomes and able in the others."""
    return rules.adult(
        from_impairment=from_impairment, outcomes={**ALL_ABLE, **dict.fromkeys(unable, limb)}, impact=impact
    )


def carer(*unable, necessary_care=True, health_at_risk=False, impact=True, limb="assistance"):
    return rules.carer(
        necessary_care=necessary_care, health_at_risk=health_at_risk, impact=impact,
        outcomes={**CARER_ABLE, **dict.fromkeys(unable, limb)},
    )  # fmt: skip


def some_of(listed, limbs, *, whole=False):
    """Outcomes with a limb or able; some of them left out unless ``whole``. One short list is drawn: cheap on a busy machine."""
    said = st.sampled_from([law.ABLE, *limbs] if whole else [law.ABLE, *limbs, None])
    return st.lists(said, min_size=len(listed), max_size=len(listed)).map(
        lambda limbs: {code: limb for code, limb in zip(listed, limbs, strict=True) if limb is not None}
    )


def codes(checks):
    return [check.code for check in checks]


class TestAnAdult:
    @pytest.mark.parametrize(
        ("facts", "result", "decided_by"),
        [
            ({"unable": "a"}, "not_eligible", ["outcomes"]),
            ({"unable": "ah"}, "eligible", ["cause", "outcomes", "impact"]),
            ({"unable": "ah", "from_impairment": False}, "not_eligible", ["cause"]),
            ({"unable": "ah", "impact": False}, "not_eligible", ["impact"]),
            ({"unable": "ah", "limb": "longer"}, "eligible", ["cause", "outcomes", "impact"]),
            (
                {"unable": "", "from_impairment": False, "impact": False},
                "not_eligible",
                ["cause", "outcomes", "impact"],
            ),
        ],
    )
    def test_the_published_examples(self, facts, result, decided_by):
        """Rule 11: one outcome alone, two, two without impairment, two without impact; and rule 12: an adult's *longer*."""
        facts = dict(facts)
        found = adult(*facts.pop("unable"), **facts)
        assert (found.result, codes(found.decided_by)) == (result, decided_by)

    def test_it_says_in_words_what_decided_and_where_that_stands(self):
        said = adult("a", "h").words
        assert said.startswith(
            "Eligible. The needs come from a physical or mental impairment or illness. (Elig15 reg 2(1)(a))"
        )
        assert "Unable: nutrition; work, training, education or volunteering. (Elig15 reg 2(1)(b), 2(2), 2(3))" in said
        assert adult("a").words == (
            "Not eligible. Unable: nutrition. The law asks for 2 or more. (Elig15 reg 2(1)(b), 2(2), 2(3))"
        )

    @pytest.mark.parametrize("limb", law.ADULT_LIMBS)
    def test_each_outcome_says_its_limb_with_its_source(self, limb):
        found = {check.code: check for check in adult("b", "c", limb=limb).details}
        assert (found["b"].words, found["b"].holds) == (law.ADULT_LIMBS[limb].text, True)
        assert found["b"].source == f"Elig15 reg 2(2)(b), {law.ADULT_LIMBS[limb].source}"
        assert (found["a"].words, found["a"].holds) == ("able", False)

    def test_there_are_ten_outcomes_and_four_limbs(self):
        assert "".join(law.ADULT_OUTCOMES) == "abcdefghij"
        assert len(law.ADULT_LIMBS) == 4

    @pytest.mark.parametrize("outcomes", [{"k": "able"}, {"viii": "able"}])
    def test_an_outcome_that_is_not_in_the_law_is_refused(self, outcomes):
        with pytest.raises(ValidationError, match="no outcome"):
            rules.adult(from_impairment=True, outcomes=outcomes, impact=True)

    def test_a_limb_that_is_not_in_the_law_is_refused(self):
        with pytest.raises(ValidationError, match="no way of being unable"):
            rules.adult(from_impairment=True, outcomes={"a": "sometimes"}, impact=True)

    @given(KNOWN, some_of(law.ADULT_OUTCOMES, law.ADULT_LIMBS, whole=True), KNOWN)
    def test_with_all_facts_it_is_the_three_conditions_and_nothing_else(self, cause, outcomes, impact):
        unable = sum(limb != law.ABLE for limb in outcomes.values())
        found = rules.adult(from_impairment=cause, outcomes=outcomes, impact=impact)
        assert found.result == ("eligible" if cause and unable >= 2 and impact else "not_eligible")
        assert not found.missing

    @given(PERHAPS, some_of(law.ADULT_OUTCOMES, law.ADULT_LIMBS), PERHAPS, st.data())
    def test_what_is_said_with_facts_missing_stays_whatever_they_turn_out_to_be(self, cause, outcomes, impact, data):
        before = rules.adult(from_impairment=cause, outcomes=outcomes, impact=impact)
        whole = {**data.draw(some_of(law.ADULT_OUTCOMES, law.ADULT_LIMBS, whole=True)), **outcomes}
        after = rules.adult(
            from_impairment=data.draw(KNOWN) if cause is None else cause, outcomes=whole,
            impact=data.draw(KNOWN) if impact is None else impact,
        )  # fmt: skip
        assert before.result in (rules.OPEN, after.result)
        assert set(before.missing) == set(law.ADULT_OUTCOMES) - set(outcomes)

    @given(PERHAPS, some_of(law.ADULT_OUTCOMES, law.ADULT_LIMBS), PERHAPS)
    def test_while_it_is_open_both_answers_are_possible(self, cause, outcomes, impact):
        if rules.adult(from_impairment=cause, outcomes=outcomes, impact=impact).result != rules.OPEN:
            return
        best = {**dict.fromkeys(law.ADULT_OUTCOMES, "longer"), **outcomes}
        worst = {**ALL_ABLE, **outcomes}
        yes = rules.adult(from_impairment=cause is not False, outcomes=best, impact=impact is not False)
        no = rules.adult(from_impairment=bool(cause), outcomes=worst, impact=bool(impact))
        assert (yes.result, no.result) == ("eligible", "not_eligible")

    @given(some_of(law.ADULT_OUTCOMES, law.ADULT_LIMBS, whole=True), st.sampled_from("abcdefghij"))
    def test_being_unable_in_one_more_never_takes_eligibility_away(self, outcomes, more):
        before = rules.adult(from_impairment=True, outcomes=outcomes, impact=True)
        after = rules.adult(from_impairment=True, outcomes={**outcomes, more: "distress"}, impact=True)
        assert (before.result, after.result) != ("eligible", "not_eligible")

    @given(some_of(law.ADULT_OUTCOMES, law.ADULT_LIMBS, whole=True), st.sampled_from(list(law.ADULT_LIMBS)))
    def test_which_limb_makes_no_difference(self, outcomes, limb):
        other = {code: said if said == law.ABLE else limb for code, said in outcomes.items()}
        results = {rules.adult(from_impairment=True, outcomes=o, impact=True).result for o in (outcomes, other)}
        assert len(results) == 1


class TestACarer:
    @pytest.mark.parametrize(
        ("facts", "result"),
        [
            ({"unable": ["viii"]}, "eligible"),
            ({"unable": [], "health_at_risk": True}, "eligible"),
            ({"unable": []}, "not_eligible"),
            ({"unable": ["viii"], "impact": False}, "not_eligible"),
            ({"unable": ["viii"], "necessary_care": False}, "not_eligible"),
        ],
    )
    def test_the_published_examples(self, facts, result):
        """Rule 12: recreation alone is enough, and so is health at risk with no outcome failed."""
        facts = dict(facts)
        assert carer(*facts.pop("unable"), **facts).result == result

    def test_takes_longer_is_no_limb_of_a_carer(self):
        with pytest.raises(ValidationError, match="takes significantly longer than normal"):
            carer("viii", limb="longer")
        assert adult("a", "h", limb="longer").result == "eligible"
        assert len(law.CARER_LIMBS) == 3

    def test_there_are_eight_outcomes(self):
        assert list(law.CARER_OUTCOMES) == ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"]

    def test_it_says_which_of_the_two_it_was(self):
        assert "Their health is getting worse, or is at risk." in carer(health_at_risk=True).words
        said = carer("viii").words
        assert "Unable: recreation." in said
        assert "health" not in said

    @given(KNOWN, KNOWN, some_of(law.CARER_OUTCOMES, law.CARER_LIMBS, whole=True), KNOWN)
    def test_with_all_facts_it_is_the_three_conditions_and_nothing_else(self, care, health, outcomes, impact):
        unable = any(limb != law.ABLE for limb in outcomes.values())
        found = rules.carer(necessary_care=care, health_at_risk=health, outcomes=outcomes, impact=impact)
        assert found.result == ("eligible" if care and (health or unable) and impact else "not_eligible")

    @given(PERHAPS, PERHAPS, some_of(law.CARER_OUTCOMES, law.CARER_LIMBS), PERHAPS, st.data())
    def test_what_is_said_with_facts_missing_stays(self, care, health, outcomes, impact, data):
        before = rules.carer(necessary_care=care, health_at_risk=health, outcomes=outcomes, impact=impact)
        whole = {**data.draw(some_of(law.CARER_OUTCOMES, law.CARER_LIMBS, whole=True)), **outcomes}
        after = rules.carer(
            necessary_care=data.draw(KNOWN) if care is None else care, outcomes=whole,
            health_at_risk=data.draw(KNOWN) if health is None else health,
            impact=data.draw(KNOWN) if impact is None else impact,
        )  # fmt: skip
        assert before.result in (rules.OPEN, after.result)

    @given(st.sampled_from(list(law.CARER_OUTCOMES)), st.sampled_from(list(law.CARER_LIMBS)))
    def test_any_one_outcome_by_any_limb_is_enough(self, outcome, limb):
        assert carer(outcome, limb=limb).result == "eligible"


class TestFromAnswers:
    ASKED = set(merged_form.form_for(merged_form.newest_versions(["care-act-2014"])).items)
    EVERYTHING = {
        law.CAUSE: True, law.EFFECT: "significant", law.CHILDREN: False,
        **{o.item: "alone" for code, o in law.ADULT_OUTCOMES.items() if code != "j"},
    }  # fmt: skip

    def test_every_outcome_has_its_question_in_the_framework_and_the_framework_says_so_too(self):
        """The data of the rule and the data of the framework cannot part ways."""
        duties = {duty.code: duty for duty in library().newest("care-act-2014").duties}
        for code, outcome in law.ADULT_OUTCOMES.items():
            item = library().items[outcome.item]
            assert outcome.item in duties[code].items
            assert duties[code].source == outcome.source
            assert {choice for choice, _ in item.choices} == set(law.LIMB_OF_ANSWER)
        assert law.CAUSE in duties["cause"].items
        assert {choice for choice, _ in library().items[law.EFFECT].choices} == set(law.SIGNIFICANT)
        assert law.CHILDREN in duties["j"].items

    @pytest.mark.parametrize(
        ("answer", "unable"),
        [
            ("alone", False),
            ("prompting", True),
            ("distress", True),
            ("danger", True),
            ("longer", True),
            ("cannot", True),
        ],
    )
    def test_what_an_answer_says(self, answer, unable):
        """Prompting counts as assistance."""
        values = {**self.EVERYTHING, "daily-living.food": answer, "work.able": answer}
        assert adult_from(values, self.ASKED).proposal.result == ("eligible" if unable else "not_eligible")

    @pytest.mark.parametrize(
        ("effect", "result"),
        [("none", "not_eligible"), ("some", "not_eligible"), ("significant", "eligible"), ("likely", "eligible")],
    )
    def test_an_effect_that_is_likely_counts(self, effect, result):
        values = {**self.EVERYTHING, "daily-living.food": "cannot", "work.able": "longer", law.EFFECT: effect}
        assert adult_from(values, self.ASKED).proposal.result == result

    def test_nothing_answered_is_open_and_says_what_is_missing(self):
        found = adult_from({}, self.ASKED)
        assert found.proposal.result == rules.OPEN
        assert len(found.missing) == 12
        assert (found.missing[0], found.missing[-1], found.used) == (law.CAUSE, law.EFFECT, {})

    def test_without_a_child_there_is_nothing_to_be_unable_in(self):
        values = {**self.EVERYTHING, "daily-living.food": "cannot", "relationships.parenting": "cannot"}
        assert adult_from(values, self.ASKED).proposal.result == "not_eligible"
        assert adult_from({**values, law.CHILDREN: True}, self.ASKED).proposal.result == "eligible"

    def test_with_a_child_the_question_is_missing_until_it_is_answered(self):
        found = adult_from({**self.EVERYTHING, law.CHILDREN: True}, self.ASKED)
        assert found.missing == ("relationships.parenting",)
        assert found.proposal.result == "not_eligible", "one outcome more would not be two"

    def test_an_outcome_without_a_question_is_not_asked(self):
        found = adult_from(self.EVERYTHING, self.ASKED - {"home.fit"})
        assert found.not_asked == ("f",)
        assert "home.fit" not in found.missing

    @given(
        st.dictionaries(
            st.sampled_from([o.item for o in law.ADULT_OUTCOMES.values()]), st.sampled_from(list(law.LIMB_OF_ANSWER))
        )
    )
    def test_what_is_used_and_what_is_missing_are_the_whole(self, values):
        found = adult_from(values, self.ASKED)
        assert set(found.used) == set(values)
        assert set(found.used) | set(found.missing) == {
            law.CAUSE,
            law.EFFECT,
            *(o.item for o in law.ADULT_OUTCOMES.values()),
        }


class TestCpa:
    KEYS = [c.code for c in law.CRITERIA if c.key_group]
    OTHERS = [c.code for c in law.CRITERIA if not c.key_group]

    @given(st.sets(st.sampled_from(KEYS), min_size=1), st.sets(st.sampled_from(OTHERS)))
    def test_a_key_group_is_presumed_to_be_on_cpa(self, keys, others):
        found = rules.cpa(criteria=keys | others)
        assert found.result == "on_cpa"
        assert set(codes(found.decided_by)) == keys

    @given(st.sets(st.sampled_from(OTHERS)))
    def test_the_others_are_a_prompt_and_no_score(self, others):
        assert rules.cpa(criteria=others).result == rules.OPEN

    def test_five_key_groups(self):
        assert set(self.KEYS) == {"parent", "carer", "substances", "violence", "unsettled"}

    def test_a_criterion_that_is_not_in_the_list(self):
        with pytest.raises(ValidationError):
            rules.cpa(criteria=["clever"])


class TestAdvocacy:
    @given(
        st.sets(st.sampled_from([d.code for d in law.DIFFICULTIES])), KNOWN,
        st.sets(st.sampled_from([e.code for e in law.EXCEPTIONS])),
    )  # fmt: skip
    def test_difficulty_and_nobody_appropriate_or_an_exception(self, difficulties, somebody, exceptions):
        found = rules.advocacy(difficulties=difficulties, appropriate_person=somebody, exceptions=exceptions)
        needed = bool(difficulties) and (not somebody or bool(exceptions))
        assert found.result == ("arrange" if needed else "not_needed")
        assert all(check.holds is needed for check in found.decided_by)

    @pytest.mark.parametrize("one", [d.code for d in law.DIFFICULTIES])
    def test_any_one_of_the_four_is_enough(self, one):
        assert rules.advocacy(difficulties=[one], appropriate_person=False).result == "arrange"

    @pytest.mark.parametrize("facts", [{"difficulties": ["x"]}, {"difficulties": [], "exceptions": ["x"]}])
    def test_what_is_not_in_the_lists_is_refused(self, facts):
        with pytest.raises(ValidationError):
            rules.advocacy(appropriate_person=False, **facts)


class TestRefusal:
    @pytest.mark.parametrize(
        ("facts", "result", "decided_by"),
        [
            ({"has_capacity": True, "best_interests": None, "abuse": True}, "duty_stays", ["abuse"]),
            ({"has_capacity": True, "best_interests": None, "abuse": False}, "duty_ends", ["capacity", "abuse"]),
            ({"has_capacity": False, "best_interests": True, "abuse": False}, "duty_stays", ["capacity"]),
            ({"has_capacity": False, "best_interests": False, "abuse": False}, "duty_ends", ["capacity", "abuse"]),
        ],
    )
    def test_the_published_examples(self, facts, result, decided_by):
        """Rule 13: with a risk of abuse the duty stays; without a risk and with capacity it ends."""
        found = rules.refusal(**facts)
        assert (found.result, codes(found.decided_by)) == (result, decided_by)
        assert "CA14 s11(2)" in found.words

    @given(KNOWN, PERHAPS, KNOWN)
    def test_abuse_always_keeps_the_duty_and_capacity_ends_it_only_without(self, capacity, interests, abuse):
        stays = rules.refusal(has_capacity=capacity, best_interests=interests, abuse=abuse).result == "duty_stays"
        assert stays is (abuse or (not capacity and bool(interests)))


@given(KNOWN, KNOWN)
def test_assessments_are_combined_only_where_both_agree(one, other):
    found = rules.combining(person_agrees=one, other_agrees=other)
    assert found.result == ("together" if one and other else "apart")


def test_a_proposal_is_kept_as_plain_values():
    kept = adult("a", "h").as_data()
    assert kept["result"] == "eligible"
    assert kept["decided_by"] == ["cause", "outcomes", "impact"]
    assert kept["details"][0] == {
        "code": "a", "holds": True, "words": "not without help", "source": "Elig15 reg 2(2)(a), Elig15 reg 2(3)(a)",
    }  # fmt: skip
