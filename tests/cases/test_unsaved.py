"""Unsaved words: kept for who typed them and nobody else, closed at rest, gone after their time and with the access."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from access.decisions import Refused
from audit.models import Entry
from cases.models import UnsavedWords
from cases.services import unsaved
from cases.tasks import sweep_unsaved
from tests.assessments.stories import LATER, a_shared_case, agrees
from tests.house import NOON

pytestmark = pytest.mark.django_db

TYPED = QueryDict("words=He+said+%C2%A312+is+missing&seen=home.fit%3D1").urlencode()


@pytest.fixture
def case(house):
    return a_shared_case(house)


def keep(house, case, who="housing_worker", *, typed=TYPED, form="a-form", at=NOON, **more):
    unsaved.keep(case=case, form=form, typed=typed, by=getattr(house, who), at=at, **more)


def typed_by(house, case, who="housing_worker", *, form="a-form", at=LATER):
    return unsaved.typed_by(getattr(house, who), case=case, form=form, at=at)


@pytest.mark.parametrize("who", ["neighbour", "employment_worker", "administrator", "suspended_worker"])
def test_nothing_is_kept_for_who_may_not_open_the_case(house, case, who):
    with pytest.raises(Refused):
        keep(house, case, who)
    assert not UnsavedWords.objects.exists()


def test_the_same_words_come_back_to_who_typed_them_and_to_nobody_else(house, case):
    keep(house, case)
    found = typed_by(house, case)
    assert found.data["words"] == "He said £12 is missing"
    assert found.kept_at == NOON
    assert typed_by(house, case, "coordinator") is None
    assert typed_by(house, case, form="another-form") is None
    assert typed_by(house, a_shared_case(house, given_name="Mair")) is None


def test_a_copy_of_the_database_says_nothing(house, case, settings):
    keep(house, case)
    row = UnsavedWords.objects.get()
    assert "missing" not in row.box
    settings.SECRET_KEY = "another key altogether, of another installation"
    assert typed_by(house, case) is None
    settings.SECRET_KEY_FALLBACKS = []
    assert UnsavedWords.objects.count() == 1


def test_a_changed_key_still_opens_what_the_old_one_closed(house, case, settings):
    keep(house, case)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key that was put in place last night"
    assert typed_by(house, case).data["words"] == "He said £12 is missing"


def test_the_newest_words_take_the_place_of_those_before(house, case):
    keep(house, case)
    keep(house, case, typed="words=Better", at=LATER)
    assert UnsavedWords.objects.count() == 1
    assert typed_by(house, case, at=LATER).kept_at == LATER
    assert typed_by(house, case, at=LATER).data["words"] == "Better"


def test_more_than_a_form_can_hold_is_not_kept(house, case):
    with pytest.raises(unsaved.TooLong):
        keep(house, case, typed="x" * (unsaved.LIMIT + 1))
    assert not UnsavedWords.objects.exists()


def test_only_what_came_after_the_sign_in_had_ended_is_in_the_audit_and_its_words_never(house, case):
    keep(house, case)
    assert not Entry.objects.filter(action__startswith="unsaved").exists()
    keep(house, case, signed_out=True)
    entry = Entry.objects.get(action="unsaved.kept_signed_out")
    assert (entry.worker_id, entry.case_id) == (house.housing_worker.pk, case.pk)
    assert "missing" not in str(entry.detail)


def test_thrown_away_is_gone_for_them_alone(house, case):
    keep(house, case)
    keep(house, case, "coordinator")
    unsaved.drop(case=case, form="a-form", by=house.housing_worker)
    assert typed_by(house, case) is None
    assert typed_by(house, case, "coordinator") is not None


def test_after_its_time_it_is_not_offered_and_the_sweep_takes_it_away(house, case, settings):
    settings.ACCORD_UNSAVED_DAYS = 3
    keep(house, case)
    keep(house, case, "coordinator", at=NOON + timedelta(days=2))
    late = NOON + timedelta(days=3)
    assert typed_by(house, case, at=late - timedelta(seconds=1)) is not None
    assert typed_by(house, case, at=late) is None
    assert unsaved.sweep(at=late) == 1
    assert [row.worker for row in UnsavedWords.objects.all()] == [house.coordinator]
    assert unsaved.sweep(at=late) == 0


def test_it_goes_with_the_access(house, case):
    keep(house, case)
    keep(house, case, "coordinator")
    agrees(house, case, "open_door", status="withdrawn", at=LATER)
    assert unsaved.sweep(at=LATER + timedelta(minutes=1)) == 1
    assert [row.worker for row in UnsavedWords.objects.all()] == [house.coordinator]


def test_the_clock_starts_the_sweep(house, case):
    from deploy.celery import app

    keep(house, case, at=NOON - timedelta(days=400))
    assert "cases.sweep_unsaved" in {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert sweep_unsaved() == 1
