"""Dates, times and counts as people say them."""

from datetime import UTC, date, datetime, time

import pytest

from design import words

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 14), "9 days ago"),
        (date(2026, 12, 1), "in 8 days"),
        (date(2026, 12, 10), "in 2 weeks"),
        (date(2027, 3, 12), "in 16 weeks"),
        (date(2027, 11, 23), "in 12 months"),
        (date(2029, 11, 23), "in 3 years"),
    ],
)
def test_a_distance_is_said_as_people_say_it(day, said):
    assert words.distance(day, TODAY) == said


def test_what_is_late_is_said_in_days_for_two_months():
    assert words.distance(date(2026, 11, 14), TODAY, past="overdue") == "9 days overdue"
    assert words.distance(date(2026, 11, 22), TODAY, past="overdue") == "1 day overdue"
    assert words.distance(date(2026, 3, 23), TODAY, past="overdue") == "8 months overdue"


def test_a_year_is_said_where_it_is_another():
    assert words.long_date(date(2026, 12, 10), TODAY) == "10 December"
    assert words.long_date(date(2027, 3, 12), TODAY) == "12 March 2027"
    assert words.long_date(date(2026, 12, 10)) == "10 December 2026"
    assert words.when(date(2026, 12, 1), TODAY) == "1 December, in 8 days"


def test_a_day_is_one_of_the_united_kingdom():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert words.long_date(late) == "2 July 2026"
    assert words.clock_time(late) == "12:30am"
    assert words.distance(late, datetime(2026, 7, 2, 9, tzinfo=UTC)) == "today"


@pytest.mark.parametrize(
    ("at", "said"),
    [(time(14, 10), "2:10pm"), (time(9), "9am"), (time(12), "midday"), (time(0), "midnight"), (time(0, 5), "12:05am")],
)
def test_a_time_is_said_by_the_clock(at, said):
    assert words.clock_time(at) == said


def test_nothing_is_said_of_no_date():
    assert (
        words.long_date(None) == words.when(None, TODAY) == words.distance(None, TODAY) == words.clock_time(None) == ""
    )


@pytest.mark.parametrize(("days", "said"), [(1, "1 day"), (59, "59 days"), (60, "9 weeks"), (1066, "3 years")])
def test_how_late_something_was(days, said):
    assert words.late_by(days) == said
