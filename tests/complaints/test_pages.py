"""The pages: taking without scripts, bad input with nothing lost, the papers, and each act."""

import re
from datetime import timedelta

import pytest

from complaints import services
from complaints.models import Body, Complaint, Event, SharingConsent
from tests.complaints.conftest import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch):
    """Pages happen at the moment they are asked for; stories need no clock of their own."""
    from django.utils import timezone

    return timezone.now()


@pytest.fixture
def sign_in(client):
    def sign_in(worker):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def _day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _form(story, now, **more):
    today, before = now.date(), now.date() - timedelta(days=10)
    house = story.house
    return {
        "words": WORDS, "wants": "", "title": "Home from hospital", "received_by": house.council.pk, "parts": 2,
        **_day("received_on", today), "method": "spoken", "complainant_name": "Dafydd Evans",
        "complainant_contact": "01632 960001", "relation": "self", "case_reference": story.case.reference,
        "elements-0-words": "Nobody sorted out the flat", "elements-0-domain": house.domain("housing").pk,
        **_day("elements-0-about_on", before),
        "elements-1-words": "My tablets ran out", "elements-1-domain": house.domain("medication").pk,
        **_day("elements-1-about_on", before),
        "share": "yes", "share_with": [house.trust.pk, house.open_door.pk],
        "form_key": "0b9ae0b5-6f0f-4c0e-9a30-7d0f3ad6b5aa",
    } | more  # fmt: skip


def _text(response):
    return response.content.decode()


def test_the_form_opens_with_nothing_chosen(story, house, sign_in):
    page = _text(sign_in(house.social_worker).get("/complaints/take/"))
    assert "Take a complaint" in page
    assert not re.search(r"<input[^>]*type=\"radio\"[^>]*checked", page)
    assert 'name="elements-1-words"' in page


def test_a_complaint_is_taken_and_the_taker_sees_only_that(story, house, sign_in, now):
    client = sign_in(house.social_worker)
    response = client.post("/complaints/take/", _form(story, now))
    complaint = Complaint.objects.get()
    assert response.status_code == 302, re.findall(r"error-message.*", _text(response))
    assert response.url == f"/complaints/taken/{complaint.reference}/"
    assert [e.domain.code for e in complaint.elements.all()] == ["housing", "medication"]
    assert complaint.case == story.case
    assert SharingConsent.objects.filter(answer="given").count() == 2
    client.post("/complaints/take/", _form(story, now))
    assert Complaint.objects.count() == 1
    assert "is taken" in _text(client.get(response.url))


def test_a_complaints_lead_who_takes_it_goes_on_to_its_papers(story, house, sign_in, now):
    client = sign_in(house.council_complaints)
    story.hold("daily-living", house.council)
    response = client.post("/complaints/take/", _form(story, now))
    assert response.url == f"/complaints/{Complaint.objects.get().reference}/"
    assert "Being looked up" in _text(client.get(response.url))


def test_another_part_and_finding_a_person_save_nothing_and_lose_nothing(story, house, sign_in, now):
    client = sign_in(house.social_worker)
    added = _text(client.post("/complaints/take/", _form(story, now, add="1")))
    assert 'name="elements-2-words"' in added
    assert WORDS in added
    assert "error" not in added.lower().replace("error-summary", "")
    found = _text(client.post("/complaints/take/", _form(story, now, search="1", find="evans")))
    assert f"Dafydd Evans, {story.case.reference}" in found
    nobody = _text(client.post("/complaints/take/", _form(story, now, search="1", find="xyz")))
    assert "Nobody of that name" in nobody
    assert not Complaint.objects.exists()


def test_a_name_found_only_by_who_may_open_the_record(story, house, sign_in, now):
    page = _text(sign_in(house.neighbour).post("/complaints/take/", _form(story, now, search="1", find="evans")))
    assert "Nobody of that name" in page


@pytest.mark.parametrize(
    ("change", "target", "sentence"),
    [
        ({"words": ""}, "#id_words", "Write what they said, in their own words"),
        ({"received_on_year": 2099}, "#id_received_on_day", "must be today or before"),
        ({"received_on_day": 99}, "#id_received_on_day", "Day must be a number between 1 and 31"),
        ({"elements-0-about_on_year": 2099}, "#id_elements-0-about_on_day", "must be today or before"),
        ({"elements-0-about_on_day": ""}, "#id_elements-0-about_on_day", "must include a day"),
        (
            {f"elements-1-about_on_{part}": "" for part in ("day", "month", "year")},
            "#id_elements-1-about_on_day",
            "Enter the day it happened",
        ),
        ({"elements-1-words": ""}, "#id_elements-1-words", "Write what this part is about"),
        ({"case_reference": "C-999999"}, "#id_case_reference", "cannot find that person"),
        ({"share_with": []}, "#id_share_with", "Tick the organisations"),
        ({"share": ""}, "#id_share", "Choose what they said about sharing"),
        ({"relation": "representative"}, "#id_acts_because", "Choose why they may act"),
        ({"staff": "nobody@example.org"}, "#id_staff", "Nobody here has the e-mail address"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_lost(story, house, sign_in, now, change, target, sentence):
    response = sign_in(house.social_worker).post("/complaints/take/", _form(story, now, **change))
    page = _text(response)
    assert response.status_code == 200
    assert sentence in page
    assert f'href="{target}"' in page
    assert f'id="{target[1:]}"' in page
    assert "My tablets ran out" in page or "elements-1-words" in change
    assert not Complaint.objects.exists()


def test_an_event_after_the_complaint_is_refused(story, house, sign_in, now):
    change = _day("received_on", now.date() - timedelta(days=20))
    page = _text(sign_in(house.social_worker).post("/complaints/take/", _form(story, now, **change)))
    assert "must be on or before the day the complaint was received" in page


def test_at_least_one_part(story, house, sign_in, now):
    empty = {f"elements-{i}-{name}": "" for i in (0, 1) for name in ("words", "domain")}
    empty |= {f"elements-{i}-about_on_{part}": "" for i in (0, 1) for part in ("day", "month", "year")}
    page = _text(sign_in(house.social_worker).post("/complaints/take/", _form(story, now, **empty)))
    assert "Write at least one thing the complaint is about" in page


@pytest.fixture
def joint(story, now):
    return story.joint(at=now - timedelta(minutes=5))


def test_the_papers_show_the_clock_who_was_responsible_and_how_we_know(house, joint, sign_in):
    page = _text(sign_in(house.council_complaints).get(f"/complaints/{joint.reference}/"))
    for words in (
        "The clock", "Acknowledge by", "Six months", "2 elements, and who was responsible then",
        "Open Door Homes did it. Marshgate Council answers for it in law", "From the record of who did what on that day",
        "Proposed, because it received the complaint", "To acknowledge by", "LGSCO", "PHSO", "Agreed to share",
    ):  # fmt: skip
        assert words in page, words
    assert "C-" + str(joint.case_id) in page


ACTS = {
    "acknowledge/": {"method": "spoken", "offered": "on"},
    "sharing/": {"answer": "refused", "given_by": "Dafydd", "method": "spoken"},
    "lead/": {"reason": "All agreed"},
    "note/": {"text": "Rang Dafydd"},
    "elements/1/responsible/": {"reason": "The minutes say so"},
    "elements/1/answer/": {"words": "We did not ring", "finding": "upheld", "approved": "on"},
}


@pytest.mark.parametrize("path", ACTS)
def test_each_act_by_its_page(house, joint, sign_in, path):
    client, at = sign_in(house.council_complaints), f"/complaints/{joint.reference}/{path}"
    shown = client.get(at)
    assert shown.status_code == 200
    assert "Leave it as it is" in _text(shown)
    empty = client.post(at, {})
    assert empty.status_code == 200
    assert "There is a problem" in _text(empty)
    before = Event.objects.count()
    organisation = house.trust if path.startswith(("sharing", "lead")) else house.council
    done = client.post(at, ACTS[path] | {"organisation": organisation.pk})
    assert (done.status_code, done.url) == (302, f"/complaints/{joint.reference}/"), _text(done)
    assert Event.objects.count() > before
    assert client.get(done.url).status_code == 200


def test_the_day_of_the_answer_by_its_page(house, joint, sign_in, now):
    client, at = sign_in(house.council_complaints), f"/complaints/{joint.reference}/date/"
    late = client.post(at, {**_day("due_on", now.date() + timedelta(days=300)), "basis": "agreed"})
    assert "six months" in _text(late)
    good = client.post(at, {**_day("due_on", now.date() + timedelta(days=20)), "basis": "agreed"})
    assert good.status_code == 302
    assert "Answer due" in _text(client.get(good.url))


def test_passing_on_by_its_page(story, house, sign_in, now):
    at = now - timedelta(minutes=5)
    element = story.element("My tablets ran out", "medication", now.date() - timedelta(days=3))
    complaint = story.routed(element, at=at, agrees=[house.trust])
    client = sign_in(house.council_complaints)
    done = client.post(f"/complaints/{complaint.reference}/pass/", {"to": house.trust.pk, "reason": "Not ours"})
    assert done.status_code == 302
    page = _text(client.get(done.url))
    assert "Passed to Marshgate Trust" in page
    received = Complaint.objects.get(passed_from=complaint)
    assert client.get(f"/complaints/{received.reference}/").status_code == 404
    assert "Passed on by Marshgate Council" in _text(
        sign_in(house.trust_complaints).get(f"/complaints/{received.reference}/")
    )


def test_a_late_one_asks_for_a_decision(story, house, sign_in, now):
    element = story.element("Long ago", "medication", now.date() - timedelta(days=500))
    complaint = story.routed(element, at=now - timedelta(minutes=5))
    client = sign_in(house.council_complaints)
    assert "more than 12 months" in _text(client.get(f"/complaints/{complaint.reference}/"))
    done = client.post(
        f"/complaints/{complaint.reference}/old/", {"good_reason": "no", "still_fair": "yes", "note": "No reason given"}
    )
    assert done.status_code == 302
    assert "Not accepted: out of time" in _text(client.get(done.url))


def test_the_list_by_what_is_owed_next(story, house, sign_in, now):
    first = story.routed(at=now - timedelta(days=9))
    second = story.joint(at=now - timedelta(minutes=5))
    page = _text(sign_in(house.council_complaints).get("/complaints/"))
    assert page.index(first.reference) < page.index(second.reference)
    assert "late" in page
    assert "Taken down by you" not in page
    mine = _text(sign_in(house.social_worker).get("/complaints/"))
    assert first.reference in mine
    assert "Taken down by you" in mine


def test_the_list_costs_the_same_for_one_and_for_many(story, house, sign_in, now, django_assert_max_num_queries):
    client = sign_in(house.council_complaints)
    for _ in range(6):
        story.joint(at=now - timedelta(minutes=5))
    with django_assert_max_num_queries(30):
        client.get("/complaints/")


def test_the_inbox_words_ask_the_policies(story, house, now):
    from complaints.notices import described
    from notifications.models import Notice

    complaint = story.routed(at=now - timedelta(minutes=5))
    waits = list(Notice.objects.filter(worker=house.trust_complaints))
    shown = described(waits, house.trust_complaints, now)
    assert len(shown) == len(waits) == 1
    assert "waits for the complainant to agree" in shown[waits[0].pk].text
    services.record_sharing(
        complaint=complaint, organisation=house.trust, answer="given", given_by="Dafydd", method="spoken",
        by=house.council_complaints, at=now,
    )  # fmt: skip
    opened = described(waits, house.trust_complaints, now)[waits[0].pk]
    assert "can be opened now" in opened.text
    assert described(waits, house.nurse, now) == {}
    assert story.body(complaint, house.trust).state == Body.State.OPEN


@pytest.mark.parametrize("place", ["nonsense", "-1", "9" * 30])
def test_a_place_in_the_list_that_nobody_was_given_is_no_error(house, sign_in, place):
    assert sign_in(house.trust_complaints).get("/complaints/", {"from": place}).status_code == 200
