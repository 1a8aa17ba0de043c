"""The pages of reviews in full and of leaving hospital: who may, what is told, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import clocks, discharge_services, review_duties, services
from assessments.clocks import CPA, Side
from assessments.models import Review, ReviewClock
from assessments.review_models import ReviewRequest
from calendars import LONDON
from tests.assessments.stories import a_shared_case
from tests.assessments.test_pages import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now().astimezone(LONDON)


@pytest.fixture
def case(house, now):
    case = a_shared_case(house, preferred_name="Daf")
    side = Side(started_on=now.date() - 300 * DAY, organisation_id=house.trust.pk)
    clocks.set_clocks(case=case, sides={CPA: side}, at=now, by=None)
    return case


@pytest.fixture
def review(house, case, now):
    return services.plan_review(
        case=case, kinds=[CPA], scheduled_for=now + 9 * DAY, place="Town hall", by=house.coordinator, at=now
    )


@pytest.fixture
def go(client):
    def to(worker, name, case, *args, data=None):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(f"assessments:{name}", args=[case.reference, *args])
        return client.get(url) if data is None else client.post(url, data, follow=True)

    return to


def on(name, day):
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "administrator", "partnership_manager"])
    @pytest.mark.parametrize("name", ["ask-review", "begin-duty", "discharges", "record-discharge"])
    def test_a_stranger_gets_404(self, house, case, go, who, name):
        assert go(getattr(house, who), name, case).status_code == 404

    @pytest.mark.parametrize("name", ["attendance", "check-review"])
    def test_a_partner_of_the_core_and_a_colleague_get_403(self, house, case, review, go, now, name):
        held = services.hold_review(
            case=case, kinds=[CPA], held_on=now.date(), what_was_decided="x", by=house.coordinator, at=now
        )
        for who, status in (("housing_worker", 403), ("social_worker", 403), ("coordinator", 200)):
            assert go(getattr(house, who), name, case, held.pk).status_code == status

    def test_a_review_of_another_case_is_not_found_here(self, house, case, review, go):
        other = a_shared_case(house, given_name="Zainab")
        assert go(house.coordinator, "meeting", other, review.pk).status_code == 404
        assert go(house.coordinator, "attendance", case, review.pk).status_code == 404


class TestMeeting:
    def test_a_charity_writes_from_its_notice_and_sees_only_its_own(self, house, case, review, go):
        page = text_of(go(house.housing_worker, "meeting", case, review.pk))
        assert "Town hall" in page
        assert "What you bring" in page
        assert "Who is expected" not in page
        empty = go(house.housing_worker, "meeting", case, review.pk, data={"what": "contribute", "words": ""})
        assert "Write what you want to bring to the review." in text_of(empty)
        unchosen = go(house.housing_worker, "meeting", case, review.pk, data={"words": "The boiler works"})
        assert "Choose what you want to say." in text_of(unchosen)
        assert "The boiler works" in unchosen.content.decode()
        said = go(
            house.housing_worker, "meeting", case, review.pk, data={"what": "contribute", "words": "The boiler works"}
        )
        assert "It is written down for the review." in text_of(said)
        assert "The boiler works" in text_of(go(house.coordinator, "meeting", case, review.pk))
        two = {"what": "contribute", "words": "Sleeps better"}
        medication = case.parts.get(domain__code="medication")
        go(house.nurse, "meeting", case, review.pk, data=two | {"part": str(medication.pk)})
        assert "Sleeps better" not in text_of(go(house.housing_worker, "meeting", case, review.pk))
        assert "Sleeps better" in text_of(go(house.social_worker, "meeting", case, review.pk))

    def test_apologies_are_shown_to_whoever_holds_it(self, house, case, review, go):
        go(house.housing_worker, "meeting", case, review.pk, data={"what": "apologies", "words": "On leave"})
        page = text_of(go(house.coordinator, "meeting", case, review.pk))
        assert "sent apologies On leave" in page

    def test_moving_keeps_what_stands_in_the_form(self, house, case, review, go, now):
        page = go(house.coordinator, "plan-review", case).content.decode()
        assert 'value="Town hall"' in page
        day = now + 12 * DAY
        go(
            house.coordinator,
            "plan-review",
            case,
            data={"kinds": [CPA], "time": "9am", "place": "Home", **on("day", day)},
        )
        review.refresh_from_db()
        assert (review.place, review.sequence) == ("Home", 1)
        assert "It was arranged before for" in text_of(go(house.coordinator, "meeting", case, review.pk))

    def test_held_then_who_came_then_checked(self, house, case, review, go, now):
        held = go(
            house.coordinator, "hold-review", case,
            data={"kinds": [CPA], "what_was_decided": "Go on", **on("held_on", now.date())},
        )  # fmt: skip
        assert "Who came?" in text_of(held)
        trust = case.parts.get(domain__code="assessment", organisation=house.trust)
        go(
            house.coordinator, "attendance", case, review.pk,
            data={"came-person": "attended", f"came-part-{trust.pk}": "attended", f"words-part-{trust.pk}": "Kit Mensah"},
        )  # fmt: skip
        page = text_of(go(house.coordinator, "meeting", case, review.pk))
        assert "came Kit Mensah" in page
        assert "Not heard from Council, joint assessment" in page
        refused = go(house.coordinator, "check-review", case, review.pk, data={"without": ""})
        assert "Write why the review is closed without them." in text_of(refused)
        done = go(house.coordinator, "check-review", case, review.pk, data={"without": "Rang afterwards"})
        assert "The review is checked and closed." in text_of(done)
        assert Review.objects.get().checked_without == "Rang afterwards"
        assert go(house.coordinator, "check-review", case, review.pk).status_code == 404
        assert go(house.coordinator, "meeting", case, review.pk, data={"words": "more"}).status_code == 403

    def test_queries_do_not_follow_the_parts_and_words(self, house, case, review, go, django_assert_max_num_queries):
        go(house.coordinator, "meeting", case, review.pk)
        with django_assert_max_num_queries(42):
            go(house.coordinator, "meeting", case, review.pk)
        for number in range(5):
            go(house.housing_worker, "meeting", case, review.pk, data={"what": "contribute", "words": str(number)})
        client_once = go(house.coordinator, "meeting", case, review.pk)
        assert client_once.status_code == 200
        with django_assert_max_num_queries(42):
            go(house.coordinator, "meeting", case, review.pk)


class TestAsking:
    def test_a_charity_writes_it_down_and_the_coordinator_refuses_with_a_reason(self, house, case, go, now):
        late = on("asked_on", now.date() + 2 * DAY)
        wrong = go(house.housing_worker, "ask-review", case, data={"asked_by": "carer", "words": "Tablets", **late})
        assert "cannot be in the future" in text_of(wrong)
        assert "Tablets" in wrong.content.decode()
        nameless = {"asked_by": "carer", "words": "Tablets", **on("asked_on", now.date())}
        assert "Write who asked." in text_of(go(house.housing_worker, "ask-review", case, data=nameless))
        go(house.housing_worker, "ask-review", case, data=nameless | {"asked_name": "Mari Evans"})
        asked = ReviewRequest.objects.get()
        assert "Mari Evans, carer" in text_of(go(house.coordinator, "reviews", case))
        assert go(house.social_worker, "refuse-review", case, asked.pk).status_code == 403
        assert "as you told the person" in text_of(
            go(house.coordinator, "refuse-review", case, asked.pk, data={"because": ""})
        )
        done = go(house.coordinator, "refuse-review", case, asked.pk, data={"because": "Held last week"})
        assert "Your answer is written down." in text_of(done)
        assert "Mari Evans" not in text_of(go(house.coordinator, "reviews", case))

    def test_what_was_asked_for_needs_no_duty(self, house, case, go, now):
        go(
            house.coordinator,
            "ask-review",
            case,
            data={"asked_by": "person", "words": "x", **on("asked_on", now.date())},
        )
        go(house.coordinator, "plan-review", case, data={"time": "9am", **on("day", now + 5 * DAY)})
        assert Review.objects.get().requests.count() == 1


class TestDuties:
    def test_the_council_begins_a_payment_and_ends_it(self, house, case, go, now):
        kind = "review.direct_payment"
        empty = go(house.social_worker, "begin-duty", case, data={"kind": kind, "because": "Letter"})
        assert "Enter the day on which it began." in text_of(empty)
        go(
            house.social_worker,
            "begin-duty",
            case,
            data={"kind": kind, "because": "Letter", **on("began_on", now.date())},
        )
        page = text_of(go(house.coordinator, "reviews", case))
        assert "Direct payment review" in page
        assert "need a check against the published text" in page
        assert "Enter" not in text_of(go(house.social_worker, "end-duty", case, kind))
        assert go(house.coordinator, "end-duty", case, "review.moon").status_code == 404
        go(house.social_worker, "end-duty", case, kind, data={"why": "ended", "because": "They chose a service"})
        assert not ReviewClock.objects.filter(kind=kind, ended_at=None).exists()
        assert "Direct payment review : They chose a service" in text_of(go(house.coordinator, "reviews", case))

    def test_aftercare_is_not_ended_here(self, house, case, go, now):
        review_duties.begin_duty(
            case=case, kind="review.section_117", began_on=now.date(), because="Section 3", by=house.coordinator, at=now
        )
        said = go(house.coordinator, "end-duty", case, "review.section_117", data={"why": "ended", "because": "Well"})
        assert "both bodies" in text_of(said)
        assert 'value="Well"' in said.content.decode()


class TestHospital:
    def test_the_ward_writes_it_down_and_the_coordinator_sees_it_on_both_pages(self, house, case, go, client, now):
        wrong = go(house.nurse, "record-discharge", case, data={"left_from": "Ash ward"})
        assert "Choose where they went." in text_of(wrong)
        assert 'value="Ash ward"' in wrong.content.decode()
        left = now - 30 * timedelta(hours=1)
        left = {"time": left.strftime("%H:%M"), "left_from": "Ash ward", "went_to": "home", **on("day", left)}
        done = text_of(go(house.nurse, "record-discharge", case, data=left))
        assert "To be seen by" in done
        assert go(house.social_worker, "record-discharge", case).status_code == 403
        client.force_login(house.coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
        for page in (reverse("desks:caseload"), reverse("desks:case", args=[case.reference])):
            assert "Home from hospital" in text_of(client.get(page))
        discharge = case.discharges.get()
        early = {"how": "telephone", "seen_by": "Jo Price", "time": "9am", **on("day", now - 20 * DAY)}
        assert "after they left hospital" in text_of(
            go(house.coordinator, "follow-up-contact", case, discharge.pk, data=early)
        )
        right = early | on("day", now) | {"time": now.strftime("%H:%M")}
        seen = go(house.coordinator, "follow-up-contact", case, discharge.pk, data=right)
        assert "Seen in time" in text_of(seen)
        assert "Home from hospital" not in text_of(client.get(reverse("desks:caseload")))

    def test_set_aside_with_a_reason(self, house, case, go, now):
        discharge = discharge_services.record_discharge(
            case=case, left_at=now - DAY, left_from="Ash", went_to="home", by=house.coordinator, at=now
        )
        assert "Write why" in text_of(go(house.nurse, "set-aside-discharge", case, discharge.pk, data={"because": ""}))
        said = go(house.nurse, "set-aside-discharge", case, discharge.pk, data={"because": "In hospital again"})
        assert "Set aside In hospital again" in text_of(said)
        assert go(house.nurse, "follow-up-contact", case, discharge.pk).status_code == 404
