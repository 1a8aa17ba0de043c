"""Progress entries: what they say, what they set, whom they tell."""

import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import calendars
from access.decisions import Refused
from cases.models import NO_DATE
from domains import rules, services
from domains.models import Part, ProgressEntry
from domains.rules import CannotBe
from notifications.models import Deadline, Notice
from tests.domains.conftest import LATER
from tests.domains.test_handshake import refused
from tests.house import NOON

TODAY = date(2026, 11, 23)


@pytest.fixture
def housing(story):
    return story.held("housing", story.house.open_door, story.house.housing_worker)


def write(story, part, *, at=LATER, **more):
    return services.write_entry(
        **{"part": part, "what_happened": "Met at the flat", "by": story.house.housing_worker, "at": at, **more}
    )


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"what_happened": "  "}, "what_happened_needed", "what_happened"),
        ({"happened_on": TODAY + timedelta(days=1)}, "happened_in_future", "happened_on"),
        ({"happened_on": date(2024, 11, 1)}, "happened_long_ago", "happened_on"),
        ({"next_contact_on": TODAY - timedelta(days=1)}, "next_contact_past", "next_contact_on"),
        ({"tell_coordinator": True}, "worry_needed", "worry"),
        ({"goal_state": "splendid"}, "goal_state_unknown", "goal_state"),
    ],
)
def test_refused(story, housing, said, code, field):
    refused(code, write, story=story, part=housing, **said)
    with pytest.raises(CannotBe) as caught:
        write(story, housing, **said)
    assert caught.value.field == field
    assert not ProgressEntry.objects.exists()


def test_an_entry_and_what_it_sets(story, housing):
    entry = write(story, housing, goal_state="stuck", next_contact_on=date(2026, 11, 30))
    assert (entry.happened_on, entry.organisation, entry.worry) == (TODAY, story.house.open_door, "")
    part = Part.objects.get()
    assert (part.last_entry_at, part.goal_state, part.due_at) == (
        LATER,
        "stuck",
        calendars.end_of_day(date(2026, 11, 30)),
    )
    deadline = Deadline.objects.get(kind="part.contact")
    assert (deadline.due_at, deadline.owner_worker, deadline.is_live) == (part.due_at, story.house.housing_worker, True)
    assert not Notice.objects.filter(kind="entry.worry").exists()
    write(story, housing, at=LATER + timedelta(days=3), next_contact_on=date(2026, 12, 2))
    assert Deadline.objects.get(kind="part.contact", is_live=True).due_at == calendars.end_of_day(date(2026, 12, 2))
    write(story, housing, at=LATER + timedelta(days=4))
    assert not Deadline.objects.filter(kind="part.contact", is_live=True).exists()
    assert (Part.objects.get().due_at, Part.objects.get().goal_state) == (NO_DATE, "stuck")


def test_a_worry_reaches_the_coordinator_at_once(story, housing):
    write(story, housing, tell_coordinator=True, worry="No heating since Saturday")
    notice = Notice.objects.get(kind="entry.worry")
    assert (notice.worker, notice.subject_id) == (story.house.coordinator, housing.pk)


def test_the_same_form_twice_is_one_entry(story, housing):
    key = uuid.uuid4()
    first = write(story, housing, form_key=key)
    assert write(story, housing, form_key=key, at=LATER + timedelta(seconds=2)) == first
    assert write(story, housing, form_key=uuid.uuid4()) != first
    colleague = story.house.hire("Bea Lowe", story.house.open_door, "domain_worker")
    refused("form_used", write, story=story, part=housing, form_key=key, by=colleague)


def test_on_behalf_of_nobody_else(story, housing):
    for worker in (story.house.nurse, story.house.neighbour, story.house.coordinator):
        with pytest.raises(Refused):
            write(story, housing, by=worker)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_an_entry_happened_within_two_years_until_today(day):
    def check():
        rules.check_entry(
            what_happened="x", happened_on=day, next_contact_on=None, tell_coordinator=False, worry="", at=NOON
        )

    if TODAY - timedelta(days=rules.ENTRY_REACHES_BACK_DAYS) <= day <= TODAY:
        check()
    else:
        with pytest.raises(CannotBe):
            check()
