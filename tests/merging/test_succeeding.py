"""One organisation becomes part of another: what it held, coordinated and was asked goes on, and nobody else sees more."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from access.roles import Role
from cases.models import Case, Consent, Coordination
from cases.policies import visible_to
from domains import services as domains
from domains.checks import differences
from domains.models import EndReason, Part, Responsibility, State
from domains.rules import CannotBe
from merging import succeeding
from notifications.models import Deadline
from partners.errors import PartnersError
from partners.models import Membership, Organisation, Sector, Team
from tests.domains.conftest import LATER, Story

pytestmark = pytest.mark.django_db
AFTER = LATER + timedelta(days=1)


@pytest.fixture
def story(house):
    return Story(house)


def successor(sector, name="Northern Together"):
    made = Organisation.objects.create(name=name, short_name=name, sector=sector)
    Team.objects.create(organisation=made, name="Whole organisation", is_whole=True)
    return made


def merge(house, old, new, **more):
    given = {"typed": old.name, "reason": "They merged", "by": house.administrator, "at": AFTER, **more}
    return succeeding.succeed(old=old, new=new, **given)


def sound():
    assert list(differences(at=AFTER)) == []


def test_a_statutory_successor_goes_on_with_everything(story):
    house = story.house
    mine = story.held("medication", house.trust, house.nurse)
    offer = story.ask("physical-health", house.trust, by=house.coordinator)
    new = successor(Sector.NHS)
    told = succeeding.preview(house.trust)
    moved = merge(house, house.trust, new)
    assert (told.held, told.asked, told.led, told.coordinated) == (moved["held"], moved["asked"], moved["led"], 1)
    mine.refresh_from_db()
    assert (mine.state, mine.end_reason, mine.effective_until) == (State.ENDED, EndReason.ORGANISATION_LEFT, AFTER)
    goes_on = Part.objects.get(replaces=mine)
    assert (goes_on.organisation, goes_on.state, goes_on.worker) == (new, State.ACCEPTED, house.nurse)
    assert "became part of" in goes_on.events.get().reason
    offer.refresh_from_db()
    assert (offer.organisation, offer.state) == (new, State.PROPOSED)
    case = story.again()
    assert (case.lead_organisation, case.coordinator_organisation, case.coordinator) == (new, new, house.coordinator)
    assert Coordination.objects.filter(organisation=house.trust, effective_until=None).count() == 0
    assert not Deadline.objects.filter(is_live=True, owner_organisation=house.trust).exists()
    assert not Responsibility.objects.filter(accountable=house.trust, effective_until=None).exists()
    assert visible_to(house.coordinator, at=AFTER).filter(pk=case.pk).exists()
    assert not Membership.objects.filter(organisation=house.trust, effective_until=None).exists()
    assert domains.accept(part=offer, by=house.nurse, at=AFTER).organisation == new
    sound()


def test_what_was_agreed_with_a_charity_is_asked_again(story):
    house = story.house
    part = story.held("housing", house.open_door, house.housing_worker)
    new = successor(house.open_door.sector)
    merge(house, house.open_door, new)
    asked = Part.objects.get(replaces=part)
    assert (asked.organisation, asked.state) == (new, State.PROPOSED)
    assert not visible_to(house.housing_worker, at=AFTER).filter(pk=story.case.pk).exists()
    assert Deadline.objects.filter(is_live=True, subject_kind="part", subject_id=asked.pk, kind="part.answer").exists()
    with pytest.raises(CannotBe) as refused:
        domains.accept(part=asked, by=house.housing_worker, at=AFTER)
    assert refused.value.code == "consent_missing"
    story.agree(new, at=AFTER)
    domains.accept(part=asked, by=house.housing_worker, at=AFTER)
    assert visible_to(house.housing_worker, at=AFTER).filter(pk=story.case.pk).exists()
    sound()


def test_a_no_goes_with_it(story):
    house = story.house
    story.agree(house.open_door, status=Consent.Status.REFUSED)
    new = successor(house.open_door.sector)
    merge(house, house.open_door, new)
    assert Consent.objects.get(organisation=new).status == Consent.Status.REFUSED


def test_both_in_one_responsibility_leave_one(story):
    house = story.house
    part = story.held("employment", house.workwise, house.employment_worker)
    story.agree(house.harbour)
    story.ask("employment", house.harbour, replaces=part)
    merge(house, house.workwise, house.harbour)
    live = Part.objects.filter(state__in=["accepted", "proposed"], domain__code="employment")
    assert [row.organisation for row in live] == [house.harbour]
    sound()


def test_again_does_nothing_twice(story):
    house = story.house
    story.held("medication", house.trust, house.nurse)
    new = successor(Sector.NHS)
    merge(house, house.trust, new)
    before = (Part.objects.count(), Membership.objects.count(), Coordination.objects.count())
    assert not any(merge(house, house.trust, new, at=AFTER + timedelta(hours=1)).values())
    assert (Part.objects.count(), Membership.objects.count(), Coordination.objects.count()) == before
    sound()


def test_what_is_refused(story):
    house = story.house
    new = successor(Sector.NHS)
    with pytest.raises(PartnersError, match="Type the whole name"):
        merge(house, house.trust, new, typed="trust")
    with pytest.raises(PartnersError, match="another kind of body"):
        merge(house, house.open_door, new)
    with pytest.raises(PartnersError, match="Say why"):
        merge(house, house.trust, new, reason=" ")
    with pytest.raises(PartnersError, match="than itself"):
        merge(house, house.trust, house.trust)
    with pytest.raises(Refused):
        merge(house, house.trust, new, by=house.coordinator)
    assert Case.objects.filter(lead_organisation=new).count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_accepting_while_the_organisation_becomes_part_of_another(story):
    from tests.domains.test_races import at_once

    house = story.house
    offer = story.ask("physical-health", house.trust)
    new = successor(Sector.NHS)
    house.seat(house.nurse, house.trust, Role.PRACTITIONER)
    answers = at_once(
        lambda: domains.accept(part=offer, by=house.nurse, at=AFTER),
        lambda: merge(house, house.trust, new),
    )
    assert isinstance(answers[1], dict)
    assert isinstance(answers[0], (Part, Refused, CannotBe))
    live = Part.objects.filter(state__in=["accepted", "proposed"], domain__code="physical-health")
    assert [part.organisation for part in live] == [new]
    sound()


def test_what_waits_for_an_answer_waits_for_the_successor(story):
    """A safeguarding concern is decided by the council that the first became; a suggestion names a team that is there."""
    house = story.house
    concern = domains.raise_concern(
        case=story.case,
        words="Bruises on both arms",
        told_person=True,
        by=house.coordinator,
        at=LATER,
        council=house.council,
    )
    team = Team.objects.create(organisation=house.council, name="Duty")
    offer = story.ask("money", house.council)
    domains.counter(part=offer, words="The duty team can", team=team, by=house.social_worker, at=LATER)
    new = successor(Sector.COUNCIL)
    merge(house, house.council, new)
    assert offer.counters.get().team.organisation == new
    decided = domains.decide_concern(
        concern=concern, enquiry=True, has_needs=True, at_risk=True, cannot_protect=True, reasons="Seen by the ward",
        by=house.social_worker, at=AFTER,
    )  # fmt: skip
    assert (decided.council, decided.state) == (new, "enquiry")
