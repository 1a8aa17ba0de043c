"""A review in full: planned, moved, called off; who comes and what they bring; held, checked; asked for; what changed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from access.decisions import Refused
from assessments import (
    clocks,
    owing,
    policies,
    review_changes,
    review_parts,
    review_queries,
    review_requests,
    review_telling,
    services,
)
from assessments.clocks import CPA, Side
from assessments.models import Review
from assessments.review_models import Attendance, Came, Contribution, ReviewRequest, Seat
from assessments.services import Given
from cases.models import Consent
from domains.models import Share
from domains.services import PartRequest, establish
from notifications.models import Deadline, Notice
from notifications.queries import described
from notifications.sweep import sweep
from tests.assessments.stories import LATER, a_shared_case, agrees
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MEETS = LATER + 9 * DAY


@pytest.fixture
def case(house):
    case = a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")
    agrees(house, case, "open_door", at=NOON - DAY)
    side = Side(started_on=date(2025, 11, 1), last_done_on=date(2026, 6, 1), organisation_id=house.trust.pk)
    clocks.set_clocks(case=case, sides={CPA: side}, at=NOON, by=None)
    return case


@pytest.fixture
def review(house, case):
    return plan(house, case)


def plan(house, case, *, when=MEETS, at=LATER, kinds=(CPA,), place="Town hall", by=None):
    return services.plan_review(
        case=case, kinds=list(kinds), scheduled_for=when, place=place, by=by or house.coordinator, at=at
    )


def hold(house, case, *, on=None, at=MEETS + timedelta(hours=2), kinds=(CPA,)):
    return services.hold_review(
        case=case, kinds=list(kinds), held_on=on or at.date(), what_was_decided="Go on", by=house.coordinator, at=at
    )


def part(case, domain, organisation=None):
    rows = case.parts.filter(domain__code=domain, state="accepted")
    return rows.get(organisation=organisation) if organisation else rows.get()


def told(kind):
    return sorted(n.worker.name for n in Notice.objects.filter(kind=kind).select_related("worker"))


class TestMeeting:
    def test_every_part_is_told_once_when_it_is_planned_moved_and_called_off(self, house, case):
        review = plan(house, case)
        plan(house, case)
        everybody = told(review_telling.PLANNED)
        assert {"Jo Price", "Kit Mensah", "Ann Fearon", "Priya Nair"} <= set(everybody)
        assert len(everybody) == len(set(everybody))
        moved = plan(house, case, when=MEETS + DAY, at=LATER + DAY)
        assert (moved, moved.sequence, moved.moves.get().was_for) == (review, 1, MEETS)
        services.call_off_review(review=moved, because="Daf is ill", by=house.coordinator, at=LATER + 2 * DAY)
        assert told(review_telling.MOVED) == told(review_telling.CALLED_OFF) == everybody
        moved.refresh_from_db()
        assert moved.sequence == 2

    def test_whoever_is_only_informed_is_not_expected(self, house, case):
        agrees(house, case, "workwise", at=NOON)
        request = PartRequest(
            domain=house.domain("family"), organisation=house.workwise, accountable=house.council, share=Share.INFORMED
        )
        trust = PartRequest(domain=house.domain("family"), organisation=house.trust)
        establish(case=case, requests=[trust, request], by=None, at=NOON)
        review = plan(house, case)
        assert "Tomos Rhys" not in told(review_telling.PLANNED)
        assert house.workwise not in {p.organisation for p in review_parts.expected(review)}

    def test_other_duties_for_the_same_time_tell_nobody(self, house, case, review):
        side = Side(last_done_on=date(2026, 6, 1), organisation_id=house.council.pk)
        clocks.set_clocks(case=case, sides={clocks.CARE_ACT: side}, at=LATER, by=None)
        again = plan(house, case, kinds=(CPA, clocks.CARE_ACT))
        assert (again, again.sequence) == (review, 0)
        assert {c.kind for c in again.covers.all()} == {CPA, clocks.CARE_ACT}
        assert told(review_telling.MOVED) == []

    def test_the_notice_names_nobody_in_full_and_goes_when_the_meeting_moved(self, house, case, review):
        notices = list(Notice.objects.filter(kind=review_telling.PLANNED))
        mine = next(n for n in notices if n.worker == house.housing_worker)
        words = described([mine], house.housing_worker, at=LATER)[mine.pk]
        assert words.text == "Review of Daf E. is on 2 December at 12:01pm"
        assert "Evans" not in words.text
        assert words.url.endswith(f"/reviews/{review.pk}/")
        assert review_telling.still_wanted(notices, LATER) == {n.pk for n in notices}
        plan(house, case, when=MEETS + DAY)
        assert review_telling.still_wanted(notices, LATER) == set()

    def test_a_notice_says_nothing_to_whoever_may_no_longer_open_the_case(self, house, case, review):
        mine = Notice.objects.get(kind=review_telling.PLANNED, worker=house.housing_worker)
        agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=LATER)
        assert review_telling.describe([mine], house.housing_worker, LATER + DAY) == {mine.pk: None}


class TestContributing:
    def test_a_charity_writes_its_own_and_nobody_elses(self, house, case, review):
        housing, medication = part(case, "housing"), part(case, "medication")
        made = review_parts.contribute(
            review=review, part=housing, words="The boiler works", by=house.housing_worker, at=LATER
        )
        assert (made.organisation, made.part) == (house.open_door, housing)
        with pytest.raises(Refused):
            review_parts.contribute(review=review, part=medication, words="x", by=house.housing_worker, at=LATER)
        with pytest.raises(Refused):
            review_parts.contribute(review=review, part=housing, words="x", by=house.neighbour, at=LATER)
        assert Contribution.objects.count() == 1

    def test_nothing_is_refused_beside_its_field_and_several_follow_each_other(self, house, case, review):
        housing = part(case, "housing")
        with pytest.raises(ValidationError) as refused:
            review_parts.contribute(review=review, part=housing, words=" ", by=house.housing_worker, at=LATER)
        assert list(refused.value.message_dict) == ["words"]
        for words in ("One", "Two"):
            review_parts.contribute(review=review, part=housing, words=words, by=house.housing_worker, at=LATER)
        assert [c.words for c in review.contributions.all()] == ["One", "Two"]

    def test_apologies_come_before_the_meeting_and_go_with_what_was_said_after(self, house, case, review):
        housing = part(case, "housing")
        review_parts.send_apologies(review=review, part=housing, words="On leave", by=house.housing_worker, at=LATER)
        held = hold(house, case)
        with pytest.raises(ValidationError):
            review_parts.send_apologies(review=held, part=housing, by=house.housing_worker, at=MEETS + DAY)
        came = [(Seat.PART, housing, Came.ATTENDED, "After all"), (Seat.PERSON, None, Came.ATTENDED, "")]
        review_parts.record_attendance(review=held, came=came, by=house.coordinator, at=MEETS + DAY)
        review_parts.record_attendance(review=held, came=came, by=house.coordinator, at=MEETS + DAY)
        rows = Attendance.objects.filter(part=housing).order_by("pk")
        assert [(r.came, r.superseded_at is None) for r in rows] == [("apologies", False), ("attended", True)]
        assert Attendance.objects.count() == 3

    def test_attendance_is_said_by_whoever_holds_reviews_of_a_review_that_was_held(self, house, case, review):
        came = [(Seat.PERSON, None, Came.ATTENDED, "")]
        with pytest.raises(Refused):
            review_parts.record_attendance(review=review, came=came, by=house.social_worker, at=LATER)
        with pytest.raises(ValidationError):
            review_parts.record_attendance(review=review, came=came, by=house.coordinator, at=LATER)
        held = hold(house, case)
        for wrong in ((Seat.PART, None), (Seat.CARER, part(case, "housing"))):
            with pytest.raises(ValidationError):
                review_parts.record_attendance(
                    review=held, came=[(*wrong, Came.ATTENDED, "")], by=house.coordinator, at=MEETS + DAY
                )
        assert not Attendance.objects.exists()

    def test_a_meeting_that_was_called_off_takes_nothing(self, house, case, review):
        services.call_off_review(review=review, because="Ill", by=house.coordinator, at=LATER)
        with pytest.raises(ValidationError):
            review_parts.contribute(
                review=review, part=part(case, "housing"), words="x", by=house.housing_worker, at=LATER
            )


class TestCheck:
    def test_it_is_owed_within_72_hours_of_writing_down_and_reminded(self, house, case):
        held = hold(house, case)
        deadline = Deadline.objects.get(kind=owing.CHECK)
        assert (deadline.due_at, deadline.owner_worker) == (
            held.held_recorded_at + timedelta(hours=72),
            house.coordinator,
        )
        sweep(held.held_recorded_at + timedelta(hours=49))
        notice = Notice.objects.get(kind=owing.CHECK)
        assert (notice.worker, notice.stage) == (house.coordinator, "48-hours-after")
        words = described([notice], house.coordinator, at=MEETS + 3 * DAY)[notice.pk]
        assert words.text == "Review of Daf E.: check what was written down about it"
        assert review_queries.held(case, at=MEETS + 4 * DAY)[0].check_late

    def test_who_shares_a_domain_and_was_not_heard_stops_it_unless_a_reason_is_written(self, house, case):
        held = hold(house, case)
        names = {p.organisation.short_name for p in review_parts.missing(held)}
        assert names == {"Trust", "Council"}
        trust, council = part(case, "assessment", house.trust), part(case, "assessment", house.council)
        came = [(Seat.PART, trust, Came.ATTENDED, "")]
        review_parts.record_attendance(review=held, came=came, by=house.coordinator, at=MEETS + DAY)
        with pytest.raises(ValidationError) as refused:
            services.check_review(review=held, by=house.coordinator, at=MEETS + DAY)
        assert refused.value.message_dict["without"] == [
            "Write why the review is closed without Council (Joint assessment)."
        ]
        assert Deadline.objects.get(kind=owing.CHECK).is_live
        review_parts.contribute(review=held, part=council, words="Fine", by=house.social_worker, at=MEETS + DAY)
        services.check_review(review=held, by=house.coordinator, at=MEETS + DAY, without="not needed")
        held.refresh_from_db()
        assert (held.checked_by, held.checked_without) == (house.coordinator, "")
        assert Deadline.objects.get(kind=owing.CHECK).satisfied_at == MEETS + DAY

    def test_absent_is_not_heard_and_the_reason_is_kept(self, house, case):
        held = hold(house, case)
        came = [(Seat.PART, part(case, "assessment", body), Came.ABSENT, "") for body in (house.trust, house.council)]
        review_parts.record_attendance(review=held, came=came, by=house.coordinator, at=MEETS + DAY)
        services.check_review(review=held, by=house.manager, at=MEETS + DAY, without="Both rang afterwards")
        held.refresh_from_db()
        assert held.checked_without == "Both rang afterwards"

    def test_twice_by_the_same_changes_nothing_and_by_another_is_told(self, house, case):
        held = hold(house, case)
        for _ in range(2):
            services.check_review(review=held, by=house.coordinator, at=MEETS + DAY, without="x")
        with pytest.raises(ValidationError, match="Jo Price has checked"):
            services.check_review(review=held, by=house.manager, at=MEETS + DAY, without="x")
        with pytest.raises(ValidationError, match="Nothing is added"):
            review_parts.contribute(
                review=held, part=part(case, "housing"), words="x", by=house.housing_worker, at=MEETS + DAY
            )

    @pytest.mark.parametrize("who", ["social_worker", "nurse", "housing_worker", "neighbour"])
    def test_others_do_not_check(self, house, case, who):
        held = hold(house, case)
        with pytest.raises(Refused):
            services.check_review(review=held, by=getattr(house, who), at=MEETS + DAY, without="x")

    def test_what_was_not_held_is_not_checked(self, house, case, review):
        with pytest.raises(ValidationError, match="not been held"):
            services.check_review(review=review, by=house.coordinator, at=LATER)


def asks(house, case, *, by=None, at=LATER, **more):
    given = {"asked_by": "person", "asked_on": date(2026, 11, 20), "words": "I do not like the tablets"} | more
    return review_requests.ask_for_review(case=case, by=by or house.housing_worker, at=at, **given)


class TestRequests:
    def test_a_charity_hears_it_the_coordinator_is_told_and_a_meeting_answers_it(self, house, case):
        asked = asks(house, case)
        assert (asked.organisation, asked.review) == (house.open_door, None)
        notice = Notice.objects.get(kind=review_telling.ASKED)
        assert notice.worker == house.coordinator
        words = described([notice], house.coordinator, at=LATER)[notice.pk]
        assert words.text == "A review of Daf E. was asked for"
        assert review_telling.request_still_wanted([notice], LATER) == {notice.pk}
        review = plan(house, case, kinds=())
        asked.refresh_from_db()
        assert asked.review == review
        assert review_telling.request_still_wanted([notice], LATER) == set()
        held = hold(house, case, kinds=())
        assert (held, list(held.covers.all())) == (review, [])

    def test_without_a_request_a_meeting_needs_a_duty(self, house, case):
        with pytest.raises(ValidationError) as refused:
            plan(house, case, kinds=())
        assert list(refused.value.message_dict) == ["kinds"]

    def test_called_off_it_waits_again_and_asked_again_the_planned_one_answers(self, house, case):
        asked = asks(house, case)
        review = plan(house, case)
        assert asks(house, case, words="Still").review == review
        services.call_off_review(review=review, because="Ill", by=house.coordinator, at=LATER)
        asked.refresh_from_db()
        assert asked.review is None
        assert len(review_queries.open_requests(case)) == 2

    def test_a_refusal_has_its_reason_and_is_said_once(self, house, case):
        asked = asks(house, case)
        with pytest.raises(Refused):
            review_requests.refuse_request(request=asked, because="x", by=house.housing_worker, at=LATER)
        with pytest.raises(ValidationError):
            review_requests.refuse_request(request=asked, because=" ", by=house.coordinator, at=LATER)
        review_requests.refuse_request(request=asked, because="Held last week", by=house.coordinator, at=LATER)
        with pytest.raises(ValidationError):
            review_requests.refuse_request(request=asked, because="Again", by=house.coordinator, at=LATER)
        assert ReviewRequest.objects.get().refused_because == "Held last week"

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("asked_by", {"asked_by": "moon"}), ("asked_name", {"asked_by": "carer"}), ("words", {"words": " "}),
            ("asked_on", {"asked_on": date(2026, 11, 24)}),
        ],
    )  # fmt: skip
    def test_each_refusal_names_its_field(self, house, case, field, more):
        with pytest.raises(ValidationError) as refused:
            asks(house, case, **more)
        assert list(refused.value.message_dict) == [field]

    def test_a_stranger_writes_down_nothing(self, house, case):
        with pytest.raises(Refused):
            asks(house, case, by=house.neighbour)


class TestChanges:
    def changes(self, house, case, who, at):
        reach = policies.reach(getattr(house, who), case, at=at)
        found = review_changes.since_last_review(case, reach, at=at)
        return {title: [change.words for change in rows] for title, rows, _ in found.groups}

    def test_without_a_review_nothing_is_compared(self, house, case):
        found = review_changes.since_last_review(case, policies.reach(house.coordinator, case, at=LATER), at=LATER)
        assert (found.since, found.nothing) == (None, True)

    def test_goals_actions_parts_and_answers_in_words_and_only_what_is_read(self, house, case):
        hold(house, case, on=date(2026, 11, 22), at=LATER)
        assessment = services.start(case=case, by=house.coordinator, at=LATER)
        flat = services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="My own door", by=house.coordinator, at=LATER
        )
        sleep = services.write_goal(
            assessment=assessment,
            domain=house.domain("medication"),
            words="Sleep through",
            by=house.coordinator,
            at=LATER,
        )
        services.add_action(
            goal=flat, text="Ring the landlord", part=part(case, "housing"), by=house.coordinator, at=LATER
        )
        services.set_goal_state(goal=sleep, state="stuck", note="", by=house.coordinator, at=LATER + DAY)
        services.save_section(
            assessment=assessment, section="medication", given={"medication.list": Given(value="Lithium")},
            by=house.coordinator, at=LATER,
        )  # fmt: skip
        establish(
            case=case, requests=[PartRequest(domain=house.domain("physical-health"), organisation=house.trust)],
            by=None, at=LATER,
        )  # fmt: skip
        full = self.changes(house, case, "coordinator", LATER + 2 * DAY)
        assert "“Sleep through”: stuck" in full["Goals"]
        assert "New, housing: “My own door”" in full["Goals"]
        assert full["Actions"] == ["Ring the landlord: to do"]
        assert full["Who does what"] == ["Physical health: Trust took it on"]
        assert len(full["Answers"]) == 1
        charity = self.changes(house, case, "housing_worker", LATER + 2 * DAY)
        assert charity == {
            "Goals": ["New, housing: “My own door”"], "Actions": ["Ring the landlord: to do"]
        }  # fmt: skip

    def test_what_was_before_the_day_of_the_review_is_not_told(self, house, case):
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="Old", by=house.coordinator, at=NOON
        )
        hold(house, case, on=date(2026, 12, 2))
        assert self.changes(house, case, "coordinator", MEETS + DAY) == {}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_check_at_once_leave_one_check(house, case):
    from tests.assessments.test_races import at_once

    held = hold(house, case)
    workers = [house.coordinator, house.manager]

    def check(number):
        try:
            services.check_review(
                review=Review.objects.get(pk=held.pk), by=workers[number % 2], at=MEETS + DAY, without="x"
            )
        except ValidationError:
            return

    at_once(check)
    assert Review.objects.get(pk=held.pk).checked_by in workers
    assert Deadline.objects.filter(kind=owing.CHECK, is_live=False).count() == 1
