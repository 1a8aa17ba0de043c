"""Arithmetic of reviews. The dated examples are rules 14 and 15 of the published list; the rest are properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import rules
from calendars import add_months, local_day

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


class TestDue:
    @pytest.mark.parametrize(
        ("last", "due"),
        [
            (date(2024, 2, 29), date(2025, 2, 28)),
            (date(2026, 2, 18), date(2027, 2, 18)),
            (date(2026, 1, 5), date(2027, 1, 5)),
        ],
    )
    def test_twelve_months_after_the_last_review(self, last, due):
        assert rules.review_due_on(12, started_on=date(2020, 1, 1), last_done_on=last) == due

    def test_without_a_review_twelve_months_after_the_start(self):
        assert rules.review_due_on(12, started_on=date(2026, 4, 22), last_done_on=None) == date(2027, 4, 22)

    def test_a_clock_without_any_day_is_refused(self):
        with pytest.raises(ValueError, match="needs the day"):
            rules.review_due_on(12, started_on=None, last_done_on=None)

    @given(DAYS)
    def test_it_is_never_more_than_a_year_and_never_less_than_a_year_but_a_day(self, last):
        due = rules.review_due_on(12, started_on=None, last_done_on=last)
        assert due.year == last.year + 1
        assert timedelta(364) < due - last <= timedelta(366)

    @given(DAYS)
    def test_what_is_due_on_a_day_falls_on_that_day_in_london_until_its_last_moment(self, day):
        moment = rules.due_moment(day)
        assert local_day(moment) == day
        assert local_day(moment + timedelta(microseconds=1)) == day + timedelta(days=1)


class TestLightTouch:
    def test_six_to_eight_weeks_after_the_plan_is_agreed(self):
        assert rules.window_of((6, 8), date(2026, 1, 5)) == (date(2026, 2, 16), date(2026, 3, 2))

    @given(DAYS)
    def test_the_window_is_a_fortnight(self, day):
        first, last = rules.window_of((6, 8), day)
        assert (first - day, last - first) == (timedelta(weeks=6), timedelta(weeks=2))


class TestTheTwelveMonthIndicator:
    END = date(2026, 3, 31)

    @pytest.mark.parametrize(
        ("started", "last", "counted"),
        [
            (date(2025, 1, 1), date(2025, 3, 31), False),
            (date(2025, 1, 1), date(2025, 4, 1), True),
            (date(2025, 1, 1), None, False),
            (date(2025, 4, 1), None, None),
            (date(2025, 4, 1), date(2025, 12, 1), None),
            (date(2025, 3, 31), date(2026, 3, 31), True),
            (date(2025, 1, 1), date(2026, 4, 1), False),
        ],
    )
    def test_dated_examples(self, started, last, counted):
        assert rules.reviewed_within_a_year(started_on=started, last_review_on=last, period_ends_on=self.END) is counted

    @given(DAYS, st.none() | DAYS, DAYS)
    def test_whoever_counts_as_reviewed_is_not_overdue_at_the_end(self, started, last, end):
        counted = rules.reviewed_within_a_year(started_on=started, last_review_on=last, period_ends_on=end)
        if counted:
            assert last <= end
            assert add_months(last, 12) >= end or last == add_months(end + timedelta(days=1), -12)
