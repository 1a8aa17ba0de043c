"""Signing each kind of determination with what a test does not care about filled in."""

from datetime import date

from assessments import determination_services as services
from assessments import services as assessments
from assessments.determination_kinds import Kind
from assessments.services import Given
from tests.assessments.stories import LATER
from tests.house import NOON


def answered(house, assessment, at=NOON, **values):
    """Answers as section_item="value", the dot of the code as two underscores: daily_living__food="cannot"."""
    for name, value in values.items():
        section, item = (part.replace("_", "-") for part in name.split("__"))
        code = f"{section}.{item}"
        number = assessment.answers.filter(item=code).values_list("number", flat=True).first() or 0
        assessments.save_section(
            assessment=assessment, section=section, given={code: Given(value=value, seen=number)}, by=house.coordinator, at=at,
        )  # fmt: skip


def eligible_answers(house, assessment):
    """Food and work by others' help, an illness behind it, a significant effect."""
    answered(
        house, assessment, mental_health__cause="yes", daily_living__food="cannot", work__able="prompting",
        daily_living__effect="significant",
    )  # fmt: skip


def eligibility(house, assessment, **more):
    return services.decide_eligibility(
        **{
            "assessment": assessment, "decision": "eligible", "reasons": "Meals and work fail without help",
            "by": house.social_worker, "at": LATER, "seen": 0, **more,
        }
    )  # fmt: skip


def cpa(house, assessment, **more):
    return services.decide_cpa(
        **{
            "assessment": assessment, "decision": "on_cpa", "criteria": ["severe"], "reasons": "Several services",
            "by": house.nurse, "at": LATER, "seen": 0, **more,
        }
    )  # fmt: skip


def advocacy(house, assessment, **more):
    return services.decide_advocacy(
        **{
            "assessment": assessment, "decision": "arrange", "difficulties": ["weigh"], "appropriate_person": False,
            "arrangement": "Harbour Light, from Monday", "reasons": "Nobody else", "by": house.social_worker, "at": LATER,
            "seen": 0, **more,
        }
    )  # fmt: skip


def refusal(house, assessment, **more):
    return services.record_refusal(
        **{
            "assessment": assessment, "has_capacity": True, "best_interests": None, "abuse": False,
            "reasons": "Said no twice", "by": house.social_worker, "at": LATER, "seen": 0, **more,
        }
    )  # fmt: skip


def combining(house, assessment, **more):
    return services.decide_combining(
        **{
            "assessment": assessment, "other_person": "Mair, his sister", "person_agrees": True, "other_agrees": True,
            "agreed_by": "Mair herself", "agreed_how": "Spoken, at home", "agreed_on": date(2026, 11, 20),
            "reasons": "They live together", "by": house.social_worker, "at": LATER, "seen": 0, **more,
        }
    )  # fmt: skip


SIGNING = {
    Kind.CARE_ACT: eligibility, Kind.CPA: cpa, Kind.ADVOCACY: advocacy, Kind.REFUSAL: refusal, Kind.COMBINED: combining,
}  # fmt: skip
