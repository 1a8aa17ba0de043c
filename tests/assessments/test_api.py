"""The assessment by the API: what each reads of it, what each may save, and two people at the same question."""

import pytest

from assessments import services
from assessments.models import Answer
from assessments.services import Given
from partners.models import ApiToken
from partners.services import issue_token
from tests.assessments.stories import LATER, a_shared_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house):
    case = a_shared_case(house)
    found = services.start(case=case, by=house.coordinator, at=LATER)
    given = {"medication.list": Given(value="Clozapine at night")}
    services.save_section(assessment=found, section="medication", given=given, by=house.coordinator, at=LATER)
    return case


@pytest.fixture
def asks(client, case):
    """Ask as a program of a worker does: by a token."""

    def _ask(worker, section=None, sent=None):
        scopes = [ApiToken.Scope.READ, ApiToken.Scope.WRITE]
        _, secret = issue_token(worker=worker, name="A program", scopes=scopes, days=3, at=LATER)
        url = f"/api/v1/cases/{case.reference}/assessment/" + (f"sections/{section}/" if section else "")
        more = {"headers": {"Authorization": f"Bearer {secret}"}}
        if sent is None:
            return client.get(url, **more)
        return client.patch(url, sent, content_type="application/json", **more)

    return _ask


def _codes(answer):
    return {section["code"] for section in answer.json()["sections"]}


def test_a_stranger_and_a_visitor_find_nothing(house, case, client, asks):
    assert asks(house.neighbour).status_code == 404
    assert asks(house.neighbour, "home").status_code == 404
    assert asks(house.administrator).status_code == 404
    assert client.get(f"/api/v1/cases/{case.reference}/assessment/").status_code == 401


def test_the_housing_charity_neither_reads_nor_writes_medication(house, asks):
    """Rule 18: a section of which a worker reads nothing is the 404 of no such section, also for writing."""
    read = asks(house.housing_worker)
    assert "medication" not in _codes(read)
    assert b"Clozapine" not in read.content
    assert asks(house.housing_worker, "medication").status_code == 404
    sent = {"answers": {"medication.list": {"value": "None", "seen": 1}}}
    assert asks(house.housing_worker, "medication", sent).status_code == 404
    assert Answer.objects.get(item="medication.list").value == "Clozapine at night"


def test_the_council_reads_medication_and_does_not_write_it(house, asks):
    section = asks(house.social_worker, "medication").json()
    shown = next(q for q in section["questions"] if q["code"] == "medication.list")
    assert (shown["value"], shown["number"], shown["writes"]) == ("Clozapine at night", 1, False)
    refused = asks(house.social_worker, "medication", {"answers": {"medication.list": {"value": "None", "seen": 1}}})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_part")
    assert Answer.objects.get(item="medication.list").value == "Clozapine at night"


def test_a_charity_saves_an_answer_of_its_own_domain_under_its_own_name(house, asks):
    section = asks(house.housing_worker, "home").json()
    code = next(q["code"] for q in section["questions"] if q["writes"] and q["kind"] in ("text", "long_text"))
    saved = asks(house.housing_worker, "home", {"answers": {code: {"value": "Boiler mended"}}})
    assert saved.json() == {"items": [code], "words": False}
    answer = Answer.objects.get(item=code)
    assert (answer.value, answer.by, answer.organisation) == ("Boiler mended", house.housing_worker, house.open_door)


def test_two_people_at_one_question_lose_nothing(house, asks):
    first = {"answers": {"medication.list": {"value": "Clozapine, less", "seen": 1}}}
    assert asks(house.nurse, "medication", first).status_code == 200
    clash = asks(house.coordinator, "medication", {"answers": {"medication.list": {"value": "Stopped", "seen": 1}}})
    assert clash.status_code == 409
    told = clash.json()["clashes"][0]
    assert (told["mine"], told["theirs"], told["by"], told["number"]) == ("Stopped", "Clozapine, less", "Kit Mensah", 2)
    assert Answer.objects.get(item="medication.list").value == "Clozapine, less"


@pytest.mark.parametrize("value", [["a"], {"a": 1}, 3])
def test_what_no_question_takes_is_refused_at_its_place(house, asks, value):
    wrong = asks(house.coordinator, "medication", {"answers": {"medication.list": {"value": value, "seen": 1}}})
    assert wrong.status_code == 400
    assert "medication.list" in wrong.json()["answers"]


def test_a_question_of_no_such_name_is_refused_and_nothing_is_saved(house, asks):
    sent = {"answers": {"medication.list": {"value": "Stopped", "seen": 1}, "no.such": {"value": "x"}}}
    assert asks(house.coordinator, "medication", sent).status_code == 403
    assert Answer.objects.get(item="medication.list").value == "Clozapine at night"


def test_what_no_database_keeps_as_text_is_refused(house, asks):
    for value in ("Clozapine\0", "Clozapine \ud800"):
        sent = {"answers": {"medication.list": {"value": value, "seen": 1}}}
        assert asks(house.coordinator, "medication", sent).status_code == 400
    assert Answer.objects.get(item="medication.list").value == "Clozapine at night"
