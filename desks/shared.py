"""What a partner of the shared core sees of a person: a page of its own audience, made from its own read model.

Preferred name, how to communicate, what matters, the crisis page, who does what, the goals of the agreed plan that touch
the reader's domains, and their own domains in full; nothing else (decisions.md 9). Domains that only statutory bodies
hold say something clinical by their name alone, so where the reader has no part in them only the bodies are named.
"""

from dataclasses import dataclass

from assessments import crisis_papers as papers
from assessments import crisis_queries as crisis
from assessments import drafts, merged_form, values
from assessments import queries as assessments
from assessments.policies import reach as reach_of
from domains.maps import map_of, shown_to
from domains.policies import writable_parts
from instruments.queries import reads_any
from partners.standing import standing_of

#: The section of the assessment that is the crisis page.
CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Shared:
    """``rows`` of the map that the reader sees; ``others``: bodies that do more than is shown; ``crisis``: (heading, words);
    ``scores``: whether any questionnaire or scale belongs to a domain that they read."""

    case: object
    map: object
    rows: list
    others: list
    writable: list
    goals: list
    crisis: list
    scores: bool


def shared_record(worker, case, *, at, on=None):
    """The shared core of a case and the reader's own domains. The number of queries does not depend on the record."""
    reach = reach_of(worker, case, at=at)
    drawn = map_of(case, on=on or at)
    rows, others = shown_to(drawn, reads=reach.reads, mine=standing_of(worker, at=at).case_organisations())
    agreed = assessments.in_force(case)
    return Shared(
        case, drawn, rows, others, writable_parts(worker, case, at=at),
        goals=assessments.goals(agreed, reach) if agreed else [],
        crisis=_crisis(case, reach),
        scores=reads_any(reach.reads),
    )  # fmt: skip


def _crisis(case, reach):
    """The crisis and the contingency plan; before there is one, what the assessment says as far as it is confirmed."""
    called = case.person.called
    plans = [plan for plan in (crisis.crisis_plan(case), crisis.contingency_plan(case)) if plan is not None]
    if plans:
        return [line for plan in plans for line in papers.words(plan, called)]
    assessment = assessments.current(case)
    if assessment is None:
        return []
    section = merged_form.form_for(assessment.frameworks).section(CRISIS)
    answers = drafts.seen(assessment, reach).answers
    answered = assessments.confirmed(answers)
    items = [item for item in (section.items if section else ()) if reach.reads_item(item) and item.code in answered]
    return [(item.asked_about(called), values.shown(item, answers[item.code].value)) for item in items]
