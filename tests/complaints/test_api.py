"""The API: taking one, bad input at its field, and the list by what is owed next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.models import Complaint
from tests.complaints.conftest import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def send(client):
    def send(worker, body):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post("/api/v1/complaints/", body, content_type="application/json")

    return send


def _body(story, now, **more):
    house, before = story.house, (now - timedelta(days=10)).date().isoformat()
    return {
        "received_by": house.council.pk, "received_at": now.isoformat(), "method": "spoken", "title": "Home from hospital",
        "words": WORDS, "complainant_name": "Dafydd Evans", "complainant_contact": "01632 960001", "relation": "self",
        "case_reference": story.case.reference,
        "elements": [
            {"words": "Nobody sorted out the flat", "about_on": before, "domain": "housing"},
            {"words": "My tablets ran out", "about_on": before, "domain": "medication"},
        ],
        "sharing": [{"organisation": house.trust.pk, "answer": "given"}],
    } | more  # fmt: skip


def test_taking_answers_with_the_reference_and_nothing_of_the_papers(story, house, send, now):
    response = send(house.social_worker, _body(story, now))
    assert response.status_code == 201, response.json()
    assert set(response.json()) == {"reference", "received_by", "received_at", "recorded_at"}
    assert Complaint.objects.get().elements.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"words": ""}, "words"),
        ({"elements": []}, "elements"),
        ({"elements": [{"words": "x", "about_on": "2099-01-01"}]}, "elements-0-about_on"),
        ({"elements": [{"words": "x", "about_on": None}]}, "elements"),
        ({"received_at": "2099-01-01T00:00:00Z"}, "received_on"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at"),
        ({"case_reference": "C-999999"}, "case_reference"),
        ({"relation": "representative"}, "acts_because"),
        ({"method": "pigeon"}, "method"),
    ],
)
def test_bad_input_is_refused_at_its_field(story, house, send, now, change, field):
    response = send(house.social_worker, _body(story, now, **change))
    assert response.status_code == 400
    assert field in response.json(), response.json()
    assert not Complaint.objects.exists()


def test_who_may_not_take_or_list(story, house, send, client, now):
    assert send(house.administrator, _body(story, now)).status_code == 403
    assert send(house.nurse, _body(story, now)).status_code == 403  # for an organisation that is not theirs
    refused = client.get("/api/v1/complaints/")
    assert refused.status_code == 403
    assert refused.json()["code"] == "role_may_not"


def test_the_list_by_what_is_owed_next(story, house, send, client, now):
    story.routed(at=now - timedelta(days=9))
    story.joint(at=now - timedelta(minutes=5))
    client.force_login(house.council_complaints, backend="allauth.account.auth_backends.AuthenticationBackend")
    found = client.get("/api/v1/complaints/").json()
    assert (found["total"], found["next_from"]) == (2, None)
    assert [row["next_clock"]["kind"] for row in found["results"]] == ["complaint.acknowledge"] * 2
    assert found["results"][0]["next_clock"]["last_day"] < found["results"][1]["next_clock"]["last_day"]
    assert client.get("/api/v1/complaints/?from=x").status_code == 400
