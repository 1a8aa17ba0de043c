"""Stories of the desks in a real browser, at a desk's width and a phone's: each page without an accessibility violation."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from assessments.clocks import Side, set_clocks
from domains.services import PartRequest, establish, write_entry
from tests.desks.people import case_of, person, two_records
from tests.domains.conftest import Story
from tests.house import NOON

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = [{"width": 1280, "height": 900}, {"width": 360, "height": 740}]


@pytest.fixture
def busy(house, monkeypatch):
    """A week after Monday: Daf's case with every kind of part, a worry, an overdue review; and others on the list."""
    monkeypatch.setattr("access.middleware.timezone", SimpleNamespace(now=lambda: NOON + timedelta(days=7)))
    story = Story(house)
    story.person.birth_date = "1984-03-09"
    story.person.what_matters = "My dog. Being near my sister. Nobody coming before ten."
    story.person.what_matters_at = NOON
    story.person.what_matters_by = house.coordinator
    story.person.save()
    day = NOON.date()
    requests = [
        PartRequest(domain=house.domain(code), organisation=house.trust) for code in ("assessment", "medication")
    ]
    establish(case=story.case, requests=requests, by=None, at=NOON)
    story.housing = story.held("housing", house.open_door, house.housing_worker)
    story.agree(house.workwise)
    story.ask("employment", house.workwise, words="Wants to work with animals")
    set_clocks(
        case=story.case,
        sides={
            "review.cpa": Side(
                started_on=day - timedelta(days=900), last_done_on=day - timedelta(days=370), organisation_id=house.trust.pk
            ),
            "review.care_act": Side(last_done_on=day - timedelta(days=200), organisation_id=house.council.pk),
        },
        at=NOON,
        by=None,
    )  # fmt: skip
    write_entry(
        part=story.housing, what_happened="He would not open the door.", happened_on=day, tell_coordinator=True,
        worry="He has not eaten for days", by=house.housing_worker, at=NOON + timedelta(days=1),
    )  # fmt: skip
    two_records(house, story.case, accommodation=("Own flat", "Hostel"), postcode=("M1 1AA", "M1 1AA"))
    for number, name in enumerate(("Bethan Rees", "Samir Khan", "Zainab Hussain")):
        given, family = name.split()
        case_of(house, person(given, family), due=NOON + timedelta(days=20 + number))
    case_of(house, person("Irene", "Walsh"), coordinator=None)
    return story


ADDRESSES = {
    "caseload": ("coordinator", lambda story: reverse("desks:caseload")),
    "everyone": ("manager", lambda story: reverse("desks:caseload") + "?scope=all"),
    "record": ("coordinator", lambda story: reverse("desks:case", args=[story.case.reference])),
    "shared": ("housing_worker", lambda story: reverse("desks:case", args=[story.case.reference])),
    "timeline": ("coordinator", lambda story: reverse("desks:timeline", args=[story.case.reference])),
    "audit": ("coordinator", lambda story: reverse("desks:audit", args=[story.case.reference])),
    "printed": ("coordinator", lambda story: reverse("desks:audit_printed", args=[story.case.reference])),
    "openings": ("privacy_officer", lambda story: reverse("desks:openings")),
    "my-domains": ("housing_worker", lambda story: reverse("desks:my_domains")),
    "asked": ("employment_worker", lambda story: reverse("desks:my_domains")),
    "past-work": ("housing_worker", lambda story: reverse("desks:past_work")),
    "reviews": ("manager", lambda story: reverse("desks:reviews")),
    "reviews-all-partners": ("partnership_manager", lambda story: reverse("desks:reviews")),
    "overdue": ("manager", lambda story: reverse("desks:review_list", args=["overdue"])),
    "search": ("coordinator", lambda story: reverse("desks:search")),
}


@pytest.mark.parametrize("viewport", WIDTHS, ids=["1280", "360"], indirect=True)
@pytest.mark.parametrize("which", ADDRESSES)
def test_every_page_of_the_desks_is_accessible(busy, page, sign_in, accessible, live_server, which):
    who, address = ADDRESSES[which]
    sign_in(getattr(busy.house, who)).goto(live_server.url + address(busy))
    accessible(page)


@pytest.mark.parametrize("viewport", WIDTHS, ids=["1280", "360"], indirect=True)
def test_a_coordinator_finds_a_person_and_opens_the_record(busy, page, sign_in, accessible, live_server):
    sign_in(busy.house.coordinator).goto(live_server.url + reverse("desks:caseload"))
    page.get_by_role("searchbox", name="Find a person by name").fill("evans")
    page.get_by_role("button", name="Find a person").click()
    page.get_by_role("heading", name="1 found").wait_for()
    assert "evans" not in page.url
    accessible(page)
    page.get_by_role("link", name="Daf Evans").click()
    page.get_by_role("heading", name="What matters to me").wait_for()
