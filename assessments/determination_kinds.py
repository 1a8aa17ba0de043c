"""The kinds of determination, as data: what may be decided, which body decides it, and where that stands. Pure."""

from dataclasses import dataclass

from django.db import models

from assessments.eligibility import law


class Kind(models.TextChoices):
    CARE_ACT = "care_act_eligibility", "Eligibility under the Care Act"
    CARER = "carer_eligibility", "Eligibility as a carer"
    CPA = "cpa", "On CPA or not"
    ADVOCACY = "s67_advocacy", "Independent advocate"
    REFUSAL = "refusal", "Refusal of the assessment"
    COMBINED = "combined", "Combining with another person’s assessment"


@dataclass(frozen=True, slots=True)
class About:
    """What stands in law about a kind.

    ``sector`` decides it, as the accountable body of ``domain``; one of ``frameworks`` must be the assessment's. ``items``
    are the questions whose confirmed answers are kept with it. ``statutory_only``: voluntary bodies never see it, also
    where they coordinate (decisions of the council about eligibility and money). ``awaited``: every version needs it; the
    others are recorded where they happen.
    """

    kind: str
    domain: str
    sector: str
    frameworks: tuple
    source: str
    decisions: tuple
    items: tuple = ()
    statutory_only: bool = False
    awaited: bool = True

    @property
    def name(self):
        return Kind(self.kind).label

    def fits(self, frameworks):
        """Whether an assessment of these frameworks knows the kind."""
        return any(code in frameworks for code in self.frameworks)

    def decided(self, decision):
        """How a decision reads."""
        return dict(self.decisions)[decision]


ELIGIBLE, NOT_ELIGIBLE = "eligible", "not_eligible"
ON_CPA, NOT_ON_CPA = "on_cpa", "not_on_cpa"
ARRANGE, NOT_NEEDED = "arrange", "not_needed"
DUTY_STAYS, DUTY_ENDS, ASKED_AGAIN = "duty_stays", "duty_ends", "asked_again"
TOGETHER, APART = "together", "apart"

#: The frameworks whose duties the kinds answer.
ADULTS, CARERS = "care-act-2014", "care-act-2014-carer"

_CARER_ITEMS = (
    law.NECESSARY, law.HEALTH, *(o.item for o in law.CARER_OUTCOMES.values()), law.CARERS_EFFECT
)  # fmt: skip
_ELIGIBILITY_ITEMS = (law.CAUSE, *(o.item for o in law.ADULT_OUTCOMES.values()), law.CHILDREN, law.EFFECT)

#: Every kind in the order of the page. Who decides: CA14 (the local authority); Refocusing 2008 (the trust).
ABOUT = {
    about.kind: about
    for about in (
        About(
            Kind.CARE_ACT, "eligibility", "council", (ADULTS,), "CA14 s13(1), (2), (5); SI 2015/313",
            ((ELIGIBLE, "Eligible needs"), (NOT_ELIGIBLE, "Nothing eligible")), _ELIGIBILITY_ITEMS, True,
        ),
        About(
            Kind.CARER, "eligibility", "council", (CARERS,), "CA14 s13(1), (2), (5); SI 2015/313 reg 3",
            ((ELIGIBLE, "Eligible needs for support"), (NOT_ELIGIBLE, "Nothing eligible")), _CARER_ITEMS, True,
        ),
        About(
            Kind.CPA, "treatment", "nhs", ("cpa-2008",), "Refocusing the Care Programme Approach, 2008",
            ((ON_CPA, "On CPA"), (NOT_ON_CPA, "Not on CPA")),
        ),
        About(
            Kind.ADVOCACY, "advocacy", "council", (ADULTS, CARERS), "CA14 s67",
            ((ARRANGE, "An advocate must be arranged"), (NOT_NEEDED, "No advocate has to be arranged")),
            ("communication.difficulty", "communication.advocate"),
        ),
        About(
            Kind.REFUSAL, "eligibility", "council", (ADULTS,), "CA14 s11",
            (
                (DUTY_STAYS, "Refused, and the duty to assess stays"), (DUTY_ENDS, "Refused: the council need not assess"),
                (ASKED_AGAIN, "Asked for again: the duty to assess is back"),
            ),
            ("risk.safeguarding",), True, False,
        ),
        About(
            Kind.COMBINED, "eligibility", "council", (ADULTS, CARERS), "CA14 s12(5)",
            ((TOGETHER, "Combined with the other assessment"), (APART, "Kept apart")), (), True, False,
        ),
    )
}  # fmt: skip


def offered(frameworks):
    """The kinds that an assessment of these frameworks knows, in order."""
    return [about for about in ABOUT.values() if about.fits(frameworks)]
