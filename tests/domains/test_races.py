"""Several workers at the same moment, each with a connection of their own. On PostgreSQL, where writers really meet."""

import threading
import uuid

import pytest
from django.db import connection

from access.decisions import Refused
from access.roles import Role
from cases.models import InvolvementBasis
from domains import services
from domains.checks import differences
from domains.models import Part, PartEvent, ProgressEntry, Share, State
from domains.rules import CannotBe
from notifications.models import Deadline
from partners.models import Mode
from tests.domains.conftest import LATER
from tests.house import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run the acts at the same moment; what each answered or was refused with, in order."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(timeout=10)
            answers[place] = act()
        except (Refused, CannotBe) as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def refusals(answers):
    return [answer for answer in answers if isinstance(answer, (Refused, CannotBe))]


def nothing_wrong():
    return list(differences(at=LATER)) == []


def test_two_accept_the_same_offer(story):
    house = story.house
    second = house.hire("Bea Lowe", house.open_door, Role.DOMAIN_WORKER)
    story.agree(house.open_door)
    part = story.ask("housing", house.open_door)
    answers = at_once(
        lambda: services.accept(part=part, by=house.housing_worker, at=LATER),
        lambda: services.accept(part=part, by=second, at=LATER),
    )
    assert [a.decision.because for a in refusals(answers)] == ["already_answered"]
    assert PartEvent.objects.filter(state=State.ACCEPTED).count() == 1
    assert InvolvementBasis.objects.filter(kind="part").count() == 1
    assert nothing_wrong()


def test_one_accepts_while_another_declines(story):
    house = story.house
    second = house.hire("Bea Lowe", house.open_door, Role.DOMAIN_WORKER)
    story.agree(house.open_door)
    part = story.ask("housing", house.open_door)
    answers = at_once(
        lambda: services.accept(part=part, by=house.housing_worker, at=LATER),
        lambda: services.decline(part=part, reason="No room", by=second, at=LATER),
        lambda: services.withdraw(part=part, by=house.coordinator, at=LATER),
    )
    assert len(refusals(answers)) == 2
    assert Part.objects.get().events.exclude(state=State.PROPOSED).count() == 1
    assert nothing_wrong()


def test_two_ask_for_the_same_domain(story):
    house = story.house

    def ask(organisation, by):
        return lambda: services.propose(
            case=story.case, requests=[story.request("employment", organisation)], by=by, at=NOON
        )

    answers = at_once(ask(house.workwise, house.coordinator), ask(house.harbour, house.manager))
    assert [a.code for a in refusals(answers)] in (["lead_asked"], [])
    leads = Part.objects.filter(state=State.PROPOSED, share="lead")
    assert leads.count() == 1


def test_many_accept_on_one_case_at_once(story):
    house = story.house
    asked = [
        ("housing", house.open_door, house.housing_worker),
        ("employment", house.workwise, house.employment_worker),
        ("community", house.harbour, house.neighbour),
        ("money", house.council, house.social_worker),
        ("medication", house.trust, house.nurse),
    ]
    parts = []
    for domain, organisation, worker in asked:
        if not organisation.is_statutory:
            story.agree(organisation)
        parts.append((story.ask(domain, organisation), worker))
    answers = at_once(*[lambda p=part, w=worker: services.accept(part=p, by=w, at=LATER) for part, worker in parts])
    assert refusals(answers) == []
    assert Part.objects.filter(state=State.ACCEPTED).count() == 5
    assert nothing_wrong()


def test_the_same_form_sent_twice_at_once(story):
    house, key = story.house, uuid.uuid4()
    part = story.held("housing", house.open_door, house.housing_worker)
    act = lambda: services.write_entry(  # noqa: E731
        part=part, what_happened="Met", by=house.housing_worker, at=LATER, form_key=key
    )
    first, second = at_once(act, act)
    assert first == second
    assert ProgressEntry.objects.count() == 1


def test_a_handover_and_an_end_at_once(story):
    house = story.house
    part = story.held("housing", house.open_door, house.housing_worker)
    new = services.hand_over(part=part, organisation=house.council, by=house.housing_worker, at=LATER)
    answers = at_once(
        lambda: services.accept(part=new, by=house.social_worker, at=LATER),
        lambda: services.end(part=part, words="Done", by=house.housing_worker, at=LATER),
    )
    assert len(refusals(answers)) == 1
    assert Part.objects.filter(state=State.ACCEPTED).count() == 1
    assert nothing_wrong()


def test_a_suggestion_while_it_is_taken_back(story):
    house = story.house
    story.agree(house.open_door)
    part = story.ask("housing", house.open_door)
    answers = at_once(
        lambda: services.counter(part=part, share=Share.INFORMED, words="So far", by=house.housing_worker, at=LATER),
        lambda: services.withdraw(part=part, by=house.coordinator, at=LATER),
    )
    assert len(refusals(answers)) <= 1
    assert Part.objects.get().state == State.WITHDRAWN
    assert not Deadline.objects.filter(subject_kind="part", is_live=True).exists()
    assert nothing_wrong()


def test_two_are_asked_to_lead_at_once(story):
    house = story.house
    story.held("housing", house.council, house.social_worker, mode=Mode.SHARED)
    joint = story.held("housing", house.open_door, house.housing_worker, share=Share.JOINT)
    story.agree(house.workwise)
    other = story.held("housing", house.workwise, house.employment_worker, share=Share.JOINT)
    asked = at_once(
        lambda: services.ask_to_lead(part=joint, words="They know Daf", by=house.coordinator, at=LATER),
        lambda: services.ask_to_lead(part=other, words="They know Daf", by=house.social_worker, at=LATER),
    )
    assert [refusal.code for refusal in refusals(asked)] == ["lead_is_asked"]
    chosen = next(row.part for row in asked if not isinstance(row, CannotBe))
    worker = house.housing_worker if chosen.pk == joint.pk else house.employment_worker
    at_once(
        lambda: services.take_the_lead(part=chosen, by=worker, at=LATER),
        lambda: services.take_the_lead(part=chosen, by=worker, at=LATER),
    )
    assert Part.objects.get(state=State.ACCEPTED, share=Share.LEAD) == chosen
    assert nothing_wrong()
