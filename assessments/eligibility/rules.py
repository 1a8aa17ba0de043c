"""The rules themselves. Each takes facts and gives a :class:`Proposal`, which says what decided it, in words, with source.

A fact that is not known is None, and an outcome that is not known is left out. What is known decides where it is enough:
an adult whose needs come from no impairment is not eligible, whatever else is still to be asked.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from assessments.eligibility import law

#: What a proposal says while the facts are not enough.
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a rule asks: whether it holds (None: not known yet), in words, and where it stands."""

    code: str
    holds: bool | None
    words: str
    source: str

    def as_data(self):
        return {"code": self.code, "holds": self.holds, "words": self.words, "source": self.source}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule says of some facts. ``decided_by`` are the checks that settled it, or those that are still open."""

    result: str
    words: str
    decided_by: tuple[Check, ...]
    checks: tuple[Check, ...]
    details: tuple[Check, ...] = ()
    missing: tuple[str, ...] = ()

    def as_data(self):
        """The proposal as it is kept with a determination: plain values, no key of the database."""
        return {
            "result": self.result,
            "words": self.words,
            "decided_by": [check.code for check in self.decided_by],
            "checks": [check.as_data() for check in self.checks],
            "details": [check.as_data() for check in self.details],
            "missing": list(self.missing),
        }


def adult(*, from_impairment, outcomes, impact):
    """Whether an adult's needs meet the criteria: all of the three hold. Source: Elig15 reg 2(1).

    (a) the needs arise from a physical or mental impairment or illness; (b) because of them the adult is unable to achieve
    two outcomes or more; (c) as a consequence there is, or is likely to be, a significant impact on well-being.
    ``outcomes`` maps the codes a to j to :data:`law.ABLE` or a limb of reg 2(3), *takes significantly longer* among them.
    """
    _known(outcomes, law.ADULT_OUTCOMES, law.ADULT_LIMBS)
    unable = [code for code in law.ADULT_OUTCOMES if outcomes.get(code, law.ABLE) != law.ABLE]
    left = [code for code in law.ADULT_OUTCOMES if code not in outcomes]
    enough = True if len(unable) >= 2 else None if len(unable) + len(left) >= 2 else False
    checks = (
        _cause(from_impairment, "a physical or mental impairment or illness", "Elig15 reg 2(1)(a)"),
        Check("outcomes", enough, _unable_words(unable, left, law.ADULT_OUTCOMES, 2), "Elig15 reg 2(1)(b), 2(2), 2(3)"),
        _impact(impact, "Elig15 reg 2(1)(c)"),
    )
    return _eligible(checks, _details(outcomes, law.ADULT_OUTCOMES, law.ADULT_LIMBS), left)


def carer(*, necessary_care, health_at_risk, outcomes, impact):
    """Whether a carer's needs meet the criteria: all of the three hold. Source: Elig15 reg 3(1).

    (a) the needs arise from providing necessary care to an adult; (b) the carer's health is, or is at risk of, deteriorating,
    or they are unable to achieve any one outcome of eight; (c) as a consequence there is, or is likely to be, a significant
    impact on well-being. It never asks whether the adult is eligible. ``outcomes`` maps the codes i to viii to
    :data:`law.ABLE` or a limb of reg 3(3); *takes longer* is none of them and raises ValidationError.
    """
    _known(outcomes, law.CARER_OUTCOMES, law.CARER_LIMBS)
    unable = [code for code in law.CARER_OUTCOMES if outcomes.get(code, law.ABLE) != law.ABLE]
    left = [code for code in law.CARER_OUTCOMES if code not in outcomes]
    if health_at_risk or unable:
        strained = True
    else:
        strained = None if health_at_risk is None or left else False
    words = _unable_words(unable, left, law.CARER_OUTCOMES, 1)
    if health_at_risk:
        words = f"Their health is getting worse, or is at risk. {words}"
    checks = (
        _cause(necessary_care, "giving necessary care to an adult", "Elig15 reg 3(1)(a)"),
        Check("strain", strained, words, "Elig15 reg 3(1)(b), 3(2), 3(3)"),
        _impact(impact, "Elig15 reg 3(1)(c)"),
    )
    return _eligible(checks, _details(outcomes, law.CARER_OUTCOMES, law.CARER_LIMBS), left)


def _known(outcomes, listed, limbs):
    for code, limb in outcomes.items():
        if code not in listed:
            raise ValidationError(f"There is no outcome {code!r} in this rule.", code="outcome")
        if limb != law.ABLE and limb not in limbs:
            said = law.ADULT_LIMBS[limb].text if limb in law.ADULT_LIMBS else limb
            raise ValidationError(f"“{said}” is no way of being unable here.", code="limb")


def _cause(holds, what, source):
    words = {
        True: f"The needs come from {what}.",
        False: f"The needs do not come from {what}.",
        None: f"Whether the needs come from {what} is not answered yet.",
    }[holds]
    return Check("cause", holds, words, source)


def _impact(holds, source):
    words = {
        True: "There is, or is likely to be, a significant impact on well-being.",
        False: "There is no significant impact on well-being.",
        None: "The impact on well-being is not answered yet.",
    }[holds]
    return Check("impact", holds, words, source)


def _unable_words(unable, left, listed, needed):
    names = "; ".join(listed[code].text for code in unable)
    said = (
        f"Unable: {names}."
        if unable
        else "Unable in no outcome that is answered."
        if left
        else "Able in every outcome."
    )
    if 0 < len(unable) < needed and not left:
        said += f" The law asks for {needed} or more."
    if left and len(unable) < needed:
        said += f" {len(left)} of {len(listed)} are not answered yet."
    return said


def _details(outcomes, listed, limbs):
    made = []
    for code, outcome in listed.items():
        limb = outcomes.get(code)
        if limb is None:
            made.append(Check(code, None, "not answered yet", outcome.source))
        elif limb == law.ABLE:
            made.append(Check(code, False, "able", outcome.source))
        else:
            made.append(Check(code, True, limbs[limb].text, f"{outcome.source}, {limbs[limb].source}"))
    return tuple(made)


def _eligible(checks, details, left):
    against = tuple(check for check in checks if check.holds is False)
    waiting = tuple(check for check in checks if check.holds is None)
    if against:
        return Proposal("not_eligible", _said("Not eligible", against), against, checks, details, tuple(left))
    if waiting:
        return Proposal(OPEN, _said("It cannot be said yet", waiting), waiting, checks, details, tuple(left))
    return Proposal("eligible", _said("Eligible", checks), checks, checks, details, tuple(left))


def _said(result, checks):
    return f"{result}. {' '.join(f'{check.words} ({check.source})' for check in checks)}"


def cpa(*, criteria):
    """What the criteria of 2008 say: a prompt and never a score. Source: Refocusing 2008.

    Somebody in one of the key groups is presumed to be on CPA unless reasons are written. Otherwise nothing is proposed.
    Raises ValidationError for a criterion that is not in the list.
    """
    listed = {criterion.code: criterion for criterion in law.CRITERIA}
    if not set(criteria) <= set(listed):
        raise ValidationError({"criteria": "Choose from the list."})
    checks = tuple(Check(c.code, True, c.text, c.source) for c in law.CRITERIA if c.code in set(criteria))
    keys = tuple(check for check in checks if listed[check.code].key_group)
    if keys:
        names = "; ".join(check.words for check in keys)
        return Proposal("on_cpa", f"Presumed to be on CPA, unless reasons say why not: {names}.", keys, checks)
    return Proposal(OPEN, "No key group is ticked. The criteria are a prompt: you decide.", (), checks)


def advocacy(*, difficulties, appropriate_person, exceptions=()):
    """Whether the council must arrange an independent advocate. Source: CA14 s67(2), (4), (5).

    It must where the person would have substantial difficulty in any one of four things and nobody appropriate, who is not
    paid to help and whom the person accepts, can represent and support them; and in the exceptions even where somebody can.
    """
    if not set(difficulties) <= {d.code for d in law.DIFFICULTIES}:
        raise ValidationError({"difficulties": "Choose from the list."})
    if not set(exceptions) <= {e.code for e in law.EXCEPTIONS}:
        raise ValidationError({"exceptions": "Choose from the list."})
    hard = [d for d in law.DIFFICULTIES if d.code in difficulties]
    apart = [e for e in law.EXCEPTIONS if e.code in exceptions]
    difficulty = Check(
        "difficulty", bool(hard),
        f"Substantial difficulty: {'; '.join(d.text.lower() for d in hard)}." if hard else "No substantial difficulty.",
        "CA14 s67(4)",
    )  # fmt: skip
    nobody = Check(
        "nobody", not appropriate_person or bool(apart),
        "Nobody appropriate can help them take part." if not appropriate_person
        else f"Somebody could help, but: {'; '.join(e.text.lower() for e in apart)}." if apart
        else "Somebody appropriate can help them take part.",
        "CA14 s67(5)" if not apart or not appropriate_person else apart[0].source,
    )  # fmt: skip
    checks = (difficulty, nobody)
    against = tuple(check for check in checks if not check.holds)
    if against:
        return Proposal("not_needed", _said("No advocate has to be arranged", against), against, checks)
    return Proposal("arrange", _said("An independent advocate must be arranged", checks), checks, checks)


def refusal(*, has_capacity, best_interests, abuse):
    """What happens to the duty to assess when the person refuses. Source: CA14 s11(1), (2).

    The council need not assess, except where (a) the person lacks capacity to refuse and an assessment is in their best
    interests, or (b) they are experiencing, or are at risk of, abuse or neglect: then the duty stays.
    """
    lacks = Check(
        "capacity", not has_capacity and bool(best_interests),
        "They can make this decision." if has_capacity
        else "They cannot make this decision, and an assessment is in their best interests." if best_interests
        else "They cannot make this decision, and an assessment is not in their best interests.",
        "CA14 s11(2)(a)",
    )  # fmt: skip
    unsafe = Check(
        "abuse", bool(abuse),
        "They are experiencing abuse or neglect, or are at risk of it." if abuse
        else "They are neither experiencing abuse or neglect nor at risk of it.",
        "CA14 s11(2)(b)",
    )  # fmt: skip
    checks = (lacks, unsafe)
    because = tuple(check for check in checks if check.holds)
    if because:
        return Proposal("duty_stays", _said("The duty to assess stays", because), because, checks)
    return Proposal("duty_ends", _said("The council need not assess", checks), checks, checks)


def combining(*, person_agrees, other_agrees):
    """Whether an assessment may be combined with another person's: only where both agree. Source: CA14 s12(5)."""
    checks = (
        Check("person", bool(person_agrees), _agreement("The person", person_agrees), "CA14 s12(5)"),
        Check("other", bool(other_agrees), _agreement("The other person", other_agrees), "CA14 s12(5)"),
    )
    against = tuple(check for check in checks if not check.holds)
    if against:
        return Proposal("apart", _said("They may not be combined", against), against, checks)
    return Proposal("together", _said("They may be combined", checks), checks, checks)


def _agreement(who, agrees):
    return f"{who} agrees." if agrees else f"{who} does not agree."


def asked_again():
    """What a new request, or a change of circumstances, does after a refusal: the duty is back. Source: CA14 s11."""
    asked = Check("asked", True, "Somebody asked for the assessment again, or things have changed.", "CA14 s11")
    return Proposal("asked_again", _said("The duty to assess is back", (asked,)), (asked,), (asked,))
