"""Races, on PostgreSQL: takers at once get different numbers, routers at once route once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from complaints import services
from complaints.models import Body, Complaint, Event
from notifications.models import Notice
from tests.complaints.conftest import Story
from tests.house import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 6


def _together(act):
    start = Barrier(AT_ONCE)

    def run(number):
        try:
            start.wait(timeout=20)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.fixture
def story(house):
    assert connection.vendor == "postgresql"
    return Story(house)


def test_takers_at_once_get_different_numbers_without_gaps(story):
    references = _together(lambda number: story.take().reference)
    assert sorted(references) == [f"JC-2026-{number:04d}" for number in range(1, AT_ONCE + 1)]


def test_the_same_form_sent_at_once_is_one_complaint(story):
    key = "0b9ae0b5-6f0f-4c0e-9a30-7d0f3ad6b5aa"
    assert (
        len({story.take(form_key=key).pk for _ in range(1)} | set(_together(lambda n: story.take(form_key=key).pk)))
        == 1
    )
    assert Complaint.objects.count() == 1


def test_routers_at_once_route_once(story, house):
    complaint = story.take(agrees=[house.trust, house.open_door])
    done = _together(lambda number: services.route(complaint.pk, at=NOON))
    assert sorted(done) == [False] * (AT_ONCE - 1) + [True]
    assert Body.objects.filter(complaint=complaint).count() == 3
    assert Event.objects.filter(complaint=complaint, kind="routed").count() == 1
    assert Notice.objects.filter(kind="complaint.routed").count() == 3
