"""The end of a part: done, handed over, agreement withdrawn. Nothing is left with no one in silence."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from cases.models import Consent, Involvement
from cases.policies import visible_to
from domains import services
from domains.models import EndReason, Part, PartEvent, Responsibility, Share, State
from domains.queries import holders_on, map_of
from notifications.models import Deadline, Notice
from tests.domains.conftest import LATER
from tests.domains.test_handshake import refused
from tests.house import NOON

EVENING = LATER + timedelta(hours=6)


@pytest.fixture
def housing(story):
    return story.held("housing", story.house.open_door, story.house.housing_worker)


class TestDone:
    def test_only_the_holder(self, story, housing):
        for worker in (story.house.neighbour, story.house.nurse, story.house.coordinator):
            with pytest.raises(Refused):
                services.end(part=housing, words="Done", by=worker, at=LATER)

    def test_it_needs_words_and_a_time_that_was(self, story, housing):
        by = story.house.housing_worker
        refused("reason_needed", services.end, part=housing, words="", by=by, at=LATER)
        refused("moment_in_future", services.end, part=housing, words="x", by=by, at=LATER, ended_at=EVENING)
        refused(
            "ended_before_it_began",
            services.end,
            part=housing,
            words="x",
            by=by,
            at=LATER,
            ended_at=NOON - timedelta(1),
        )

    def test_the_lead_of_what_others_share_stays(self, story):
        house = story.house
        lead = story.held("assessment", house.trust, house.nurse)
        story.held("assessment", house.council, house.social_worker)
        refused("others_share_it", services.end, part=lead, words="Done", by=house.nurse, at=LATER)

    def test_what_ending_writes(self, story, housing):
        by = story.house.housing_worker
        services.write_entry(part=housing, what_happened="x", by=by, at=LATER, next_contact_on=EVENING.date())
        part = services.end(part=housing, words="She has her keys", by=by, at=EVENING, ended_at=LATER)
        assert (part.state, part.end_reason, part.effective_until, part.ended_recorded_at) == (
            State.ENDED,
            EndReason.DONE,
            LATER,
            EVENING,
        )
        assert not visible_to(by, at=EVENING).exists()
        assert not Involvement.objects.filter(organisation=story.house.open_door).exists()
        assert not Deadline.objects.filter(subject_kind="part", is_live=True).exists()
        assert Responsibility.objects.get(domain__code="housing").effective_until == LATER
        assert Notice.objects.filter(kind="part.ended", worker=story.house.coordinator).exists()
        assert "housing" not in {row.domain_code for row in map_of(story.case, on=EVENING).rows}

    def test_the_same_end_twice_is_one(self, story, housing):
        for _ in range(2):
            services.end(part=housing, words="Done", by=story.house.housing_worker, at=LATER)
        assert PartEvent.objects.filter(state=State.ENDED).count() == 1

    def test_one_of_two_parts_leaves_the_other_its_sight(self, story, housing):
        house = story.house
        daily = story.held("money", house.council, house.social_worker)
        more = story.held("safeguarding", house.council, house.social_worker)
        services.end(part=daily, words="Done", by=house.social_worker, at=LATER)
        assert visible_to(house.social_worker, at=EVENING).exists()
        services.end(part=more, words="Done", by=house.social_worker, at=LATER)
        assert not visible_to(house.social_worker, at=EVENING).exists()


class TestHandedOver:
    def test_the_old_part_is_held_until_the_new_one_accepts(self, story, housing):
        house = story.house
        new = services.hand_over(
            part=housing, organisation=house.council, words="We close", by=house.housing_worker, at=LATER
        )
        assert Part.objects.get(pk=housing.pk).state == State.ACCEPTED
        assert (new.state, new.share, new.replaces) == (State.PROPOSED, Share.LEAD, housing)
        services.accept(part=new, by=house.social_worker, at=EVENING)
        old = Part.objects.get(pk=housing.pk)
        assert (old.state, old.end_reason, old.effective_until) == (State.ENDED, EndReason.HANDED_OVER, EVENING)
        assert Part.objects.get(pk=new.pk).effective_from == EVENING
        assert not visible_to(house.housing_worker, at=EVENING).exists()
        assert Notice.objects.filter(kind="part.ended", worker=house.housing_worker).exists()

    def test_a_no_leaves_it_where_it_was(self, story, housing):
        house = story.house
        new = services.hand_over(part=housing, organisation=house.council, by=house.housing_worker, at=LATER)
        services.decline(part=new, reason="No room", by=house.social_worker, at=EVENING)
        assert Part.objects.get(pk=housing.pk).state == State.ACCEPTED

    def test_one_handover_at_a_time(self, story, housing):
        house = story.house
        services.hand_over(part=housing, organisation=house.council, by=house.housing_worker, at=LATER)
        refused(
            "handover_waits",
            services.hand_over,
            part=housing,
            organisation=house.workwise,
            by=house.housing_worker,
            at=LATER,
        )
        refused("handover_waits", services.end, part=housing, words="Done", by=house.housing_worker, at=LATER)

    def test_not_to_itself(self, story, housing):
        refused(
            "handover_to_itself",
            services.hand_over,
            part=housing,
            organisation=story.house.open_door,
            by=story.house.housing_worker,
            at=LATER,
        )

    def test_the_coordinator_may_arrange_it_and_a_neighbour_may_not(self, story, housing):
        house = story.house
        with pytest.raises(Refused):
            services.hand_over(part=housing, organisation=house.council, by=house.neighbour, at=LATER)
        assert (
            services.hand_over(part=housing, organisation=house.council, by=house.coordinator, at=LATER).replaces
            == housing
        )

    def test_asking_to_hand_over_changes_nothing_but_who_knows(self, story, housing):
        house = story.house
        refused("reason_needed", services.ask_to_hand_over, part=housing, words=" ", by=house.housing_worker, at=LATER)
        services.ask_to_hand_over(part=housing, words="Nobody free", by=house.housing_worker, at=LATER)
        assert Part.objects.get(pk=housing.pk).state == State.ACCEPTED
        assert Notice.objects.get(kind="part.handover_asked").worker == house.coordinator


class TestAgreementWithdrawn:
    def test_the_holder_is_out_at_once_and_it_stands_with_no_one(self, story, housing):
        house = story.house
        story.agree(house.open_door, status=Consent.Status.WITHDRAWN, at=LATER)
        part = Part.objects.get(pk=housing.pk)
        assert (part.state, part.end_reason) == (State.ENDED, EndReason.CONSENT_WITHDRAWN)
        assert not visible_to(house.housing_worker, at=LATER).exists()
        drawn = map_of(story.case, on=EVENING)
        assert [row.domain_code for row in drawn.ownerless] == ["housing"]
        cell = drawn.ownerless[0].cells[house.council.pk][0]
        assert (cell.kind, cell.note) == ("nobody", "Priya Nair left this on 23 November")
        told = set(Notice.objects.filter(kind="part.ended").values_list("worker", flat=True))
        assert told == {house.coordinator.pk, house.housing_worker.pk}

    def test_another_organisations_answer_touches_nobody_else(self, story, housing):
        story.agree(story.house.workwise, status=Consent.Status.WITHDRAWN, at=LATER)
        assert Part.objects.get(pk=housing.pk).state == State.ACCEPTED

    def test_one_domain_of_two(self, story):
        house = story.house
        work = story.held("employment", house.workwise, house.employment_worker)
        learning = story.held("education", house.workwise, house.employment_worker)
        story.agree(house.workwise, status=Consent.Status.REFUSED, domain=house.domain("education"), at=LATER)
        assert Part.objects.get(pk=work.pk).state == State.ACCEPTED
        assert Part.objects.get(pk=learning.pk).state == State.ENDED

    def test_a_no_to_everything_ends_the_yeses_of_before_and_leaves_the_noes(self, story, housing):
        house = story.house
        story.agree(house.open_door, domain=house.domain("housing"))
        story.agree(house.open_door, domain=house.domain("money"), status=Consent.Status.REFUSED)
        story.agree(house.open_door, status=Consent.Status.WITHDRAWN, at=LATER)
        assert Part.objects.get(pk=housing.pk).state == State.ENDED
        assert not visible_to(house.housing_worker, at=LATER).exists()
        live = Consent.objects.filter(organisation=house.open_door, ended_at=None)
        assert set(live.values_list("domain__code", "status")) == {(None, "withdrawn"), ("money", "refused")}

    def test_a_yes_to_one_domain_after_a_no_to_everything_counts(self, story, housing):
        house = story.house
        story.agree(house.open_door, status=Consent.Status.WITHDRAWN, at=LATER)
        story.agree(house.open_door, domain=house.domain("housing"), at=EVENING)
        offer = story.ask("housing", house.open_door, at=EVENING)
        services.accept(part=offer, by=house.housing_worker, at=EVENING)
        assert visible_to(house.housing_worker, at=EVENING).exists()

    def test_what_is_asked_is_asked_no_longer(self, story):
        offer = story.ask("employment", story.house.workwise)
        story.agree(story.house.workwise, status=Consent.Status.REFUSED, at=LATER)
        assert Part.objects.get(pk=offer.pk).state == State.WITHDRAWN
        assert not Deadline.objects.filter(is_live=True, subject_kind="part").exists()

    def test_statutory_bodies_stay(self, story):
        part = story.held("money", story.house.council, story.house.social_worker)
        story.agree(story.house.council, status=Consent.Status.WITHDRAWN, at=LATER)
        assert Part.objects.get(pk=part.pk).state == State.ACCEPTED

    def test_it_can_be_asked_for_again(self, story, housing):
        story.agree(story.house.open_door, status=Consent.Status.WITHDRAWN, at=LATER)
        story.agree(story.house.open_door, at=EVENING)
        assert story.ask("housing", story.house.open_door, at=EVENING).responsibility == housing.responsibility


class TestWhoWasResponsible:
    def test_on_a_day(self, story, housing):
        house = story.house
        new = services.hand_over(part=housing, organisation=house.council, by=house.housing_worker, at=LATER)
        services.accept(part=new, by=house.social_worker, at=NOON + timedelta(days=10))
        day = NOON.date()
        assert [h.organisation_id for h in holders_on([story.case.pk], "housing", day - timedelta(days=1))] == []
        assert [h.organisation_id for h in holders_on([story.case.pk], "housing", day)] == [house.open_door.pk]
        both = holders_on([story.case.pk], house.domain("housing"), day + timedelta(days=10))
        assert {h.organisation_id for h in both} == {house.open_door.pk, house.council.pk}
        after = holders_on([story.case.pk], "housing", day + timedelta(days=11))
        assert [(h.organisation_id, h.accountable_id) for h in after] == [(house.council.pk, house.council.pk)]

    def test_coordination(self, story):
        held = holders_on([story.case.pk], "coordination", NOON.date())
        assert [(h.organisation_id, h.worker_id, h.kind) for h in held] == [
            (story.house.trust.pk, story.house.coordinator.pk, "coordination")
        ]

    def test_the_map_at_any_moment(self, story, housing):
        house = story.house
        services.end(part=housing, words="Done", by=house.housing_worker, at=EVENING)
        offer = story.ask("employment", house.workwise, at=LATER)
        codes = [row.domain_code for row in map_of(story.case, on=LATER).rows]
        assert codes == ["coordination", "housing", "employment"]
        drawn = {row.domain_code: row for row in map_of(story.case, on=NOON + timedelta(days=6)).rows}
        assert set(drawn) == {"coordination", "employment"}
        cell = drawn["employment"].cells[house.workwise.pk][0]
        assert (cell.kind, cell.title, cell.part_id) == ("waiting", "Asked 6 days ago", offer.pk)
        before = {row.domain_code for row in map_of(story.case, on=NOON.date() - timedelta(days=1)).rows}
        assert before == set()
        that_day = {row.domain_code: row for row in map_of(story.case, on=NOON.date()).rows}
        assert [c.kind for c in that_day["housing"].cells[house.open_door.pk]] == ["does"]
        assert [c.kind for c in that_day["housing"].cells[house.council.pk]] == ["answers"]
        assert [o.short_name for o in map_of(story.case, on=LATER).organisations] == [
            "Trust",
            "Council",
            "Open Door",
            "Workwise",
        ]
