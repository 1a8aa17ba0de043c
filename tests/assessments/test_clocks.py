"""Review clocks: each duty keeps its own, the earliest stands on the case, and the right body owes each."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.decisions import Refused
from assessments import clocks, rules, services
from assessments.clocks import CARE_ACT, CPA, CaseClocks, Side
from assessments.models import Review, ReviewClock, ReviewCovers
from cases.models import NO_DATE, Case, Involvement
from cases.services import set_coordinator
from notifications.models import Deadline
from tests.assessments.stories import LATER, a_case, a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house):
    return a_shared_case(house)


def both(house, cpa=date(2026, 2, 18), care_act=date(2025, 12, 12)):
    return {
        CPA: Side(started_on=date(2023, 4, 5), last_done_on=cpa, organisation_id=house.trust.pk),
        CARE_ACT: Side(last_done_on=care_act, organisation_id=house.council.pk),
    }


def live(case):
    return {d.kind: d for d in Deadline.objects.filter(subject_kind="case", subject_id=case.pk, is_live=True)}


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "housing_worker", "nurse", "administrator", "suspended_worker"])
    def test_only_whoever_coordinates_holds_or_plans_a_review(self, house, case, who):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        worker = getattr(house, who)
        with pytest.raises(Refused):
            services.hold_review(
                case=case, kinds=[CPA], held_on=date(2026, 11, 20), what_was_decided="x", by=worker, at=LATER
            )
        with pytest.raises(Refused):
            services.plan_review(case=case, kinds=[CPA], scheduled_for=LATER + timedelta(days=9), by=worker, at=LATER)
        assert not Review.objects.exists()

    def test_a_review_in_the_future_or_before_birth_is_refused_beside_its_field(self, house):
        case = a_shared_case(house, birth_date=date(1984, 3, 9))
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        for day, words in ((date(2026, 11, 24), "future"), (date(1974, 1, 1), "birth")):
            with pytest.raises(ValidationError) as refused:
                services.hold_review(
                    case=case, kinds=[CPA], held_on=day, what_was_decided="x", by=house.coordinator, at=LATER
                )
            assert words in refused.value.message_dict["held_on"][0]

    def test_a_last_review_in_the_future_is_refused(self, house, case):
        with pytest.raises(ValidationError):
            clocks.set_clocks(case=case, sides=both(house, cpa=date(2027, 1, 1)), at=NOON, by=None)
        assert not ReviewClock.objects.exists()

    def test_an_unknown_kind_is_an_error_that_names_it(self, house, case):
        with pytest.raises(LookupError, match="review.moon"):
            clocks.set_clocks(case=case, sides={"review.moon": Side(last_done_on=date(2026, 1, 1))}, at=NOON, by=None)

    def test_a_side_that_is_not_open_is_not_reviewed(self, house, case):
        clocks.set_clocks(case=case, sides={CPA: both(house)[CPA]}, at=NOON, by=None)
        with pytest.raises(ValidationError) as refused:
            services.hold_review(
                case=case, kinds=[CPA, CARE_ACT], held_on=date(2026, 11, 20), what_was_decided="x",
                by=house.coordinator, at=LATER,
            )  # fmt: skip
        assert "Care Act review" in refused.value.message_dict["kinds"][0]


class TestSetting:
    def test_each_duty_has_its_date_and_the_earliest_stands_on_the_case(self, house, case):
        due = clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        assert due == rules.due_moment(date(2026, 12, 12))
        found = live(case)
        assert {kind: d.due_at for kind, d in found.items()} == {
            CPA: rules.due_moment(date(2027, 2, 18)), CARE_ACT: rules.due_moment(date(2026, 12, 12))
        }  # fmt: skip
        assert Case.objects.get(pk=case.pk).next_due == due
        assert set(Involvement.objects.filter(case=case).values_list("next_due", flat=True)) == {due}
        assert found[CPA].set_by_rule.startswith("12 months: Refocusing")

    def test_the_coordinator_owes_the_cpa_review_and_the_council_the_care_act_review(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        owed = {k: (d.owner_organisation, d.owner_worker) for k, d in live(case).items()}
        assert owed == {CPA: (house.trust, house.coordinator), CARE_ACT: (house.council, None)}

    def test_without_a_known_council_the_coordinator_owes_both(self, house, case):
        sides = {CARE_ACT: Side(last_done_on=date(2026, 1, 7))}
        clocks.set_clocks(case=case, sides=sides, at=NOON, by=None)
        assert live(case)[CARE_ACT].owner_worker == house.coordinator

    def test_a_council_that_coordinates_owes_it_by_its_coordinator(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        council = house.whole(house.council)
        set_coordinator(
            case=case,
            organisation=house.council,
            team=council,
            worker=house.social_worker,
            by=house.coordinator,
            at=LATER,
        )
        owed = {k: (d.owner_organisation, d.owner_worker) for k, d in live(case).items()}
        assert owed == dict.fromkeys((CPA, CARE_ACT), (house.council, house.social_worker))

    def test_again_changes_nothing(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        clocks.set_clocks(case=case, sides=both(house), at=LATER, by=None)
        assert ReviewClock.objects.count() == 2
        assert {d.version for d in Deadline.objects.filter(subject_kind="case")} == {1}

    def test_a_later_date_keeps_the_one_before(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        clocks.set_clocks(case=case, sides=both(house, cpa=date(2026, 10, 1)), at=LATER, by=None)
        days = ReviewClock.objects.filter(kind=CPA).order_by("pk").values_list("last_done_on", "ended_at")
        assert list(days) == [(date(2026, 2, 18), LATER), (date(2026, 10, 1), None)]
        assert live(case)[CPA].version == 2

    def test_a_side_that_closes_owes_nothing_and_may_open_again(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        due = clocks.set_clocks(case=case, sides={CARE_ACT: None}, at=LATER, by=None)
        assert set(live(case)) == {CPA}
        assert due == rules.due_moment(date(2027, 2, 18))
        clocks.set_clocks(case=case, sides=both(house), at=LATER, by=None)
        assert set(live(case)) == {CPA, CARE_ACT}
        assert clocks.end_clocks(case=case, at=LATER, by=None) is None
        assert (live(case), Case.objects.get(pk=case.pk).next_due) == ({}, NO_DATE)

    def test_many_cases_take_the_statements_of_two(self, house):
        made = [a_case(house, given_name=f"Person {n}") for n in range(12)]
        counts = []
        for chosen in (made[:2], made[2:]):
            rows = [CaseClocks(case.pk, both(house)) for case in chosen]
            with CaptureQueriesContext(connection) as caught:
                due = clocks.set_clocks_for(rows, at=NOON)
            counts.append(len(caught))
            assert set(due.values()) == {rules.due_moment(date(2026, 12, 12))}
        assert counts[1] <= counts[0]
        assert clocks.disagreements() == []

    def test_recomputing_gives_the_same_dates_and_cancels_what_has_no_clock(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        rows = list(live(case).values())
        assert clocks.recompute(rows, LATER) == {d.pk: d.due_at for d in rows}
        ReviewClock.objects.filter(kind=CPA).update(ended_at=LATER)
        found = clocks.recompute(rows, LATER)
        assert found[live(case)[CPA].pk] is None
        Deadline.objects.filter(kind=CARE_ACT).update(due_at=NOON)
        assert clocks.disagreements() == [(case.pk, CARE_ACT)]


class TestHolding:
    def test_one_meeting_for_both_duties_keeps_the_compliance_of_each(self, house, case):
        clocks.set_clocks(case=case, sides=both(house, care_act=date(2025, 11, 3)), at=NOON, by=None)
        review = services.hold_review(
            case=case, kinds=[CPA, CARE_ACT], held_on=date(2026, 11, 20), what_was_decided="Go on as it is",
            by=house.coordinator, at=LATER,
        )  # fmt: skip
        covered = dict(ReviewCovers.objects.filter(review=review).values_list("kind", "was_due_on"))
        assert covered == {CPA: date(2027, 2, 18), CARE_ACT: date(2026, 11, 3)}
        assert {d.due_at for d in live(case).values()} == {rules.due_moment(date(2027, 11, 20))}
        satisfied = Deadline.objects.filter(subject_kind="case", satisfied_at=LATER)
        assert {d.kind for d in satisfied} == {CPA, CARE_ACT}

    def test_a_review_of_one_duty_leaves_the_other_clock(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        services.hold_review(
            case=case, kinds=[CPA], held_on=date(2026, 11, 20), what_was_decided="x", by=house.coordinator, at=LATER
        )
        assert live(case)[CARE_ACT].due_at == rules.due_moment(date(2026, 12, 12))
        assert Case.objects.get(pk=case.pk).next_due == rules.due_moment(date(2026, 12, 12))

    def test_an_older_review_written_down_late_does_not_turn_the_clock_back(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        services.hold_review(
            case=case, kinds=[CPA], held_on=date(2026, 2, 1), what_was_decided="x", by=house.coordinator, at=LATER
        )
        assert live(case)[CPA].due_at == rules.due_moment(date(2027, 2, 18))

    def test_the_planned_meeting_becomes_the_held_one(self, house, case):
        clocks.set_clocks(case=case, sides=both(house), at=NOON, by=None)
        first = services.plan_review(
            case=case, kinds=[CPA], scheduled_for=LATER + timedelta(days=2), by=house.coordinator, at=LATER
        )
        planned = services.plan_review(
            case=case, kinds=[CPA, CARE_ACT], scheduled_for=LATER + timedelta(days=3), by=house.coordinator, at=LATER
        )
        first.refresh_from_db()
        assert first == planned
        assert first.called_off_at is None
        held = services.hold_review(
            case=case, kinds=[CPA], held_on=date(2026, 11, 26), what_was_decided="x", by=house.coordinator,
            at=LATER + timedelta(days=4),
        )  # fmt: skip
        assert held == planned
        assert [c.kind for c in held.covers.all()] == [CPA]
