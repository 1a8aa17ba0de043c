"""Reviews in calendars: content-free, stable, in London time; and a feed that asks anew at every fetch."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from access.roles import Role
from access.rows import writing
from assessments import clocks, review_calendar, review_feed, services
from assessments.clocks import CPA, Side
from assessments.models import Review
from assessments.review_models import CalendarFeed
from audit.models import Entry
from cases.models import Case, Consent
from partners.models import Membership
from tests.assessments.stories import LATER, a_case, a_shared_case, agrees
from tests.house import NOON

NAMES = ("Dafydd", "Evans", "Daf", "CPA", "Town hall")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))


@pytest.fixture
def case(house):
    return a_shared_case(house, preferred_name="Daf")


def planned(house, case, *, when=None, at=LATER):
    return services.plan_review(
        case=case,
        kinds=[CPA],
        scheduled_for=when or at + timedelta(days=9),
        place="Town hall",
        by=house.coordinator,
        at=at,
    )


def text_of(review, at=LATER):
    return review_calendar.calendar_of([Review.objects.select_related("case").get(pk=review.pk)], at=at).decode()


def event_of(text):
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


@pytest.mark.django_db
class TestTheFile:
    def test_it_names_nobody_and_nothing(self, house, case):
        text = text_of(planned(house, case))
        assert not [name for name in NAMES if name in text]
        event = event_of(text)
        assert str(event["SUMMARY"]) == f"Review {case.reference}"
        assert {"LOCATION", "DESCRIPTION", "ATTENDEE", "ORGANIZER"}.isdisjoint(event)

    def test_lines_end_and_fold_as_the_standard_says(self, house, case):
        text = text_of(planned(house, case))
        assert text.count("\n") == text.count("\r\n")
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75

    def test_the_time_is_londons_with_its_zone_described(self, house, case):
        text = text_of(planned(house, case, when=datetime(2027, 6, 3, 13, 10, tzinfo=UTC)))
        assert "DTSTART;TZID=Europe/London:20270603T141000" in text
        assert "BEGIN:VTIMEZONE" in text
        assert "TZID:Europe/London" in text

    def test_moved_it_keeps_its_uid_and_counts_up_and_called_off_it_is_cancelled(self, house, case):
        review = planned(house, case)
        first = event_of(text_of(review))
        planned(house, case, when=LATER + timedelta(days=12))
        second = event_of(text_of(review))
        review.refresh_from_db()
        services.call_off_review(review=review, because="Daf is ill", by=house.coordinator, at=LATER)
        third = text_of(review)
        events = [first, second, event_of(third)]
        assert len({str(event["UID"]) for event in events}) == 1
        assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
        assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert "ill" not in third


@given(MOMENTS)
def test_every_moment_comes_back_as_it_was(moment):
    review = Review(pk=1, scheduled_for=moment.replace(microsecond=0), case=Case(pk=7))
    found = event_of(review_calendar.calendar_of([review], at=NOON).decode())
    assert found["DTSTART"].dt.timestamp() == pytest.approx(review.scheduled_for.timestamp(), abs=3600 * _twice(moment))


def _twice(moment):
    """1 in the hour that London has twice in October, where a wall clock with a zone cannot say which; else 0."""
    local = moment.astimezone(review_calendar.LONDON)
    return int(local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset())


@pytest.mark.django_db
class TestTheFeed:
    def reviews(self, worker, at=LATER):
        return [review.pk for review in review_feed.reviews_to_come(worker, at=at)]

    def test_it_holds_what_one_is_expected_at_and_nothing_else(self, house, case):
        agrees(house, case, "open_door", at=NOON - timedelta(days=1))
        mine = planned(house, case)
        other = house.hire("Bo Lind", house.trust, Role.COORDINATOR)
        elsewhere = a_case(house, given_name="Zainab")
        planned(house, elsewhere)
        assert self.reviews(house.housing_worker) == [mine.pk]
        assert mine.pk in self.reviews(house.nurse)
        assert len(self.reviews(house.coordinator)) == 2
        assert self.reviews(house.neighbour) == []
        assert len(self.reviews(other)) == 1

    def test_consent_that_was_taken_back_empties_it(self, house, case):
        planned(house, case)
        assert self.reviews(house.housing_worker)
        agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=LATER)
        assert self.reviews(house.housing_worker, at=LATER + timedelta(days=1)) == []

    def test_what_was_called_off_stays_for_a_month(self, house, case):
        review = planned(house, case)
        services.call_off_review(review=review, because="x", by=house.coordinator, at=LATER)
        assert self.reviews(house.coordinator) == [review.pk]
        assert self.reviews(house.coordinator, at=LATER + timedelta(days=40)) == []

    def test_only_the_digest_is_kept_and_a_new_address_ends_the_one_before(self, house):
        first = review_feed.make_feed(worker=house.coordinator, at=NOON)
        assert first not in str(list(CalendarFeed.objects.values_list()))
        second = review_feed.make_feed(worker=house.coordinator, at=LATER)
        assert review_feed.feed_behind(first, at=LATER) is None
        assert review_feed.feed_behind(second, at=LATER).worker == house.coordinator
        assert review_feed.revoke_feed(worker=house.coordinator, at=LATER)
        assert not review_feed.revoke_feed(worker=house.coordinator, at=LATER)
        assert review_feed.feed_behind(second, at=LATER) is None

    def test_queries_do_not_follow_the_reviews(self, house, django_assert_num_queries):
        review_feed.reviews_to_come(house.coordinator, at=LATER)
        planned(house, a_shared_case(house))
        with django_assert_num_queries(1):
            assert len(self.reviews(house.coordinator)) == 1
        for _ in range(3):
            planned(house, a_shared_case(house))
        with django_assert_num_queries(1):
            assert len(self.reviews(house.coordinator)) == 4


@pytest.mark.django_db
class TestTheAddresses:
    BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

    @pytest.fixture
    def now(self):
        return timezone.now()

    @pytest.fixture
    def review(self, house, case, now):
        side = Side(last_done_on=date(2026, 6, 1), organisation_id=house.trust.pk)
        clocks.set_clocks(case=case, sides={CPA: side}, at=now, by=None)
        return planned(house, case, at=now)

    def fetch(self, client, house, now):
        return client.get(reverse("assessments:feed", args=[review_feed.make_feed(worker=house.coordinator, at=now)]))

    def test_a_program_needs_no_session_and_the_fetch_is_audited(self, house, case, review, client, now):
        answer = self.fetch(client, house, now)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert f"Review {case.reference}" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert Entry.objects.filter(action="calendar.fetched", worker_id=house.coordinator.pk).count() == 1

    def test_a_worker_who_left_is_not_found(self, house, review, client, now):
        secret = review_feed.make_feed(worker=house.coordinator, at=now)
        address = reverse("assessments:feed", args=[secret])
        with writing(Membership):
            Membership.objects.filter(worker=house.coordinator).update(effective_until=now)
        assert client.get(address).status_code == 404
        with writing(Membership):
            Membership.objects.filter(worker=house.coordinator).update(effective_until=None)
        assert client.get(address).status_code == 200
        house.coordinator.is_active = False
        house.coordinator.save()
        assert client.get(address).status_code == 404
        assert client.get(reverse("assessments:feed", args=["guessed"])).status_code == 404

    def test_the_page_shows_the_address_once(self, house, client, now):
        client.force_login(house.coordinator, backend=self.BACKEND)
        page = reverse("assessments:calendar")
        made = client.post(page, {"act": "make"}).content.decode()
        address = re.search(r"/assessments/calendar/\S+\.ics", made).group()
        assert client.get(address).status_code == 200
        assert address not in client.get(page).content.decode()
        client.post(page, {"act": "end"})
        assert client.get(address).status_code == 404

    def test_one_review_as_a_file(self, house, case, review, client):
        address = reverse("assessments:review-calendar", args=[case.reference, review.pk])
        client.force_login(house.housing_worker, backend=self.BACKEND)
        answer = client.get(address)
        assert answer["Content-Disposition"] == f'attachment; filename="review-{case.reference}.ics"'
        assert not [name for name in NAMES if name in answer.content.decode()]
        client.force_login(house.neighbour, backend=self.BACKEND)
        assert client.get(address).status_code == 404
