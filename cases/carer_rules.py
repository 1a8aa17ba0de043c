"""What follows from what was said between a carer and a body about an assessment of their own. Pure."""

from cases.models import CarerStep

Step = CarerStep.Step
#: From these days on an assessment is owed. Source: CA14 s10(1): where it appears to a local authority that a carer may have
#: needs for support, now or in the future, it must assess. Asking for it makes it appear.
OWED_FROM = frozenset({Step.NEED, Step.ASKED})
#: These leave nothing owed: a carer may refuse. Source: CA14 s11 speaks of refusals; what ends one is that they ask again.
NOT_OWED_FROM = frozenset({Step.DECLINED})


def owed_since(steps):
    """The day from which a carer's assessment is owed by ``steps`` of one link, in the order of their days; None for none.

    The first day counts that still stands: asking twice moves nothing, and after a refusal only a new asking begins again.
    """
    since = None
    for step in steps:
        if step.step in NOT_OWED_FROM:
            since = None
        elif step.step in OWED_FROM and since is None:
            since = step.on
    return since
