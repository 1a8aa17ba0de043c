"""What documents say about aftercare, what is charged and what is free, the personal budget, and risks.

Each follows its own rule of who reads it: what is charged is never printed by a voluntary body, risks are printed in the CPA
view only, by readers of risk and crisis. Sources: MHA83 s117; Care Act 2014 s14, s25(1)(e), s26; Refocusing 2008 (risk).
"""

from assessments import aftercare_queries, risk_queries
from assessments.aftercare_policies import AFTERCARE
from assessments.charging import policies as charging_policies
from assessments.charging import queries as charging
from assessments.documents.for_duties import CARE_ACT, CPA
from assessments.documents.for_the_person import MY_PLAN
from assessments.documents.registry import document_section
from assessments.documents.shapes import Fact, Facts, Section, Table, Text
from assessments.policies import RISK_AND_CRISIS


def _until(record):
    return record.assessment.signed_at or record.at


def _aftercare(record, title):
    if AFTERCARE not in record.reach.reads:
        return None
    rows = tuple(Fact(*line) for line in aftercare_queries.words(record.case, until=record.at))
    return Section(title, (Facts(rows),), source="Mental Health Act 1983 s117") if rows else None


def _services(record):
    """(service, what it costs, where that stands, who decided it and when) of each action that is to do or done, as it
    stands today; () for who may not know, and where nothing is known of any.
    """
    if not charging_policies.sees(record.worker, record.case, record.reach, at=record.at):
        return ()
    actions = [action for goal in record.goals for action in goal.shown_actions if action.state != "not_done"]
    found = charging.charges(actions, at=record.at)
    if not any(one.known for one in found.values()):
        return ()
    return tuple(
        (
            action.text,
            one.words,
            one.source or "Not decided yet",
            one.who or ("Follows from the law" if one.known else "Nobody yet"),
        )
        for action in actions
        for one in [found[action.pk]]
    )


def _budget(record):
    """The personal budget for who may know of it, or None."""
    if not charging_policies.sees(record.worker, record.case, record.reach, at=record.at):
        return None
    return charging.budget(record.assessment)


@document_section(CPA, 25)
def aftercare_in_the_cpa_view(record):
    """Whether aftercare is in force, since when, and who owes it."""
    return _aftercare(record, "Aftercare under section 117")


@document_section(CARE_ACT, 40)
def aftercare_in_the_care_act_view(record):
    """The same for the council."""
    return _aftercare(record, "Aftercare under section 117")


@document_section(CARE_ACT, 55)
def what_is_charged(record):
    """What each service costs the person, and the personal budget. Source: Care Act 2014 s14, s25(1)(e)."""
    rows = _services(record)
    blocks = (
        [Table("What each service costs", ("Service", "What it costs", "Where that stands", "Decided by"), rows)]
        if rows
        else []
    )
    one = _budget(record)
    if one is not None:
        lines = [Fact(*line) for line in charging.budget_lines(one, record.called)]
        lines.append(Fact("Reasons", one.reasons, f"{one.by.name}, {one.organisation.short_name}"))
        blocks.append(Facts(tuple(lines)))
    return Section("What is charged and what is free", tuple(blocks), source="Care Act 2014 s14, s25(1)(e), s26")


@document_section(MY_PLAN, 52)
def what_i_pay(record):
    """For the person: each service with what it costs, and why it is free."""
    rows = tuple(Fact(service, f"{words}.") for service, words, *_ in _services(record))
    one = _budget(record)
    rows += tuple(Fact(*line) for line in (charging.budget_lines(one, "I") if one else ()))
    if not rows:
        return None
    told = Text("If you think that an amount is wrong, tell your coordinator. You can also complain.")
    return Section("What I pay, and what is free", (Facts(rows), told))


@document_section(CPA, 37)
def risks(record):
    """Each risk that is open, in words, with who owns it and when it is looked at again. Source: Refocusing 2008."""
    if RISK_AND_CRISIS not in record.reach.reads:
        return None
    blocks = []
    for risk, version in risk_queries.as_of(record.case, _until(record)):
        blocks.append(Text(risk.get_kind_display(), strong=True))
        source = f"{version.by.name}, {version.organisation.short_name}"
        lines = risk_queries.words(version, record.called)
        rows = [
            Fact(heading, text, source if place == len(lines) - 1 else "")
            for place, (heading, text) in enumerate(lines)
        ]
        blocks.append(Facts(tuple(rows)))
    return Section("Risks, and what we do", tuple(blocks), source="Refocusing 2008: risk assessment and management")
