"""Several clocks for one meeting: light touch, direct payment, aftercare, a Welsh plan; begun and ended by hand."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from access.decisions import Refused
from assessments import clocks, framework_files, queries, review_duties, review_queries, rules, services
from assessments.clocks import CARE_ACT, CPA, LIGHT_TOUCH, Side
from assessments.models import ReviewClock
from notifications.models import Deadline
from tests.assessments.stories import LATER, a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db
PAYMENT, AFTERCARE = "review.direct_payment", "review.section_117"
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9))


@pytest.fixture
def care_act(house, case):
    side = Side(started_on=date(2026, 3, 1), last_done_on=date(2026, 3, 1), organisation_id=house.council.pk)
    clocks.set_clocks(case=case, sides={CARE_ACT: side}, at=NOON, by=None)
    return case


def live(case):
    return {c.kind: clocks.due_on_of(c) for c in ReviewClock.objects.filter(case=case, ended_at=None)}


def deadlines(case):
    return {d.kind: d for d in Deadline.objects.filter(subject_kind="case", subject_id=case.pk, is_live=True)}


def begin(house, case, kind=PAYMENT, *, by=None, began_on=date(2026, 1, 5), because="Council letter", at=NOON):
    return review_duties.begin_duty(
        case=case, kind=kind, began_on=began_on, because=because, by=by or house.coordinator, at=at
    )


class TestArithmetic:
    def test_a_direct_payment_is_reviewed_within_six_months_then_every_twelve(self):
        assert clocks.due_on(PAYMENT, started_on=date(2026, 1, 5), last_done_on=None) == date(2026, 7, 5)
        assert clocks.due_on(PAYMENT, started_on=date(2026, 1, 5), last_done_on=date(2026, 6, 1)) == date(2027, 6, 1)

    def test_months_clamp(self):
        assert clocks.due_on(PAYMENT, started_on=date(2025, 8, 31), last_done_on=None) == date(2026, 2, 28)

    @given(DAYS)
    def test_the_first_review_of_a_payment_is_never_later_than_a_yearly_one(self, day):
        assert clocks.due_on(PAYMENT, started_on=day, last_done_on=None) < clocks.due_on(
            PAYMENT, started_on=None, last_done_on=day
        )

    @given(DAYS)
    def test_light_touch_ends_eight_weeks_after_the_plan_and_opens_at_six(self, day):
        clock = ReviewClock(kind=LIGHT_TOUCH, started_on=day)
        assert clocks.due_on_of(clock) - day == timedelta(weeks=8)
        assert clocks.opens_on_of(clock) - day == timedelta(weeks=6)

    @given(DAYS, st.integers(-400, 400))
    def test_in_time_is_no_day_late_and_after_that_every_day_counts(self, due, days):
        assert rules.days_late(due, due + timedelta(days=days)) == max(days, 0)

    def test_a_duty_without_a_number_in_a_source_says_that_it_is_to_be_checked(self, house, case):
        begin(house, case, AFTERCARE)
        assert "No interval was found" in queries.clock_rows(case, at=NOON)[0].check

    def test_a_welsh_framework_names_a_clock_of_its_own(self, house, case, tmp_path, monkeypatch):
        (tmp_path / "ctp.yaml").write_text(
            "code: ctp\nversion: 1\nname: Care and treatment plan\nshort_name: CTP\nsource: Measure 2010\n"
            "clock: {kind: review.ctp, name: CTP review, months: 12, owner: coordinator, source: SI 2011/2942}\n"
            "duties:\n  - {code: home, name: Accommodation, source: s18, items: [home.kind]}\n"
        )
        found = framework_files.read(framework_files.SHIPPED, tmp_path)
        assert not found.faults
        monkeypatch.setattr(clocks, "library", lambda: found)
        side = Side(started_on=date(2026, 1, 5), organisation_id=house.trust.pk)
        clocks.set_clocks(case=case, sides={"review.ctp": side}, at=NOON, by=None)
        assert deadlines(case)["review.ctp"].due_at == rules.due_moment(date(2027, 1, 5))

    @pytest.mark.parametrize(
        ("clock", "words"),
        [
            ("{kind: review.a, name: A, owner: body, source: s}", "either months or weeks"),
            ("{kind: review.a, name: A, owner: body, source: s, months: 6, weeks: [6, 8]}", "either months or weeks"),
            ("{kind: review.a, name: A, owner: body, source: s, weeks: [8, 6]}", "two whole numbers"),
            ("{kind: review.a, name: A, owner: body, source: s, weeks: 6}", "two whole numbers"),
            ("{kind: review.a, name: A, owner: body, source: s, months: 12, first_months: 13}", "from 1 to 12"),
            ("[{kind: review.a, name: A, owner: moon, source: s, months: 12}]", "owner is one of"),
        ],
    )
    def test_a_fault_in_a_clock_is_told_with_its_line(self, tmp_path, clock, words):
        (tmp_path / "a.yaml").write_text(
            f"code: a\nversion: 1\nname: A\nshort_name: A\nsource: s\nclock: {clock}\n"
            "duties:\n  - {code: home, name: Home, source: s, items: [home.kind]}\n"
        )
        faults = framework_files.read(framework_files.SHIPPED, tmp_path).faults
        assert [(f.line, words in f.text) for f in faults] == [(6, True)]


class TestByHand:
    @pytest.mark.parametrize("who", ["neighbour", "housing_worker", "administrator", "suspended_worker"])
    def test_others_begin_and_end_nothing(self, house, case, who):
        with pytest.raises(Refused):
            begin(house, case, by=getattr(house, who))
        begin(house, case)
        with pytest.raises(Refused):
            review_duties.end_duty(case=case, kind=PAYMENT, because="x", by=getattr(house, who), at=LATER)
        assert list(live(case)) == [PAYMENT]

    def test_the_council_writes_down_that_a_payment_began(self, house, case):
        clock = begin(house, case, by=house.social_worker)
        assert (clock.because, clock.set_by) == ("Council letter", house.social_worker)
        assert deadlines(case)[PAYMENT].due_at == rules.due_moment(date(2026, 7, 5))

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("kind", {"kind": LIGHT_TOUCH}), ("kind", {"kind": "review.moon"}), ("because", {"because": " "}),
            ("began_on", {"began_on": date(2026, 11, 24)}), ("began_on", {"began_on": date(1974, 1, 1)}),
        ],
    )  # fmt: skip
    def test_each_refusal_names_its_field(self, house, case, field, more):
        with pytest.raises(ValidationError) as refused:
            begin(house, case, **more)
        assert list(refused.value.message_dict) == [field]
        assert live(case) == {}

    def test_what_runs_is_not_begun_again(self, house, case):
        begin(house, case)
        with pytest.raises(ValidationError) as refused:
            begin(house, case, began_on=date(2026, 2, 1))
        assert "has its date already" in refused.value.message_dict["kind"][0]

    def test_ended_it_is_owed_no_longer_and_says_why(self, house, case):
        begin(house, case)
        review_duties.end_duty(
            case=case, kind=PAYMENT, because="They chose a service", by=house.social_worker, at=LATER
        )
        assert live(case) == {}
        assert PAYMENT not in deadlines(case)
        ((name, clock),) = review_queries.ended_by_hand(case)
        assert (name, clock.ended_because, clock.ended_by) == (
            "Direct payment review", "They chose a service", house.social_worker
        )  # fmt: skip
        with pytest.raises(ValidationError):
            review_duties.end_duty(case=case, kind=PAYMENT, because="x", by=house.coordinator, at=LATER)

    def test_aftercare_is_not_ended_by_one_worker_but_an_error_is_put_right(self, house, case):
        begin(house, case, AFTERCARE)
        with pytest.raises(ValidationError) as refused:
            review_duties.end_duty(case=case, kind=AFTERCARE, because="Well now", by=house.coordinator, at=LATER)
        assert "both bodies" in refused.value.message_dict["why"][0]
        assert AFTERCARE in live(case)
        review_duties.end_duty(
            case=case, kind=AFTERCARE, because="It was section 2", by=house.coordinator, at=LATER, in_error=True
        )
        assert live(case) == {}
        assert ReviewClock.objects.get().ended_because == "Written down in error: It was section 2"

    def test_a_special_duty_is_not_reviewed_before_it_began(self, house, case):
        with pytest.raises(ValidationError) as refused:
            services.hold_review(
                case=case, kinds=[PAYMENT], held_on=date(2026, 11, 20), what_was_decided="x", by=house.coordinator,
                at=LATER,
            )  # fmt: skip
        assert "Direct payment review" in refused.value.message_dict["kinds"][0]


class TestPlanSigned:
    def test_light_touch_begins_with_the_plan_where_the_care_act_review_runs(self, house, care_act):
        services.plan_signed(case=care_act, on=date(2026, 11, 2), at=NOON, by=house.coordinator)
        assert live(care_act)[LIGHT_TOUCH] == date(2026, 12, 28)
        assert live(care_act)[CARE_ACT] == date(2027, 3, 1)
        deadline = deadlines(care_act)[LIGHT_TOUCH]
        assert (deadline.owner_organisation, deadline.due_at) == (house.council, rules.due_moment(date(2026, 12, 28)))
        assert queries.clock_rows(care_act, at=NOON)[0].opens_on == date(2026, 12, 14)

    def test_signed_on_5_january_the_yearly_review_is_latest_a_year_later(self, house, case):
        services.start(case=case, by=house.coordinator, at=NOON)
        services.plan_signed(case=case, on=date(2026, 1, 5), at=NOON, by=house.coordinator)
        assert live(case) == {LIGHT_TOUCH: date(2026, 3, 2), CARE_ACT: date(2027, 1, 5)}
        assert ReviewClock.objects.get(kind=LIGHT_TOUCH).organisation == house.council

    def test_without_the_care_act_nothing_begins(self, house, case):
        assert services.plan_signed(case=case, on=date(2026, 11, 2), at=NOON, by=house.coordinator) is None
        assert live(case) == {}

    def test_a_changed_plan_moves_the_window_and_an_older_one_does_not(self, house, care_act):
        for day in (date(2026, 11, 2), date(2026, 11, 16), date(2026, 11, 9)):
            services.plan_signed(case=care_act, on=day, at=LATER, by=house.coordinator)
        assert live(care_act)[LIGHT_TOUCH] == date(2027, 1, 11)
        assert Deadline.objects.filter(kind=LIGHT_TOUCH).count() == 2
        assert review_queries.ended_by_hand(care_act) == []

    def test_it_is_held_once_with_the_others_and_each_keeps_its_own_compliance(self, house, care_act):
        services.plan_signed(case=care_act, on=date(2026, 9, 1), at=NOON, by=house.coordinator)
        begin(house, care_act, PAYMENT, began_on=date(2026, 8, 1))
        cpa = Side(started_on=date(2025, 1, 1), organisation_id=house.trust.pk)
        clocks.set_clocks(case=care_act, sides={CPA: cpa}, at=NOON, by=None)
        review = services.hold_review(
            case=care_act, kinds=[CPA, CARE_ACT, LIGHT_TOUCH, PAYMENT], held_on=date(2026, 11, 1), what_was_decided="x",
            by=house.coordinator, at=LATER,
        )  # fmt: skip
        kept = {one.name: (one.due_on, one.days_late) for one in review_queries.kept_by(review)}
        assert kept == {
            "CPA review": (date(2026, 1, 1), 304),
            "Care Act review": (date(2027, 3, 1), 0),
            "Light-touch review": (date(2026, 10, 27), 5),
            "Direct payment review": (date(2027, 2, 1), 0),
        }
        assert live(care_act) == dict.fromkeys((CPA, CARE_ACT, PAYMENT), date(2027, 11, 1))
        assert Deadline.objects.get(kind=LIGHT_TOUCH).satisfied_at == LATER
        assert review_queries.ended_by_hand(care_act) == []

    def test_a_review_held_before_the_plan_was_agreed_is_not_its_light_touch(self, house, care_act):
        services.plan_signed(case=care_act, on=date(2026, 11, 10), at=NOON, by=house.coordinator)
        services.hold_review(
            case=care_act, kinds=[LIGHT_TOUCH, CARE_ACT], held_on=date(2026, 11, 1), what_was_decided="x",
            by=house.coordinator, at=LATER,
        )  # fmt: skip
        assert LIGHT_TOUCH in live(care_act)


def test_the_managers_figures_count_every_kind(house, case):
    from desks import reviews

    begin(house, case, PAYMENT, began_on=date(2026, 5, 10))
    begin(house, case, AFTERCARE, began_on=date(2025, 12, 1))
    scope = reviews.scope_of(house.manager, at=NOON)
    teams = reviews.teams(scope, at=NOON)
    assert (sum(t.overdue for t in teams), sum(t.soon for t in teams)) == (1, 1)
    rows, _ = reviews.listed(house.manager, scope, "overdue", at=NOON)
    assert [row.clocks for row in rows] == [["Direct payment review"]]
