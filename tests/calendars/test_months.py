import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import add_months, relevant_period_end

day = datetime.date
days = st.dates(min_value=day(1900, 1, 1), max_value=day(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        pytest.param(day(2024, 2, 29), 12, day(2025, 2, 28), id="leap day to an ordinary year"),
        pytest.param(day(2025, 3, 10), 12, day(2026, 3, 10), id="a year"),
        pytest.param(day(2026, 1, 31), 1, day(2026, 2, 28), id="clamped"),
        pytest.param(day(2026, 1, 5), 12, day(2027, 1, 5), id="annual review"),
        pytest.param(day(2026, 11, 30), 3, day(2027, 2, 28), id="over the new year"),
        pytest.param(day(2026, 3, 31), -1, day(2026, 2, 28), id="backwards"),
        pytest.param(day(2026, 3, 31), 0, day(2026, 3, 31), id="no months"),
    ],
)
def test_months_are_added_and_clamped(start, n, end):
    assert add_months(start, n) == end


def test_a_complaint_may_be_made_up_to_twelve_months_after_the_event_and_not_a_day_later():
    last_day = add_months(day(2025, 3, 10), 12)
    assert day(2026, 3, 10) <= last_day
    assert day(2026, 3, 11) > last_day


def test_the_relevant_period_counts_the_day_of_receipt():
    assert relevant_period_end(day(2026, 1, 15)) == day(2026, 7, 14)


def test_months_outside_the_calendar_are_refused():
    with pytest.raises(OverflowError, match="outside the calendar"):
        add_months(day(9999, 12, 1), 1)


@given(days, st.integers(-600, 600))
def test_the_month_is_always_the_nth_and_the_day_is_never_later(start, n):
    end = add_months(start, n)
    assert (end.year - start.year) * 12 + end.month - start.month == n
    assert end.day == min(start.day, calendar.monthrange(end.year, end.month)[1])


@given(days, days, st.integers(-600, 600))
def test_an_earlier_start_never_ends_later(one, other, n):
    first, last = sorted([one, other])
    assert add_months(first, n) <= add_months(last, n)


@given(days)
def test_the_relevant_period_lies_within_six_months(received):
    assert 179 <= (relevant_period_end(received) - received).days <= 183
