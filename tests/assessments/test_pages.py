"""The pages by HTTP: strangers get 404, colleagues 403 with the reason, nothing typed is lost, charities see their own."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import clocks, registry, services
from assessments.clocks import CARE_ACT, CPA, Side
from assessments.models import Assessment, Goal, Review
from assessments.registry import CarriedAnswer
from assessments.services import Given
from audit.models import Entry
from tests.assessments.stories import a_shared_case, with_parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def assessment(house, case, now):
    return services.start(case=case, by=house.coordinator, at=now)


@pytest.fixture
def go(client):
    def to(worker, name, case, *args, data=None, follow=False):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(f"assessments:{name}", args=[case.reference, *args])
        if data is None:
            return client.get(url)
        return client.post(url, data, follow=follow)

    return to


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


PAGES = [
    ("assessment",), ("section", "home"), ("section", "medication"), ("to-confirm",), ("coverage",), ("needs",), ("plan",),
    ("add-goal",), ("reviews",), ("plan-review",), ("hold-review",),
]  # fmt: skip


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "partnership_manager", "administrator"])
    @pytest.mark.parametrize("name", PAGES)
    def test_a_stranger_gets_404_everywhere(self, house, case, assessment, go, who, name):
        assert go(getattr(house, who), name[0], case, *name[1:]).status_code == 404

    @pytest.mark.parametrize(
        ("name", "status"),
        [
            (("assessment",), 200), (("section", "home"), 200), (("section", "about-me"), 200), (("section", "crisis"), 200),
            (("section", "medication"), 404), (("section", "risk"), 404), (("section", "money"), 404), (("needs",), 200),
            (("plan",), 200), (("coverage",), 403), (("add-goal",), 403), (("reviews",), 403), (("hold-review",), 403),
            (("plan-review",), 403),
        ],
    )  # fmt: skip
    def test_the_housing_charity_opens_its_own_and_the_shared_core(self, house, case, assessment, go, name, status):
        assert go(house.housing_worker, name[0], case, *name[1:]).status_code == status

    def test_a_charity_never_reads_medication_nor_that_it_exists(self, house, case, assessment, go, now):
        services.save_section(
            assessment=assessment, section="medication", given={"medication.list": Given(value="Olanzapine 10 mg")},
            by=house.nurse, at=now,
        )  # fmt: skip
        services.write_goal(
            assessment=assessment,
            domain=house.domain("medication"),
            words="Fewer tablets",
            by=house.coordinator,
            at=now,
        )
        for name in (("assessment",), ("section", "home"), ("section", "about-me"), ("plan",), ("needs",)):
            said = text_of(go(house.housing_worker, name[0], case, *name[1:]))
            for word in ("Olanzapine", "Medication", "medication", "tablets", "Mental health"):
                assert word not in said, (name, word)

    def test_the_charity_sees_goals_that_touch_its_domain(self, house, case, assessment, go, now):
        services.write_goal(
            assessment=assessment,
            domain=house.domain("housing"),
            words="My own front door",
            by=house.coordinator,
            at=now,
        )
        assert "My own front door" in text_of(go(house.housing_worker, "plan", case))

    def test_what_another_holds_is_read_and_not_written(self, house, case, assessment, go):
        page = go(house.coordinator, "section", case, "home")
        said = text_of(page)
        assert "Is the tenancy at risk?" in said
        assert "Open Door answers this." in said
        assert 'name="home_tenancy"' not in page.content.decode()
        assert 'name="home_fit"' in page.content.decode()

    def test_a_bent_form_does_not_write_somebody_elses_answer(self, house, case, assessment, go):
        go(house.coordinator, "section", case, "home", data={"home_tenancy": "At risk", "seen": ""})
        assert not assessment.answers.filter(item="home.tenancy").exists()

    def test_who_does_not_coordinate_does_not_begin(self, house, case, go):
        assert go(house.housing_worker, "start", case, data={}).status_code == 403
        assert not Assessment.objects.exists()


class TestTheAssessment:
    def test_beginning_and_going_through_a_section(self, house, case, go):
        assert "Nobody has begun one yet" in text_of(go(house.coordinator, "assessment", case))
        page = go(house.coordinator, "start", case, data={}, follow=True)
        said = text_of(page)
        assert "Version 1, begun" in said
        assert "40 questions answered twice" in said
        assert "Go on with What matters to me" in said
        saved = go(
            house.coordinator, "section", case, "about-me",
            data={"seen": "words=0", "words": "My dog", "about-me_outcomes": "A job with animals", "stop": "1"}, follow=True,
        )  # fmt: skip
        said = text_of(saved)
        assert "What matters to me is saved." in said
        assert "1 of 3 answered" in said
        theirs = text_of(go(house.housing_worker, "section", case, "about-me"))
        assert "My dog" not in theirs, "nobody has agreed it, and Open Door does not write it"
        assert "Version 1 is being written by Trust and Council. It is the first" in theirs
        assert {"assessment.started", "assessment.section_saved", "assessment.read"} <= set(
            Entry.objects.values_list("action", flat=True)
        )

    def test_a_wrong_date_is_told_at_its_field_and_nothing_typed_is_lost(self, house, case, assessment, go):
        tomorrow = timezone.now() + timedelta(days=2)
        page = go(
            house.nurse, "section", case, "medication",
            data={
                "seen": "", "medication_list": "Olanzapine 10 mg", "medication_reviewed-on_day": str(tomorrow.day),
                "medication_reviewed-on_month": str(tomorrow.month), "medication_reviewed-on_year": str(tomorrow.year),
            },
        )  # fmt: skip
        said = page.content.decode()
        assert page.status_code == 200
        assert "There is a problem" in said
        assert "today or before" in said
        assert "Olanzapine 10 mg" in said
        assert str(tomorrow.year) in said
        assert not assessment.answers.exists()

    def test_two_people_at_once(self, house, case, assessment, go):
        first = {"seen": "", "medication_list": "Olanzapine"}
        go(house.nurse, "section", case, "medication", data=first)
        page = go(
            house.coordinator, "section", case, "medication",
            data={"seen": "", "medication_list": "Quetiapine", "medication_wishes": "Less of it"},
        )  # fmt: skip
        said = text_of(page)
        assert "Kit Mensah changed this on" in said
        assert "to: Olanzapine." in said
        assert "Quetiapine" in page.content.decode()
        assert assessment.answers.get(item="medication.wishes").value == "Less of it"
        seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode()).group(1)
        go(
            house.coordinator, "section", case, "medication",
            data={"seen": seen, "medication_list": "Quetiapine", "medication_wishes": "Less of it"},
        )  # fmt: skip
        assert assessment.answers.get(item="medication.list").value == "Quetiapine"
        assert assessment.answers.get(item="medication.wishes").number == 1

    def test_carried_in_answers_are_confirmed_changed_or_left(self, house, case, go, now):
        def bring(case, at):
            source = {"source_text": "Council, assessment of 3 April 2026", "organisation_id": house.council.pk}
            return [
                CarriedAnswer(item="home.kind", value="Tenant", recorded_on=date(2026, 11, 1), **source),
                CarriedAnswer(item="home.kind", value="With family", recorded_on=date(2025, 11, 1), **source),
                CarriedAnswer(item="home.letters", value="Opens them himself", **source),
                CarriedAnswer(item="home.tenancy", value="Safe", **source),
            ]

        registry.carried_in(bring)
        try:
            found = services.start(case=case, by=house.coordinator, at=now)
        finally:
            registry._carried_in.remove(bring)
        page = go(house.housing_worker, "section", case, "home")
        said = text_of(page)
        assert "Council, assessment of 3 April 2026: Tenant. Council, assessment of 3 April 2026: With family." in said
        assert "“Tenant” is right: confirm" in said
        assert "Still right: confirm" in said
        assert "Ask Daf next time" in said
        assert "3 to confirm" in text_of(go(house.housing_worker, "assessment", case))
        without = go(
            house.housing_worker, "section", case, "home",
            data={"seen": "", "home_letters-say": "answer", "home_letters": "", "home_kind-say": "confirm"},
        )  # fmt: skip
        assert "Write what is right now" in text_of(without)
        seen = "home.kind=1;home.letters=1;home.tenancy=1"
        go(
            house.housing_worker, "section", case, "home",
            data={
                "seen": seen, "home_kind-say": "confirm", "home_letters-say": "answer",
                "home_letters": "They go in the drawer", "home_letters-why": "Since hospital", "home_tenancy-say": "later",
            },
        )  # fmt: skip
        answers = {a.item: (a.value, a.state) for a in found.answers.all()}
        assert answers == {
            "home.kind": ("Tenant", "confirmed"),
            "home.letters": ("They go in the drawer", "confirmed"),
            "home.tenancy": ("Safe", "carried_in"),
        }
        said = text_of(go(house.housing_worker, "section", case, "home"))
        assert "Confirmed with Daf by Priya Nair, Open Door" in said
        assert "Since hospital" in said
        together = go(house.housing_worker, "to-confirm", case)
        assert "Safe" in text_of(together)
        go(house.housing_worker, "to-confirm", case, data={"item": ["home.tenancy", "medication.list"]})
        assert found.answers.get(item="home.tenancy").state == "confirmed"

    def test_every_question_and_its_duty(self, house, case, assessment, go):
        said = text_of(go(house.coordinator, "coverage", case))
        assert "Elig15 reg 2(2)(e)" in said
        assert "Can Daf use their home safely?" in said

    def test_whole_pages_stay_within_their_queries(
        self, house, case, assessment, go, client, django_assert_max_num_queries
    ):
        go(house.coordinator, "assessment", case)
        for name in (("assessment",), ("section", "home"), ("plan",), ("reviews",)):
            with django_assert_max_num_queries(26):  # crisis plan and emergency in the banner, unsaved words
                client.get(reverse(f"assessments:{name[0]}", args=[case.reference, *name[1:]]))


class TestNeedsAndPlan:
    def test_a_need_then_a_goal_then_an_action(self, house, case, assessment, go):
        said = go(
            house.coordinator, "needs", case,
            data={"domain": "daily-living", "text": "Letters", "level": "unmet", "persons_view": "They scare me"}, follow=True,
        )  # fmt: skip
        assert "Unmet" in text_of(said)
        empty = go(house.coordinator, "add-goal", case, data={"words": "", "domain": ""})
        assert "Write what they want, as they say it." in text_of(empty)
        go(house.coordinator, "add-goal", case, data={"words": "My own front door", "domain": "housing"})
        goal = Goal.objects.get()
        part = case.parts.get(domain__code="housing")
        past = go(
            house.coordinator, "add-action", case, goal.pk,
            data={
                "text": "Ring the landlord", "done_by": f"part-{part.pk}", "by_when_day": "1", "by_when_month": "1",
                "by_when_year": "2020",
            },
        )  # fmt: skip
        assert "The day must be today or later." in text_of(past)
        go(
            house.coordinator, "add-action", case, goal.pk,
            data={"text": "Ring the landlord", "done_by": f"part-{part.pk}"},
        )  # fmt: skip
        action = goal.actions.get()
        assert "Ring the landlord" in text_of(go(house.housing_worker, "plan", case))
        done = go(house.housing_worker, "action", case, action.pk, data={"state": "done"}, follow=True)
        assert "The action is up to date." in text_of(done)
        assert go(house.housing_worker, "goal", case, goal.pk).status_code == 403
        going = go(
            house.coordinator, "goal", case, goal.pk, data={"state": "going_well", "note": "Viewed two"}, follow=True
        )
        assert "Going well" in text_of(going)

    def test_changing_a_need(self, house, case, assessment, go, now):
        need = services.add_need(
            assessment=assessment, domain=house.domain("daily-living"), text="Letters", level="unmet",
            by=house.coordinator, at=now,
        )  # fmt: skip
        page = go(
            house.coordinator, "change-need", case, need.pk, data={"text": "Letters", "level": "met"}, follow=True
        )
        assert "What it said before is kept" in text_of(page)
        assert go(house.housing_worker, "change-need", case, need.pk).status_code == 404

    def test_actions_of_other_domains_stay_out_of_the_charitys_plan(self, house, case, assessment, go, now):
        goal = services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="A door", by=house.coordinator, at=now
        )
        part = case.parts.get(domain__code="medication")
        services.add_action(goal=goal, text="Weekly tablets box", part=part, by=house.coordinator, at=now)
        assert "tablets" not in text_of(go(house.housing_worker, "plan", case))
        assert "tablets" in text_of(go(house.social_worker, "plan", case))


class TestReviews:
    @pytest.fixture
    def with_clocks(self, house, case, now):
        today = now.date()
        sides = {
            CPA: Side(last_done_on=today - timedelta(days=375), organisation_id=house.trust.pk),
            CARE_ACT: Side(last_done_on=today - timedelta(days=100), organisation_id=house.council.pk),
        }
        clocks.set_clocks(case=case, sides=sides, at=now, by=None)
        return case

    def test_planning_then_holding(self, house, with_clocks, go, now):
        said = text_of(go(house.coordinator, "reviews", with_clocks))
        assert "days overdue" in said
        late = go(house.coordinator, "plan-review", with_clocks, data={"kinds": [CPA]})
        assert "Enter the day of the meeting." in text_of(late)
        day = now + timedelta(days=3)
        planned = go(
            house.coordinator, "plan-review", with_clocks, follow=True,
            data={
                "kinds": [CPA, CARE_ACT], "day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year),
                "time": "2:10pm", "place": "At home",
            },
        )  # fmt: skip
        assert "at 2:10pm" in text_of(planned)
        today = {"held_on_day": str(now.day), "held_on_month": str(now.month), "held_on_year": str(now.year)}
        short = go(house.coordinator, "hold-review", with_clocks, data={"kinds": [CPA], **today})
        assert "Write what was decided" in text_of(short)
        held = go(
            house.coordinator, "hold-review", with_clocks, follow=True,
            data={"kinds": [CPA, CARE_ACT], "persons_words": "Better", "what_was_decided": "Go on", **today},
        )  # fmt: skip
        assert "Who came?" in text_of(held)
        said = text_of(go(house.coordinator, "reviews", with_clocks))
        assert "CPA review: late by 10 days, due" in said or "CPA review: late by 9 days, due" in said
        assert "Care Act review: in time, due" in said
        assert Review.objects.get().held_on == now.date()

    def test_calling_off(self, house, with_clocks, go, now):
        assert go(house.coordinator, "call-off-review", with_clocks).status_code == 404
        services.plan_review(
            case=with_clocks, kinds=[CPA], scheduled_for=now + timedelta(days=3), by=house.coordinator, at=now
        )
        said = go(house.coordinator, "call-off-review", with_clocks, data={"because": "Daf is ill"}, follow=True)
        assert "Its dates stand" in text_of(said)

    def test_the_social_worker_reads_and_does_not_hold(self, house, with_clocks, go):
        page = go(house.social_worker, "reviews", with_clocks)
        assert page.status_code == 200
        assert "Hold the review" not in text_of(page)
        assert go(house.social_worker, "hold-review", with_clocks).status_code == 403


def test_a_charity_that_coordinates_runs_the_assessment(house, go, now):
    """R4: statutory work held by a voluntary organisation."""
    from access.roles import Role
    from cases.services import set_coordinator
    from tests.assessments.stories import a_case, agrees

    keyworker = house.hire("Mali Huws", house.harbour, Role.COORDINATOR)
    case = with_parts(house, a_case(house), ("assessment", "trust"), ("medication", "trust"))
    agrees(house, case, "harbour", at=now)
    set_coordinator(
        case=case,
        organisation=house.harbour,
        team=house.whole(house.harbour),
        worker=keyworker,
        by=house.coordinator,
        at=now,
    )
    assert go(keyworker, "start", case, data={}).status_code == 302
    assert go(keyworker, "section", case, "about-me").status_code == 200
    assert go(keyworker, "add-goal", case).status_code == 200
