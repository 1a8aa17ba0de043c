"""Parts that are written down because they are held already: imports, demonstrations, new cases. And what acts leave."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from access.rows import NotThroughItsService
from audit.models import Entry
from cases.models import Case, Consent, InvolvementBasis, Person
from domains import services
from domains.checks import differences
from domains.models import Part, Responsibility, State
from domains.rules import CannotBe
from notifications.models import Deadline, Notice
from tests.domains.conftest import LATER
from tests.house import NOON


def test_an_import_writes_down_what_both_sides_hold(story):
    house = story.house
    requests = [
        story.request("assessment", house.trust, since=NOON - timedelta(days=400)),
        story.request("assessment", house.council, since=NOON - timedelta(days=300)),
        story.request("medication", house.trust),
    ]
    parts = services.establish(case=story.case, requests=requests, by=None, at=NOON)
    assert [(p.share, p.state) for p in parts] == [("lead", "accepted"), ("joint", "accepted"), ("lead", "accepted")]
    assert parts[0].effective_from == NOON - timedelta(days=400)
    assert Responsibility.objects.get(domain__code="assessment").effective_from == NOON - timedelta(days=400)
    assert not Notice.objects.exists()
    assert not Deadline.objects.exists()
    assert list(differences(at=NOON)) == []
    assert Entry.objects.filter(action="part.established", worker_id=None, case_id=story.case.pk).count() == 3


def test_many_cases_at_once(story):
    others = [
        story.open(Person.objects.create(given_name=str(n), search_key=str(n), created_at=NOON)) for n in range(5)
    ]
    placed = [(case, [story.request("medication", story.house.trust)]) for case in others]
    parts = services.establish_many(placed=placed, by=None, at=NOON)
    assert {p.case_id for p in parts} == {case.pk for case in others}
    assert list(differences(at=NOON)) == []


def test_the_rules_hold_for_imports_too(story):
    for domain, organisation, code in (
        ("medication", story.house.open_door, "sector_may_not_hold"),
        ("employment", story.house.shut, "partner_not_active"),
    ):
        with pytest.raises(CannotBe) as caught:
            services.establish(case=story.case, requests=[story.request(domain, organisation)], by=None, at=NOON)
        assert caught.value.code == code
    with pytest.raises(CannotBe) as caught:
        services.establish(
            case=story.case, requests=[story.request("medication", story.house.trust, since=LATER)], by=None, at=NOON
        )
    assert caught.value.code == "moment_in_future"
    assert not Part.objects.exists()


def test_nobody_establishes_for_others(story):
    with pytest.raises(Refused):
        services.establish(
            case=story.case, requests=[story.request("medication", story.house.trust)], by=story.house.nurse, at=NOON
        )


def test_a_case_with_its_domains_in_one_act(house):
    person = Person.objects.create(given_name="Mei", family_name="Tan", search_key="mei tan", created_at=NOON)
    whole = house.whole(house.trust)
    arguments = {
        "person": person,
        "lead_organisation": house.trust,
        "organisation": house.trust,
        "team": whole,
        "whole_team": whole,
        "coordinator": house.coordinator,
        "at": NOON,
    }
    wrong = [services.PartRequest(domain=house.domain("medication"), organisation=house.open_door)]
    with pytest.raises(CannotBe):
        services.open_case_with_domains(requests=wrong, by=house.coordinator, **arguments)
    with pytest.raises(Refused):
        services.open_case_with_domains(requests=[], by=house.housing_worker, **arguments)
    assert not Case.objects.exists()
    requests = [
        services.PartRequest(domain=house.domain("medication"), organisation=house.trust, at_once=True),
        services.PartRequest(domain=house.domain("housing"), organisation=house.open_door),
    ]
    case, parts = services.open_case_with_domains(requests=requests, by=house.coordinator, **arguments)
    assert [p.state for p in parts] == [State.ACCEPTED, State.PROPOSED]
    assert set(InvolvementBasis.objects.filter(case=case).values_list("kind", flat=True)) == {"coordination", "part"}
    assert list(differences(at=NOON)) == []
    assert Entry.objects.get(action="case.opened").case_id == case.pk


def test_a_no_said_now_refuses_the_proposal_now(story):
    house = story.house
    refusal = {"organisation": house.workwise, "status": Consent.Status.REFUSED, "given_by": "Daf", "method": "spoken"}
    with pytest.raises(CannotBe):
        services.propose_with_consent(
            case=story.case,
            requests=[story.request("employment", house.workwise)],
            consents=[refusal],
            by=house.coordinator,
            at=NOON,
        )
    assert not Consent.objects.exists()


def test_an_act_and_its_audit_row_stand_or_fall_together(story, monkeypatch):
    story.agree(story.house.open_door)
    part = story.ask("housing", story.house.open_door)

    def broken(*arguments, **more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("domains.services.answering.put_down", broken)
    with pytest.raises(RuntimeError):
        services.accept(part=part, by=story.house.housing_worker, at=LATER)
    assert Part.objects.get().state == State.PROPOSED
    assert not Entry.objects.filter(action="part.accepted").exists()


def test_parts_are_written_by_their_services_only(story):
    part = story.ask("housing", story.house.open_door)
    with pytest.raises(NotThroughItsService):
        part.save()
    with pytest.raises(NotThroughItsService):
        Part.objects.update(state=State.ACCEPTED)
    with pytest.raises(NotThroughItsService):
        Responsibility.objects.all().delete()
