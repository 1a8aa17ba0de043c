"""Instead of yes or no, something else: who may, what is refused, and what becomes of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from access.rows import writing
from calendars import local_day
from cases.policies import visible_to
from cases.services import set_coordinator
from domains import services
from domains.checks import differences
from domains.models import Counter, Part, Share, State
from domains.rules import CannotBe
from notifications.models import Deadline, Notice
from partners.models import Mode, Team, Worker
from tests.assessments.stories import a_case, agrees
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "We have room in the other team from then on"


@pytest.fixture
def case(house):
    return a_case(house)


@pytest.fixture
def asked(house, case):
    agrees(house, case, "open_door", at=NOON - DAY)
    request = services.PartRequest(
        domain=house.domain("housing"), organisation=house.open_door, accountable=house.council
    )
    return services.propose(case=case, requests=[request], by=house.coordinator, at=NOON)[0]


@pytest.fixture
def other_team(house):
    return Team.objects.create(organisation=house.open_door, name="Floating support")


def suggest(house, part, at=NOON, **more):
    return services.counter(part=part, by=house.housing_worker, at=at, **{"words": WHY, **more})


def sees(worker, case, at=NOON):
    return visible_to(Worker.objects.get(pk=worker.pk), at=at).filter(pk=case.pk).exists()


class TestDenials:
    @pytest.mark.parametrize(
        "who", ["coordinator", "social_worker", "employment_worker", "neighbour", "suspended_worker"]
    )
    def test_only_the_partner_that_is_asked_suggests(self, house, asked, other_team, who):
        with pytest.raises(PermissionDenied):
            services.counter(part=asked, by=getattr(house, who), at=NOON, words=WHY, team=other_team)
        assert not Counter.objects.exists()

    @pytest.mark.parametrize("who", ["housing_worker", "nurse", "social_worker", "neighbour"])
    def test_only_who_may_propose_answers_it(self, house, asked, other_team, who):
        suggest(house, asked, team=other_team)
        for act, more in ((services.agree_to_counter, {}), (services.refuse_counter, {"words": "No"})):
            with pytest.raises(PermissionDenied):
                act(part=asked, by=getattr(house, who), at=NOON, **more)
        assert Part.objects.get(pk=asked.pk).state == State.PROPOSED

    def test_a_suggestion_opens_nothing(self, house, case, asked, other_team):
        suggest(house, asked, team=other_team)
        assert not sees(house.housing_worker, case)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({}, "counter_is_the_same"), ({"words": " ", "share": Share.INFORMED}, "reason_needed"),
            ({"from_on": local_day(NOON)}, "counter_day_past"),
        ],
    )  # fmt: skip
    def test_what_is_no_suggestion_is_refused(self, house, asked, more, code):
        with pytest.raises(CannotBe) as refused:
            suggest(house, asked, **more)
        assert refused.value.code == code
        assert Deadline.objects.filter(kind="part.answer", is_live=True).exists()

    def test_a_team_of_somebody_else_is_refused(self, house, asked):
        with pytest.raises(CannotBe) as refused:
            suggest(house, asked, team=house.whole(house.workwise))
        assert refused.value.code == "team_elsewhere"

    def test_a_second_one_waits_for_the_first_and_the_same_twice_is_one(self, house, asked, other_team):
        first = suggest(house, asked, team=other_team)
        assert suggest(house, asked, team=other_team) == first
        with pytest.raises(CannotBe) as refused:
            suggest(house, asked, share=Share.INFORMED)
        assert refused.value.code == "counter_waits"


class TestWhatComesOfIt:
    def test_the_ball_and_its_clock_go_to_the_coordinator(self, house, asked, other_team):
        suggest(house, asked, team=other_team)
        assert not Deadline.objects.filter(kind="part.answer", is_live=True).exists()
        owed = Deadline.objects.get(kind="part.counter", is_live=True)
        assert owed.owner_worker == house.coordinator
        assert Notice.objects.filter(kind="part.countered", worker=house.coordinator).exists()

    def test_agreed_for_now_the_partner_holds_it_as_it_said(self, house, case, asked, other_team):
        suggest(house, asked, team=other_team)
        part = services.agree_to_counter(part=asked, by=house.coordinator, at=NOON + DAY)
        assert (part.state, part.team, part.worker) == (State.ACCEPTED, other_team, house.housing_worker)
        assert sees(house.housing_worker, case, NOON + DAY)
        assert not Deadline.objects.filter(kind="part.counter", is_live=True).exists()
        assert list(differences(at=NOON + DAY)) == []

    def test_agreed_for_a_later_day_nothing_opens_before_and_it_is_asked_again(self, house, case, asked):
        day = local_day(NOON + 20 * DAY)
        suggest(house, asked, from_on=day)
        part = services.agree_to_counter(part=asked, by=house.coordinator, at=NOON + DAY)
        assert part.state == State.PROPOSED
        assert not sees(house.housing_worker, case, NOON + DAY)
        again = Deadline.objects.get(kind="part.answer", is_live=True)
        assert local_day(again.due_at - timedelta(seconds=1)) == day
        services.accept(part=part, by=house.housing_worker, at=NOON + 20 * DAY)
        assert sees(house.housing_worker, case, NOON + 20 * DAY)
        assert list(differences(at=NOON + 20 * DAY)) == []

    def test_nobody_shares_what_one_body_is_to_do(self, house, asked):
        with pytest.raises(CannotBe) as refused:
            suggest(house, asked, share=Share.JOINT)
        assert refused.value.code == "done_alone"

    def test_what_is_shared_has_a_lead_before_somebody_shares_it(self, house, case):
        agrees(house, case, "open_door", at=NOON - DAY)
        family = house.domain("family")
        lead = services.PartRequest(domain=family, organisation=house.open_door, accountable=house.council)
        alone = services.propose(case=case, requests=[lead], by=house.coordinator, at=NOON)[0]
        with pytest.raises(CannotBe) as refused:
            suggest(house, alone, share=Share.JOINT)
        assert refused.value.code == "nobody_leads"
        services.withdraw(part=alone, by=house.coordinator, at=NOON)
        services.establish(
            case=case, requests=[services.PartRequest(domain=family, organisation=house.council)], by=None, at=NOON
        )
        helps = services.PartRequest(domain=family, organisation=house.open_door, share=Share.CONTRIBUTOR)
        asked = services.propose(case=case, requests=[helps], by=house.coordinator, at=NOON)[0]
        suggest(house, asked, share=Share.JOINT)
        part = services.agree_to_counter(part=asked, by=house.coordinator, at=NOON + DAY)
        assert (part.state, part.share) == (State.ACCEPTED, Share.JOINT)
        assert list(differences(at=NOON + DAY)) == []

    def test_a_team_that_was_asked_meanwhile_is_refused_in_words(self, house, case, asked, other_team):
        suggest(house, asked, team=other_team)
        informed = services.PartRequest(
            domain=asked.domain, organisation=house.open_door, team=other_team, share=Share.INFORMED
        )
        services.propose(case=case, requests=[informed], by=house.coordinator, at=NOON + DAY)
        with pytest.raises(CannotBe) as refused:
            services.agree_to_counter(part=asked, by=house.coordinator, at=NOON + DAY)
        assert refused.value.code == "already_there"
        assert Counter.objects.get().answer == ""

    def test_who_is_asked_to_take_over_takes_over_whole(self, house, case):
        agrees(house, case, "open_door", at=NOON - DAY)
        request = services.PartRequest(
            domain=house.domain("housing"), organisation=house.council, worker=house.social_worker, mode=Mode.SHARED
        )
        (held,) = services.establish(case=case, requests=[request], by=None, at=NOON)
        successor = services.hand_over(
            part=held, organisation=house.open_door, by=house.coordinator, at=NOON, words="They know the landlord"
        )
        with pytest.raises(CannotBe) as refused:
            suggest(house, successor, share=Share.JOINT)
        assert refused.value.code == "counter_of_handover"
        services.accept(part=successor, by=house.housing_worker, at=NOON + DAY)
        assert list(Part.objects.filter(state=State.ACCEPTED, share=Share.LEAD)) == [successor]

    def test_refused_it_is_asked_as_before_with_its_own_time(self, house, asked, other_team):
        suggest(house, asked, team=other_team)
        services.refuse_counter(part=asked, words="They live next door to you", by=house.coordinator, at=NOON + DAY)
        part = Part.objects.get(pk=asked.pk)
        assert (part.state, part.team) == (State.PROPOSED, house.whole(house.open_door))
        assert part.due_at > asked.due_at
        services.accept(part=part, by=house.housing_worker, at=NOON + 2 * DAY)
        assert Counter.objects.get().answer_words == "They live next door to you"

    def test_taken_back_meanwhile_there_is_nothing_to_agree_to(self, house, asked, other_team):
        suggest(house, asked, team=other_team)
        services.withdraw(part=asked, by=house.coordinator, at=NOON + DAY)
        with pytest.raises(CannotBe) as refused:
            services.agree_to_counter(part=asked, by=house.coordinator, at=NOON + DAY)
        assert refused.value.code == "counter_answered"
        assert not Deadline.objects.filter(kind="part.counter", is_live=True).exists()

    def test_whoever_suggested_it_and_left_does_not_accept_by_it(self, house, case, asked, other_team):
        from access.rows import writing
        from partners.models import Membership

        suggest(house, asked, team=other_team)
        with writing(Membership):
            Membership.objects.filter(worker=house.housing_worker).update(effective_until=NOON + timedelta(hours=1))
        part = services.agree_to_counter(part=asked, by=house.coordinator, at=NOON + DAY)
        assert (part.state, part.team) == (State.PROPOSED, other_team)
        assert not sees(house.housing_worker, case, NOON + DAY)


class TestPages:
    @pytest.fixture
    def as_(self, client):
        def _as(worker):
            client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
            return client

        return _as

    def test_suggested_on_the_phone_answered_from_the_desk(self, house, asked, other_team, as_):
        where = reverse("domains:answer", args=[asked.pk])
        sent = {"answer": "counter", "other_team": other_team.pk}
        refused = as_(house.housing_worker).post(where, sent).content.decode()
        assert "Say why, so that the coordinator can decide" in refused
        assert as_(house.housing_worker).post(where, {**sent, "other_words": WHY}).status_code == 302
        desk = as_(house.coordinator).get(reverse("desks:caseload")).content.decode()
        assert reverse("domains:counter", args=[asked.pk]) in desk
        page = as_(house.coordinator).get(reverse("domains:counter", args=[asked.pk])).content.decode()
        assert WHY in page
        assert "Floating support" in page
        as_(house.coordinator).post(reverse("domains:counter", args=[asked.pk]), {"choice": "agree"})
        assert Part.objects.get(pk=asked.pk).state == State.ACCEPTED

    def test_a_day_gone_by_is_refused_at_its_field_and_what_was_typed_stays(self, house, asked, as_):
        sent = {
            "answer": "counter",
            "other_words": WHY,
            "other_from_day": "1",
            "other_from_month": "1",
            "other_from_year": "2020",
        }
        page = as_(house.housing_worker).post(reverse("domains:answer", args=[asked.pk]), sent).content.decode()
        assert "The day must be after today" in page
        assert WHY in page


class TestLaterOn:
    """Found by looking again: what changes between a suggestion and its answer."""

    def test_the_team_was_asked_meanwhile_and_the_answer_says_so(self, house, case, asked, other_team):
        suggest(house, asked, team=other_team)
        with writing(Part):
            Part.objects.create(
                responsibility=asked.responsibility, case=case, domain=asked.domain, organisation=house.open_door,
                team=other_team, share=Share.CONTRIBUTOR, proposed_at=NOON, due_at=NOON + DAY,
            )  # fmt: skip
        with pytest.raises(CannotBe) as refused:
            services.agree_to_counter(part=asked, by=house.coordinator, at=NOON)
        assert refused.value.code == "already_there"

    def test_whoever_coordinates_from_now_on_owes_the_answer(self, house, case, asked, other_team):
        suggest(house, asked, team=other_team)
        set_coordinator(
            case=case,
            organisation=house.trust,
            team=case.coordinator_team,
            worker=house.nurse,
            by=house.manager,
            at=NOON,
        )
        assert Deadline.objects.get(is_live=True, kind="part.counter").owner_worker == house.nurse
