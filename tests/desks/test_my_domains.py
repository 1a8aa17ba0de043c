"""My domains: what is asked shows an offer and no more; what is held; past work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from domains.services import end, write_entry
from tests.desks.people import case_of, person
from tests.house import NOON


def page(client):
    return client.get(reverse("desks:my_domains"))


@pytest.mark.parametrize("who", ["administrator", "privacy_officer", "partnership_manager", "trust_complaints"])
def test_roles_that_work_on_no_parts_are_refused(house, sign_in, who):
    assert page(sign_in(getattr(house, who))).status_code == 403


def test_an_offer_names_nobody_fully_and_shows_only_the_words_chosen(story, sign_in):
    story.agree(story.house.workwise)
    story.ask("employment", story.house.workwise, words="Wants to work with animals")
    said = page(sign_in(story.house.employment_worker)).content.decode()
    for shown in (
        "1 asked of you",
        "Employment, for Daf E.",
        "Wants to work with animals",
        "Asked by Jo Price, yesterday",
    ):
        assert shown in said, shown
    for hidden in ("Evans", "Dafydd", story.case.reference, "large print"):
        assert hidden not in said, hidden


def test_another_charity_sees_nothing_of_it(story, sign_in):
    story.agree(story.house.workwise)
    story.ask("employment", story.house.workwise)
    said = page(sign_in(story.house.neighbour)).content.decode()
    assert "Daf" not in said
    assert "Nobody yet" in said


def test_what_is_held_is_for_today_until_somebody_writes(story, sign_in, at):
    house = story.house
    housing = story.held("housing", house.open_door, house.housing_worker)
    client = sign_in(house.housing_worker)
    answer = page(client)
    assert [task.mark for task in answer.context["today"]] == ["No entry yet"]
    assert "Nobody yet" not in answer.content.decode()
    write_entry(
        part=housing, what_happened="Met him", happened_on=NOON.date(), goal_state="going_well", by=house.housing_worker,
        at=NOON + timedelta(hours=1),
    )  # fmt: skip
    answer = page(client)
    assert answer.context["today"] == []
    assert [one.under for one in answer.context["others"]] == ["Housing. Entry 23 November, going well"]
    at(NOON + timedelta(days=12))
    assert [task.mark for task in page(client).context["today"]] == ["Last entry 12 days ago"]


def test_a_contact_that_is_due_or_late_is_for_today(story, sign_in, at):
    house = story.house
    housing = story.held("housing", house.open_door, house.housing_worker)
    write_entry(
        part=housing, what_happened="Met him", happened_on=NOON.date(), by=house.housing_worker, at=NOON + timedelta(hours=1),
        next_contact_on=(NOON + timedelta(days=3)).date(),
    )  # fmt: skip
    client = sign_in(house.housing_worker)
    assert page(client).context["today"] == []
    at(NOON + timedelta(days=3))
    assert [task.mark for task in page(client).context["today"]] == ["Contact due today"]
    at(NOON + timedelta(days=5))
    assert [(task.kind, task.mark) for task in page(client).context["today"]] == [("late", "Contact 2 days late")]


def test_a_part_that_ended_moves_to_past_work(story, sign_in):
    house = story.house
    housing = story.held("housing", house.open_door, house.housing_worker)
    end(part=housing, words="He has his own tenancy now", by=house.housing_worker, at=NOON + timedelta(hours=1))
    client = sign_in(house.housing_worker)
    assert page(client).context["today"] == []
    said = client.get(reverse("desks:past_work")).content.decode()
    assert "Daf E." in said
    assert "Evans" not in said
    assert "Daf" not in sign_in(house.neighbour).get(reverse("desks:past_work")).content.decode()


def test_the_page_costs_the_same_at_any_size(story, sign_in):
    house = story.house
    client = sign_in(house.housing_worker)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    story.held("housing", house.open_door, house.housing_worker)
    page(client)
    small = cost()
    for number in range(8):
        story.case = case_of(house, person(f"Given{number}", "Family"))
        story.held("housing", house.open_door, house.housing_worker)
    assert cost() == small
