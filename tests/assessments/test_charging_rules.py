"""Rule 17 of the domain facts: what is free and what may be charged, to the penny and to the day; the file of classes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.charging import rules
from assessments.charging.classes import ClassFileError, choices, classes, read

LIMIT = 100_000
DAY_ONE = date(2026, 1, 5)
TERMS = st.builds(
    rules.Terms,
    charge_class=st.sampled_from([code for code, _ in choices()]),
    given_to=st.sampled_from(["person", "carer"]),
    paid_by=st.sampled_from(["person", "carer"]),
    cost=st.none() | st.integers(0, 300_000),
    charge=st.none() | st.integers(0, 300_000),
    started_on=st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1)),
)


class TestRule:
    """Rule 17 of the domain facts, to the penny and to the day."""

    @pytest.mark.parametrize(("cost", "free"), [(1, True), (LIMIT, True), (LIMIT + 1, False), (500_000, False)])
    def test_equipment_to_the_penny(self, cost, free):
        terms = rules.Terms(charge_class="equipment", cost=cost, charge=None if free else cost)
        assert (rules.free_by(terms, on=DAY_ONE, in_aftercare=False) is not None) == free
        assert rules.due(terms, on=DAY_ONE, in_aftercare=False) == (0 if free else cost)
        assert rules.faults(terms, in_aftercare=False) == {}

    @pytest.mark.parametrize(("day", "free"), [(1, True), (42, True), (43, False), (100, False)])
    def test_reablement_to_the_day(self, day, free):
        terms = rules.Terms(charge_class="reablement", cost=5_000, charge=2_000, started_on=DAY_ONE)
        on = DAY_ONE + timedelta(days=day - 1)
        assert rules.due(terms, on=on, in_aftercare=False) == (0 if free else 2_000)

    def test_the_last_free_day_of_5_january_is_15_february(self):
        assert rules.last_free_day(DAY_ONE) == date(2026, 2, 15)

    def test_a_charge_for_aftercare_is_refused_with_the_rule(self):
        terms = rules.Terms(charge_class="council", cost=5_000, charge=2_000)
        assert rules.faults(terms, in_aftercare=True) == {
            "charge_class": "This service is aftercare under section 117, and that is in force, so nobody is charged for it: "
            "the charge is £0."
        }
        assert rules.due(terms, on=DAY_ONE, in_aftercare=True) == 0
        assert rules.faults(terms, in_aftercare=False) == {}

    def test_a_carer_is_never_charged_for_care_given_to_the_person(self):
        terms = rules.Terms(charge_class="council", paid_by="carer", cost=100, charge=50)
        assert set(rules.faults(terms, in_aftercare=False)) == {"paid_by"}
        own = rules.Terms(charge_class="council", given_to="carer", paid_by="carer", cost=100, charge=50)
        assert rules.faults(own, in_aftercare=False) == {}

    @pytest.mark.parametrize(
        ("terms", "field"),
        [
            ({"charge_class": "council", "cost": 100, "charge": 101}, "charge"),
            ({"charge_class": "council", "cost": 100}, "charge"), ({"charge_class": "council", "charge": 1}, "cost"),
            ({"charge_class": "nhs", "charge": 1}, "charge"), ({"charge_class": "advice", "charge": 1}, "charge"),
            ({"charge_class": "cjd", "charge": 1}, "charge"), ({"charge_class": "voluntary", "charge": 1}, "charge"),
            ({"charge_class": "self", "charge": 1}, "charge"), ({"charge_class": "equipment", "cost": LIMIT, "charge": 1}, "charge"),
            ({"charge_class": "equipment"}, "cost"), ({"charge_class": "reablement"}, "started_on"),
            ({"charge_class": "aftercare"}, "charge_class"), ({"charge_class": "nothing"}, "charge_class"),
            ({"charge_class": "council", "cost": -1, "charge": 0}, "cost"),
        ],
    )  # fmt: skip
    def test_what_is_refused_stands_at_its_field(self, terms, field):
        assert field in rules.faults(rules.Terms(**terms), in_aftercare=False)

    @given(terms=TERMS, on=st.dates(date(2025, 1, 1), date(2027, 1, 1)))
    def test_aftercare_is_free_whatever_was_decided(self, terms, on):
        assert rules.due(terms, on=on, in_aftercare=True) == 0
        if terms.charge or terms.charge_class == "council":
            assert "charge_class" in rules.faults(terms, in_aftercare=True)

    @given(terms=TERMS, on=st.dates(date(2025, 1, 1), date(2027, 1, 1)))
    def test_what_may_be_written_is_never_above_cost_nor_on_a_carer(self, terms, on):
        if rules.faults(terms, in_aftercare=False):
            return
        due = rules.due(terms, on=on, in_aftercare=False)
        if due:
            assert due <= terms.cost
            assert not (terms.paid_by == "carer" and terms.given_to == "person")
            assert not classes()[terms.charge_class].is_free

    @given(pence=st.integers(0, 10**9))
    def test_pounds_and_pence_are_the_same_amount(self, pence):
        assert rules.pence(Decimal(pence) / 100) == pence
        assert rules.pounds(pence).replace("£", "").replace(",", "") in (f"{pence / 100:.2f}", str(pence // 100))

    @given(total=st.integers(1, 10**7), person=st.integers(0, 10**7), paid=st.none() | st.integers(1, 10**7))
    def test_a_budget_is_the_sum_of_its_parts(self, total, person, paid):
        errors = rules.budget_faults(total=total, person=person, direct_payment=paid, same_frequency=True)
        assert ("person" in errors) == (person > total)
        assert ("direct_payment" in errors) == (paid is not None and paid > total)


class TestClasses:
    def test_each_says_where_it_stands(self):
        assert {"nhs", "aftercare", "advice", "equipment", "reablement", "cjd", "voluntary", "council", "self"} == set(
            classes()
        )
        assert all(one.source and one.hint for one in classes().values())
        assert "aftercare" not in dict(choices())

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("- {code: nhs}", "write name"), ("hello", "no list"),
            ("- {code: a, name: A, free: sometimes, words: w, hint: h, source: s}", "always, limit or never"),
            ("- {code: a, name: A, free: limit, words: w, hint: h, source: s}", "names one"),
            ("- {code: a, name: A, free: limit, limit_pence: 10.5, words: w, hint: h, source: s}", "whole pence"),
            ("- {code: a, name: A, free: always, words: w, hint: h, source: s, more: x}", "nobody reads more"),
            ("- {code: a, name: A, free: always, words: w, hint: h, source: s}", "The rule needs"),
        ],
    )  # fmt: skip
    def test_a_faulty_file_is_told(self, text, said):
        with pytest.raises(ClassFileError, match=said):
            read(text)
