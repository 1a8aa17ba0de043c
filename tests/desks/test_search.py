"""Search: what is not visible is not found, and what was typed never stands in an address."""

import pytest
from django.db import connection
from django.urls import reverse

from cases.models import Identifier
from tests.desks.people import case_of, person
from tests.house import NOON


def find(client, term):
    answer = client.post(reverse("desks:search"), {"q": term})
    assert answer.status_code == 302
    return client.get(answer.url)


def names(answer):
    return [one.person for one in answer.context["results"].found]


# Denials first


@pytest.mark.parametrize("who", ["administrator", "privacy_officer", "partnership_manager", "trust_complaints"])
def test_roles_without_cases_are_refused(house, sign_in, who):
    assert sign_in(getattr(house, who)).post(reverse("desks:search"), {"q": "Evans"}).status_code == 403


@pytest.mark.parametrize("term", ["Evans", "C-1", "999 000 0018"])
def test_a_stranger_finds_nobody(house, sign_in, term):
    case = case_of(house, person("Dafydd", "Evans"))
    Identifier.objects.create(person=case.person, type="NHS", value="9990000018", recorded_at=NOON)
    answer = find(sign_in(house.social_worker), term.replace("C-1", case.reference))
    assert names(answer) == []
    assert "Nobody found" in answer.content.decode()


def test_a_search_of_another_session_is_not_found(house, sign_in, client):
    case_of(house, person("Dafydd", "Evans"))
    url = sign_in(house.coordinator).post(reverse("desks:search"), {"q": "Evans"}).url
    client.logout()
    assert sign_in(house.nurse).get(url).status_code == 404


# What it finds


@pytest.mark.parametrize("term", ["evans", "EVANS dafydd", "Dáfydd Évans", "daf", "999 000 0018", "9990000018"])
def test_by_any_part_of_a_name_in_any_case_and_by_number(house, sign_in, term):
    case = case_of(house, person("Dafydd", "Evans", preferred_name="Daf"))
    case_of(house, person("Bethan", "Rees"))
    Identifier.objects.create(person=case.person, type="NHS", value="9990000018", recorded_at=NOON)
    assert names(find(sign_in(house.coordinator), term)) == ["Daf Evans"]


def test_by_reference(house, sign_in):
    case = case_of(house, person("Dafydd", "Evans"))
    assert names(find(sign_in(house.coordinator), case.reference.lower())) == ["Dafydd Evans"]


def test_the_term_stands_in_no_address_and_in_no_audit(house, sign_in):
    from audit.models import Entry

    case_of(house, person("Dafydd", "Evans"))
    answer = find(sign_in(house.coordinator), "Evans")
    assert "evans" not in answer.wsgi_request.get_full_path().lower()
    assert not [entry for entry in Entry.objects.all() if "evans" in str(entry.detail).lower()]


def test_an_empty_box_says_what_to_type(house, sign_in):
    answer = sign_in(house.coordinator).post(reverse("desks:search"), {"q": " "})
    assert answer.status_code == 200
    assert "Type a name, a reference such as C-123, or an NHS number." in answer.content.decode()


def test_one_letter_is_too_little(house, sign_in):
    case_of(house, person("Dafydd", "Evans"))
    assert "at least two letters" in find(sign_in(house.coordinator), "e").content.decode()


def test_a_charity_finds_its_own_people_without_their_birthday(story, sign_in):
    story.person.birth_date = "1984-03-09"
    story.person.save()
    story.held("housing", story.house.open_door, story.house.housing_worker)
    answer = find(sign_in(story.house.housing_worker), "Daf")
    assert len(names(answer)) == 1
    assert "1984" not in answer.content.decode()


@pytest.mark.postgres
def test_a_slip_of_the_keyboard_finds_what_comes_near(house, sign_in):
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    case_of(house, person("Dafydd", "Evanson"))
    answer = find(sign_in(house.coordinator), "Evanzon")
    assert names(answer) == ["Dafydd Evanson"]
    assert "These come near" in answer.content.decode()
