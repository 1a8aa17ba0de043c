"""From the answers of the assessment to the facts of a rule. Only what somebody has confirmed counts."""

from dataclasses import dataclass

from assessments.eligibility import law, rules


@dataclass(frozen=True, slots=True)
class FromAnswers:
    """What the rule says of the answers, which of them it read, and which questions still have no answer.

    ``used`` maps a question to its confirmed value; ``missing`` holds questions of the form without one, ``not_asked``
    outcomes for which this assessment has no question.
    """

    proposal: rules.Proposal
    used: dict
    missing: tuple
    not_asked: tuple


def carer_from(values, asked):
    """The carer's eligibility by confirmed ``values`` {question: value}, of the questions that are ``asked``.

    Where a carer has no child, or nobody else to care for, that outcome stands as achieved. An answer that is no way of being
    unable for a carer raises ValidationError (Elig15 reg 3(3): there is no *takes longer*).
    """
    outcomes = {
        code: law.LIMB_OF_CARERS_ANSWER[values[outcome.item]]
        for code, outcome in law.CARER_OUTCOMES.items()
        if values.get(outcome.item) in law.LIMB_OF_CARERS_ANSWER
    }
    proposal = rules.carer(
        necessary_care=values.get(law.NECESSARY),
        health_at_risk=values.get(law.HEALTH),
        outcomes=outcomes,
        impact=law.SIGNIFICANT.get(values.get(law.CARERS_EFFECT)),
    )
    single = (law.NECESSARY, law.HEALTH, law.CARERS_EFFECT)
    read = [law.NECESSARY, law.HEALTH, *(outcome.item for outcome in law.CARER_OUTCOMES.values()), law.CARERS_EFFECT]
    open_ = [code for code in read if code in single and values.get(code) is None]
    open_ += [law.CARER_OUTCOMES[code].item for code in proposal.missing]
    return FromAnswers(
        proposal,
        {code: values[code] for code in read if values.get(code) is not None},
        tuple(code for code in read if code in open_ and code in asked),
        tuple(code for code, outcome in law.CARER_OUTCOMES.items() if outcome.item not in asked),
    )


def adult_from(values, asked):
    """The adult's eligibility by confirmed ``values`` {question: value}, of the questions that are ``asked``.

    Where nobody is a child's carer, outcome j stands as achieved: there is no responsibility to be unable in (Elig15 reg
    2(2)(j) speaks of responsibilities that the adult has).
    """
    outcomes, not_asked = {}, []
    for code, outcome in law.ADULT_OUTCOMES.items():
        value = values.get(outcome.item)
        if code == "j" and values.get(law.CHILDREN) is False:
            outcomes[code] = law.ABLE
        elif outcome.item not in asked:
            not_asked.append(code)
        elif value in law.LIMB_OF_ANSWER:
            outcomes[code] = law.LIMB_OF_ANSWER[value]
    proposal = rules.adult(
        from_impairment=values.get(law.CAUSE),
        outcomes=outcomes,
        impact=law.SIGNIFICANT.get(values.get(law.EFFECT)),
    )
    read = [law.CAUSE, *(outcome.item for outcome in law.ADULT_OUTCOMES.values()), law.CHILDREN, law.EFFECT]
    needed = [
        *((law.CAUSE,) if values.get(law.CAUSE) is None else ()),
        *(law.ADULT_OUTCOMES[code].item for code in proposal.missing if code not in not_asked),
        *((law.EFFECT,) if values.get(law.EFFECT) is None else ()),
    ]
    return FromAnswers(
        proposal,
        {code: values[code] for code in read if values.get(code) is not None},
        tuple(code for code in needed if code in asked),
        tuple(not_asked),
    )
