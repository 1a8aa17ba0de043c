"""Scoring, exactly: the examples of the instruments' own rules, and properties that hold for all answers."""

from dataclasses import replace
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from instruments import rules
from tests.instruments.stories import CANSAS, DIALOG, GAD, HONOS, LIBRARY, PHQ, answers_of


def totals(definition, answers):
    """{scorer: value in words} of given answers, through cleaning."""
    return {one["code"]: one["value"] for one in rules.score(definition, rules.clean(definition, answers))}


def wrong(definition, answers):
    with pytest.raises(ValidationError) as caught:
        rules.clean(definition, answers)
    return getattr(caught.value, "message_dict", None) or caught.value.messages


class TestHoNOS:
    ANSWERS = answers_of(HONOS, 1, 0, 9, 2, 0, 0, 3, 0, 1, 0, 2, 0)

    def test_not_known_is_left_out_and_counted(self):
        (total,) = rules.score(HONOS, rules.clean(HONOS, self.ANSWERS))
        assert (total["value"], total["not_known"], total["answered"], total["of"]) == ("9", 1, 11, 12)

    def test_five_is_no_answer(self):
        assert wrong(HONOS, self.ANSWERS | {"1": 5}) == {"1": ["Choose one of the answers to item 1."]}

    def test_scale_8_above_0_needs_its_type_and_j_needs_words(self):
        assert wrong(HONOS, self.ANSWERS | {"8": 2}) == {"8.detail": ["Choose which, because item 8 is above 0."]}
        assert "Say in a few words" in wrong(HONOS, self.ANSWERS | {"8": 2, "8.detail": "J"})["8.words"][0]
        assert rules.clean(HONOS, self.ANSWERS | {"8": 2, "8.detail": "A"})["8.detail"] == "A"
        cleaned = rules.clean(HONOS, self.ANSWERS | {"8": 2, "8.detail": "J", "8.words": " Sleep "})
        assert cleaned["8.words"] == "Sleep"

    @pytest.mark.parametrize("value", [0, 9])
    def test_scale_8_of_0_or_not_known_needs_no_type_and_takes_none(self, value):
        assert "8.detail" not in rules.clean(HONOS, self.ANSWERS | {"8": value})
        assert "above 0" in wrong(HONOS, self.ANSWERS | {"8": value, "8.detail": "A"})["8.detail"][0]
        assert "above 0" in wrong(HONOS, self.ANSWERS | {"8": value, "8.words": "Sleep"})["8.words"][0]

    def test_too_many_words_are_told(self):
        given_ = self.ANSWERS | {"8": 2, "8.detail": "J", "8.words": "x" * 201}
        assert "Shorten it to 200" in wrong(HONOS, given_)["8.words"][0]

    def test_a_blank_is_refused_and_not_known_is_offered(self):
        assert wrong(HONOS, {**self.ANSWERS, "4": ""})["4"] == ["Answer item 4, or choose “Not known”."]


class TestDIALOG:
    ANSWERS = answers_of(DIALOG, 4, 5, 3, 6, 4, 2, 5, 7, 6, 4, 5)

    def test_two_means_and_no_grand_total(self):
        assert totals(DIALOG, self.ANSWERS) == {"quality-of-life": "4.5", "treatment": "5.0"}

    @pytest.mark.parametrize("value", [0, 8])
    def test_what_lies_outside_1_to_7_is_refused(self, value):
        assert "2" in wrong(DIALOG, self.ANSWERS | {"2": value})

    @pytest.mark.parametrize(("value", "band"), [(3, "dissatisfied"), (4, "neutral"), (5, "satisfied")])
    def test_four_is_neutral_and_less_is_dissatisfied(self, value, band):
        assert rules.score(DIALOG, answers_of(DIALOG, *[value] * 11))[0]["band"] == band


class TestCANSAS:
    ANSWERS = answers_of(CANSAS, *[2] * 5, *[1] * 3, *[0] * 14, 2)

    def test_met_unmet_and_their_sum_of_the_22(self):
        assert totals(CANSAS, self.ANSWERS) == {"met": "3", "unmet": "5", "total": "8"}

    def test_a_domain_of_the_site_is_kept_apart(self):
        cleaned = rules.clean(CANSAS, self.ANSWERS)
        assert cleaned["local"] == 2
        assert all(one["of"] == 22 for one in rules.score(CANSAS, cleaned))


class TestPHQAndGAD:
    @pytest.mark.parametrize(
        ("total", "band"),
        [(0, "none or minimal"), (4, "none or minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"),
         (15, "moderately severe"), (19, "moderately severe"), (20, "severe"), (27, "severe")],
    )  # fmt: skip
    def test_the_published_bands_of_phq_9(self, total, band):
        values = [3] * (total // 3) + [total % 3] + [0] * 9
        (scored,) = rules.score(PHQ, answers_of(PHQ, *values[:9]))
        assert (scored["value"], scored["band"]) == (str(total), band)

    @pytest.mark.parametrize(
        ("total", "band"),
        [(4, "minimal"), (5, "mild"), (10, "moderate"), (14, "moderate"), (15, "severe"), (21, "severe")],
    )
    def test_the_published_bands_of_gad_7(self, total, band):
        values = [3] * (total // 3) + [total % 3] + [0] * 7
        assert rules.score(GAD, answers_of(GAD, *values[:7]))[0]["band"] == band

    def test_with_one_left_out_there_is_no_score_and_none_is_made_up(self):
        (scored,) = rules.score(PHQ, rules.clean(PHQ, answers_of(PHQ, *[2] * 8)))
        assert (scored["value"], scored["band"], scored["answered"]) == ("", "", 8)

    def test_item_9_above_0_says_what_to_do_next_and_0_says_nothing(self):
        assert rules.steps(PHQ, answers_of(PHQ, *[3] * 8, 0)) == []
        assert rules.steps(PHQ, answers_of(PHQ, *[3] * 8)) == []
        (step,) = rules.steps(PHQ, answers_of(PHQ, *[0] * 8, 1))
        assert "Talk with {name}" in step.words
        assert "Accord works none out" in step.words


class TestAnswers:
    def test_nothing_answered_is_not_a_score(self):
        assert wrong(PHQ, {}) == ["Answer at least one question."]

    def test_an_item_that_does_not_exist_is_refused(self):
        assert wrong(PHQ, {"1": 1, "10": 2}) == ["PHQ-9 has no item 10."]

    @pytest.mark.parametrize("value", [True, "x", "1.0", 1.5, "-1", [1], "１"])
    def test_only_the_numbers_of_the_item_are_taken(self, value):
        assert "1" in wrong(PHQ, {"1": value})

    def test_how_answers_read(self):
        cleaned = rules.clean(HONOS, TestHoNOS.ANSWERS | {"8": 2, "8.detail": "J", "8.words": "Sleep"})
        assert rules.shown(HONOS, HONOS.by_code["8"], cleaned) == "2. J. Sleep"
        assert rules.shown(HONOS, HONOS.by_code["3"], cleaned) == "Not known (9)"
        assert rules.shown(PHQ, PHQ.by_code["1"], {"1": 2}) == "More than half the days (2)"
        assert rules.shown(PHQ, PHQ.by_code["2"], {"1": 2}) == ""


PRORATED = replace(GAD, scorers=(replace(GAD.scorers[0], minimum_answered=4, prorated=True),))


def test_pro_rating_counts_what_is_missing_as_the_mean_of_the_rest():
    (scored,) = rules.score(PRORATED, answers_of(PRORATED, 1, 2, 2, 2))
    assert (scored["value"], scored["prorated"]) == ("12", True)  # 7 of 4 answers, times 7: 12.25
    assert rules.score(PRORATED, answers_of(PRORATED, 1, 2, 2))[0]["value"] == ""


ANY = st.sampled_from(sorted(LIBRARY.definitions, key=str)).map(LIBRARY.definitions.get)


@st.composite
def answered(draw, definitions=ANY):
    """A definition and answers that it takes, some left out."""
    definition = draw(definitions)
    answers = {}
    for item in definition.items:
        values = [*item.values, *(definition.not_known[:1] if definition.not_known else (None,))]
        value = draw(st.sampled_from(values))
        if value is not None:
            answers[item.code] = value
    return definition, answers


class TestProperties:
    @given(answered())
    def test_a_score_lies_between_the_ends_of_its_scale(self, given_):
        definition, answers = given_
        for scorer, scored in zip(definition.scorers, rules.score(definition, answers), strict=True):
            assert bool(scored["value"]) == (scored["answered"] >= scorer.minimum_answered)
            assert scored["answered"] + scored["not_known"] <= scored["of"]
            if scored["value"] and (scorer.kind != "sum" or scored["answered"] == scored["of"]):
                assert scorer.lowest <= Fraction(scored["value"]) <= scorer.highest

    @given(answered(st.sampled_from([PHQ, GAD, PRORATED])), st.randoms())
    def test_who_answers_in_another_order_scores_the_same(self, given_, random):
        definition, answers = given_
        codes = list(answers)
        random.shuffle(codes)
        assert rules.score(definition, {c: answers[c] for c in codes}) == rules.score(definition, answers)

    @given(answered(st.sampled_from([PHQ, GAD, DIALOG])), st.data())
    def test_a_higher_answer_never_gives_a_lower_score(self, given_, data):
        definition, answers = given_
        if not answers:
            return
        code = data.draw(st.sampled_from(sorted(answers)))
        more = answers | {code: max(definition.by_code[code].values)}
        for low, high in zip(rules.score(definition, answers), rules.score(definition, more), strict=True):
            assert not low["value"] or Fraction(low["value"]) <= Fraction(high["value"])

    @given(answered(st.just(CANSAS)))
    def test_met_and_unmet_make_the_needs(self, given_):
        definition, answers = given_
        met, unmet, total = (one["value"] for one in rules.score(definition, answers))
        assert met == unmet == total == "" or int(met) + int(unmet) == int(total)

    @given(answered(st.just(PRORATED)))
    def test_pro_rating_stays_on_the_scale_and_changes_nothing_when_all_is_answered(self, given_):
        definition, answers = given_
        (scored,) = rules.score(definition, answers)
        if scored["value"]:
            assert 0 <= int(scored["value"]) <= 21
        if scored["answered"] == 7:
            assert int(scored["value"]) == sum(answers.values())

    @given(answered())
    def test_every_number_of_a_banded_scale_has_one_band(self, given_):
        definition, answers = given_
        for scorer, scored in zip(definition.scorers, rules.score(definition, answers), strict=True):
            assert bool(scored["band"]) == bool(scorer.bands and scored["value"])

    @given(answered())
    def test_what_is_clean_stays_as_it_is(self, given_):
        definition, answers = given_
        try:
            cleaned = rules.clean(definition, answers)
        except ValidationError:
            return
        assert rules.clean(definition, {key: str(value) for key, value in cleaned.items()}) == cleaned

    @given(st.fractions(0, 100, max_denominator=64), st.integers(0, 2))
    def test_rounding_goes_to_the_nearest_and_halves_go_up(self, exact, places):
        found = Fraction(rules.rounded(exact, places))
        assert -Fraction(1, 2) < (found - exact) * 10**places <= Fraction(1, 2)
