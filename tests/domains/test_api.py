"""The API: the same answers as on the pages, for each audience its own shape."""

import uuid

import pytest
from django.utils import timezone

from calendars import local_day
from domains import services
from domains.models import Part, ProgressEntry, State
from tests.domains.test_pages import asked, door, held, now_story  # noqa: F401 - fixtures


def send(client, path, **data):
    return client.post(f"/api/v1/{path}", data, content_type="application/json")


def test_strangers_are_told_nothing(now_story, door):  # noqa: F811
    part = asked(now_story)
    client = door(now_story.house.neighbour)
    assert client.get(f"/api/v1/cases/{now_story.case.reference}/responsibilities/").status_code == 404
    assert client.get(f"/api/v1/parts/{part.pk}/entries/").status_code == 404
    assert send(client, f"parts/{part.pk}/accept/").status_code == 404
    assert client.get("/api/v1/parts/").json() == {"results": [], "after": ""}


def test_an_offer_is_an_offer(now_story, door):  # noqa: F811
    part = asked(now_story, words="A front door")
    client = door(now_story.house.housing_worker)
    row = client.get("/api/v1/parts/").json()["results"][0]
    assert set(row) == {
        "kind",
        "part",
        "name",
        "domain",
        "organisation",
        "share",
        "words",
        "asked_by",
        "asked_at",
        "due_at",
    }
    assert (row["name"], row["words"], row["part"]) == ("Daf E.", "A front door", part.pk)
    assert client.get(f"/api/v1/parts/{part.pk}/entries/").status_code == 403


def test_accept_and_decline(now_story, door):  # noqa: F811
    part = asked(now_story)
    client = door(now_story.house.housing_worker)
    refused = send(client, f"parts/{part.pk}/accept/")
    assert refused.status_code == 400
    assert "has not agreed yet" in refused.json()["non_field_errors"][0]
    now_story.agree(now_story.house.open_door, at=timezone.now())
    assert send(client, f"parts/{part.pk}/accept/").json()["case"] == now_story.case.reference
    again = send(client, f"parts/{part.pk}/decline/", reason="No")
    assert (again.status_code, again.json()["code"]) == (403, "already_answered")


def test_each_audience_has_its_own_map(now_story, door):  # noqa: F811
    held(now_story)
    now_story.ask("medication", now_story.house.trust, at_once=True, at=timezone.now())
    path = f"/api/v1/cases/{now_story.case.reference}/responsibilities/"
    full = {row["domain"]: row for row in door(now_story.house.nurse).get(path).json()}
    core = {row["domain"]: row for row in door(now_story.house.housing_worker).get(path).json()}
    assert set(full) == {"coordination", "medication", "housing"}
    assert set(core) == {"coordination", "housing"}
    assert full["housing"]["accountable"] == "Marshgate Council"
    assert set(core["housing"]) == {"audience", "domain", "name", "shared", "parts"}


def test_the_map_as_on_a_day_and_what_changed_since(now_story, door):  # noqa: F811
    part, house = held(now_story), now_story.house
    services.end(part=part, words="Found a flat", by=house.housing_worker, at=timezone.now())
    today = local_day(timezone.now()).isoformat()
    path = f"/api/v1/cases/{now_story.case.reference}/responsibilities/"
    client = door(house.nurse)
    assert "housing" not in {row["domain"] for row in client.get(path).json()}
    told = client.get(f"{path}changes/", {"changed_since": today}).json()
    assert [(row["domain"], row["said"], row["reason"]) for row in told][:2] == [
        ("housing", "ended it: done", "Found a flat"), ("housing", "took it on", ""),
    ]  # fmt: skip
    for name in ("as_on", "changed_since"):
        for wrong in ("2026-02-31", "1999-01-01", "2999-01-01", "x"):
            answer = client.get(f"{path}changes/", {"changed_since": today, name: wrong})
            assert (answer.status_code, list(answer.json())) == (400, [name])
    assert client.get(path, {"as_on": "2026-02-31"}).status_code == 400
    assert door(house.neighbour).get(f"{path}changes/", {"changed_since": "x"}).status_code == 404


def test_a_partner_of_the_core_hears_of_no_other_domain_and_no_others_words(now_story, door):  # noqa: F811
    held(now_story)
    house, case = now_story.house, now_story.case
    for domain, organisation, by in (("medication", house.trust, house.nurse), ("employment", house.workwise, None)):
        part = now_story.ask(domain, organisation, at=timezone.now())
        services.decline(part=part, reason="The dose is wrong", by=by or house.employment_worker, at=timezone.now())
    path = f"/api/v1/cases/{case.reference}/responsibilities/changes/"
    since = {"changed_since": local_day(timezone.now()).isoformat()}
    seen = door(house.housing_worker).get(path, since).json()
    assert {row["domain"] for row in seen} == {"coordination", "housing", "employment"}
    assert {(row["by"], row["reason"]) for row in seen if row["domain"] == "employment"} == {("", "")}
    assert "The dose is wrong" in {row["reason"] for row in door(house.nurse).get(path, since).json()}


def test_asking(now_story, door):  # noqa: F811
    path = f"cases/{now_story.case.reference}/responsibilities/"
    house = now_story.house
    assert send(door(house.nurse), path, domain="housing", organisation=house.open_door.pk).status_code == 403
    client = door(house.coordinator)
    wrong = send(client, path, domain="medication", organisation=house.open_door.pk)
    assert (wrong.status_code, list(wrong.json())) == (400, ["organisation"])
    assert send(client, path, domain="nothing", organisation=1).json()["domain"]
    assert send(client, path, domain="housing", organisation=house.open_door.pk).status_code == 201
    assert Part.objects.get().state == State.PROPOSED


@pytest.mark.parametrize("times", [1, 2])
def test_entries(now_story, door, times):  # noqa: F811
    part = held(now_story)
    client, path = door(now_story.house.housing_worker), f"parts/{part.pk}/entries/"
    assert "what_happened" in send(client, path, what_happened=" ").json()
    key = str(uuid.uuid4())
    for _ in range(times):
        assert send(client, path, what_happened="Met at the flat", form_key=key).status_code == 201
    assert ProgressEntry.objects.count() == 1
    assert client.get(f"/api/v1/{path}").json()["results"][0]["what_happened"] == "Met at the flat"
    assert send(door(now_story.house.nurse), path, what_happened="x").status_code == 403


def test_past_work_is_read_by_those_who_wrote_it(now_story, door):  # noqa: F811
    part = held(now_story)
    worker = now_story.house.housing_worker
    services.write_entry(part=part, what_happened="Found a flat", by=worker, at=timezone.now())
    services.end(part=part, words="Done", by=worker, at=timezone.now())
    client, path = door(worker), f"/api/v1/parts/{part.pk}/entries/"
    assert client.get(path).json()["results"][0]["what_happened"] == "Found a flat"
    assert send(client, f"parts/{part.pk}/entries/", what_happened="More").status_code == 403
