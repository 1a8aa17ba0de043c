"""When stages are raised: mornings, working days, elapsed hours, the change of the clocks, and only the latest past."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import LONDON, YearNotConfirmed, end_of_day
from notifications.stages import Schedule, Stage, due_after, due_day, raised_at

DUE = date(2026, 12, 18)
EW, SCOTLAND = "england-and-wales", "scotland"


def stage(offset, unit="days", position=1, **more):
    return Stage(position, f"stage-{position}", offset, unit, "owner", **more)


def schedule(*offsets):
    return Schedule(stage(offset, position=position) for position, offset in enumerate(offsets, start=1))


def test_something_owed_on_a_day_is_owed_on_that_day_and_not_on_the_next():
    assert due_day(end_of_day(DUE)) == DUE
    assert due_day(datetime(2026, 12, 18, 14, 30, tzinfo=UTC)) == DUE


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)])
def test_a_stage_is_raised_at_nine_in_london_when_the_clocks_change(day):
    moment = raised_at(stage(0), end_of_day(day), EW).astimezone(LONDON)
    assert (moment.date(), moment.hour, moment.minute) == (day, 9, 0)


def test_hours_are_elapsed_hours_when_the_clocks_change_and_keep_no_quiet_hours():
    discharged = datetime(2026, 3, 28, 9, 0, tzinfo=LONDON)
    due = due_after(discharged, 72, "hours", EW)
    assert due.astimezone(LONDON) == datetime(2026, 3, 31, 10, 0, tzinfo=LONDON)
    assert raised_at(stage(-72, "hours"), due, EW) == discharged


def test_working_days_before_and_after_step_over_weekends_and_bank_holidays():
    friday_after_christmas = end_of_day(date(2026, 12, 29))
    assert raised_at(stage(-1, "working_days"), friday_after_christmas, EW).date() == date(2026, 12, 24)
    assert raised_at(stage(1, "working_days"), end_of_day(date(2026, 12, 24)), EW).date() == date(2026, 12, 29)


def test_working_days_follow_the_division_of_the_owner_unless_the_rule_names_one():
    after_new_year = end_of_day(date(2026, 12, 31))
    assert raised_at(stage(1, "working_days"), after_new_year, EW).date() == date(2027, 1, 4)
    assert raised_at(stage(1, "working_days"), after_new_year, SCOTLAND).date() == date(2027, 1, 5)
    assert raised_at(stage(1, "working_days", division=EW), after_new_year, SCOTLAND).date() == date(2027, 1, 4)


def test_a_year_whose_bank_holidays_nobody_checked_is_refused_and_not_guessed():
    with pytest.raises(YearNotConfirmed):
        raised_at(stage(-1, "working_days"), end_of_day(date(2031, 6, 1)), EW)
    assert raised_at(stage(-56), end_of_day(date(2031, 6, 1)), EW).year == 2031


@pytest.mark.parametrize(
    ("after", "unit", "last_day"),
    [
        (3, "working_days", date(2026, 11, 26)),
        (28, "days", date(2026, 12, 21)),
        (12, "months", date(2027, 11, 23)),
    ],
)
def test_time_given_ends_with_a_london_day(after, unit, last_day):
    assert due_day(due_after(datetime(2026, 11, 23, 18, 0, tzinfo=UTC), after, unit, EW)) == last_day


def test_a_unit_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="fortnights"):
        raised_at(stage(1, "fortnights"), end_of_day(DUE), EW)
    with pytest.raises(ValueError, match="fortnights"):
        due_after(datetime(2026, 11, 23, tzinfo=UTC), 1, "fortnights", EW)


def test_a_new_date_raises_only_the_latest_stage_already_past():
    five_weeks_before = datetime(2026, 11, 13, 12, 0, tzinfo=UTC)
    raising = schedule(-56, -28, -7, 0).first(end_of_day(DUE), EW, at=five_weeks_before)
    assert raising.stage.offset == -56
    after_the_day = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
    assert schedule(-56, -28, -7, 0).first(end_of_day(DUE), EW, at=after_the_day).stage.offset == 0


def test_stages_are_in_the_order_of_time_whatever_their_order_in_the_file():
    raisings = schedule(0, -7, 7, -56).raisings(end_of_day(DUE), EW)
    assert [raising.stage.offset for raising in raisings] == [-56, -7, 0, 7]


def test_a_kind_without_stages_waits_for_nothing():
    assert Schedule(()).first(end_of_day(DUE), EW, at=datetime(2026, 1, 1, tzinfo=UTC)) is None


moments = st.datetimes(datetime(2026, 6, 1), datetime(2027, 6, 1)).map(lambda naive: naive.replace(tzinfo=UTC))


@given(
    offsets=st.lists(st.integers(-100, 60), min_size=1, max_size=6, unique=True),
    set_at=moments,
    steps=st.lists(st.integers(0, 90 * 24), max_size=12),
)
def test_no_stage_is_raised_twice_none_early_and_of_several_missed_only_the_latest(offsets, set_at, steps):
    plan, due = schedule(*offsets), end_of_day(DUE)
    raisings = plan.raisings(due, EW)
    waiting, now, raised = plan.first(due, EW, at=set_at), set_at, []
    for hours in steps:
        now += timedelta(hours=hours)
        if waiting is None or waiting.at > now:
            continue
        stage_due, following = plan.step(due, EW, since=waiting.key, at=now)
        raised.append(stage_due)
        assert stage_due.at <= now
        assert stage_due == [raising for raising in raisings if raising.at <= now][-1]
        assert following is None or following.at > now
        waiting = following
    assert len({raising.stage for raising in raised}) == len(raised)
    assert [raising.key for raising in raised] == sorted(raising.key for raising in raised)
    missed = [raising for raising in raisings if raising.at <= set_at][:-1]
    assert not set(raised) & set(missed)


@given(day=st.dates(date(2025, 1, 1), date(2028, 6, 1)), offset=st.integers(-200, 200))
def test_every_stage_in_days_comes_in_the_morning_of_its_day(day, offset):
    moment = raised_at(stage(offset), end_of_day(day), EW).astimezone(LONDON)
    assert (moment.date() - day).days == offset
    assert moment.hour == 9
