"""The caseload: who may have one, what a row says, pages, filters and views, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import discharge_services
from cases.models import Consent
from cases.policies import visible_to
from desks.caseload import caseload, counted, counts, filters
from tests.desks.conftest import TUESDAY
from tests.desks.people import case_of, people, person
from tests.house import NOON

WEEK = timedelta(days=7)


def page(client, **query):
    return client.get(reverse("desks:caseload"), query)


# Denials first


@pytest.mark.parametrize(
    "who", ["housing_worker", "neighbour", "administrator", "privacy_officer", "partnership_manager"]
)
def test_roles_without_a_caseload_are_refused_and_told_why(house, sign_in, who):
    answer = page(sign_in(getattr(house, who)))
    assert answer.status_code == 403
    assert "Your role does not include this" in answer.content.decode()


def test_nobody_sees_the_cases_of_another_organisation(house, sign_in):
    case_of(house, person("Dafydd", "Evans"))
    assert "Dafydd" not in page(sign_in(house.social_worker), scope="all").content.decode()


def test_a_barred_worker_does_not_have_the_person_in_the_list(house, sign_in):
    from cases.services import bar

    case = case_of(house, person("Dafydd", "Evans"))
    bar(case=case, worker=house.nurse, reason="His cousin", by=house.manager, at=NOON)
    assert "Evans" not in page(sign_in(house.nurse), scope="all").content.decode()
    assert "Evans" in page(sign_in(house.coordinator), scope="all").content.decode()


# What it shows


def test_an_empty_caseload_says_who_would_come(house, sign_in):
    answer = page(sign_in(house.coordinator)).content.decode()
    assert "You coordinate nobody yet" in answer
    assert "Nothing needs you today" in answer


def test_an_overdue_review_is_plain_to_see_and_needs_somebody_today(house, sign_in):
    case_of(house, person("Blessing", "Okafor"), due=TUESDAY - timedelta(days=9))
    answer = page(sign_in(house.coordinator)).content.decode()
    assert "1 needs you today" in answer
    assert answer.count("9 days overdue") == 2


def test_what_is_cut_is_counted_and_leads_to_the_list(house, sign_in):
    for number in range(7):
        case_of(house, person("Blessing", f"Okafor{number}"), due=TUESDAY - timedelta(days=9))
    client = sign_in(house.coordinator)
    answer = page(client)
    assert "7 need you today" in answer.content.decode()
    more = answer.context["needs"][-1]
    assert (more.words, len(answer.context["needs"])) == ("3 more reviews overdue", 5)
    assert len(client.get(more.url).context["rows"]) == 7


def test_a_row_says_who_does_what_and_for_whom_one_waits(story, sign_in):
    house = story.house
    story.held("housing", house.open_door, house.housing_worker)
    story.agree(house.workwise)
    story.ask("employment", house.workwise)
    row = page(sign_in(house.coordinator)).context["rows"][0]
    assert row.who == "Open Door 1"
    assert row.waiting == "Workwise"
    assert row.waiting_under == "employment, asked 23 November"
    assert row.nobody == "Employment has no one yet"


def test_a_proposal_unanswered_for_days_needs_the_coordinator(story, sign_in, at):
    house = story.house
    story.agree(house.workwise)
    story.ask("employment", house.workwise)
    at(NOON + timedelta(days=6))
    answer = page(sign_in(house.coordinator)).content.decode()
    assert "No answer for 6 days" in answer
    assert "Workwise was asked" in answer


def test_the_person_of_an_organisation_scope_names_the_coordinator(house, sign_in):
    case_of(house, person("Dafydd", "Evans"))
    assert "Jo Price" in page(sign_in(house.nurse)).context["rows"][0].under


# Filters, views, pages


def test_views_count_and_narrow(house, sign_in):
    case_of(house, person("Late", "One"), due=TUESDAY - WEEK)
    case_of(house, person("Soon", "Two"), due=TUESDAY + WEEK)
    case_of(house, person("Later", "Three"), due=TUESDAY + 20 * WEEK)
    case_of(house, person("Never", "Four"))
    client = sign_in(house.coordinator)
    views = {view["text"] for view in page(client).context["views"]}
    assert {"All (4)", "Review overdue (1)", "Review due in 28 days (1)", "Waiting for a partner (0)"} <= views
    named = {
        review: [row.person for row in page(client, review=review).context["rows"]]
        for review in ("overdue", "soon", "none")
    }
    assert named == {"overdue": ["Late One"], "soon": ["Soon Two"], "none": ["Never Four"]}


def test_an_unknown_filter_narrows_nothing(house, sign_in):
    case_of(house, person("Dafydd", "Evans"))
    answer = page(sign_in(house.coordinator), review="'; drop", partner="abc", state="<b>", after="nonsense")
    assert [row.person for row in answer.context["rows"]] == ["Dafydd Evans"]


def test_a_filter_by_partner_keeps_the_cases_they_are_involved_in(story, sign_in):
    house = story.house
    case_of(house, person("Another", "Person"))
    story.held("housing", house.open_door, house.housing_worker)
    rows = page(sign_in(house.coordinator), partner=house.open_door.pk).context["rows"]
    assert [row.person for row in rows] == ["Daf Evans"]


def test_the_filter_form_leads_to_an_address_and_a_name_to_a_search(house, sign_in):
    client = sign_in(house.coordinator)
    there = client.post(reverse("desks:caseload"), {"scope": "all", "review": "overdue", "q": ""}).url
    assert there == "/caseload/?scope=all&review=overdue"
    there = client.post(reverse("desks:caseload"), {"scope": "all", "q": "Okafor"}).url
    assert "Okafor" not in there
    assert there.startswith("/search/")


def test_deep_pages_by_keyset_show_everybody_once(house, sign_in):
    for place in range(45):
        case_of(house, person(f"Given{place}", "Family"), due=NOON + timedelta(days=30 + place // 7))
    client, seen, url = sign_in(house.coordinator), [], reverse("desks:caseload")
    while url:
        answer = client.get(url)
        seen += [row.url for row in answer.context["rows"]]
        url = answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 45


def test_the_list_is_what_the_details_let_in(story):
    """list = detail, for a charity that employs a coordinator: with consent in, without it out."""
    house = story.house
    charity_coordinator = house.hire("Cal Roe", house.open_door, "coordinator")
    story.held("housing", house.open_door, house.housing_worker)
    later = NOON + timedelta(hours=3)

    def listed(at):
        found = caseload(charity_coordinator, at=at, filters=filters(at=at))
        return {row.case_id for row in found.rows}, set(
            visible_to(charity_coordinator, at=at).values_list("pk", flat=True)
        )

    assert listed(later) == ({story.case.pk}, {story.case.pk})
    story.agree(house.open_door, at=later, status=Consent.Status.WITHDRAWN)
    assert listed(later + timedelta(hours=1)) == (set(), set())


def test_counts_stop_at_a_thousand(house, monkeypatch):
    monkeypatch.setattr("desks.caseload.COUNT_LIMIT", 3)
    people(house, 5)
    assert counts(counted(house.coordinator, at=TUESDAY, mine=True), at=TUESDAY)["all"] == 4


# Cost


def cost(act):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    return len(queries)


def test_the_read_model_costs_the_same_at_any_size(house):
    def read():
        worker = type(house.coordinator).objects.get(pk=house.coordinator.pk)
        with CaptureQueriesContext(connection) as queries:
            caseload(worker, at=TUESDAY, filters=filters(at=TUESDAY))
        return len(queries)

    people(house, 2)
    small = read()
    people(house, 20)
    assert read() == small
    if connection.vendor == "postgresql":
        assert small <= 4


def test_the_whole_page_costs_the_same_at_any_size(house, sign_in):
    client = sign_in(house.coordinator)
    people(house, 2, due=NOON - WEEK)
    page(client)
    small = cost(lambda: page(client))
    people(house, 25, due=NOON - WEEK)
    assert cost(lambda: page(client)) == small
    assert small <= 18


def test_somebody_who_came_home_from_hospital_costs_no_query_more(house, sign_in):
    client = sign_in(house.coordinator)
    people(house, 2, due=NOON - WEEK)
    case = case_of(house, person())
    discharge_services.record_discharge(
        case=case, left_at=NOON - timedelta(hours=20), left_from="Ward 3", went_to="home", by=house.coordinator, at=NOON
    )
    assert "home from hospital" in page(client).content.decode().lower()
    assert cost(lambda: page(client)) <= 18


def test_the_first_page_among_the_counted_is_the_first_page(house):
    worker = house.coordinator
    people(house, 25)
    among = counted(worker, at=TUESDAY, mine=True)
    for size in (1, 20, 24, 25, 26):
        asked = caseload(worker, at=TUESDAY, size=size, filters=filters(at=TUESDAY, mine=True))
        assert caseload(worker, at=TUESDAY, size=size, among=among) == asked


def test_reading_the_list_is_kept_in_the_audit(house, sign_in):
    from audit.models import Entry

    case = case_of(house, person())
    page(sign_in(house.coordinator))
    entry = Entry.objects.get(action="caseload.listed")
    assert entry.is_read
    assert entry.worker_id == house.coordinator.pk
    assert entry.detail == {"cases": [case.pk]}
