"""What pages read of the crisis plan and the contingency plan, over a case that the worker may open: they are of the shared
core, so whoever opens the case reads them (decisions.md 9).
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from assessments import merged_form, queries, rules, values
from assessments.models import AnswerState, ContingencyPlan, CrisisPlan
from calendars import local_day
from cases.policies import family
from cases.registry import Alert
from design.words import long_date

#: The section of the assessment whose answers both plans are begun from, and which question fills which.
SECTION = "crisis"
SIGNS, HELPS, CONTACTS, WISHES, FALLBACK = (
    f"{SECTION}.{name}" for name in ("signs", "helps", "contacts", "wishes", "fallback")
)
EARLIER = 20


def newest(model, case):
    """The newest version of a plan of the case, and of those that became part of it; None where there is none. One query."""
    found = model.objects.filter(case_id__in=family(case)).select_related("by", "organisation")
    return found.order_by("-at", "-pk").first()


def crisis_plan(case):
    return newest(CrisisPlan, case)


def contingency_plan(case):
    return newest(ContingencyPlan, case)


def is_old(plan, *, at):
    """Whether a crisis plan wants to be looked at again: ``ACCORD_CRISIS_PLAN_MONTHS`` says after how long, 12 by default."""
    return rules.is_old(local_day(plan.at), months=settings.ACCORD_CRISIS_PLAN_MONTHS, today=local_day(at))


def alert(case, at):
    """The line in the banner: when the crisis plan was written, and whether that is long ago; None where there is none."""
    plan = crisis_plan(case)
    if plan is None:
        return None
    note = f"updated {long_date(plan.at)}"
    if is_old(plan, at=at):
        note += f". More than {settings.ACCORD_CRISIS_PLAN_MONTHS} months old: look at it again"
    return Alert("Crisis plan", note, reverse("assessments:crisis", args=[case.reference]))


def earlier(case):
    """Earlier versions of both plans, newest first, the last twenty of each. Two queries."""
    found = []
    for model in (CrisisPlan, ContingencyPlan):
        rows = model.objects.filter(case_id__in=family(case)).select_related("by", "organisation")
        found += rows.order_by("-at", "-pk")[1 : EARLIER + 1]
    return sorted(found, key=lambda plan: plan.at, reverse=True)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the assessment says, to begin a plan from: question, text, and whose record it comes from."""

    code: str
    ask: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a plan can be begun from. ``source`` names the version of the assessment; empty where it says nothing."""

    offered: tuple = ()
    source: str = ""

    def text_of(self, code):
        return next((one.text for one in self.offered if one.code == code), "")


def beginning(case, reach, codes):
    """The answers to these questions that the worker reads, confirmed or carried in, to be confirmed by writing the plan."""
    assessment = queries.current(case)
    section = assessment and merged_form.form_for(assessment.frameworks).section(SECTION)
    if not section:
        return Beginning()
    answers, reach = queries.answers_of(assessment), reach.of(assessment)
    offered = tuple(
        Offered(item.code, item.asked_about(case.person.called), values.shown(item, answer.value), _source(answer))
        for item in section.items
        if item.code in codes and reach.reads_item(item)
        for answer in [answers.get(item.code)]
        if answer is not None and answer.value
    )
    return Beginning(offered, f"Version {assessment.version} of the assessment" if offered else "")


def _source(answer):
    if answer.state == AnswerState.CARRIED_IN:
        return f"{answer.source_text}, nobody has confirmed it yet"
    return f"{answer.by.name}, {answer.organisation.short_name}"
