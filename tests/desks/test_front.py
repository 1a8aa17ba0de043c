"""Everybody begins at the desk of their role; somebody without one is told why."""

import pytest
from django.urls import reverse

FIRST = {
    "coordinator": "/caseload/",
    "nurse": "/caseload/",
    "social_worker": "/caseload/",
    "housing_worker": "/my-domains/",
    "manager": "/reviews/",
    "partnership_manager": "/reviews/",
    "privacy_officer": "/who-opened-what/",
}


@pytest.mark.parametrize(("who", "address"), FIRST.items())
def test_the_front_page_is_the_desk_of_the_role(house, sign_in, who, address):
    client = sign_in(getattr(house, who))
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, address)


@pytest.mark.parametrize("who", ["trust_complaints", "administrator"])
def test_other_roles_begin_in_their_own_room(house, sign_in, who):
    client = sign_in(getattr(house, who))
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url not in FIRST.values()


def test_a_stranger_is_asked_to_sign_in(house, client):
    assert client.get("/").url.startswith("/accounts/login/")


def test_a_worker_of_a_suspended_partner_is_told_so(house, sign_in):
    client = sign_in(house.suspended_worker)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Your organisation is suspended" in answer.content.decode()


def test_a_worker_without_a_role_is_told_whom_to_ask(house, sign_in):
    worker = house.hire("Una Roe", house.trust, "coordinator")
    from access.rows import writing
    from partners.models import Membership

    with writing(Membership):
        Membership.objects.filter(worker=worker).delete()
    client = sign_in(worker)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "You have no current role" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "texts"),
    [
        ("coordinator", ["My caseload"]),
        ("housing_worker", ["My domains"]),
        ("manager", ["Reviews and complaints", "Caseloads"]),
        ("privacy_officer", ["Who opened what"]),
    ],
)
def test_the_menu_follows_the_role_and_marks_where_one_is(house, sign_in, who, texts):
    client = sign_in(getattr(house, who))
    page = client.get(client.get("/").url)
    entries = page.context["frame"].navigation
    assert [entry["text"] for entry in entries][: len(texts)] == texts
    assert [entry["text"] for entry in entries if entry["current"]] == texts[:1]


def test_the_header_says_who_is_signed_in_and_for_whom(house, sign_in):
    client = sign_in(house.coordinator)
    page = client.get(reverse("desks:caseload")).content.decode()
    assert "Jo Price, Trust" in page
    assert "Marshgate Together" in page
