"""Rules 1 to 9 of complaints as dated examples, and properties of the clocks. Sources stand in the rules' docstrings."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, is_working_day
from complaints.rules import clocks, joint, lead
from complaints.rules.lead import About, propose
from complaints.rules.routing import Holder, answers_for, responsible
from complaints.rules.scope import Excluded, needs_written_reason, put_right_at_once

DAYS = st.dates(date(2013, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("received", "division", "due"),
    [
        (date(2026, 4, 2), ENGLAND_AND_WALES, date(2026, 4, 9)),
        (date(2026, 4, 2), SCOTLAND, date(2026, 4, 8)),
        (date(2026, 4, 2), NORTHERN_IRELAND, date(2026, 4, 9)),
        (date(2026, 12, 23), ENGLAND_AND_WALES, date(2026, 12, 30)),
        (date(2026, 12, 24), ENGLAND_AND_WALES, date(2026, 12, 31)),
        (date(2026, 7, 10), ENGLAND_AND_WALES, date(2026, 7, 15)),
        (date(2026, 7, 10), NORTHERN_IRELAND, date(2026, 7, 16)),
    ],
)
def test_1_to_3_acknowledge_within_three_working_days(received, division, due):
    assert clocks.acknowledge_by(received, division) == due


@given(DAYS)
def test_acknowledgement_is_always_the_third_working_day_after(received):
    due = clocks.acknowledge_by(received)
    between = [received + timedelta(days=n) for n in range(1, (due - received).days + 1)]
    assert is_working_day(due)
    assert sum(is_working_day(day) for day in between) == 3
    assert clocks.working_days_between(received, due) == 3
    assert clocks.ask_consent_by(received) > due


CHRISTMAS_EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("spoken", "resolved", "satisfied", "excluded"),
    [
        (True, date(2026, 12, 29), True, True),
        (True, date(2026, 12, 30), True, False),
        (False, date(2026, 12, 29), True, False),
        (True, CHRISTMAS_EVE, True, True),
        (True, date(2026, 12, 29), False, False),
        (True, None, True, False),
        (True, date(2026, 12, 23), True, False),
    ],
)
def test_4_spoken_and_put_right_by_the_next_working_day(spoken, resolved, satisfied, excluded):
    found = put_right_at_once(spoken=spoken, received_on=CHRISTMAS_EVE, resolved_on=resolved, satisfied=satisfied)
    assert found is excluded


@given(DAYS, st.integers(0, 30), st.booleans())
def test_what_was_not_spoken_is_never_excluded_for_being_put_right(received, days, satisfied):
    assert not put_right_at_once(
        spoken=False, received_on=received, resolved_on=received + timedelta(days=days), satisfied=satisfied
    )


def test_only_the_one_put_right_at_once_needs_no_written_reason():
    assert [kind for kind in Excluded if not needs_written_reason(kind)] == [Excluded.RESOLVED_AT_ONCE]


EVENT = date(2025, 3, 10)


def test_5_twelve_months_from_the_event():
    assert clocks.in_time(date(2026, 3, 10), EVENT)
    assert not clocks.in_time(date(2026, 3, 11), EVENT)


def test_5_twelve_months_from_when_they_noticed():
    long_before = date(2023, 1, 1)
    assert clocks.in_time(date(2026, 3, 10), long_before, EVENT)
    assert not clocks.in_time(date(2026, 3, 11), long_before, EVENT)
    assert not clocks.in_time(date(2026, 3, 11), EVENT, long_before)


@pytest.mark.parametrize(
    ("good", "fair", "accepted"),
    [
        (True, True, True),
        (True, False, False),
        (False, True, False),
        (False, False, False),
        (True, None, False),
        (None, None, False),
    ],
)
def test_5_a_late_one_needs_both_answers(good, fair, accepted):
    assert clocks.accepts_late(good, fair) is accepted


def test_6_the_twenty_ninth_of_february():
    assert clocks.last_day_to_complain(date(2024, 2, 29)) == date(2025, 2, 28)
    assert clocks.last_day_to_complain(date(2020, 1, 1), date(2024, 2, 29)) == date(2025, 2, 28)


@given(DAYS, DAYS)
def test_noticing_later_never_shortens_the_time(happened, noticed):
    assert clocks.last_day_to_complain(happened, noticed) >= clocks.last_day_to_complain(happened)


def test_7_the_relevant_period():
    last = clocks.period_ends_on(date(2026, 1, 15))
    assert last == date(2026, 7, 14)
    assert clocks.may_extend(last, date(2026, 7, 14))
    assert not clocks.may_extend(last, date(2026, 7, 15))
    assert not clocks.owes_late_notice(last, date(2026, 7, 14))
    assert clocks.owes_late_notice(last, date(2026, 7, 15))


@given(DAYS)
def test_on_any_day_either_it_may_be_extended_or_a_reason_is_owed(received):
    last = clocks.period_ends_on(received)
    assert 180 <= (last - received).days <= 184
    for day in (received, last, last + timedelta(days=1)):
        assert clocks.may_extend(last, day) is not clocks.owes_late_notice(last, day)


TRUST, COUNCIL, CHARITY = 1, 2, 3


def test_8_without_agreement_two_responses_and_no_access():
    both = [TRUST, COUNCIL]
    assert joint.is_joint(both)
    assert joint.has_it(both, received_by=COUNCIL, agreed=set()) == {COUNCIL}
    made = joint.responses(both, received_by=COUNCIL, agreed=set())
    assert [(r.signed_by, set(r.answers_for)) for r in made] == [(COUNCIL, {COUNCIL}), (TRUST, {TRUST})]


def test_8_with_agreement_one_lead_and_one_response_naming_both_ombudsmen():
    made = joint.responses([TRUST, COUNCIL], received_by=COUNCIL, agreed={TRUST}, lead=TRUST)
    assert [(r.signed_by, set(r.answers_for)) for r in made] == [(TRUST, {TRUST, COUNCIL})]
    with pytest.raises(ValueError, match="lead"):
        joint.responses([TRUST, COUNCIL], received_by=COUNCIL, agreed={TRUST})
    words = joint.ombudsman_words(["nhs", "council"])
    assert "LGSCO" in words
    assert "PHSO" in words
    assert "PHSO" not in joint.ombudsman_words(["council"])
    assert "LGSCO" not in joint.ombudsman_words(["nhs"])


ORGANISATIONS = st.sets(st.integers(1, 6), min_size=1)


@given(ORGANISATIONS, st.sets(st.integers(1, 6)), st.integers(1, 6))
def test_every_body_is_answered_for_exactly_once(bodies, agreed, received_by):
    together = joint.has_it(bodies, received_by=received_by, agreed=agreed)
    made = joint.responses(bodies, received_by=received_by, agreed=agreed, lead=min(together, default=None))
    answered = [body for response in made for body in response.answers_for]
    assert sorted(answered) == sorted(bodies)
    assert sum(len(r.answers_for) > 1 for r in made) <= 1


# --- Who leads


def _propose(elements, candidates=(TRUST, COUNCIL), **facts):
    return propose(candidates, elements, **{"received_by": CHARITY, **facts})


def test_the_order_of_leading_step_by_step():
    even = [About(TRUST), About(COUNCIL)]
    assert _propose(even, wish=TRUST, host=COUNCIL) == lead.Proposal(TRUST, "wish")
    assert _propose(even, host=COUNCIL) == lead.Proposal(COUNCIL, "host")
    assert _propose([About(TRUST, 3), About(COUNCIL, 2), About(COUNCIL, 1)]) == lead.Proposal(TRUST, "most_serious")
    assert _propose([About(TRUST), About(COUNCIL), About(COUNCIL)]) == lead.Proposal(COUNCIL, "most_elements")
    assert _propose(even, received_by=COUNCIL) == lead.Proposal(COUNCIL, "received")
    assert _propose(even) == lead.Proposal(None, lead.TIED, (TRUST, COUNCIL))
    assert _propose([About(TRUST)], candidates=[TRUST]) == lead.Proposal(TRUST, lead.ONLY)


def test_a_wish_for_a_body_without_a_part_decides_nothing():
    assert _propose([About(TRUST), About(COUNCIL)], wish=CHARITY, received_by=TRUST).because == "received"


def test_a_tie_in_one_step_narrows_the_next():
    elements = [About(TRUST, 4), About(COUNCIL, 4), About(9, 1), About(9, 1), About(COUNCIL)]
    assert _propose(elements, candidates=[TRUST, COUNCIL, 9]) == lead.Proposal(COUNCIL, "most_elements")


def test_the_order_is_data_with_sources():
    assert [step["code"] for step in lead.order()] == ["wish", "host", "most_serious", "most_elements", "received"]
    assert all(step["source"] and step["words"] for step in lead.order())
    reordered = propose(
        [TRUST, COUNCIL], [About(TRUST), About(COUNCIL)], received_by=COUNCIL, wish=TRUST, steps=["received"]
    )
    assert reordered.organisation_id == COUNCIL


@given(
    ORGANISATIONS, st.lists(st.builds(About, st.integers(1, 6), st.sampled_from([None, 1, 2, 3, 4]))), st.integers(1, 6)
)
def test_a_lead_is_always_a_candidate_and_the_order_of_elements_does_not_matter(candidates, elements, received_by):
    found = propose(candidates, elements, received_by=received_by)
    assert found == propose(candidates, list(reversed(elements)), received_by=received_by)
    assert found.organisation_id is None or found.organisation_id in candidates
    assert (found.organisation_id is None) == (found.because == lead.TIED)


# --- Who answers


@pytest.mark.parametrize(
    ("holder", "answers"),
    [
        (Holder(TRUST, True, accountable_id=COUNCIL), TRUST),
        (Holder(CHARITY, False, accountable_id=COUNCIL, answered_for_by_id=TRUST), COUNCIL),
        (Holder(CHARITY, False, answered_for_by_id=TRUST), TRUST),
        (Holder(CHARITY, False), 9),
        (Holder(CHARITY, False, accountable_id=CHARITY), 9),
    ],
)
def test_who_answers_for_a_holder(holder, answers):
    assert answers_for(holder, otherwise=9) == answers


def test_nobody_held_it():
    assert responsible([], otherwise=9) is None


def test_the_lead_answers_and_the_others_are_named():
    found = responsible(
        [Holder(COUNCIL, True, leads=False, since=date(2020, 1, 1)), Holder(TRUST, True, since=date(2024, 1, 1))],
        otherwise=9,
    )
    assert (found.responsible_id, found.others) == (TRUST, (COUNCIL,))


def test_on_the_day_of_a_handover_the_one_that_had_it_first_answers():
    found = responsible(
        [Holder(COUNCIL, True, since=date(2026, 11, 10)), Holder(TRUST, True, since=date(2024, 1, 1))], otherwise=9
    )
    assert (found.responsible_id, found.others) == (TRUST, (COUNCIL,))
