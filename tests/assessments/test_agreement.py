"""Who agrees to a version, and signing it: only by whoever may, nothing overwritten, nothing written afterwards."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from access.decisions import Refused
from assessments import agreement_queries, agreement_services, sealing, services
from assessments.models import Agreement, Assessment, Signature
from assessments.services import Given
from audit.models import Entry
from cases.models import CarerLink, Person
from notifications.models import Notice
from tests.assessments.stories import LATER, a_case, a_shared_case, with_parts
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def assessment(house, case):
    return services.start(case=case, by=house.coordinator, at=NOON)


@pytest.fixture
def sister(case):
    carer = Person.objects.create(given_name="Carys", family_name="Evans", created_at=NOON)
    CarerLink.objects.create(
        carer=carer, cared_for=case.person, relationship="Sister", recorded_at=NOON, organisation=case.lead_organisation
    )
    return carer


def key(organisation):
    return f"organisation-{organisation.pk}"


def says(assessment, voice, by, says="yes", words="", how="in_person", at=LATER, **more):
    return agreement_services.answer(
        assessment=assessment, voice=voice, says=says, words=words, how=how, by=by, at=at, **more
    )


def all_agree(house, assessment):
    says(assessment, "person", house.coordinator)
    says(assessment, key(house.trust), house.nurse)
    says(assessment, key(house.council), house.social_worker)


def sign(assessment, by, at=LATER, **reasons):
    return agreement_services.sign(
        assessment=assessment, by=by, at=at, **{"why_incomplete": "The rest is asked next week", **reasons}
    )


def refused_at(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.message_dict


class TestWhoIsAsked:
    def test_the_person_carers_and_who_holds_a_part_but_not_who_is_kept_informed(self, house, case, assessment, sister):
        found = agreement_queries.voices(assessment)
        assert [(one.name, one.joint) for one in found] == [
            ("Daf", False), ("Carys Evans", False), ("Trust", True), ("Council", True), ("Open Door", False)
        ]  # fmt: skip
        from access.rows import writing
        from domains.models import Part

        with writing(Part):
            Part.objects.filter(case=case, organisation=house.open_door).update(share="informed")
        assert "Open Door" not in [one.name for one in agreement_queries.voices(assessment)]

    def test_a_carer_who_cares_no_longer_is_not_asked(self, house, assessment, sister):
        says(assessment, f"carer-{sister.pk}", house.coordinator)
        CarerLink.objects.update(ended_at=LATER)
        asked = {one.key: one.is_asked for one in agreement_queries.voices(assessment)}
        assert asked[f"carer-{sister.pk}"] is False
        assert "voice" in refused_at(lambda: says(assessment, f"carer-{sister.pk}", house.coordinator, words="x"))


class TestDenials:
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "partnership_manager", "administrator"])
    def test_a_stranger_writes_nothing(self, house, assessment, who):
        worker = getattr(house, who)
        for act in (
            lambda: says(assessment, "person", worker),
            lambda: agreement_services.ask(assessment=assessment, by=worker, at=LATER),
            lambda: sign(assessment, worker),
        ):
            with pytest.raises(Refused):
                act()
        assert not Agreement.objects.exists()
        assert not Notice.objects.filter(kind__startswith="agreement").exists()

    def test_the_persons_answer_is_not_written_down_by_a_charity_that_does_housing(self, house, assessment):
        told = refused_at(lambda: says(assessment, "person", house.housing_worker))
        assert "whoever writes the joint assessment" in told["voice"][0]

    @pytest.mark.parametrize(
        ("who", "organisation"),
        [
            ("coordinator", "council"),
            ("coordinator", "open_door"),
            ("social_worker", "trust"),
            ("housing_worker", "council"),
        ],
    )
    def test_nobody_answers_for_another_organisation(self, house, assessment, who, organisation):
        theirs = getattr(house, organisation)
        told = refused_at(lambda: says(assessment, key(theirs), getattr(house, who)))
        assert f"may answer for {theirs.short_name}" in told["voice"][0]
        assert not Agreement.objects.exists()

    @pytest.mark.parametrize("who", ["nurse", "social_worker", "housing_worker"])
    def test_only_the_holder_of_the_plan_asks_and_signs(self, house, assessment, who):
        all_agree(house, assessment)
        with pytest.raises(Refused):
            agreement_services.ask(assessment=assessment, by=getattr(house, who), at=LATER)
        with pytest.raises(Refused):
            sign(assessment, getattr(house, who))
        assert Assessment.objects.get().state == "draft"
        assert not Signature.objects.exists()


class TestAnswers:
    def test_their_words_with_who_how_and_when(self, house, assessment, sister):
        row = says(
            assessment, f"carer-{sister.pk}", house.social_worker, "no", "He cannot manage alone yet", "by_phone",
            said_on=NOON.date(),
        )  # fmt: skip
        assert (row.named, row.how, row.by, row.organisation) == (
            "Carys Evans", "by_phone", house.social_worker, house.council
        )  # fmt: skip
        assert Entry.objects.filter(action="agreement.answered").count() == 1

    def test_the_charity_answers_for_itself(self, house, assessment):
        row = says(assessment, key(house.open_door), house.housing_worker, "reservations", "Only with a key", how="")
        assert (row.named, row.speaks_for, row.organisation) == ("Priya Nair", house.open_door, house.open_door)

    def test_a_changed_mind_keeps_what_was_said_before(self, house, assessment):
        says(assessment, "person", house.coordinator, "no", "I do not want the injection")
        says(assessment, "person", house.social_worker, "yes", "All right then", at=LATER + DAY)
        person = agreement_queries.voices(assessment)[0]
        assert [(row.says, row.words, row.number) for row in person.says] == [
            ("yes", "All right then", 2), ("no", "I do not want the injection", 1)
        ]  # fmt: skip

    def test_the_same_answer_twice_is_one(self, house, assessment):
        first = says(assessment, "person", house.coordinator, "no", "Not yet")
        assert says(assessment, "person", house.coordinator, "no", "Not yet") == first
        assert Entry.objects.filter(action="agreement.answered").count() == 1

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("says", {"says": "perhaps"}), ("words", {"says": "no", "words": "  "}),
            ("words", {"says": "reservations"}), ("how", {"how": ""}), ("how", {"how": "by_pigeon"}),
            ("said_on", {"said_on": date(2026, 11, 24)}), ("said_on", {"said_on": date(2026, 11, 22)}),
            ("words", {"words": "x" * 8_001}), ("voice", {"voice": "carer-99"}),
        ],
    )  # fmt: skip
    def test_what_is_missing_is_told_at_its_field(self, house, assessment, field, given):
        before = Entry.objects.count()
        given = {"voice": "person", **given}
        assert list(refused_at(lambda: says(assessment, by=house.coordinator, **given))) == [field]
        assert not Agreement.objects.exists()
        assert Entry.objects.count() == before


class TestAsking:
    def test_each_part_is_told_once_and_who_answered_is_not(self, house, case, assessment):
        says(assessment, key(house.council), house.social_worker)
        told = agreement_services.ask(assessment=assessment, by=house.coordinator, at=LATER)
        notices = Notice.objects.filter(kind="agreement.asked")
        assert told == notices.count() > 0
        assert house.council.pk not in notices.values_list("worker__memberships__organisation", flat=True)
        assert notices.filter(worker=house.housing_worker).count() == 1
        assert agreement_services.ask(assessment=assessment, by=house.coordinator, at=LATER + DAY) == 0
        assessment.refresh_from_db()
        assert (assessment.asked_at, assessment.asked_by) == (LATER, house.coordinator)

    def test_the_inbox_names_the_person_only_to_who_may_open_the_case(self, house, case, assessment):
        from assessments import agreement_notices
        from notifications.registry import describing, wanting

        agreement_services.ask(assessment=assessment, by=house.coordinator, at=LATER)
        notice = Notice.objects.get(kind="agreement.asked", worker=house.housing_worker)
        describe = describing(agreement_notices.ASKED)
        assert describe([notice], house.housing_worker, LATER)[notice.pk].text == (
            "Your organisation’s answer to the assessment and plan of Daf E., version 1, is wanted"
        )
        assert describe([notice], house.neighbour, LATER) == {notice.pk: None}
        assert wanting(agreement_notices.ASKED)([notice], LATER) == {notice.pk}
        all_agree(house, assessment)
        sign(assessment, house.coordinator)
        assert wanting(agreement_notices.ASKED)([notice], LATER) == set()
        assert "no answer is wanted" in describe([notice], house.housing_worker, LATER)[notice.pk].text


class TestSigning:
    def test_who_shares_the_joint_assessment_answers_first(self, house, assessment):
        says(assessment, "person", house.coordinator)
        says(assessment, key(house.trust), house.nurse)
        assert "Council must answer first" in refused_at(lambda: sign(assessment, house.coordinator))["__all__"][0]

    def test_each_reason_is_asked_for_where_it_is_needed(self, house, assessment):
        says(assessment, key(house.trust), house.nurse)
        says(assessment, key(house.council), house.social_worker, "no", "The flat is not safe")
        told = refused_at(lambda: agreement_services.sign(assessment=assessment, by=house.coordinator, at=LATER))
        assert set(told) == {"why_without_person", "why_incomplete", "why_despite_no"}
        assert "although Council said no" in told["why_despite_no"][0]
        assert Assessment.objects.get().state == "draft"
        signed = sign(
            assessment,
            house.coordinator,
            why_without_person="In hospital abroad",
            why_despite_no="It is looked at in May",
        )
        assert (signed.state, signed.signed_at, signed.signed_for.by) == ("signed", LATER, house.coordinator)
        assert signed.signed_for.why_despite_no == "It is looked at in May"

    def test_a_reason_that_is_not_needed_is_not_kept(self, house, assessment):
        all_agree(house, assessment)
        signed = sign(assessment, house.coordinator, why_despite_no="Left over", why_without_person="Left over")
        assert (signed.signed_for.why_despite_no, signed.signed_for.why_without_person) == ("", "")

    def test_a_manager_of_the_coordinating_body_signs_too(self, house, assessment):
        all_agree(house, assessment)
        assert sign(assessment, house.manager).signed_for.organisation == house.trust

    def test_the_second_is_told_who_signed_and_the_same_one_twice_is_once(self, house, assessment):
        all_agree(house, assessment)
        sign(assessment, house.coordinator)
        assert sign(assessment, house.coordinator, at=LATER + DAY).signed_at == LATER
        with pytest.raises(ValidationError, match="Jo Price signed this version on 23 November 2026 at 12:01pm"):
            sign(assessment, house.manager)
        assert Signature.objects.count() == 1
        assert Entry.objects.filter(action="assessment.signed").count() == 1

    def test_every_part_hears_of_it_once(self, house, assessment):
        all_agree(house, assessment)
        sign(assessment, house.coordinator)
        told = Notice.objects.filter(kind="agreement.signed")
        assert {house.housing_worker.pk, house.social_worker.pk} <= set(told.values_list("worker", flat=True))
        assert told.count() == len(set(told.values_list("worker", flat=True)))

    def test_nothing_stays_when_telling_fails(self, house, assessment, monkeypatch):
        from assessments import agreement_notices

        def fail(*args, **kwargs):
            raise RuntimeError("no")

        all_agree(house, assessment)
        monkeypatch.setattr(agreement_notices, "signed", fail)
        with pytest.raises(RuntimeError):
            sign(assessment, house.coordinator)
        assert Assessment.objects.get().state == "draft"
        assert not Signature.objects.exists()
        assert not Entry.objects.filter(action="assessment.signed").exists()

    def test_a_charity_that_coordinates_signs_and_is_shown_only_questions_it_reads(self, house):
        from access.roles import Role
        from assessments.policies import reach
        from cases.services import set_coordinator
        from tests.assessments.stories import agrees

        keyworker = house.hire("Mali Huws", house.harbour, Role.COORDINATOR)
        case = with_parts(house, a_case(house), ("assessment", "trust"), ("medication", "trust"))
        agrees(house, case, "harbour", domain="assessment")
        agrees(house, case, "harbour", domain="coordination")
        set_coordinator(
            case=case, organisation=house.harbour, team=house.whole(house.harbour), worker=keyworker,
            by=house.coordinator, at=NOON,
        )  # fmt: skip
        case.refresh_from_db()
        assessment = services.start(case=case, by=keyworker, at=NOON)
        ready = agreement_queries.readiness(assessment, reach(keyworker, case, at=LATER), keyworker, at=LATER)
        asked = " ".join(question for one in ready.missing for question in one.questions)
        assert "medicine" not in asked.lower()
        says(assessment, "person", keyworker)
        says(assessment, key(house.trust), house.nurse)
        assert sign(assessment, keyworker).signed_for.organisation == house.harbour


class TestLocked:
    def test_every_write_is_refused_also_from_what_was_read_before_the_signature(self, house, case, assessment):
        """Each service, with rows that somebody's page still holds as a draft."""
        need = services.add_need(
            assessment=assessment, domain=house.domain("daily-living"), text="Letters", level="unmet",
            by=house.coordinator, at=LATER,
        )  # fmt: skip
        goal = services.write_goal(
            assessment=assessment, domain=house.domain("housing"), words="A door", by=house.coordinator, at=LATER
        )
        part = case.parts.select_related("domain", "organisation").get(domain__code="housing")
        action = services.add_action(goal=goal, text="Ring", part=part, by=house.coordinator, at=LATER)
        all_agree(house, assessment)
        sign(assessment, house.coordinator)
        assert assessment.state == "draft", "what the pages hold is from before"
        common = {"by": house.coordinator, "at": LATER + DAY}
        housing = house.domain("housing")
        writes = [
            lambda: services.save_section(
                assessment=assessment, section="about-me", given={"about-me.outcomes": Given(value="x")}, **common
            ),
            lambda: services.set_words(assessment=assessment, section="about-me", words="x", seen=0, **common),
            lambda: services.add_need(
                assessment=assessment, domain=house.domain("daily-living"), text="x", level="met", **common
            ),
            lambda: services.change_need(need=need, text="x", level="met", **common),
            lambda: services.write_goal(assessment=assessment, domain=housing, words="x", **common),
            lambda: services.add_action(goal=goal, text="x", part=part, **common),
            lambda: services.set_goal_state(goal=goal, state="reached", **common),
            lambda: services.set_action_state(action=action, state="done", **common),
            lambda: services.set_action_state(
                action=action, state="done", by=house.housing_worker, at=LATER + DAY
            ),
            lambda: says(assessment, "person", house.coordinator, "no", "Changed my mind", at=LATER + DAY),
            lambda: says(assessment, key(house.open_door), house.housing_worker, at=LATER + DAY),
            lambda: agreement_services.ask(assessment=assessment, **common),
        ]  # fmt: skip
        before = sealing.digests(Assessment.objects.get(), sealing.names())
        for write in writes:
            with pytest.raises(Refused, match="signed and locked"):
                write()
        assert sealing.digests(Assessment.objects.get(), sealing.names()) == before
        assert services.confirm(assessment=assessment, items=["about-me.outcomes"], **common) == 0

    def test_confirming_what_was_carried_in_is_refused(self, house, case, assessment):
        services.save_section(
            assessment=assessment, section="about-me", given={"about-me.outcomes": Given(value="A dog")},
            by=house.coordinator, at=LATER,
        )  # fmt: skip
        all_agree(house, assessment)
        sign(assessment, house.coordinator)
        following = services.start(case=case, by=house.coordinator, at=LATER + DAY)
        for voice, by in (
            ("person", house.coordinator),
            (key(house.trust), house.nurse),
            (key(house.council), house.social_worker),
        ):
            says(following, voice, by, at=LATER + DAY)
        sign(following, house.coordinator, at=LATER + DAY)
        with pytest.raises(Refused, match="signed and locked"):
            services.confirm(
                assessment=following, items=["about-me.outcomes"], by=house.coordinator, at=LATER + 2 * DAY
            )
