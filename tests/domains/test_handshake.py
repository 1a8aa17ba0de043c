"""Asking, answering, taking back. Refusals first: each says the rule and the way out."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from access.rows import writing
from agreements import services as agreements
from cases.models import NO_DATE, Consent, Involvement, InvolvementBasis
from cases.policies import visible_to
from domains import services
from domains.models import Part, PartEvent, Responsibility, Share, State
from domains.rules import CannotBe
from notifications.models import Deadline, Notice
from partners.models import Mode, Organisation
from tests.domains.conftest import LATER
from tests.house import NOON


def refused(code, function, **arguments):
    with pytest.raises(CannotBe) as caught:
        function(**arguments)
    assert caught.value.code == code
    return caught.value.messages[0]


class TestAsking:
    def test_who_does_not_coordinate_may_not_ask(self, story):
        for worker in (
            story.house.nurse,
            story.house.housing_worker,
            story.house.administrator,
            story.house.social_worker,
        ):
            with pytest.raises(Refused):
                story.ask("housing", story.house.open_door, by=worker)
        assert not Part.objects.exists()

    def test_a_manager_of_the_coordinating_organisation_may(self, story):
        assert story.ask("housing", story.house.open_door, by=story.house.manager).state == State.PROPOSED

    def test_the_sector_must_fit(self, story):
        with pytest.raises(CannotBe) as caught:
            story.ask("medication", story.house.open_door)
        assert caught.value.code == "sector_may_not_hold"
        assert caught.value.field == "organisation"
        assert "an NHS body" in caught.value.messages[0]
        assert not Responsibility.objects.exists()

    def test_who_may_only_contribute_is_told_so(self, story):
        with pytest.raises(CannotBe) as caught:
            story.ask("risk-crisis", story.house.council)
        assert caught.value.code == "sector_may_contribute"
        story.ask("risk-crisis", story.house.trust)
        assert story.ask("risk-crisis", story.house.council).share == Share.CONTRIBUTOR

    def test_the_partner_must_be_active(self, story):
        with pytest.raises(CannotBe) as caught:
            story.ask("employment", story.house.shut)
        assert caught.value.code == "partner_not_active"

    def test_an_agreement_must_be_in_force(self, story):
        stranger = Organisation.objects.create(name="New Leaf", short_name="New Leaf", sector="voluntary")
        stranger.teams.create(name="Whole organisation", is_whole=True)
        with pytest.raises(CannotBe) as caught:
            story.ask("employment", stranger)
        assert caught.value.code == "no_agreement"

    def test_nobody_is_asked_whom_the_person_refused(self, story):
        story.agree(story.house.workwise, status=Consent.Status.REFUSED)
        with pytest.raises(CannotBe) as caught:
            story.ask("employment", story.house.workwise)
        assert caught.value.code == "said_no"

    def test_a_yes_for_one_domain_stands_beside_a_no_for_the_rest(self, story):
        story.agree(story.house.workwise, status=Consent.Status.REFUSED)
        story.agree(story.house.workwise, domain=story.house.domain("employment"))
        assert story.ask("employment", story.house.workwise).state == State.PROPOSED
        with pytest.raises(CannotBe):
            story.ask("education", story.house.workwise)

    def test_one_lead_only(self, story):
        story.held("housing", story.house.open_door, story.house.housing_worker)
        with pytest.raises(CannotBe) as caught:
            story.ask("housing", story.house.council, share=Share.LEAD)
        assert caught.value.code == "one_lead"
        assert "Open Door Homes" in caught.value.messages[0]

    def test_two_are_not_asked_to_lead_at_once(self, story):
        story.ask("employment", story.house.workwise)
        with pytest.raises(CannotBe) as caught:
            story.ask("employment", story.house.harbour, share=Share.LEAD)
        assert caught.value.code == "lead_asked"

    def test_nothing_twice(self, story):
        story.ask("employment", story.house.workwise)
        with pytest.raises(CannotBe) as caught:
            story.ask("employment", story.house.workwise)
        assert caught.value.code == "already_there"

    def test_what_one_body_does_nobody_shares(self, story):
        story.ask("housing", story.house.open_door)
        with pytest.raises(CannotBe) as caught:
            story.ask("housing", story.house.council, share=Share.JOINT)
        assert caught.value.code == "done_alone"
        assert story.ask("housing", story.house.council).share == Share.INFORMED

    def test_coordination_is_not_asked_for(self, story):
        with pytest.raises(CannotBe) as caught:
            story.ask("coordination", story.house.council)
        assert caught.value.code == "not_proposable"

    def test_one_wrong_request_writes_none(self, story):
        requests = [story.request("housing", story.house.open_door), story.request("medication", story.house.open_door)]
        with pytest.raises(CannotBe) as caught:
            services.propose(case=story.case, requests=requests, by=story.house.coordinator, at=NOON)
        assert caught.value.position == 1
        assert not Part.objects.exists()
        assert not Notice.objects.exists()

    def test_what_asking_writes(self, story):
        part = story.ask("housing", story.house.open_door, words="  My own front door.  ")
        responsibility = part.responsibility
        assert (responsibility.mode, responsibility.accountable) == (Mode.INDEPENDENT, story.house.council)
        assert (part.state, part.share, part.words) == (State.PROPOSED, Share.LEAD, "My own front door.")
        assert part.effective_from is None
        assert list(part.events.values_list("state", "by")) == [("proposed", story.house.coordinator.pk)]
        deadline = Deadline.objects.get(subject_kind="part", subject_id=part.pk)
        assert (deadline.kind, deadline.due_at, deadline.owner_organisation) == (
            "part.answer",
            part.due_at,
            story.house.open_door,
        )
        assert part.due_at.date().isoformat() == "2026-12-01"
        assert not InvolvementBasis.objects.filter(kind="part").exists()
        told = Notice.objects.filter(kind="part.proposed").values_list("worker", flat=True)
        assert set(told) == {story.house.housing_worker.pk}

    def test_a_batch_tells_each_worker_once(self, story):
        requests = [
            story.request("housing", story.house.open_door),
            story.request("employment", story.house.workwise),
            story.request("education", story.house.workwise),
            story.request("money", story.house.council),
        ]
        services.propose(case=story.case, requests=requests, by=story.house.coordinator, at=NOON)
        told = list(Notice.objects.filter(kind="part.proposed").values_list("worker", flat=True))
        assert len(told) == len(set(told))
        assert {story.house.housing_worker.pk, story.house.employment_worker.pk, story.house.social_worker.pk} <= set(
            told
        )
        assert story.house.neighbour.pk not in told

    def test_ones_own_team_takes_it_at_once(self, story):
        part = story.ask("medication", story.house.trust, at_once=True)
        assert part.state == State.ACCEPTED
        assert InvolvementBasis.objects.filter(kind="part", reference=part.pk).exists()

    def test_nobody_accepts_for_another_organisation_at_once(self, story):
        assert story.ask("housing", story.house.open_door, at_once=True).state == State.PROPOSED


class TestAnswering:
    def test_only_the_organisation_asked_answers(self, story):
        story.agree(story.house.open_door)
        part = story.ask("housing", story.house.open_door)
        for worker in (
            story.house.neighbour,
            story.house.employment_worker,
            story.house.charity_complaints,
            story.house.suspended_worker,
            story.house.coordinator,
        ):
            with pytest.raises(Refused):
                services.accept(part=part, by=worker, at=LATER)
            with pytest.raises(Refused):
                services.decline(part=part, reason="No room", by=worker, at=LATER)

    def test_without_the_persons_answer(self, story):
        part = story.ask("housing", story.house.open_door)
        assert "Open Door Homes" in refused(
            "consent_missing", services.accept, part=part, by=story.house.housing_worker, at=LATER
        )

    def test_after_a_refusal(self, story):
        part = story.ask("housing", story.house.open_door)
        with writing(Consent):
            Consent.objects.create(
                person=story.person,
                organisation=story.house.open_door,
                status="withdrawn",
                given_by="Daf",
                method="spoken",
                effective_from=NOON,
                recorded_at=NOON,
            )
        refused("said_no", services.accept, part=part, by=story.house.housing_worker, at=LATER)

    def test_without_an_agreement(self, story):
        story.agree(story.house.open_door)
        part = story.ask("housing", story.house.open_door)
        agreements.suspend(agreement=story.house.sharing, reason="Under review", by=story.house.administrator, at=NOON)
        refused("no_agreement", services.accept, part=part, by=story.house.housing_worker, at=LATER)

    def test_accepting_opens_the_case(self, story):
        story.agree(story.house.open_door)
        part = story.ask("housing", story.house.open_door)
        worker = story.house.housing_worker
        assert not visible_to(worker, at=LATER).exists()
        part = services.accept(part=part, by=worker, at=LATER)
        assert visible_to(worker, at=LATER).get() == story.case
        assert not visible_to(story.house.neighbour, at=LATER).exists()
        assert (part.state, part.worker, part.effective_from, part.due_at) == (State.ACCEPTED, worker, LATER, NO_DATE)
        assert Involvement.objects.filter(case=story.case, organisation=story.house.open_door).count() == 1
        assert Deadline.objects.get(subject_id=part.pk, kind="part.answer").satisfied_at == LATER
        assert Notice.objects.get(kind="part.accepted").worker == story.house.coordinator

    def test_the_same_worker_twice_is_once(self, story):
        story.agree(story.house.open_door)
        part = story.ask("housing", story.house.open_door)
        services.accept(part=part, by=story.house.housing_worker, at=LATER)
        services.accept(part=part, by=story.house.housing_worker, at=LATER + timedelta(seconds=1))
        assert PartEvent.objects.filter(part=part, state=State.ACCEPTED).count() == 1

    def test_another_answer_comes_too_late(self, story):
        second = story.house.hire("Bea Lowe", story.house.open_door, "domain_worker")
        story.agree(story.house.open_door)
        part = story.ask("housing", story.house.open_door)
        services.decline(part=part, reason="No room at the moment", by=story.house.housing_worker, at=LATER)
        with pytest.raises(Refused) as caught:
            services.accept(part=part, by=second, at=LATER)
        assert caught.value.decision.because == "already_answered"

    def test_declining_says_why_and_tells_who_asked(self, story):
        part = story.ask("housing", story.house.open_door)
        refused("reason_needed", services.decline, part=part, reason=" ", by=story.house.housing_worker, at=LATER)
        part = services.decline(part=part, reason="Outside our area", by=story.house.housing_worker, at=LATER)
        assert part.state == State.DECLINED
        assert part.events.last().reason == "Outside our area"
        assert Notice.objects.get(kind="part.declined").worker == story.house.coordinator
        assert story.ask("housing", story.house.open_door, at=LATER).state == State.PROPOSED

    def test_taking_back(self, story):
        part = story.ask("housing", story.house.open_door)
        with pytest.raises(Refused):
            services.withdraw(part=part, by=story.house.housing_worker, at=LATER)
        services.withdraw(part=part, by=story.house.coordinator, at=LATER)
        assert Part.objects.get().state == State.WITHDRAWN
        assert not Deadline.objects.filter(is_live=True).exists()
        with pytest.raises(Refused):
            services.accept(part=part, by=story.house.housing_worker, at=LATER)
