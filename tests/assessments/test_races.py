"""Two people press Save at the same moment: one transaction after the other, nothing lost, no error (PostgreSQL)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from assessments import clocks, determination_services, services
from assessments.clocks import CARE_ACT, CPA, Side
from assessments.models import AnswerVersion, Assessment, Determination, ReviewClock
from assessments.services import Given
from notifications.models import Deadline
from tests.assessments.stories import LATER, a_shared_case
from tests.house import NOON

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
