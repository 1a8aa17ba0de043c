"""Two people press Save at the same moment: one transaction after the other, nothing lost, no error (PostgreSQL)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from access.decisions import Refused
from assessments import agreement_services, clocks, determination_services, sealing, services
from assessments.clocks import CARE_ACT, CPA, Side
from assessments.models import AnswerVersion, Assessment, Determination, ReviewClock, Signature
from assessments.services import Given
from instruments.models import Score
from notifications.models import Deadline, Notice
from tests.assessments.stories import LATER, a_shared_case
from tests.house import NOON
from tests.instruments.stories import a_score

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS = 6


def at_once(act):
    """Run ``act(number)`` in several threads that begin together; returns what each gave."""
    barrier = Barrier(WRITERS)

    def one(number):
        try:
            barrier.wait()
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def test_the_same_question_is_written_once_and_the_others_are_told(house):
    case = a_shared_case(house)
    assessment = services.start(case=case, by=house.coordinator, at=NOON)
    saved = at_once(
        lambda number: services.save_section(
            assessment=assessment, section="medication", given={"medication.list": Given(value=f"Tablet {number}")},
            by=house.nurse, at=LATER,
        )
    )  # fmt: skip
    assert sum(bool(one.items) for one in saved) == 1
    assert sum(bool(one.clashes) for one in saved) == WRITERS - 1
    assert AnswerVersion.objects.count() == 1


def test_different_questions_are_all_kept(house):
    case = a_shared_case(house)
    assessment = services.start(case=case, by=house.coordinator, at=NOON)
    codes = ["story", "now", "understanding", "substances", "treatment", "cause"]
    at_once(
        lambda number: services.save_section(
            assessment=assessment, section="mental-health",
            given={f"mental-health.{codes[number]}": Given(value="yes" if codes[number] == "cause" else "Told")},
            by=house.coordinator, at=LATER,
        )
    )  # fmt: skip
    assert assessment.answers.count() == WRITERS


def test_starting_at_once_is_one_assessment(house):
    case = a_shared_case(house)
    at_once(lambda number: services.start(case=case, by=house.coordinator, at=NOON))
    assert Assessment.objects.count() == 1


def test_setting_clocks_at_once_leaves_one_of_each(house):
    case = a_shared_case(house)
    sides = {CPA: Side(last_done_on=date(2026, 2, 18)), CARE_ACT: Side(last_done_on=date(2026, 1, 7))}
    at_once(lambda number: clocks.set_clocks(case=case, sides=sides, at=NOON, by=None))
    assert ReviewClock.objects.filter(ended_at=None).count() == 2
    assert Deadline.objects.filter(is_live=True, subject_kind="case").count() == 2


def test_one_determination_is_signed_and_the_others_are_told(house):
    case = a_shared_case(house)
    assessment = services.start(case=case, by=house.coordinator, at=NOON)

    def sign(number):
        try:
            return determination_services.decide_eligibility(
                assessment=assessment,
                decision="eligible",
                reasons=f"Reason {number}",
                by=house.social_worker,
                at=LATER,
                seen=0,
            )
        except determination_services.SignedMeanwhile as told:
            return told

    signed = at_once(sign)
    assert Determination.objects.count() == 1
    assert sum(isinstance(one, determination_services.SignedMeanwhile) for one in signed) == WRITERS - 1


def a_version_to_sign(house, case):
    """A draft to which everybody who must has answered."""
    assessment = services.start(case=case, by=house.coordinator, at=NOON)
    for voice, who in (
        ("person", house.coordinator), (f"organisation-{house.trust.pk}", house.nurse),
        (f"organisation-{house.council.pk}", house.social_worker),
    ):  # fmt: skip
        agreement_services.answer(
            assessment=assessment, voice=voice, says="yes", how="in_person", by=who, at=NOON, said_on=NOON.date()
        )
    return assessment


def test_two_sign_at_once_and_one_is_told_who_did(house):
    assessment = a_version_to_sign(house, a_shared_case(house))

    def sign(number):
        by = house.manager if number % 2 else house.coordinator
        try:
            agreement_services.sign(assessment=assessment, by=by, at=LATER, why_incomplete="Later")
        except ValidationError as error:
            return error.messages[0]
        return by.name

    said = at_once(sign)
    winner = Signature.objects.select_related("by").get().by.name
    assert said.count(winner) == WRITERS / 2
    assert sum(one.startswith(f"{winner} signed this version") for one in said) == WRITERS / 2
    assert Notice.objects.filter(kind="agreement.signed").count() == len(
        set(Notice.objects.filter(kind="agreement.signed").values_list("worker", flat=True))
    )


def test_what_is_saved_while_somebody_signs_is_in_what_was_signed_or_is_refused(house):
    """Nothing is lost in silence and nothing slips in after the lock: the digest holds whatever came first."""
    case = a_shared_case(house)
    assessment = a_version_to_sign(house, case)
    goal = services.write_goal(
        assessment=assessment, domain=house.domain("housing"), words="A door", by=house.coordinator, at=NOON
    )
    common = {"by": house.coordinator, "at": LATER}
    writes = [
        lambda: agreement_services.sign(assessment=assessment, why_incomplete="Later", **common),
        lambda: services.save_section(
            assessment=assessment, section="about-me", given={"about-me.outcomes": Given(value="A dog")}, **common
        ),
        lambda: services.add_need(
            assessment=assessment, domain=house.domain("daily-living"), text="Letters", level="unmet", **common
        ),
        lambda: services.write_goal(assessment=assessment, domain=house.domain("housing"), words="A flat", **common),
        lambda: services.set_goal_state(goal=goal, state="stuck", **common),
        lambda: agreement_services.answer(
            assessment=assessment, voice=f"organisation-{house.open_door.pk}", says="no", words="Not yet",
            by=house.housing_worker, at=LATER,
        ),
    ]  # fmt: skip

    def write(number):
        try:
            writes[number]()
        except (Refused, ValidationError) as refusal:
            return str(refusal)
        return ""

    said = at_once(write)
    assert all("signed and locked" in one or "although Open Door said no" in one for one in said if one), said
    signed, answer, need, goal_too, stuck, said_no = (not one for one in said)
    kept = Assessment.objects.select_related("signature").get()
    assert signed == (kept.state == "signed")
    assert (kept.answers.count(), kept.needs.count(), kept.plan.goals.count()) == (answer, need, 1 + goal_too)
    goal.refresh_from_db()
    assert (goal.state == "stuck") == stuck
    assert kept.agreements.filter(says="no").exists() == said_no
    if signed:
        assert sealing.differences(kept) == []


def test_a_score_written_while_somebody_signs_never_makes_the_signature_doubtful(house):
    """Writers begin before the signature and end after it, and the other way round: what is sealed is what stood then."""
    case = a_shared_case(house)
    assessment = a_version_to_sign(house, case)

    def write(number):
        at = LATER + timedelta(milliseconds=number - WRITERS // 2)
        if number == 1:
            agreement_services.sign(assessment=assessment, by=house.coordinator, at=LATER, why_incomplete="Later")
        else:
            a_score(house, case, at=at)

    at_once(write)
    kept = Assessment.objects.select_related("signature").get()
    assert Score.objects.count() == WRITERS - 1
    assert 0 <= kept.signature.reached["scores"] <= WRITERS - 1
    assert sealing.differences(kept) == []


def test_one_voice_that_changes_its_mind_from_several_windows_keeps_every_answer_in_order(house):
    assessment = services.start(case=a_shared_case(house), by=house.coordinator, at=NOON)
    at_once(
        lambda number: agreement_services.answer(
            assessment=assessment,
            voice="person",
            says="no",
            words=f"No {number}",
            how="by_phone",
            by=house.coordinator,
            at=LATER,
        )
    )
    assert sorted(assessment.agreements.values_list("number", flat=True)) == list(range(1, WRITERS + 1))


def test_asking_at_once_tells_each_once(house):
    assessment = services.start(case=a_shared_case(house), by=house.coordinator, at=NOON)
    at_once(lambda number: agreement_services.ask(assessment=assessment, by=house.coordinator, at=LATER))
    told = list(Notice.objects.filter(kind="agreement.asked").values_list("worker", flat=True))
    assert len(told) == len(set(told)) > 0
