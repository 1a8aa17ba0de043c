"""Wording of the page of decisions: one card a kind, and what the rule says of the answers now."""

from dataclasses import dataclass

from assessments import determination_queries as queries
from assessments import merged_form, values
from assessments.determination_kinds import ABOUT, ASKED_AGAIN, Kind, offered
from assessments.eligibility import law, rules
from assessments.web.presenters import Mark

_RESULTS = {
    "eligible": "Eligible needs: all three of these hold.",
    "not_eligible": "Nothing eligible: all three of these must hold, and not all do.",
    rules.OPEN: "It cannot be said yet: answers are missing.",
}
_UNABLE_MARKS = {
    True: ("accord-mark--soon", "Unable"),
    False: ("", "Able"),
    None: ("accord-mark--wait", "Not answered yet"),
}
_CHECK_MARKS = {
    True: ("accord-mark--done", "Yes"),
    False: ("", "No"),
    None: ("accord-mark--wait", "Not answered yet"),
}
#: Kinds that a rule proposes from the answers, with the outcomes it asks for.
_BY_RULE = {Kind.CARE_ACT: law.ADULT_OUTCOMES, Kind.CARER: law.CARER_OUTCOMES}
#: Decisions that leave something to do, or to watch: their mark is not the quiet one of *done*.
_DECIDED_STYLE = {"not_needed": "", "not_eligible": "", "not_on_cpa": "", "apart": "", "duty_ends": "accord-mark--wait"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the outcomes: what the answer says, and where it is asked (no address: not asked in this assessment)."""

    name: str
    mark: Mark
    answer: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Now:
    """What the rule says of the answers as they are, why, and what is still to be answered."""

    words: str
    checks: tuple  # ((Mark, words, source, whether it decides against), ...)
    outcomes: tuple
    missing: tuple  # ((question, address), ...)
    not_asked: tuple  # names of outcomes
    how_many: str = "ten"  # outcomes in law


@dataclass(frozen=True, slots=True)
class Card:
    """One kind on the page: what stands, whose decision it is, and what this worker may do."""

    kind: str
    name: str
    source: str
    body: str
    awaited: bool
    may_sign: bool
    stands: object = None  # InWords of the one that stands
    mark: Mark | None = None
    earlier_version: int | None = None
    before: tuple = ()
    now: Now | None = None
    may_ask_again: bool = False


def cards(assessment, authorities, history, *, name, url_of_section, names):
    """The cards of a page: the kinds of this assessment that the worker sees, in order. ``names`` as in ``queries.worded``."""
    made = []
    for kind, authority in authorities.items():
        rows = history.get(kind, [])
        newest = rows[0] if rows else None
        made.append(
            Card(
                kind, Kind(kind).label, ABOUT[kind].source, authority.body, ABOUT[kind].awaited, bool(authority.decision),
                queries.worded(newest, names=names) if newest else None, decided_mark(newest) if newest else None,
                newest.assessment.version if newest and newest.assessment_id != assessment.pk else None,
                tuple(queries.worded(row, superseded=True, names=names) for row in rows[1:]),
                now(assessment, kind, name=name, url_of_section=url_of_section) if kind in _BY_RULE else None,
                kind == Kind.REFUSAL and newest is not None and newest.decision != ASKED_AGAIN,
            )
        )  # fmt: skip
    return made


def decided_mark(row):
    """A decision in words with its mark."""
    return Mark(_DECIDED_STYLE.get(row.decision, "accord-mark--done"), row.decided)


def now(assessment, kind, *, name, url_of_section):
    """What the rule of eligibility of an adult, or of a carer, says of the answers now."""
    found, listed = queries.proposal_now(assessment, kind), _BY_RULE[kind]
    items = merged_form.form_for(assessment.frameworks).items
    outcomes = []
    for check in found.proposal.details:
        outcome = listed[check.code]
        item = items.get(outcome.item)
        asked = item is not None and check.code not in found.not_asked
        answer = values.shown(item, found.used[outcome.item]) if asked and outcome.item in found.used else ""
        mark = Mark(*_UNABLE_MARKS[check.holds]) if asked else Mark("accord-mark--none", "Not asked yet")
        outcomes.append(
            Outcome(
                outcome.text[0].upper() + outcome.text[1:], mark, answer, check.source,
                url_of_section(item.section) if asked else "",
            )
        )  # fmt: skip
    return Now(
        _RESULTS[found.proposal.result],
        tuple(
            (Mark(*_CHECK_MARKS[check.holds]), check.words, check.source, check.holds is False)
            for check in found.proposal.checks
        ),
        tuple(outcomes),
        tuple((items[code].asked_about(name), url_of_section(items[code].section)) for code in found.missing),
        tuple(listed[code].text for code in found.not_asked),
        "ten" if kind == Kind.CARE_ACT else "eight",
    )  # fmt: skip


def says(assessment, kind, *, name):
    """What the assessment says of the questions that a kind reads, without those of the rule of eligibility: ((question,
    answer), ...). One query, none for a kind without questions."""
    if kind in _BY_RULE:
        return ()
    items = merged_form.form_for(assessment.frameworks).items
    found = queries.confirmed_values(assessment, ABOUT[kind].items)
    return tuple(
        (items[code].asked_about(name), values.shown(items[code], found[code].value))
        for code in ABOUT[kind].items
        if code in found and code in items
    )


def at_a_glance(assessment, seen, case):
    """What the assessment's page shows beside the duties: ((kind's name, mark, by whom), ...) of the kinds the worker sees.
    What is only recorded where it happens is left out until it does.

    One query beside the case's family, none for who sees no kind.
    """
    kinds = [about.kind for about in offered(assessment.frameworks) if about.kind in seen]
    history = queries.history(case, kinds) if kinds else {}
    lines = []
    for kind in kinds:
        newest = history.get(kind, [None])[0]
        if newest is None and ABOUT[kind].awaited:
            lines.append((Kind(kind).label, Mark("", "Not decided yet"), ""))
        elif newest is not None:
            by = f"{newest.signed_for}, version {newest.assessment.version}"
            lines.append((Kind(kind).label, decided_mark(newest), by))
    return lines
