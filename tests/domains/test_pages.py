"""The pages by HTTP: strangers get 404, colleagues without the right 403 with a reason, and the job is done."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Consent, Person
from domains import services
from domains.models import Part, ProgressEntry, State
from tests.domains.conftest import Story


@pytest.fixture
def now_story(house, monkeypatch):
    """The story told at the moment the requests happen."""
    from tests.domains import conftest

    monkeypatch.setattr(conftest, "NOON", timezone.now())
    return Story(house)


@pytest.fixture
def door(client):
    def as_(worker):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_


def now():
    return timezone.now()


def asked(story, domain="housing", **more):
    return story.ask(domain, story.house.open_door, at=now(), **more)


def held(story):
    story.agree(story.house.open_door, at=now())
    return services.accept(part=asked(story, words="My own front door"), by=story.house.housing_worker, at=now())


class TestAsking:
    def test_strangers_and_colleagues(self, now_story, door):
        address = reverse("domains:propose", args=[now_story.case.reference])
        assert door(now_story.house.neighbour).get(address).status_code == 404
        assert door(now_story.house.administrator).get(address).status_code == 404
        refused = door(now_story.house.nurse).get(address)
        assert refused.status_code == 403

    def test_choosing_the_domain(self, now_story, door):
        page = door(now_story.house.coordinator).get(reverse("domains:propose", args=[now_story.case.reference]))
        assert page.status_code == 200
        assert b"Employment" in page.content
        assert b"checked" not in page.content

    def test_partners_that_fit_only(self, now_story, door):
        address = reverse("domains:propose", args=[now_story.case.reference]) + "?domain=medication"
        page = door(now_story.house.coordinator).get(address).content.decode()
        assert "Marshgate Trust" in page
        assert "Open Door Homes" not in page
        assert "Closed Door Trust" not in page

    def test_asking_and_agreeing_in_one_act(self, now_story, door):
        house = now_story.house
        address = reverse("domains:propose", args=[now_story.case.reference]) + "?domain=housing"
        typed = {
            "organisation": house.open_door.pk,
            "words": "A front door",
            "agreed": "yes",
            "given_by": "Daf",
            "method": "spoken",
        }
        missing = door(house.coordinator).post(address, {**typed, "method": ""})
        assert missing.status_code == 200
        assert "A front door" in missing.content.decode()
        assert not Part.objects.exists()
        saved = door(house.coordinator).post(address, typed)
        assert saved.status_code == 302
        part = Part.objects.get()
        assert (part.state, part.organisation, part.words) == (State.PROPOSED, house.open_door, "A front door")
        assert Consent.objects.get().domain == house.domain("housing")

    def test_a_refusal_stands_at_its_field(self, now_story, door):
        now_story.agree(now_story.house.open_door, status=Consent.Status.REFUSED, at=now())
        address = reverse("domains:propose", args=[now_story.case.reference]) + "?domain=housing"
        typed = {"organisation": now_story.house.open_door.pk, "agreed": "not_yet", "words": "kept"}
        page = door(now_story.house.coordinator).post(address, typed).content.decode()
        assert "The person has said no to Open Door Homes" in page
        assert "kept" in page


class TestAnswering:
    def test_an_offer_shows_only_an_offer(self, now_story, door):
        Person.objects.filter(pk=now_story.person.pk).update(what_matters="Nobody before ten", postcode="ZZ1 1ZZ")
        part = asked(now_story, words="My own front door")
        house = now_story.house
        client = door(house.housing_worker)
        page = client.get(reverse("domains:answer", args=[part.pk])).content.decode()
        assert "Daf E." in page
        assert "My own front door" in page
        for hidden in ("Evans", "Dafydd", "Nobody before ten", "ZZ1 1ZZ", "large print", now_story.case.reference):
            assert hidden not in page
        assert client.get(reverse("desks:case", args=[now_story.case.reference])).status_code == 404
        assert "checked" not in page

    def test_only_those_asked(self, now_story, door):
        part = asked(now_story)
        assert door(now_story.house.neighbour).get(reverse("domains:answer", args=[part.pk])).status_code == 404
        suspended = door(now_story.house.suspended_worker)
        there, nowhere = (suspended.get(reverse("domains:answer", args=[pk])) for pk in (part.pk, 999_999))
        assert there.status_code == nowhere.status_code != 200
        assert door(now_story.house.coordinator).get(reverse("domains:answer", args=[part.pk])).status_code == 403

    def test_accepting(self, now_story, door):
        part = asked(now_story)
        client = door(now_story.house.housing_worker)
        address = reverse("domains:answer", args=[part.pk])
        refused = client.post(address, {"answer": "accept"})
        assert refused.status_code == 200
        assert "has not agreed yet" in refused.content.decode()
        now_story.agree(now_story.house.open_door, at=now())
        assert client.post(address, {"answer": "accept"}).status_code == 302
        assert Part.objects.get().state == State.ACCEPTED

    def test_declining_needs_a_reason(self, now_story, door):
        part = asked(now_story)
        client, address = door(now_story.house.housing_worker), reverse("domains:answer", args=[part.pk])
        assert "Choose a reason" in client.post(address, {"answer": "decline"}).content.decode()
        assert (
            client.post(address, {"answer": "decline", "reason": "Outside our area", "when": "May"}).status_code == 302
        )
        assert Part.objects.get().events.last().reason == "Outside our area. Could from: May"

    def test_leaving_it_changes_nothing(self, now_story, door):
        part = asked(now_story)
        door(now_story.house.housing_worker).post(reverse("domains:answer", args=[part.pk]), {"answer": "leave"})
        assert Part.objects.get().state == State.PROPOSED

    def test_taking_back(self, now_story, door):
        part = asked(now_story)
        address = reverse("domains:take_back", args=[part.pk])
        assert door(now_story.house.housing_worker).get(address).status_code == 403
        client = door(now_story.house.coordinator)
        assert client.get(address).status_code == 200
        client.post(address, {"choice": "leave"})
        assert Part.objects.get().state == State.PROPOSED
        client.post(address, {"choice": "take_back"})
        assert Part.objects.get().state == State.WITHDRAWN


class TestHolding:
    def test_writing_an_entry(self, now_story, door):
        part = held(now_story)
        address = reverse("domains:entry", args=[part.pk])
        assert door(now_story.house.neighbour).get(address).status_code == 404
        assert door(now_story.house.coordinator).get(address).status_code == 403
        client = door(now_story.house.housing_worker)
        page = client.get(address).content.decode()
        assert "large print" in page
        typed = {
            "form_key": str(uuid.uuid4()),
            "what_happened": "Boiler still off",
            "goal_state": "stuck",
            "tell_coordinator": "on",
        }
        assert "Say why the coordinator should know now" in client.post(address, typed).content.decode()
        typed["worry"] = "No heating since Saturday"
        for _ in range(2):
            assert client.post(address, typed).status_code == 302
        entry = ProgressEntry.objects.get()
        assert (entry.worry, entry.goal_state) == ("No heating since Saturday", "stuck")
        assert "Boiler still off" in client.get(reverse("domains:part", args=[part.pk])).content.decode()
        assert (
            "Boiler still off"
            in door(now_story.house.nurse).get(reverse("domains:part", args=[part.pk])).content.decode()
        )

    def test_ending(self, now_story, door):
        part = held(now_story)
        services.write_entry(part=part, what_happened="Found a flat", by=now_story.house.housing_worker, at=now())
        address = reverse("domains:end", args=[part.pk])
        client = door(now_story.house.housing_worker)
        page = client.get(address).content.decode()
        assert "checked" not in page
        assert client.post(address, {"choice": "done"}).status_code == 200
        assert client.post(address, {"choice": "done", "words": "She has her keys"}).status_code == 302
        assert client.get(reverse("desks:case", args=[now_story.case.reference])).status_code == 404
        past = client.get(reverse("domains:part", args=[part.pk]))
        assert past.status_code == 200
        assert "Found a flat" in past.content.decode()
        assert "Evans" not in past.content.decode()
        assert door(now_story.house.neighbour).get(reverse("domains:part", args=[part.pk])).status_code == 404

    def test_handing_over(self, now_story, door):
        part = held(now_story)
        client = door(now_story.house.housing_worker)
        typed = {"choice": "hand_over", "words": "We close in May", "organisation": now_story.house.council.pk}
        assert client.post(reverse("domains:end", args=[part.pk]), typed).status_code == 302
        assert Part.objects.get(replaces=part).state == State.PROPOSED
        assert "has been asked to take over" in client.get(reverse("domains:end", args=[part.pk])).content.decode()

    def test_asking_to_hand_over_tells_the_coordinator(self, now_story, door):
        part = held(now_story)
        client = door(now_story.house.housing_worker)
        client.post(reverse("domains:end", args=[part.pk]), {"choice": "ask", "words": "Nobody free"})
        assert Part.objects.get().state == State.ACCEPTED
        assert "Asks to hand over: Nobody free" in client.get(reverse("domains:part", args=[part.pk])).content.decode()
