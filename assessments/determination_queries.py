"""Read shapes of determinations: what stands, what the rule says now, in words for printing, and in one canonical form.

Each takes the kinds that the caller may see (``determination_policies.readable``); the canonical form takes all of them,
because a seal covers everything.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assessments import merged_form
from assessments.determination_kinds import ABOUT, ASKED_AGAIN, DUTY_ENDS, DUTY_STAYS, Kind
from assessments.determination_models import Determination
from assessments.eligibility import answers as from_answers
from assessments.eligibility import law
from assessments.models import AnswerState
from cases.policies import family
from design.words import long_date, moment


def confirmed_values(assessment, items):
    """{question: Answer} of the confirmed answers with a value, among these questions. One query, none without questions."""
    if not items:
        return {}
    found = assessment.answers.filter(item__in=items, state=AnswerState.CONFIRMED).exclude(value=None)
    return {answer.item: answer for answer in found}


def history(case, kinds):
    """{kind: its determinations, newest first}, over every version of the record. One query beside the case's family."""
    rows = Determination.objects.filter(assessment__case_id__in=family(case), kind__in=kinds)
    made = defaultdict(list)
    for row in rows.select_related("assessment").order_by("-at", "-pk"):
        made[row.kind].append(row)
    return dict(made)


def standing(case, kinds):
    """{kind: the newest determination}: the one that stands, whichever version it was signed for."""
    return {kind: rows[0] for kind, rows in history(case, kinds).items()}


def of_version(assessment, kinds):
    """Every determination of one version, newest first, those that were superseded too. One query."""
    return list(assessment.determinations.filter(kind__in=kinds).order_by("-at", "-pk"))


def proposal_now(assessment, kind=Kind.CARE_ACT):
    """What the rule of eligibility, of an adult or of a carer, says of the answers as they are (:class:`FromAnswers`). One query."""
    items = set(merged_form.form_for(assessment.frameworks).items)
    found = confirmed_values(assessment, ABOUT[kind].items)
    rule = from_answers.carer_from if kind == Kind.CARER else from_answers.adult_from
    return rule({code: answer.value for code, answer in found.items()}, items)


@dataclass(frozen=True, slots=True)
class DutyToAssess:
    """Whether the duty to assess an adult is open after what was said about a refusal, and since when."""

    is_open: bool
    words: str
    since: datetime | None = None


def duty_to_assess(refusal):
    """The :class:`DutyToAssess` that follows from the newest determination about a refusal, or from none. No query.

    Source: CA14 s9(1) (the duty), s11 (refusal, and when it does not end the duty).
    """
    if refusal is None:
        return DutyToAssess(True, "")
    words = {
        DUTY_ENDS: "The assessment was refused, and the council need not assess. The duty is back when somebody asks again or "
        "things change.",
        DUTY_STAYS: "The assessment was refused, and the duty to assess stays.",
        ASKED_AGAIN: "The assessment was refused and then asked for again: the duty to assess is back.",
    }[refusal.decision]
    return DutyToAssess(refusal.decision != DUTY_ENDS, words, refusal.at)


@dataclass(frozen=True, slots=True)
class InWords:
    """One determination as it is printed and agreed: every line is a text."""

    name: str
    decided: str
    persons_words: str
    reasons: str
    advice: str
    facts: tuple  # ((what was asked, what was said), ...)
    rule_said: str
    differs: bool
    signed: str
    source: str
    superseded: bool


def in_words(assessment, kinds, *, names=None):
    """The determinations of a version in words, in the order of the kinds, newest first within each. One query. ``names`` as
    in :func:`worded`."""
    rows = of_version(assessment, kinds)
    newest = {}
    for row in rows:
        newest[row.kind] = max(row.number, newest.get(row.kind, 0))
    order = list(Kind.values)
    rows.sort(key=lambda row: (order.index(row.kind), -row.number))
    return [worded(row, superseded=row.number < newest[row.kind], names=names) for row in rows]


def worded(row, *, superseded=False, names=None):
    """One determination in words. ``names(text)`` says whether the reader may know the other person of a combined assessment,
    as they are written down; without it they may."""
    return InWords(
        row.about.name, row.decided, row.persons_words, row.reasons, row.advice, facts_in_words(row, names=names), row.proposal["words"],
        row.differs, f"{row.signed_name}, for {row.signed_for}, {moment(row.at)}", row.about.source, superseded,
    )  # fmt: skip


def facts_in_words(row, *, names=None):
    """What was asked for one determination alone: ((what, said), ...). ``names`` as in :func:`worded`."""
    if not row.facts:
        return ()
    facts = row.facts
    if row.kind == Kind.COMBINED and names is not None and not names(facts["other_person"]):
        facts = {**facts, "other_person": _NOT_NAMED, "agreed_by": "", "agreed_how": ""}
    return tuple((what, said) for what, said in _FACTS[row.kind](facts) if said)


def _texts(listed, codes):
    return "; ".join(one.text for one in listed if one.code in codes)


def _said(value):
    return {True: "Yes", False: "No", None: ""}[value]


def _of_cpa(facts):
    return (("Criteria thought of", _texts(law.CRITERIA, facts["criteria"]) or "None of the list"),)


def _of_advocacy(facts):
    return (
        ("Substantial difficulty in", _texts(law.DIFFICULTIES, facts["difficulties"]) or "Nothing"),
        ("Somebody appropriate can help", _said(facts["appropriate_person"])),
        ("Who", facts["who"]),
        ("An advocate is needed all the same because", _texts(law.EXCEPTIONS, facts["exceptions"])),
        ("What is arranged", facts["arrangement"]),
    )


def _of_refusal(facts):
    return (
        ("They can make this decision", _said(facts["has_capacity"])),
        ("An assessment is in their best interests", _said(facts["best_interests"])),
        ("Abuse or neglect, or a risk of it", _said(facts["abuse"])),
    )


#: How the other person of a combined assessment reads to who may not know who it is (ADR 20).
_NOT_NAMED = "Somebody who has not agreed that you are told who they are. The council knows"


def _of_combining(facts):
    day = date.fromisoformat(facts["agreed_on"]) if facts["agreed_on"] else None
    return (
        ("The other person", facts["other_person"]),
        ("The person agrees", _said(facts["person_agrees"])),
        ("The other person agrees", _said(facts["other_agrees"])),
        ("Who agreed for them", facts["agreed_by"]),
        ("How", facts["agreed_how"]),
        ("When", long_date(day)),
    )


_FACTS = {
    Kind.CARE_ACT: lambda facts: (),
    Kind.CARER: lambda facts: (),
    Kind.CPA: _of_cpa,
    Kind.ADVOCACY: _of_advocacy,
    Kind.REFUSAL: _of_refusal,
    Kind.COMBINED: _of_combining,
}


def canonical(assessment, *, until, first=None):
    """Every determination of a version that was signed by a moment, as plain values without a key of the database, in one
    order: what a seal covers. One that is signed later, for the same version, changes nothing of it.

    ``first`` says how many there were, counted under the lock of the case: then these are meant, not the moment."""
    rows = assessment.determinations.order_by("pk")
    rows = sorted(rows.filter(at__lte=until) if first is None else rows[:first], key=lambda row: (row.kind, row.number))
    return [
        {
            "kind": row.kind, "number": row.number, "decision": row.decision, "persons_words": row.persons_words,
            "reasons": row.reasons, "advice": row.advice, "facts": row.facts, "proposal": row.proposal, "answers": row.answers,
            "differs": row.differs, "at": row.at.astimezone(UTC).isoformat(), "signed_name": row.signed_name,
            "signed_for": row.signed_for,
        }
        for row in rows
    ]  # fmt: skip
