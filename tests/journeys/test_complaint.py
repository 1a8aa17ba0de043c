"""A complaint: taken by a social worker, routed, read and acknowledged by the council's complaints lead."""

import pytest
from django.utils import timezone

from complaints import services
from complaints.models import Complaint
from tests.complaints.conftest import WORDS, Story

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SIZES = [{"width": 1280, "height": 900}, {"width": 360, "height": 740}]


@pytest.fixture
def story(live_server, house):
    return Story(house)


def _date(page, name, day):
    for part in ("day", "month", "year"):
        page.locator(f"[name='{name}_{part}']").fill(str(getattr(day, part)))


def _taken(page, story):
    """A social worker takes it down while the person speaks."""
    today = timezone.now().date()
    page.goto("/complaints/take/")
    page.get_by_label("What did they say?").fill(WORDS)
    page.get_by_label("What is it about, in a few words?").fill("Home from hospital, and no tablets")
    for number, words, domain in (
        (0, "Nobody sorted out the flat", "Housing"),
        (1, "My tablets ran out", "Medication"),
    ):
        page.locator(f"[name='elements-{number}-words']").fill(words)
        page.locator(f"[name='elements-{number}-domain']").select_option(label=domain)
        _date(page, f"elements-{number}-about_on", today.replace(year=today.year - (today.day == 29), day=1))
    page.get_by_label("Their name", exact=True).fill("Dafydd Evans")
    page.get_by_label("How do they want to be reached?").fill("01632 960001")
    page.get_by_label("The person who receives the service").check()
    page.get_by_label("Spoken, face to face or by phone").check()
    _date(page, "received_on", today)
    page.get_by_label("Find the person it is about").fill("evans")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_label(f"Dafydd Evans, {story.case.reference}").check()
    page.get_by_label("Yes, with the organisations ticked below").check()
    page.get_by_label("Marshgate Trust").check()
    page.get_by_label("Open Door Homes").check()


@pytest.mark.parametrize("viewport", SIZES, indirect=True, ids=["1280", "360"])
def test_a_complaint_from_the_telephone_to_its_acknowledgement(page, sign_in, story, house, accessible):
    sign_in(house.social_worker)
    _taken(page, story)
    accessible(page)
    page.get_by_role("button", name="Take the complaint").click()
    reference = Complaint.objects.get().reference
    page.get_by_role("heading", name=f"{reference} is taken").wait_for()
    accessible(page)

    services.route_owed(at=timezone.now())

    sign_in(house.council_complaints)
    page.goto("/complaints/")
    accessible(page)
    page.get_by_role("link", name=reference).click()
    page.get_by_role("heading", name="The clock").wait_for()
    assert "Open Door Homes did it. Marshgate Council answers for it in law" in page.inner_text("main")
    accessible(page)

    page.get_by_role("button", name="Acknowledge it").click()
    accessible(page)
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    accessible(page)
    page.get_by_label("Spoken, face to face or by phone").check()
    page.get_by_label("We offered to talk about how it is handled, and when they get the answer").check()
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("Its three-day clock has ended").wait_for()
    assert "Acknowledged" in page.inner_text("ol.accord-clock")
    assert "with Trust and Open Door" in page.inner_text("ol.accord-clock")


def test_a_body_that_is_not_agreed_to_sees_only_that_something_waits(page, sign_in, story, house, accessible):
    complaint = story.routed(at=timezone.now())
    sign_in(house.trust_complaints)
    page.goto("/complaints/")
    said = page.inner_text("main")
    assert complaint.reference in said
    assert "tablets" not in said
    accessible(page)
