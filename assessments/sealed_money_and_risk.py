"""What a signature seals of aftercare, money and risks: as they stood at its moment."""

from assessments import aftercare_queries, risk_queries
from assessments.charging import queries as charging
from assessments.sealing import sealed


@sealed("aftercare")
def aftercare(assessment):
    """Rights to aftercare under section 117, with the signatures that had come."""
    return aftercare_queries.canonical(assessment.case, until=assessment.signed_at)


@sealed("charges")
def charges(assessment):
    """What was decided about each service, which of them are aftercare, and the personal budget."""
    return charging.canonical(assessment)


@sealed("risks")
def risks(assessment):
    """The risks that were open, as they were said then."""
    return risk_queries.canonical(assessment.case, until=assessment.signed_at)
