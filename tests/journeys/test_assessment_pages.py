"""The assessment in a browser: every page of the room is accessible, on a desk and on a narrow phone, and saves its words."""

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from assessments import clocks, registry, services
from assessments.clocks import CARE_ACT, CPA, Side
from assessments.registry import CarriedAnswer
from tests.assessments.stories import a_shared_case

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SECTIONS = ("about-me", "home", "medication")
ADDRESSES = [
    "", *(f"sections/{code}/" for code in SECTIONS), "to-confirm/", "duties/", "needs/", "plan/", "plan/goals/add/",
    "reviews/", "reviews/plan/", "reviews/hold/", "documents/", "documents/1/my-plan/standard/",
    "documents/1/my-plan/easy-read/", "documents/1/care-act/large-print/", "documents/1/gp-letter/standard/give/",
]  # fmt: skip


@pytest.fixture
def story(house):
    """Half an assessment: carried-in answers, words, a need, a goal with an action, two clocks."""
    now = timezone.now()
    case = a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")

    def bring(case, at):
        council = {"source_text": "Council, assessment of 3 April 2026", "organisation_id": house.council.pk}
        trust = {"source_text": "Trust, 20 November 2026", "organisation_id": house.trust.pk}
        return [
            CarriedAnswer(item="home.safely", value="alone", **council),
            CarriedAnswer(item="home.kind", value="Tenant", **council),
            CarriedAnswer(item="work.now", value="Long-term sick", recorded_on=date(2026, 10, 1), **trust),
        ]

    registry.carried_in(bring)
    try:
        found = services.start(case=case, by=house.coordinator, at=now)
    finally:
        registry._carried_in.remove(bring)
    services.set_words(
        assessment=found,
        section="about-me",
        words="My dog. Being near my sister.",
        seen=0,
        by=house.coordinator,
        at=now,
    )
    services.save_section(
        assessment=found,
        section="home",
        given={"home.fit": services.Given(value="prompting")},
        by=house.coordinator,
        at=now,
    )
    services.add_need(
        assessment=found, domain=house.domain("daily-living"), text="Help with letters", level="unmet",
        persons_view="They go in the drawer", by=house.coordinator, at=now,
    )  # fmt: skip
    goal = services.write_goal(
        assessment=found, domain=house.domain("housing"), words="To keep my flat", by=house.coordinator, at=now
    )
    part = case.parts.select_related("organisation", "domain").get(domain__code="housing")
    services.add_action(goal=goal, text="Open the letters together", part=part, by=house.coordinator, at=now)
    sides = {
        CPA: Side(last_done_on=now.date() - timedelta(days=375), organisation_id=house.trust.pk),
        CARE_ACT: Side(last_done_on=now.date() - timedelta(days=100), organisation_id=house.council.pk),
    }
    clocks.set_clocks(case=case, sides=sides, at=now, by=None)
    return case


def keep(page, name):
    """A picture for whoever asks for one: ACCORD_PICTURES names the folder."""
    if folder := os.environ.get("ACCORD_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    "viewport", [{"width": 1280, "height": 900}, {"width": 360, "height": 740}], indirect=True, ids=["1280", "360"]
)
def test_every_page_is_accessible(sign_in, house, story, accessible, viewport):
    page = sign_in(house.coordinator)
    for address in ADDRESSES:
        page.goto(f"/assessments/{story.reference}/{address}")
        keep(page, f"{viewport['width']}-{address.strip('/').replace('/', '-') or 'assessment'}")
        accessible(page)


def test_a_charity_on_a_phone_confirms_what_is_its_own(sign_in, house, story, accessible):
    page = sign_in(house.housing_worker)
    page.goto(f"/assessments/{story.reference}/")
    assert "Medication" not in page.content()
    page.get_by_role("link", name="Home", exact=True).click()
    page.get_by_role("radio", name="Still right: confirm").check()
    page.get_by_label("In Daf’s words, not ours").fill("It’s a good flat")
    page.get_by_role("button", name="Save and stop here").click()
    accessible(page)
    assert "Home is saved." in page.content()


def test_on_paper_there_is_the_document_alone_with_its_mark_on_every_sheet(sign_in, house, story):
    page = sign_in(house.coordinator)
    page.goto(f"/assessments/{story.reference}/documents/1/my-plan/large-print/")
    page.emulate_media(media="print")
    for away in (".nhsuk-header", ".nhsuk-footer", ".accord-toprint", ".accord-before"):
        assert not page.locator(away).first.is_visible(), away
    paper = page.locator(".accord-paper")
    assert paper.evaluate("e => getComputedStyle(e).fontSize") == "24px", "18 points"
    for fixed in (".accord-paper__draft", ".accord-paper__foot"):
        assert page.locator(fixed).evaluate("e => getComputedStyle(e).position") == "fixed", "on every sheet"


def test_a_copy_is_given_and_recorded(sign_in, house, story, accessible):
    """Given a plan, when the coordinator hands Daf a copy, then the list says so; and a slip is noted, not undone."""
    page = sign_in(house.coordinator)
    page.goto(f"/assessments/{story.reference}/")
    page.get_by_role("link", name="Print and share").click()
    page.get_by_role("link", name=re.compile("Record a copy.*My plan, large print")).click()
    page.get_by_role("radio", name="Daf", exact=True).check()
    page.get_by_role("radio", name="By post").check()
    page.get_by_role("button", name="Record the copy").click()
    accessible(page)
    assert "The copy for Daf is recorded." in page.content()
    page.get_by_role("link", name="It was sent in error").click()
    page.get_by_label("What went wrong").fill("The old address. Asked for it back.")
    page.get_by_role("button", name="Note that it was sent in error").click()
    accessible(page)
    assert "The old address. Asked for it back." in page.content()
