"""The thread: a complaint taken at the council, two elements, two bodies found, routed, one lead proposed, clocks set."""

from datetime import date

import pytest

from calendars import end_of_day
from complaints import services
from complaints.models import Body, Complaint, Element
from notifications.models import Deadline, Notice
from tests.house import NOON

pytestmark = pytest.mark.django_db


def test_the_flat_and_the_tablets_find_their_bodies(story, house):
    complaint = story.joint()
    flat, tablets = complaint.elements.all()
    assert (flat.responsible, flat.delivered_by, flat.accountable) == (house.council, house.open_door, house.council)
    assert (flat.how, flat.part_id) == (Element.How.HELD, story.housing.pk)
    assert (tablets.responsible, tablets.delivered_by, tablets.how) == (house.trust, None, Element.How.HELD)
    assert {(b.organisation, b.role, b.state) for b in complaint.bodies.all()} == {
        (house.council, Body.Role.RESPONSIBLE, Body.State.OPEN),
        (house.trust, Body.Role.RESPONSIBLE, Body.State.OPEN),
        (house.open_door, Body.Role.CONTRIBUTES, Body.State.OPEN),
    }


def test_one_lead_is_proposed_and_why(story, house):
    complaint = story.joint()
    assert complaint.bodies.get(is_lead=True).organisation == house.council
    assert (complaint.lead_state, complaint.lead_because) == (Complaint.LeadState.PROPOSED, "received")


def test_acknowledgement_is_due_in_three_working_days_at_each_body_that_answers(story, house):
    complaint = story.joint()
    owed = Deadline.objects.filter(kind="complaint.acknowledge", is_live=True)
    assert {d.owner_organisation_id for d in owed} == {house.council.pk, house.trust.pk}
    assert {d.due_at for d in owed} == {end_of_day(date(2026, 11, 26))}
    assert {d.case_id for d in Deadline.objects.filter(kind__startswith="complaint.")} == {None}
    period = Deadline.objects.get(kind="complaint.period", subject_id=complaint.pk)
    assert period.due_at == end_of_day(date(2027, 5, 22))


def test_each_complaints_lead_is_told_once(story, house):
    complaint = story.joint()
    told = Notice.objects.filter(kind="complaint.routed").values_list("worker", flat=True)
    assert sorted(told) == sorted([house.trust_complaints.pk, house.council_complaints.pk, house.charity_complaints.pk])
    assert not Notice.objects.filter(kind__startswith="complaint.", case_id__isnull=False).exists()
    before = Notice.objects.count()
    assert services.route(complaint.pk, at=NOON) is False
    assert Notice.objects.count() == before


def test_numbers_follow_each_other_within_a_year(story):
    first, second = story.take(), story.take()
    assert (first.reference, second.reference) == ("JC-2026-0001", "JC-2026-0002")
