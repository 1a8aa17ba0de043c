"""A case passes to another team, organisation or area. Denials first; who coordinated before stays until it is accepted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from access.decisions import Refused
from access.roles import Role
from cases import bulk
from cases.models import Case, Transfer
from cases.policies import visible_to
from cases.services import closing, transfers
from cases.transfer_states import MOVES
from design.words import long_date
from notifications.models import Deadline, Notice
from notifications.registry import describing
from partners.models import Team
from tests.cases.stories import agreed, involved, referred
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOON + DAY
State = Transfer.State


@pytest.fixture
def case(house):
    return referred(house)


def ask(house, case, **changes):
    said = {
        "scope": "organisation", "to_organisation": house.council, "reason": "She moves across the river",
        "words": "Needs somebody who visits weekly", "by": house.coordinator, "at": NOON, **changes,
    }  # fmt: skip
    return transfers.propose_transfer(case=case, **said)


def step(house, transfer, state, **changes):
    said = {"words": "The plan, by secure mail", "by": house.coordinator, "at": LATER, **changes}
    return transfers.step_transfer(transfer=transfer, state=state, **said)


def met(house, case, **changes):
    transfer = ask(house, case, **changes)
    step(house, transfer, State.SENT)
    return step(house, transfer, State.MET)


def accept(house, transfer, **changes):
    said = {"worker": house.social_worker, "by": house.social_worker, "at": LATER, **changes}
    return transfers.accept_transfer(transfer=transfer, **said)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def live(case):
    return set(Deadline.objects.filter(case_id=case.pk, is_live=True).values_list("kind", flat=True))


class TestDenials:
    @pytest.mark.parametrize("who", ["nurse", "social_worker", "housing_worker", "administrator"])
    def test_only_who_coordinates_asks(self, house, case, who):
        with pytest.raises(Refused):
            ask(house, case, by=getattr(house, who))

    @pytest.mark.parametrize("who", ["coordinator", "manager", "nurse", "housing_worker", "council_complaints"])
    def test_only_the_receiver_answers(self, house, case, who):
        transfer = met(house, case)
        with pytest.raises(Refused):
            accept(house, transfer, by=getattr(house, who))
        with pytest.raises(Refused):
            transfers.decline_transfer(transfer=transfer, reason="No", by=getattr(house, who), at=LATER)
        assert fresh(case).coordinator == house.coordinator

    def test_before_it_is_accepted_nothing_is_opened(self, house, case):
        transfer = met(house, case)
        assert not visible_to(house.social_worker, at=LATER).filter(pk=case.pk).exists()
        accept(house, transfer)
        assert visible_to(house.social_worker, at=LATER).filter(pk=case.pk).exists()

    def test_it_is_not_accepted_before_the_handover_meeting(self, house, case):
        transfer = ask(house, case)
        with pytest.raises(ValidationError, match="Jo Price stays responsible"):
            accept(house, transfer)
        with pytest.raises(ValidationError):
            step(house, transfer, State.MET)
        with pytest.raises(ValidationError, match="what was sent"):
            step(house, transfer, State.SENT, words=" ")
        with pytest.raises(ValidationError):
            step(house, transfer, State.SENT, on=NOON.date() - DAY)

    def test_whom_the_person_has_not_agreed_to_and_whom_nobody_shares_with_are_refused(self, house, case):
        for organisation, words in ((house.open_door, "has not agreed"), (house.shut, "does not share")):
            with pytest.raises(ValidationError, match=words):
                ask(house, case, to_organisation=organisation)
        agreed(house, case, "open_door")
        with pytest.raises(ValidationError, match="cannot hold the record"):
            ask(house, case, to_organisation=house.open_door, lead_moves=True)
        assert ask(house, case, to_organisation=house.open_door).state == State.PROPOSED

    def test_a_second_one_waits_for_the_first_and_the_same_twice_is_one(self, house, case):
        first = ask(house, case)
        assert ask(house, case) == first
        with pytest.raises(ValidationError, match="is asked already"):
            ask(house, case, scope="area", to_name="Hillford Council")


class TestAccepted:
    def test_coordination_moves_and_the_record_stays_with_who_holds_it(self, house, case):
        transfer = met(house, case)
        assert live(case) == {"transfer.handover", "transfer.answer"}
        accept(house, transfer)
        assert accept(house, transfer).state == State.ACCEPTED, "the same answer twice is one"
        moved = fresh(case)
        assert (moved.coordinator, moved.coordinator_organisation) == (house.social_worker, house.council)
        assert moved.lead_organisation == house.trust
        assert live(case) == set()
        notice = Notice.objects.get(kind="transfer.answered", worker=house.coordinator)
        said = describing("transfer.answered")([notice], house.coordinator, LATER)[notice.pk]
        assert (said.text, said.url) == ("Marshgate Council has accepted taking over the care of Dafydd E.", "")
        assert list(transfer.events.values_list("state", flat=True)) == ["proposed", "sent", "met", "accepted"]

    def test_the_record_moves_too_where_that_was_asked_and_aftercare_does_not(self, house, case):
        bulk.set_section_117([case.pk], "in_force")
        accept(house, met(house, fresh(case), lead_moves=True))
        moved = fresh(case)
        assert (moved.lead_organisation, moved.section_117) == (house.council, "in_force")

    def test_the_record_does_not_move_where_a_partner_would_lose_sight(self, house, case):
        involved(house, case, "shut", "housing")
        with pytest.raises(ValidationError, match="no sharing agreement with Closed Door Trust"):
            ask(house, case, lead_moves=True)

    def test_to_a_team_of_the_same_organisation(self, house, case):
        team = Team.objects.create(organisation=house.trust, name="East team")
        taker = house.hire("Una Flynn", house.trust, Role.COORDINATOR, team=team)
        with pytest.raises(ValidationError):
            ask(house, case, scope="team", to_team=house.whole(house.trust))
        transfer = met(house, case, scope="team", to_team=team)
        accept(house, transfer, worker=taker, by=taker)
        assert (fresh(case).coordinator, fresh(case).coordinator_team) == (taker, team)

    def test_an_area_outside_answers_through_who_asks_and_the_case_stays_until_it_is_closed(self, house, case):
        transfer = met(house, case, scope="area", to_name="Hillford Council, Ms Ode")
        step(house, transfer, State.ACCEPTED, words="Ms Ode wrote that they begin on Monday")
        assert (fresh(case).coordinator, fresh(case).is_open) == (house.coordinator, True)
        assert live(case) == set()


class TestNotAccepted:
    def test_a_no_has_a_reason_and_comes_back(self, house, case):
        transfer = ask(house, case)
        with pytest.raises(ValidationError, match="Write why not"):
            transfers.decline_transfer(transfer=transfer, reason=" ", by=house.social_worker, at=LATER)
        transfers.decline_transfer(transfer=transfer, reason="Not our area", by=house.social_worker, at=LATER)
        assert Notice.objects.filter(kind="transfer.answered", worker=house.coordinator).count() == 1
        assert (fresh(case).coordinator, live(case)) == (house.coordinator, set())
        assert ask(house, case, at=LATER).pk != transfer.pk

    def test_closing_takes_it_back_and_the_receiver_hears_it(self, house, case):
        transfer = ask(house, case)
        closing.close_case(case=case, why="moved", summary="Moved away", by=house.coordinator, at=LATER)
        transfer.refresh_from_db()
        assert (transfer.state, live(case)) == (State.WITHDRAWN, set())
        assert Notice.objects.filter(kind="transfer.withdrawn", worker=house.social_worker).count() == 1

    def test_every_settled_state_is_final(self):
        assert [state for state, moves in MOVES.items() if not moves] == ["accepted", "declined", "withdrawn"]


def test_the_receiver_answers_on_the_page(house, client):
    transfer = ask(house, referred(house, at=timezone.now() - 2 * DAY), at=timezone.now() - DAY)
    page = reverse("cases:transfer-answer", args=[transfer.pk])
    client.force_login(house.coordinator)
    assert client.get(page).status_code == 404
    client.force_login(house.social_worker)
    read = client.get(page)
    assert b"Dafydd E." in read.content
    assert b"Evans" not in read.content
    assert b"visits weekly" in read.content
    said = client.post(page, {"answer": "no", "reason": ""})
    assert b"Write why not" in said.content
    early = client.post(page, {"answer": "yes", "worker": house.social_worker.pk})
    assert b"handover meeting has not been held" in early.content or b"has not been sent yet" in early.content
    assert client.post(page, {"answer": "no", "reason": "Not our area"}).status_code == 302
    assert Transfer.objects.get().state == State.DECLINED


def test_the_page_says_what_prevents_closing_and_closes_with_a_summary(house, client):
    case, yesterday = referred(house, at=timezone.now() - 2 * DAY), timezone.localdate() - DAY
    client.force_login(house.coordinator)
    page = client.get(reverse("cases:ending", args=[case.reference]))
    assert b"Nothing prevents it" in page.content
    kept = client.post(reverse("cases:close", args=[case.reference]), {"summary": "He is well"})
    assert b"He is well" in kept.content
    assert b"Choose why the case closes" in kept.content
    done = client.post(
        reverse("cases:close", args=[case.reference]), {"summary": "He is well", "why": "done"}, follow=True
    )
    assert b"Kept at least until" in done.content
    again = client.post(
        reverse("cases:reopen", args=[case.reference]), {"reason": "He rang", "worker": "nobody"}, follow=True
    )
    assert again.status_code == 200
    assert fresh(case).is_open
    client.post(
        reverse("cases:death", args=[case.reference]),
        {
            "died_on_day": yesterday.day,
            "died_on_month": yesterday.month,
            "died_on_year": yesterday.year,
            "how_known": "Rang",
        },
    )
    page = client.get(reverse("cases:ending", args=[case.reference]))
    assert f"died on {long_date(yesterday)}".encode() in page.content
    client.post(reverse("cases:death", args=[case.reference]), {"because": "It was his uncle"})
    assert fresh(case).is_open


def test_the_number_of_no_transfer_is_not_found(house, client):
    client.force_login(house.social_worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/cases/transfers/{10**19}/").status_code == 404
