"""Follow-up after a discharge, as arithmetic. The dated examples are rule 16 of the published list; the rest are properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import discharge_rules as rules
from calendars import LONDON, local_day

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
#: Hours around both changes of the clocks of 2026.
AROUND_THE_CLOCKS = st.sampled_from([date(2026, 3, 28), date(2026, 10, 24)]).flatmap(
    lambda day: st.integers(0, 48).map(
        lambda h: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=h)
    )
)


def london(*parts):
    return datetime(*parts, tzinfo=LONDON)


class TestTheTask:
    @pytest.mark.parametrize(
        ("left", "due"),
        [
            (london(2026, 3, 28, 9), london(2026, 3, 31, 10)),
            (london(2026, 10, 24, 9), london(2026, 10, 27, 8)),
            (london(2026, 6, 3, 14, 10), london(2026, 6, 6, 14, 10)),
        ],
    )
    def test_seventy_two_elapsed_hours_over_a_change_of_the_clocks(self, left, due):
        assert rules.task_due(left) == due
        assert rules.task_due(left).astimezone(LONDON).hour == due.hour

    @given(MOMENTS | AROUND_THE_CLOCKS)
    def test_it_is_always_seventy_two_real_hours(self, left):
        assert rules.task_due(left) - left == timedelta(hours=72)

    @given(MOMENTS | AROUND_THE_CLOCKS)
    def test_on_the_wall_it_is_at_most_an_hour_off(self, left):
        here, there = left.astimezone(LONDON), rules.task_due(left).astimezone(LONDON)
        off = there.replace(tzinfo=None) - here.replace(tzinfo=None) - timedelta(days=3)
        assert off in (timedelta(hours=-1), timedelta(0), timedelta(hours=1))

    def test_a_moment_without_a_zone_is_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            rules.task_due(datetime(2026, 3, 28, 9))

    def test_the_same_day_ends_what_is_owed_and_a_try_does_not(self):
        left = london(2026, 11, 23, 10)
        assert rules.counts_for_task("telephone", london(2026, 11, 23, 16), left)
        assert not rules.counts_for_task("not_reached", london(2026, 11, 24, 16), left)
        assert not rules.counts_for_task("face_to_face", london(2026, 11, 23, 9), left)


class TestTheMeasures:
    LEFT = london(2026, 3, 28, 9)

    @pytest.mark.parametrize(
        ("day", "counts"),
        [(date(2026, 3, 28), False), (date(2026, 3, 29), True), (date(2026, 3, 31), True), (date(2026, 4, 1), False)],
    )
    def test_day_one_is_the_day_after(self, day, counts):
        assert rules.meets_measure("face_to_face", london(day.year, day.month, day.day, 23, 30), self.LEFT) is counts

    def test_the_same_day_counts_only_where_the_setting_says_so(self):
        same = london(2026, 3, 28, 15)
        assert not rules.meets_measure("telephone", same, self.LEFT)
        assert rules.meets_measure("telephone", same, self.LEFT, count_same_day=True)
        assert not rules.meets_measure("telephone", london(2026, 3, 28, 8), self.LEFT, count_same_day=True)

    def test_a_contact_may_count_for_the_measure_and_be_late_for_the_task(self):
        evening = london(2026, 3, 31, 18)
        assert rules.meets_measure("face_to_face", evening, self.LEFT)
        assert evening > rules.task_due(self.LEFT)

    def test_the_legacy_week_ends_on_the_fourth_of_april(self):
        assert rules.legacy_last_day(self.LEFT) == date(2026, 4, 4)
        assert rules.meets_legacy("telephone", london(2026, 4, 4, 23, 59), self.LEFT)
        assert not rules.meets_legacy("telephone", london(2026, 4, 5, 0, 1), self.LEFT)
        assert not rules.meets_legacy("telephone", london(2026, 3, 28, 18), self.LEFT)

    def test_the_legacy_measure_is_face_to_face_or_by_telephone(self):
        day = london(2026, 3, 30, 12)
        assert [how for how in ("face_to_face", "telephone", "video", "not_reached") if rules.meets_legacy(how, day, self.LEFT)] == [
            "face_to_face", "telephone"
        ]  # fmt: skip

    @given(MOMENTS | AROUND_THE_CLOCKS, st.integers(0, 24 * 12))
    def test_what_counts_for_the_measure_counts_for_the_week_too_but_video(self, left, hours):
        contact = left + timedelta(hours=hours)
        if rules.meets_measure("telephone", contact, left):
            assert rules.meets_legacy("telephone", contact, left)
        assert rules.meets_legacy("telephone", contact, left) == (1 <= (local_day(contact) - local_day(left)).days <= 7)

    @given(MOMENTS | AROUND_THE_CLOCKS)
    def test_the_window_has_three_days_and_with_the_same_day_four(self, left):
        first, last = rules.measured_days(left)
        assert (last - first).days == 2
        assert rules.measured_days(left, count_same_day=True) == (first - timedelta(days=1), last)
