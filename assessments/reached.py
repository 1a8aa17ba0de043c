"""How far the lists of a case went when a version was signed: those that grow on after it, and of which it seals a beginning.

Scores, determinations and the plans for bad days are written beside the assessment, each under the lock of the case, and so
is the signature. What is counted there is exact. A moment is not: a write that began before the signature may end after it.
"""

from datetime import timedelta

from django.db.models import Max

from assessments.crisis_models import ContingencyPlan, CrisisPlan
from assessments.models import Assessment
from instruments import queries as instruments

SCORES, DETERMINATIONS = "scores", "determinations"
PLANS = {CrisisPlan: "crisis plan", ContingencyPlan: "contingency plan"}


def now(assessment):
    """{name: how many rows, or which version (0 for none)} of every such list. Ask it under the lock of the case."""
    plans = {
        name: model.objects.filter(case_id=assessment.case_id).aggregate(last=Max("version"))["last"] or 0
        for model, name in PLANS.items()
    }
    return {
        SCORES: instruments.recorded(assessment.case), DETERMINATIONS: assessment.determinations.count(), **plans,
    }  # fmt: skip


def of(assessment, name):
    """How far a list went when the version was signed; None for a version that is not signed, or whose signature only says
    its moment."""
    signature = assessment.signed_for
    return signature and signature.reached.get(name)


def moment_after(case_id, at):
    """The moment of what is written now: ``at``, or just after a signature that came while the request was under way.

    Aftercare and risks are sealed as they stood at the moment of the signature, their later changes left out by their own
    moments. So nothing may be written with a moment that is sealed already. Ask it under the lock of the case.
    """
    signed = Assessment.objects.filter(case_id=case_id, signed_at__gte=at).aggregate(last=Max("signed_at"))["last"]
    return at if signed is None else signed + timedelta(microseconds=1)
