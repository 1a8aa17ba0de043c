import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import (
    DIVISIONS,
    ENGLAND_AND_WALES,
    NORTHERN_IRELAND,
    SCOTLAND,
    YearNotConfirmed,
    add_working_days,
    first_confirmed_year,
    is_working_day,
    last_confirmed_year,
    working_days,
)

day = datetime.date
# A margin each side, so that counting never leaves the confirmed years.
confirmed_days = st.dates(min_value=day(2013, 1, 1), max_value=day(2027, 12, 1))
divisions = st.sampled_from(DIVISIONS)


@pytest.mark.parametrize(
    ("received", "division", "due"),
    [
        pytest.param(day(2026, 4, 2), ENGLAND_AND_WALES, day(2026, 4, 9), id="Good Friday and Easter Monday"),
        pytest.param(day(2026, 4, 2), SCOTLAND, day(2026, 4, 8), id="no Easter Monday in Scotland"),
        pytest.param(day(2026, 4, 2), NORTHERN_IRELAND, day(2026, 4, 9), id="Easter Monday in Northern Ireland"),
        pytest.param(day(2026, 12, 23), ENGLAND_AND_WALES, day(2026, 12, 30), id="Boxing Day substitute"),
        pytest.param(day(2026, 12, 24), ENGLAND_AND_WALES, day(2026, 12, 31), id="Christmas Eve"),
        pytest.param(day(2026, 7, 10), ENGLAND_AND_WALES, day(2026, 7, 15), id="an ordinary week"),
        pytest.param(day(2026, 7, 10), NORTHERN_IRELAND, day(2026, 7, 16), id="Battle of the Boyne"),
    ],
)
def test_a_complaint_is_acknowledged_within_three_working_days(received, division, due):
    assert add_working_days(received, 3, division) == due


def test_the_next_working_day_after_christmas_eve_skips_the_substitute_day():
    assert add_working_days(day(2026, 12, 24), 1) == day(2026, 12, 29)


def test_a_one_off_holiday_of_one_division_is_known():
    assert not is_working_day(day(2026, 6, 15), SCOTLAND)
    assert is_working_day(day(2026, 6, 15), ENGLAND_AND_WALES)


def test_the_default_division_is_england_and_wales():
    assert add_working_days(day(2026, 4, 2), 3) == day(2026, 4, 9)


def test_days_before_a_date_are_counted_backwards():
    assert add_working_days(day(2026, 4, 9), -3) == day(2026, 4, 2)


@pytest.mark.parametrize("year", [first_confirmed_year() - 1, last_confirmed_year() + 1])
def test_a_year_that_nobody_checked_is_refused(year):
    with pytest.raises(YearNotConfirmed, match=f"Bank holidays of {year} are not confirmed"):
        is_working_day(day(year, 6, 1))


def test_counting_into_a_year_that_nobody_checked_is_refused():
    with pytest.raises(YearNotConfirmed) as refusal:
        add_working_days(day(last_confirmed_year(), 12, 31), 1)
    assert refusal.value.year == last_confirmed_year() + 1


def test_an_unknown_division_is_refused():
    with pytest.raises(ValueError, match="'wales' is not a division: use one of england-and-wales"):
        is_working_day(day(2026, 6, 1), "wales")


def test_days_announced_or_withdrawn_later_come_from_data(monkeypatch):
    none = {division: [] for division in DIVISIONS}
    confirmed = {
        "first_year": 2012,
        "last_year": 2028,
        "extra_days": none | {ENGLAND_AND_WALES: [{"day": day(2026, 6, 10), "name": "Announced late"}]},
        "withdrawn_days": none | {ENGLAND_AND_WALES: [{"day": day(2026, 8, 31), "name": "Withdrawn"}]},
    }
    monkeypatch.setattr(working_days, "_confirmed", lambda: confirmed)
    working_days._bank_holidays.cache_clear()
    try:
        assert not is_working_day(day(2026, 6, 10))
        assert is_working_day(day(2026, 6, 10), SCOTLAND)
        assert is_working_day(day(2026, 8, 31))
    finally:
        working_days._bank_holidays.cache_clear()


@given(confirmed_days, st.integers(1, 40), divisions)
def test_the_answer_is_a_working_day_after_the_start(start, n, division):
    due = add_working_days(start, n, division)
    assert due > start
    assert is_working_day(due, division)


@given(confirmed_days, st.integers(1, 40), divisions)
def test_exactly_n_working_days_lie_between(start, n, division):
    due = add_working_days(start, n, division)
    days = [start + datetime.timedelta(days=offset) for offset in range(1, (due - start).days + 1)]
    assert sum(is_working_day(each, division) for each in days) == n


@given(confirmed_days, st.integers(1, 20), st.integers(1, 20), divisions)
def test_counting_in_two_steps_gives_the_same_day(start, first, second, division):
    in_two_steps = add_working_days(add_working_days(start, first, division), second, division)
    assert in_two_steps == add_working_days(start, first + second, division)


@given(confirmed_days, st.integers(1, 40), divisions)
def test_counting_back_undoes_counting_on_from_a_working_day(start, n, division):
    start = add_working_days(start, 1, division)
    assert add_working_days(add_working_days(start, n, division), -n, division) == start
