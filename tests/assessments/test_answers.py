"""Saving answers: only by whoever the domain is with, nothing lost between two people, nothing overwritten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.decisions import Refused
from assessments import registry, services
from assessments.models import AnswerState, AnswerVersion, Assessment, Need
from assessments.registry import CarriedAnswer
from assessments.services import Given
from audit.models import Entry
from tests.assessments.stories import LATER, a_case, a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9))


@pytest.fixture
def assessment(house, case):
    return services.start(case=case, by=house.coordinator, at=NOON)


@pytest.fixture
def carried(house):
    """The council's record says what kind of home it is."""
    answers = [
        CarriedAnswer(
            item="home.kind", value="Tenant", source_text="Council, assessment of 3 April 2026",
            organisation_id=house.council.pk, recorded_on=date(2026, 4, 3),
        )
    ]  # fmt: skip

    def bring(case, at):
        return answers

    registry.carried_in(bring)
    yield answers
    registry._carried_in.remove(bring)


def save(assessment, section, by, at=LATER, **answers):
    """Answers given as code with an underscore for the dot: home_fit="alone", or (value, version seen)."""
    given = {}
    for name, value in answers.items():
        code = f"{section}.{name.replace('_', '-')}"
        given[code] = value if isinstance(value, Given) else Given(value=value)
    return services.save_section(assessment=assessment, section=section, given=given, by=by, at=at)


class TestDenials:
    @pytest.mark.parametrize(
        "who", ["neighbour", "employment_worker", "partnership_manager", "council_complaints", "administrator"]
    )
    def test_a_stranger_neither_starts_nor_saves(self, house, case, assessment, who):
        with pytest.raises(Refused):
            services.start(case=case, by=getattr(house, who), at=LATER)
        with pytest.raises(Refused):
            save(assessment, "home", getattr(house, who), tenancy="At risk")
        assert not assessment.answers.exists()

    def test_the_charity_holds_housing_and_writes_nothing_else(self, house, assessment):
        saved = save(assessment, "home", house.housing_worker, tenancy="Two months behind with the rent")
        assert saved.items == ("home.tenancy",)
        for section, name in (("medication", "list"), ("home", "fit"), ("risk", "self"), ("about-me", "outcomes")):
            with pytest.raises(Refused):
                save(assessment, section, house.housing_worker, **{name: "alone"})

    def test_the_coordinator_does_not_write_what_the_charity_holds(self, house, assessment):
        with pytest.raises(Refused):
            save(assessment, "home", house.coordinator, tenancy="At risk")

    def test_a_council_never_writes_medication(self, house, assessment):
        with pytest.raises(Refused):
            save(assessment, "medication", house.social_worker, list="Nothing")

    def test_nor_when_nobody_holds_it(self, house):
        from tests.assessments.stories import with_parts

        case = with_parts(house, a_case(house), ("assessment", "council"))
        unheld = services.start(case=case, by=house.coordinator, at=NOON)
        with pytest.raises(Refused):
            save(unheld, "medication", house.social_worker, list="Nothing")
        assert save(unheld, "medication", house.coordinator, list="Olanzapine 10 mg at night").items

    def test_words_of_a_section_belong_to_its_domain(self, house, assessment):
        with pytest.raises(Refused):
            services.set_words(
                assessment=assessment, section="medication", words="No", seen=0, by=house.housing_worker, at=LATER
            )

    def test_a_refused_save_leaves_no_audit_row(self, house, assessment):
        before = Entry.objects.count()
        with pytest.raises(Refused):
            save(assessment, "medication", house.housing_worker, list="x")
        assert Entry.objects.count() == before

    def test_a_signed_version_is_locked(self, house, assessment):
        Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=NOON)
        with pytest.raises(Refused, match="signed and locked"):
            save(Assessment.objects.get(pk=assessment.pk), "home", house.housing_worker, tenancy="x")


class TestStarting:
    def test_starting_twice_is_one(self, house, case, assessment):
        assert services.start(case=case, by=house.social_worker, at=LATER) == assessment
        assert Entry.objects.filter(action="assessment.started").count() == 1

    def test_carried_in_answers_say_where_they_come_from_and_count_for_nothing(self, house, case, carried):
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        answer = assessment.answers.get()
        assert (answer.item, answer.value, answer.state) == ("home.kind", "Tenant", AnswerState.CARRIED_IN)
        assert answer.source_text == "Council, assessment of 3 April 2026"
        assert answer.organisation == house.council

    def test_of_two_records_the_newest_stands_first_and_the_other_is_kept(self, house, case, carried):
        carried.append(
            CarriedAnswer(
                item="home.kind", value="Staying with friends", source_text="Trust, 6 October 2026",
                organisation_id=house.trust.pk, recorded_on=date(2026, 10, 6),
            )
        )  # fmt: skip
        answer = services.start(case=case, by=house.coordinator, at=NOON).answers.get()
        assert answer.value == "Staying with friends"
        assert [other["value"] for other in answer.also_recorded] == ["Tenant"]

    def test_what_does_not_fit_its_question_is_shown_and_never_confirmed(self, house, case, carried):
        carried[:] = [
            CarriedAnswer(
                item="home.fit", value="ZZ9", source_text="Trust, 6 October 2026", organisation_id=house.trust.pk
            )
        ]  # fmt: skip
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        answer = assessment.answers.get()
        assert answer.value is None
        assert answer.also_recorded[0]["value"] == "ZZ9"
        assert services.confirm(assessment=assessment, items=["home.fit"], by=house.coordinator, at=LATER) == 0

    def test_the_next_version_carries_in_the_one_before(self, house, case, assessment):
        save(assessment, "about-me", house.coordinator, outcomes="A dog")
        services.set_words(
            assessment=assessment, section="about-me", words="My dog", seen=0, by=house.coordinator, at=LATER
        )
        services.write_goal(
            assessment=assessment,
            domain=house.domain("housing"),
            words="My own front door",
            by=house.coordinator,
            at=LATER,
        )
        Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=LATER)
        following = services.start(case=case, by=house.coordinator, at=LATER + timedelta(days=1))
        assert following.version == 2
        answer = following.answers.get()
        assert (answer.state, answer.source_text) == ("carried_in", "Version 1 of this assessment")
        assert following.words.get().words == "My dog"
        assert following.plan.goals.get().words == "My own front door"


class TestSaving:
    def test_a_date_in_the_future_or_before_birth_is_refused_at_its_field(self, house, assessment):
        for value, message in ((date(2027, 1, 1), "today or before"), (date(1980, 1, 1), "birth")):
            with pytest.raises(ValidationError) as refused:
                save(assessment, "medication", house.nurse, reviewed_on=value, list="Olanzapine")
            assert list(refused.value.message_dict) == ["medication.reviewed-on"]
            assert message in refused.value.message_dict["medication.reviewed-on"][0]
        assert not assessment.answers.exists()

    def test_what_is_unchanged_is_not_touched(self, house, assessment):
        save(assessment, "medication", house.nurse, list="Olanzapine", wishes="Less of it")
        again = save(
            assessment, "medication", house.coordinator, at=LATER + timedelta(hours=1),
            list=Given(value="Olanzapine", seen=1), wishes=Given(value="None at all", seen=1),
        )  # fmt: skip
        assert again.items == ("medication.wishes",)
        kept = assessment.answers.get(item="medication.list")
        assert (kept.by, kept.at, kept.number) == (house.nurse, LATER, 1)

    def test_every_value_is_kept_with_who_and_when(self, house, assessment):
        save(assessment, "medication", house.nurse, list="Olanzapine")
        save(assessment, "medication", house.coordinator, list=Given(value="Nothing now", seen=1))
        versions = AnswerVersion.objects.filter(answer__item="medication.list").order_by("number")
        assert [(v.value, v.by, v.organisation) for v in versions] == [
            ("Olanzapine", house.nurse, house.trust), ("Nothing now", house.coordinator, house.trust)
        ]  # fmt: skip

    def test_a_no_is_an_answer(self, house, assessment):
        save(assessment, "communication", house.coordinator, difficulty="no")
        assert assessment.answers.get().value is False

    def test_confirming_keeps_the_source_and_names_who_confirmed(self, house, case, carried):
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        saved = save(assessment, "home", house.housing_worker, kind=Given(say="confirm", seen=1))
        answer = assessment.answers.get()
        assert saved.items == ("home.kind",)
        assert (answer.value, answer.state, answer.by) == ("Tenant", "confirmed", house.housing_worker)
        assert answer.source_text == "Council, assessment of 3 April 2026"

    def test_ask_next_time_changes_nothing(self, house, case, carried):
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        assert save(assessment, "home", house.housing_worker, kind=Given(say="later", seen=1)).items == ()
        assert assessment.answers.get().state == "carried_in"

    def test_statements_do_not_grow_with_the_answers(self, house, assessment):
        counts = []
        save(assessment, "medication", house.nurse, list="Olanzapine")
        for answers in (
            {"effects": "Calmer"},
            {"list": Given(value="x", seen=1), "wishes": "Less", "reviewed_on": date(2026, 1, 1)},
        ):
            with CaptureQueriesContext(connection) as caught:
                save(assessment, "medication", house.nurse, **answers)
            counts.append(len(caught))
        assert counts[1] <= counts[0] + 1
        assert counts[1] <= 24


class TestTwoPeopleAtOnce:
    def test_what_each_changed_alone_is_kept_from_both(self, house, assessment):
        save(assessment, "medication", house.nurse, list="Olanzapine")
        both_saw = {"list": 1, "wishes": 0}
        save(assessment, "medication", house.nurse, list=Given(value="Olanzapine 10 mg", seen=both_saw["list"]))
        saved = save(
            assessment, "medication", house.coordinator,
            list=Given(value="Olanzapine", seen=1), wishes=Given(value="Less of it", seen=0),
        )  # fmt: skip
        assert (saved.items, saved.clashes) == (("medication.wishes",), ())
        assert assessment.answers.get(item="medication.list").value == "Olanzapine 10 mg"

    def test_what_both_changed_is_given_back_with_who_and_when(self, house, assessment):
        save(assessment, "medication", house.nurse, list="Olanzapine")
        saved = save(
            assessment,
            "medication",
            house.coordinator,
            list="Quetiapine",
            wishes="Less of it",
            at=LATER + timedelta(minutes=5),
        )
        clash = saved.clashes[0]
        assert (clash.item, clash.mine, clash.theirs) == ("medication.list", "Quetiapine", "Olanzapine")
        assert (clash.by, clash.at, clash.number) == (house.nurse, LATER, 1)
        assert saved.items == ("medication.wishes",)
        again = save(assessment, "medication", house.coordinator, list=Given(value="Quetiapine", seen=clash.number))
        assert (again.items, again.clashes) == (("medication.list",), ())

    def test_the_same_answer_twice_is_no_clash(self, house, assessment):
        save(assessment, "medication", house.nurse, list="Olanzapine")
        saved = save(assessment, "medication", house.coordinator, list="Olanzapine")
        assert (saved.items, saved.clashes) == ((), ())

    def test_words_clash_as_answers_do(self, house, assessment):
        first = {"assessment": assessment, "section": "about-me", "seen": 0, "at": LATER}
        services.set_words(words="My dog", by=house.coordinator, **first)
        saved = services.set_words(words="My sister", by=house.social_worker, **first)
        assert [(c.item, c.mine, c.theirs, c.by) for c in saved.clashes] == [
            ("words", "My sister", "My dog", house.coordinator)
        ]
        assert not saved.words


class TestNeedsAndPlan:
    def test_a_changed_need_keeps_the_one_before(self, house, assessment):
        need = services.add_need(
            assessment=assessment, domain=house.domain("daily-living"), text="Help with letters", level="unmet",
            persons_view="They go in the drawer", by=house.social_worker, at=LATER,
        )  # fmt: skip
        changed = services.change_need(
            need=need, text="Help with letters", level="met", by=house.social_worker, at=LATER
        )
        assert list(Need.objects.filter(superseded_at=None)) == [changed]
        need.refresh_from_db()
        with pytest.raises(ValidationError, match="Somebody has changed"):
            services.change_need(need=need, text="x", level="met", by=house.social_worker, at=LATER)

    def test_needs_of_somebody_elses_domain_are_refused(self, house, assessment):
        with pytest.raises(Refused):
            services.add_need(
                assessment=assessment, domain=house.domain("medication"), text="x", level="met",
                by=house.housing_worker, at=LATER,
            )  # fmt: skip

    def test_only_the_coordinator_writes_goals(self, house, assessment):
        for who in (house.housing_worker, house.social_worker, house.nurse, house.neighbour):
            with pytest.raises(Refused):
                services.write_goal(assessment=assessment, domain=house.domain("housing"), words="x", by=who, at=LATER)

    def test_an_action_for_a_part_that_has_ended_is_refused_beside_the_field(self, house, case, assessment):
        from domains.services import end

        goal = services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="A door", by=house.coordinator, at=LATER
        )
        part = case.parts.select_related("domain", "organisation").get(domain__code="housing")
        end(part=part, words="Found a flat", by=house.housing_worker, at=LATER)
        with pytest.raises(ValidationError) as refused:
            services.add_action(goal=goal, text="Ring", part=part, by=house.coordinator, at=LATER)
        assert "does not hold Housing" in refused.value.message_dict["done_by"][0]

    def test_whoever_holds_the_part_says_how_its_action_goes(self, house, case, assessment):
        goal = services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="A door", by=house.coordinator, at=LATER
        )
        part = case.parts.get(domain__code="housing")
        action = services.add_action(
            goal=goal, text="Ring the landlord", part=part, by_when=date(2026, 12, 1), by=house.coordinator, at=LATER
        )
        services.set_action_state(action=action, state="done", by=house.housing_worker, at=LATER)
        assert [(e.state, e.by) for e in action.events.order_by("pk")] == [
            ("to_do", house.coordinator), ("done", house.housing_worker)
        ]  # fmt: skip
        with pytest.raises(Refused):
            services.set_action_state(action=action, state="to_do", by=house.employment_worker, at=LATER)
