import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merging import clocks, planning, reviewing
from merging.records import HEALTH, CpaReview, Episode, Event, LegalStatus

day = datetime.date
AS_AT = day(2026, 10, 31)


def episode(start, until=None, *reviews, ended=None):
    ended = until is not None if ended is None else ended
    return Episode("C1", start, until, ended, [CpaReview(review, "CP1") for review in reviews])


def event(kind, start, until=None, *, ended=None):
    return Event(kind, "E1", start, until, until is not None if ended is None else ended, AS_AT, 2, ())


@pytest.mark.parametrize(
    ("start", "until", "ended", "expected"),
    [
        (day(2026, 1, 1), None, False, True),
        (day(2026, 1, 1), None, True, False),
        (day(2026, 1, 1), day(2026, 10, 31), True, False),
        (day(2026, 1, 1), day(2026, 11, 1), True, True),
        (day(2026, 11, 1), None, False, False),
        (day(2026, 10, 31), None, False, True),
        (None, None, False, True),
    ],
)
def test_what_is_open_on_a_day(start, until, ended, expected):
    assert clocks.is_open(start, until, ended, as_at=AS_AT) is expected


HEALTH_CLOCKS = {
    "from the start": ([episode(day(2026, 2, 1))], day(2027, 2, 1)),
    "from the last review": ([episode(day(2024, 2, 1), None, day(2026, 1, 9), day(2025, 1, 9))], day(2027, 1, 9)),
    "a review that is yet to come does not count": (
        [episode(day(2026, 2, 1), None, day(2026, 12, 1))],
        day(2027, 2, 1),
    ),
    "on 29 February": ([episode(day(2024, 2, 29))], day(2025, 2, 28)),
    "closed": ([episode(day(2024, 2, 1), day(2026, 8, 1), day(2026, 1, 9))], None),
    "a closed episode's review does not count for the next": (
        [episode(day(2020, 1, 1), day(2025, 1, 1), day(2024, 12, 1)), episode(day(2026, 3, 1))],
        day(2027, 3, 1),
    ),
    "nothing": ([], None),
    "a start that cannot be read": ([episode(None)], None),
}


@pytest.mark.parametrize(("episodes", "due"), HEALTH_CLOCKS.values(), ids=HEALTH_CLOCKS)
def test_the_health_clock(episodes, due):
    assert clocks.health_clock(episodes, as_at=AS_AT).due == due


def test_a_clock_that_counts_from_a_review_still_knows_when_the_programme_began():
    """The twelve-month indicator counts only whoever has been in the programme for twelve months."""
    health = clocks.health_clock([episode(day(2024, 2, 1), None, day(2026, 1, 9))], as_at=AS_AT)
    packed = planning._clock(health, True)
    side = reviewing.side_of(packed, HEALTH, SimpleNamespace(pk=1, short_name="Trust"))
    assert (side.started_on, side.last_done_on) == (day(2024, 2, 1), day(2026, 1, 9))


OPEN_SERVICE = event("Service", day(2026, 1, 1))
SOCIAL_CARE_CLOCKS = {
    "from the assessment": ([OPEN_SERVICE, event("Assessment", day(2025, 12, 1), day(2025, 12, 20))], day(2026, 12, 20)),
    "from the later review": (
        [OPEN_SERVICE, event("Assessment", day(2025, 12, 1), day(2025, 12, 20)), event("Review", day(2026, 5, 1), day(2026, 5, 8))],
        day(2027, 5, 8),
    ),
    "a review not completed does not count": (
        [OPEN_SERVICE, event("Assessment", day(2025, 12, 1), day(2025, 12, 20)), event("Review", day(2026, 5, 1))],
        day(2026, 12, 20),
    ),
    "a request is no review": ([OPEN_SERVICE, event("Request", day(2026, 1, 1), day(2026, 1, 2))], None),
    "no open service": ([event("Service", day(2026, 1, 1), day(2026, 2, 1)), event("Review", day(2026, 1, 5), day(2026, 1, 6))], None),
}  # fmt: skip


@pytest.mark.parametrize(("events", "due"), SOCIAL_CARE_CLOCKS.values(), ids=SOCIAL_CARE_CLOCKS)
def test_the_social_care_clock(events, due):
    assert clocks.social_care_clock(events, as_at=AS_AT).due == due


def test_the_joint_review_is_due_at_the_earlier_clock_that_counts():
    health = clocks.health_clock([episode(day(2026, 2, 1))], as_at=AS_AT)
    closed = clocks.health_clock([episode(day(2020, 2, 1), day(2021, 1, 1))], as_at=AS_AT)
    social = clocks.social_care_clock([OPEN_SERVICE, event("Review", day(2026, 1, 5), day(2026, 1, 6))], as_at=AS_AT)
    assert clocks.next_joint_review(health, social) == day(2027, 1, 6)
    assert clocks.next_joint_review(health, closed) == day(2027, 2, 1)
    assert clocks.next_joint_review(closed) is None


def test_a_death_stops_both_clocks():
    assert clocks.health_clock([episode(day(2026, 2, 1))], as_at=AS_AT, alive=False).counts is False
    assert clocks.social_care_clock([OPEN_SERVICE], as_at=AS_AT, alive=False).counts is False


@pytest.mark.parametrize(
    ("deaths", "expected"),
    [
        ([(None, False), (None, False)], False),
        ([(None, False), (day(2026, 10, 31), True)], True),
        ([(day(2026, 11, 1), True)], False),
        ([(None, True)], True),
    ],
)
def test_a_death_on_either_side_is_a_death(deaths, expected):
    assert clocks.has_died(deaths, as_at=AS_AT) is expected


@pytest.mark.parametrize("code", ["03", "09", "10", "15", "16", "17", "18", "37", "38"])
def test_aftercare_follows_detention_for_treatment(code):
    ended = [LegalStatus("M1", code, day(2010, 1, 1), day(2010, 2, 1))]
    assert clocks.has_section_117(ended, as_at=AS_AT)


@pytest.mark.parametrize("code", ["01", "02", "04", "05", "06", "07", "08", "12", "19", "20", "35", "36", "99"])
def test_other_sections_bring_no_aftercare(code):
    assert not clocks.has_section_117([LegalStatus("M1", code, day(2010, 1, 1), None)], as_at=AS_AT)


days = st.dates(min_value=day(2015, 1, 1), max_value=AS_AT)


@given(st.lists(days, min_size=1, max_size=5))
def test_one_more_review_never_brings_the_due_day_nearer(reviews):
    fewer = clocks.health_clock([episode(day(2014, 1, 1), None, *reviews[1:])], as_at=AS_AT)
    more = clocks.health_clock([episode(day(2014, 1, 1), None, *reviews)], as_at=AS_AT)
    assert more.due >= fewer.due
