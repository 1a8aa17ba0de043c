"""Routing: who was responsible on the day, how we know, the task run twice, and the wake-up that was lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from access.roles import Role
from access.rows import writing
from cases.models import Case
from complaints import services, tasks
from complaints.models import Body, Complaint, Element, Event, Status
from domains import services as domains
from notifications.models import Deadline, Notice
from partners.models import Organisation
from tests.complaints.conftest import DAY
from tests.house import LONG_AGO, NOON

pytestmark = pytest.mark.django_db
How = Element.How


def _one(complaint):
    return complaint.elements.select_related("responsible", "delivered_by").get()


def test_coordination_is_read_from_who_coordinated(story, house):
    element = _one(story.routed(story.element("Nobody called back", "coordination")))
    assert (element.how, element.responsible, element.part_id) == (How.COORDINATED, house.trust, None)
    assert element.coordination_id is not None


def test_a_day_before_anybody_held_it_falls_to_the_accountable_body(story, house):
    before = (LONG_AGO - timedelta(days=30)).date()
    housing = _one(story.routed(story.element("No flat", "housing", before)))
    assert (housing.how, housing.responsible, housing.delivered_by) == (How.NOBODY, house.council, None)
    assert housing.how_words == "Nobody had housing on that day, so Marshgate Council answers for it"
    medication = _one(story.routed(story.element("No tablets", "medication", before)))
    assert (medication.how, medication.responsible) == (How.NOBODY, house.trust)


def test_no_record_to_look_in_falls_to_the_body_that_took_it(story, house):
    assert _one(story.routed(story.element("Rude on the phone", "housing"), case=None)).responsible == house.council
    taken = {"received_by": house.open_door, "by": house.housing_worker, "case": None}
    at_charity = story.routed(story.element("Rude on the phone"), **taken)
    element = _one(at_charity)
    assert (element.how, element.responsible) == (How.NO_RECORD, house.council)
    assert {(b.organisation, b.role, b.state) for b in at_charity.bodies.all()} == {
        (house.open_door, Body.Role.RECEIVED, Body.State.OPEN),
        (house.council, Body.Role.RESPONSIBLE, Body.State.WAITING),
    }


def test_a_charity_takes_a_complaint_about_itself(story, house):
    """Its council answers for it, once the complainant agrees; until then the charity alone has it, and leads."""
    flat = story.element("Nobody sorted out the flat", "housing")
    complaint = story.routed(flat, received_by=house.open_door, by=house.housing_worker)
    assert {(b.organisation, b.role, b.state, b.is_lead) for b in complaint.bodies.all()} == {
        (house.open_door, Body.Role.RECEIVED, Body.State.OPEN, True),
        (house.council, Body.Role.RESPONSIBLE, Body.State.WAITING, False),
    }
    services.record_sharing(
        complaint=complaint, organisation=house.council, answer="given", given_by="Dafydd", method="spoken",
        by=house.charity_complaints, at=NOON,
    )  # fmt: skip
    assert complaint.bodies.get(is_lead=True).organisation == house.council
    owed = Deadline.objects.filter(kind="complaint.acknowledge", is_live=True)
    assert {d.owner_organisation for d in owed} == {house.open_door, house.council}


def test_a_shared_domain_is_answered_by_its_lead(story, house):
    element = _one(story.routed(story.element("Asked the same twice", "assessment")))
    assert (element.responsible, element.how_words) == (house.trust, "Also had a part that day: Marshgate Council")


def test_the_day_decides_not_today(story, house):
    ended = NOON - timedelta(days=5)
    domains.end(part=story.housing, words="Done", by=house.housing_worker, at=NOON, ended_at=ended)
    during = _one(story.routed(story.element("No flat", "housing", DAY)))
    after = _one(story.routed(story.element("No flat", "housing", (NOON - timedelta(days=2)).date())))
    assert (during.how, during.part_id, during.delivered_by) == (How.HELD, story.housing.pk, house.open_door)
    assert (after.how, after.responsible, after.delivered_by) == (How.NOBODY, house.council, None)


def test_a_charity_nobody_answers_for_falls_to_whoever_is_accountable_on_the_case(story, house):
    Organisation.objects.filter(pk=house.workwise.pk).update(answered_for_by=None)
    story.hold("employment", house.workwise, accountable=house.council)
    element = _one(story.routed(story.element("No help with work", "employment")))
    assert (element.responsible, element.delivered_by) == (house.council, house.workwise)


def test_a_case_that_became_part_of_another_is_read_with_it(story, house):
    """Complained about before two cases became one: the parts of both are read."""
    other = story.open(story.person)
    story.hold("money", house.council, case=other)
    complaint = story.take(story.element("No help with benefits", "money"))
    with writing(Case):
        Case.objects.filter(pk=other.pk).update(merged_into=story.case, is_open=False)
    services.route(complaint.pk, at=NOON)
    assert _one(complaint).responsible == house.council
    absorbed = story.take(story.element("No tablets", "medication"))
    with writing(Complaint):
        Complaint.objects.filter(pk=absorbed.pk).update(case=other)
    services.route(absorbed.pk, at=NOON)
    assert (_one(absorbed).responsible, _one(absorbed).how) == (house.trust, How.HELD)


def test_a_manager_told_instead_hears_nothing_of_what_it_is_about(story, house):
    from complaints.notices import described

    story.take(named_staff=[house.council_complaints])
    manager = house.hire("Kim Adeyemi", house.council, Role.TEAM_MANAGER)
    story.take(named_staff=[house.council_complaints])
    told = list(Notice.objects.filter(worker=manager))
    assert [n.is_escalation for n in told] == [True]
    words = described(told, manager, NOON)[told[0].pk]
    assert words.url == ""
    assert words.text.startswith("A complaint waits for Marshgate Council")
    assert not Notice.objects.filter(worker=house.council_complaints).exists()


def test_the_task_run_twice_leaves_the_same_rows(story):
    story.take(agrees=[story.house.trust])
    assert tasks.route() == 1
    before = [model.objects.count() for model in (Body, Event, Notice, Deadline)]
    assert tasks.route() == 0
    assert [model.objects.count() for model in (Body, Event, Notice, Deadline)] == before


def test_a_lost_wake_up_is_made_good_by_the_sweep(story, django_capture_on_commit_callbacks, monkeypatch):
    asked = []

    def away(name, **options):
        asked.append(name)
        raise OSError("The broker is away")

    monkeypatch.setattr("celery.current_app.send_task", away, raising=False)
    monkeypatch.setattr("complaints.waking.current_app.send_task", away, raising=False)
    with django_capture_on_commit_callbacks(execute=True):
        complaint = story.take()
    assert "complaints.route" in asked
    assert Complaint.objects.get(pk=complaint.pk).routed_at is None
    assert tasks.route() == 1
    assert Complaint.objects.get(pk=complaint.pk).status == Status.OPEN


def test_the_router_stands_in_the_beat_table():
    from deploy.celery import app

    assert {"task": "complaints.route", "schedule": 60.0} in app.conf.beat_schedule.values()


def test_one_that_fails_does_not_hold_up_the_others(story, monkeypatch):
    first, second = story.take(), story.take()
    real = services.routing.route

    def broken(complaint_id, *, at):
        if complaint_id == first.pk:
            raise RuntimeError("broken")
        return real(complaint_id, at=at)

    monkeypatch.setattr(services.routing, "route", broken)
    assert tasks.route() == 1
    assert Complaint.objects.get(pk=first.pk).routed_at is None
    assert Complaint.objects.get(pk=second.pk).routed_at is not None


def test_set_by_hand_moves_bodies_clocks_and_lead(story, house):
    complaint = story.joint()
    tablets = complaint.elements.get(number=2)
    services.set_responsible(
        element=tablets,
        organisation=house.council,
        reason="The council ordered them",
        by=house.council_complaints,
        at=NOON,
    )
    complaint.refresh_from_db()
    assert story.body(complaint, house.trust).state == Body.State.NO_PART
    assert not Deadline.objects.filter(
        kind="complaint.acknowledge", is_live=True, owner_organisation=house.trust
    ).exists()
    assert (complaint.lead_because, complaint.bodies.get(is_lead=True).organisation) == ("only", house.council)
    with pytest.raises(ValidationError, match="Say how you know"):
        services.set_responsible(
            element=tablets, organisation=house.trust, reason=" ", by=house.council_complaints, at=NOON
        )


def test_the_database_refuses_half_states(story, house):
    complaint = story.joint()
    lead = complaint.bodies.get(is_lead=True)
    other = complaint.bodies.exclude(pk=lead.pk).filter(role=Body.Role.RESPONSIBLE).get()
    broken = [
        lambda: Body.objects.filter(pk=other.pk).update(is_lead=True),
        lambda: Body.objects.filter(pk=other.pk).update(state=Body.State.WAITING),
        lambda: Body.objects.filter(pk=other.pk).update(acknowledged_at=NOON),
        lambda: Body.objects.filter(pk=lead.pk).update(role=Body.Role.CONTRIBUTES),
        lambda: Complaint.objects.filter(pk=complaint.pk).update(response_due_on=date(2027, 1, 1)),
        lambda: Complaint.objects.filter(pk=complaint.pk).update(good_reason=True),
        lambda: Complaint.objects.filter(pk=complaint.pk).update(routed_at=None),
        lambda: Element.objects.filter(complaint=complaint, number=1).update(responsible=None),
        lambda: Element.objects.filter(complaint=complaint, number=1).update(how=How.BY_HAND, how_words=""),
    ]
    for breaking in broken:
        with writing(Body, Complaint), pytest.raises(IntegrityError), transaction.atomic():
            breaking()


def test_a_calendar_that_changes_moves_the_clocks(story, house, monkeypatch):
    """A bank holiday announced later: what waits is worked out again, and what has not moved stays."""
    from calendars import end_of_day
    from complaints.rules import clocks
    from notifications.recomputing import recompute

    story.routed(agrees=[house.trust])
    kinds = ["complaint.acknowledge", "complaint.consent"]
    recompute(at=NOON, kinds=kinds)
    live = Deadline.objects.filter(is_live=True, kind__in=kinds)
    assert set(live.values_list("version", flat=True)) == {1}
    monkeypatch.setattr(clocks, "acknowledge_by", lambda day: date(2026, 11, 27))
    recompute(at=NOON, kinds=kinds)
    moved = live.filter(kind="complaint.acknowledge")
    assert {(d.version, d.due_at) for d in moved} == {(2, end_of_day(date(2026, 11, 27)))}
    assert live.get(kind="complaint.consent").version == 1
