"""``manage.py check_access`` notices every kind of tampering, and nothing where nothing is wrong."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from access.rows import writing
from agreements.models import InForce
from cases import services as case_services
from cases.models import Case, CaseGrant, Coordination, Involvement, InvolvementBasis, NamedAccess
from domains import services
from domains.checks import differences
from domains.models import Part, Responsibility
from notifications.services import set_deadline
from tests.domains.conftest import LATER


@pytest.fixture
def lived(story):
    """A case on which something of everything has happened."""
    house = story.house
    story.held("housing", house.open_door, house.housing_worker)
    story.held("money", house.council, house.social_worker, team=house.council.teams.create(name="North"))
    story.ask("employment", house.workwise)
    gone = story.held("physical-health", house.trust, house.nurse)
    services.end(part=gone, words="Done", by=house.nurse, at=LATER)
    case_services.let_in(
        case=story.case,
        worker=house.neighbour,
        organisation=house.harbour,
        until=LATER + timedelta(days=2),
        reason="Knows her well",
        by=house.coordinator,
        at=LATER,
    )
    return story


@pytest.fixture
def on_the_day(monkeypatch):
    """The command run on the day of the story."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def found():
    return list(differences(at=LATER))


def test_nothing_is_wrong(lived, on_the_day, capsys):
    assert found() == []
    call_command("check_access", fix_none=True)
    assert "no differences" in capsys.readouterr().out


def delete_basis(story):
    with writing(InvolvementBasis):
        InvolvementBasis.objects.filter(kind="part").first().delete()


def stray_basis(story):
    with writing(InvolvementBasis):
        basis = InvolvementBasis.objects.filter(kind="part").first()
        basis.pk, basis.reference, basis.organisation = None, 999_999, story.house.harbour
        basis.save()


def coordination_basis(story):
    with writing(InvolvementBasis):
        InvolvementBasis.objects.filter(kind="coordination").update(organisation=story.house.harbour)


def delete_involvement(story):
    with writing(Involvement):
        Involvement.objects.filter(organisation=story.house.open_door).delete()


def delete_team_involvement(story):
    with writing(Involvement):
        Involvement.objects.filter(team__name="North").delete()


def leak(story):
    with writing(Involvement):
        Involvement.objects.create(
            case=story.case,
            organisation=story.house.harbour,
            team=story.house.whole(story.house.harbour),
            next_due=story.again().next_due,
            is_open=True,
        )


def stale_copy(story):
    with writing(Involvement):
        Involvement.objects.filter(organisation=story.house.open_door).update(is_open=False)


def part_state(story):
    with writing(Part):
        Part.objects.filter(state="proposed").update(state="withdrawn")


def part_elsewhere(story):
    with writing(Part):
        Part.objects.filter(state="proposed").update(domain=story.house.domain("money"))


def responsibility_over(story):
    with writing(Responsibility):
        Responsibility.objects.filter(domain__code="housing").update(effective_until=LATER)


def case_status(story):
    with writing(Case):
        Case.objects.filter(pk=story.case.pk).update(status="referred")


def coordinator_copy(story):
    with writing(Case):
        Case.objects.filter(pk=story.case.pk).update(coordinator=story.house.nurse)


def coordination_gone(story):
    with writing(Coordination):
        Coordination.objects.update(effective_until=LATER)


def due_copy(story):
    with writing(Case, Involvement):
        Case.objects.filter(pk=story.case.pk).update(next_due=LATER)
        Involvement.objects.update(next_due=LATER)


def earlier_clock(story):
    house = story.house
    set_deadline(
        kind="review.cpa",
        subject_kind="case",
        subject_id=story.case.pk,
        case_id=story.case.pk,
        due_at=LATER,
        rule="a test",
        owner_organisation_id=house.trust.pk,
        owner_team_id=house.whole(house.trust).pk,
        at=LATER,
    )


def coordinator_lost(story):
    with writing(Case):
        Case.objects.filter(pk=story.case.pk).update(coordinator=None)


def pair(story):
    with writing(InForce):
        InForce.objects.filter(organisation=story.house.open_door).first().delete()


def stray_grant(story):
    grant = CaseGrant.objects.get()
    grant.pk, grant.user = None, story.house.employment_worker
    grant.save()


def longer_grant(story):
    CaseGrant.objects.update(expires_at=None)


def lost_grant(story):
    CaseGrant.objects.all().delete()


def access_ended(story):
    with writing(NamedAccess):
        NamedAccess.objects.update(effective_until=LATER)


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (delete_basis, "nothing says that its organisation is involved"),
        (stray_basis, "which is not accepted, or is not theirs"),
        (coordination_basis, "for coordinating"),
        (delete_involvement, "as a whole should see it and does not"),
        (delete_team_involvement, "should see it and does not"),
        (leak, "sees it without any reason"),
        (stale_copy, "another date, state or restriction"),
        (part_state, "its newest step says proposed"),
        (part_elsewhere, "another case or domain than its responsibility"),
        (responsibility_over, "in a responsibility that is over"),
        (case_status, "its newest status says open"),
        (coordinator_copy, "coordinator; its coordination names"),
        (earlier_clock, "earlier than the date it is listed by"),
        (coordinator_lost, "names worker nobody"),
        (coordination_gone, "which it does not do"),
        (due_copy, "which is not the date of any of its live clocks"),
        (pair, "should share and do not"),
        (stray_grant, "holds a grant that no named access gives"),
        (longer_grant, "has no such grant"),
        (lost_grant, "has no such grant"),
        (access_ended, "holds a grant that no named access gives"),
    ],
)
def test_tampering_is_noticed(lived, tamper, says):
    tamper(lived)
    assert any(says in sentence for sentence in found()), found()


def test_the_command_ends_with_1_and_says_what(lived, on_the_day, capsys):
    leak(lived)
    with pytest.raises(SystemExit) as ended:
        call_command("check_access")
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert "sees it without any reason" in said.out
    assert "1 differences. Nothing was repaired" in said.err
