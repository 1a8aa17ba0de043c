"""Who opened and changed a record: coordinator, manager and privacy officer see it; nobody else does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from access.roles import Role
from calendars import local_day
from tests.desks.people import case_of, person
from tests.house import NOON


def page(client, case, **query):
    return client.get(reverse("desks:audit", args=[case.reference]), query)


@pytest.fixture
def case(house):
    return case_of(house, person("Dafydd", "Evans"))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nurse", 403), ("housing_worker", 404), ("social_worker", 404), ("administrator", 404), ("partnership_manager", 404),
        ("coordinator", 200), ("manager", 200), ("privacy_officer", 200),
    ],
)  # fmt: skip
def test_who_may_look(house, sign_in, case, who, status):
    client = sign_in(getattr(house, who))
    assert page(client, case).status_code == status
    assert client.get(reverse("desks:audit_printed", args=[case.reference])).status_code == status


def test_a_reference_that_does_not_exist_is_not_found(house, sign_in):
    for who in ("privacy_officer", "coordinator"):
        assert sign_in(getattr(house, who)).get(reverse("desks:audit", args=["C-999999"])).status_code == 404


def test_everything_read_and_written_is_there_by_whom_in_order(house, sign_in, case, at):
    from cases.people import say_what_matters

    say_what_matters(case=case, words="My dog", by=house.coordinator, at=NOON + timedelta(hours=1))
    sign_in(house.nurse).get(reverse("desks:case", args=[case.reference]))
    at(NOON + timedelta(days=2))
    rows = page(sign_in(house.manager), case).context["rows"]
    assert [(row.said, row.by, row.organisation) for row in rows] == [
        ("Opened the record", "Kit Mensah", "Trust"),
        ("Wrote what matters to the person", "Jo Price", "Trust"),
    ]
    assert [row.said for row in page(sign_in(house.manager), case).context["rows"]][
        0
    ] == "Looked at who opened the record"


def test_the_privacy_officer_sees_acts_and_nothing_of_the_person(house, sign_in, case):
    case.person.what_matters = "My dog"
    case.person.save()
    sign_in(house.coordinator).get(reverse("desks:case", args=[case.reference]))
    said = page(sign_in(house.privacy_officer), case).content.decode()
    assert "Opened the record" in said
    for hidden in ("Evans", "Dafydd", "My dog"):
        assert hidden not in said


def test_a_long_history_comes_in_pages(house, sign_in, case):
    from audit import services

    for number in range(120):
        services.record("entry.written", target=("entry", number), by=house.coordinator, at=NOON, case_id=case.pk)
    client, url, seen = sign_in(house.privacy_officer), reverse("desks:audit", args=[case.reference]), []
    while url:
        answer = client.get(url)
        seen += [row.about for row in answer.context["rows"] if row.about]
        url = answer.context["next_url"]
    assert len(seen) == len(set(seen)) == 120


def test_the_printed_list_has_names_and_days_for_the_person(house, sign_in, case):
    sign_in(house.nurse).get(reverse("desks:case", args=[case.reference]))
    said = sign_in(house.coordinator).get(reverse("desks:audit_printed", args=[case.reference])).content.decode()
    assert "Kit Mensah" in said
    assert "24 November 2026" in said


def test_a_privacy_officer_begins_with_a_reference(house, sign_in, case):
    client = sign_in(house.privacy_officer)
    there = client.post(reverse("desks:openings"), {"reference": case.reference.lower()})
    assert there.url == reverse("desks:audit", args=[case.reference])
    wrong = client.post(reverse("desks:openings"), {"reference": "Evans"})
    assert wrong.status_code == 200
    assert "A reference is a C and a number" in wrong.content.decode()
    assert sign_in(house.coordinator).get(reverse("desks:openings")).status_code == 403


def test_a_partners_manager_is_not_told_of_domains_that_say_something_clinical(story, sign_in):
    house = story.house
    for domain, organisation, worker in (
        ("medication", house.trust, house.nurse), ("housing", house.open_door, house.housing_worker),
    ):  # fmt: skip
        story.held(domain, organisation, worker)
    charity_manager = house.hire("Bea Lowe", house.open_door, Role.TEAM_MANAGER)
    about = {row.about for row in page(sign_in(charity_manager), story.case).context["rows"]}
    assert any("Housing" in words for words in about)
    assert not any("Medication" in words for words in about)
    assert any("Medication" in row.about for row in page(sign_in(house.manager), story.case).context["rows"])


def test_the_printed_list_says_why_each_opened_it(house, sign_in, case):
    """From the rows of that day: coordinating, a part, let in by name, an emergency; and where none says it, whom to ask."""
    from cases.services import let_in
    from desks.why_opened import UNKNOWN, Reasons

    let_in(
        case=case,
        worker=house.nurse,
        organisation=house.trust,
        until=None,
        reason="Runs the group",
        by=house.coordinator,
        at=NOON,
    )
    day, before = local_day(NOON), local_day(NOON) - timedelta(days=800)
    workers = [getattr(house, name).pk for name in ("coordinator", "nurse", "manager", "privacy_officer", "neighbour")]
    reasons = Reasons(case, workers)
    assert reasons.of(house.coordinator.pk, day) == "Coordinated your care"
    assert reasons.of(house.nurse.pk, day) == "Let in by name: Runs the group"
    assert reasons.of(house.manager.pk, day) == "Trust coordinated your care"
    assert reasons.of(house.manager.pk, before) == "Trust holds your record"
    assert reasons.of(house.privacy_officer.pk, day).startswith("Checks who opens records")
    assert reasons.of(house.neighbour.pk, day) == UNKNOWN
    client = sign_in(house.coordinator)
    client.get(reverse("desks:case", args=[case.reference]))
    assert "Coordinated your care" in client.get(reverse("desks:audit_printed", args=[case.reference])).content.decode()
