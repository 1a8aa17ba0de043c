"""How far the lists of a case went when a version was signed: those that grow on after it, and of which it seals a beginning.

Scores, determinations and the plans for bad days are written beside the assessment, each under the lock of the case, and so
is the signature. What is counted there is exact. A moment is not: a write that began before the signature may end after it.
"""

from django.db.models import Max

from assessments.crisis_models import ContingencyPlan, CrisisPlan
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
