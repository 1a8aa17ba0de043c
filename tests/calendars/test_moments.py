import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import LONDON, add_elapsed_hours, end_of_day, local_day, start_of_day

day = datetime.date
days = st.dates(min_value=day(1980, 1, 1), max_value=day(2037, 12, 30))
moments = st.datetimes(
    min_value=datetime.datetime(1980, 1, 1), max_value=datetime.datetime(2037, 12, 30), timezones=st.just(datetime.UTC)
)


def london(*parts):
    return datetime.datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("discharged", "due"),
    [
        pytest.param(london(2026, 3, 28, 9), london(2026, 3, 31, 10), id="the clocks go forward"),
        pytest.param(london(2026, 10, 24, 9), london(2026, 10, 27, 8), id="the clocks go back"),
        pytest.param(london(2026, 6, 1, 9), london(2026, 6, 4, 9), id="no change of the clocks"),
    ],
)
def test_seventy_two_hours_are_real_hours(discharged, due):
    assert add_elapsed_hours(discharged, 72) == due.astimezone(datetime.UTC)


def test_the_legacy_follow_up_of_seven_days_counts_local_days():
    assert local_day(london(2026, 3, 28, 9)) + datetime.timedelta(days=7) == day(2026, 4, 4)


def test_a_moment_just_after_midnight_in_summer_belongs_to_the_new_local_day():
    assert local_day(datetime.datetime(2026, 6, 30, 23, 30, tzinfo=datetime.UTC)) == day(2026, 7, 1)
    assert local_day(datetime.datetime(2026, 12, 30, 23, 30, tzinfo=datetime.UTC)) == day(2026, 12, 30)


@pytest.mark.parametrize(
    ("of", "hours"), [(day(2026, 3, 29), 23), (day(2026, 10, 25), 25), (day(2026, 6, 1), 24)], ids=str
)
def test_a_day_is_as_long_as_its_clocks_say(of, hours):
    assert end_of_day(of) - start_of_day(of) == datetime.timedelta(hours=hours)


@pytest.mark.parametrize("function", [local_day, lambda moment: add_elapsed_hours(moment, 1)])
def test_a_moment_without_a_time_zone_is_refused(function):
    with pytest.raises(ValueError, match="has no time zone"):
        function(datetime.datetime(2026, 1, 1))


@given(moments)
def test_every_moment_lies_within_its_local_day(moment):
    assert start_of_day(local_day(moment)) <= moment < end_of_day(local_day(moment))


@given(days)
def test_one_day_ends_when_the_next_begins(of):
    assert end_of_day(of) == start_of_day(of + datetime.timedelta(days=1))
    assert local_day(end_of_day(of) - datetime.timedelta(microseconds=1)) == of


@given(moments, st.integers(-1000, 1000))
def test_elapsed_hours_are_the_difference_of_the_moments(moment, hours):
    local = moment.astimezone(LONDON)
    assert add_elapsed_hours(local, hours) - moment == datetime.timedelta(hours=hours)
