"""Read shapes of the assessment, the plan and reviews. Each takes a case or assessment that the caller may open, and
what the worker reaches in it (``policies.reach``): what lies outside is not counted, named or hinted at.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, OuterRef, Prefetch, Q, Subquery

from assessments import merged_form, values
from assessments.clocks import due_on_of, opens_on_of, then_on
from assessments.framework_files import library
from assessments.models import (
    Action,
    Agreement,
    Answer,
    AnswerState,
    Assessment,
    Goal,
    Need,
    Party,
    Review,
    ReviewClock,
    Says,
)
from assessments.policies import reads_agreement
from calendars import local_day
from cases.policies import family
from design.words import long_date
from domains.models import Part, Responsibility, Share, State
from partners.models import STATUTORY, Domain, Organisation, Partnership


@dataclass(frozen=True, slots=True)
class Summary:
    """One line about the newest assessment of a case."""

    version: int
    state: str
    signed_at: datetime | None
    ready: int
    sections: int

    @property
    def text(self):
        """ "Version 2, being written, 9 of 14 sections", or "Version 2, agreed 3 May 2026"."""
        if self.state == Assessment.State.SIGNED:
            return f"Version {self.version}, agreed {long_date(self.signed_at)}"
        return f"Version {self.version}, being written, {self.ready} of {self.sections} sections"


def summaries(case_ids):
    """{case id: Summary} for the cases that have an assessment. One query, however many cases."""
    newest = Assessment.objects.filter(case=OuterRef("case")).order_by().values("case").annotate(last=Max("version"))
    rows = (
        Assessment.objects.filter(case_id__in=list(case_ids), version=Subquery(newest.values("last")))
        .order_by("case_id")
        .values_list("case_id", "version", "state", "signed_at", "frameworks", "answers__item", "answers__state")
    )
    facts, answered = {}, defaultdict(set)
    for case_id, version, state, signed_at, frameworks, item, answer_state in rows:
        facts[case_id] = (version, state, signed_at, tuple(sorted(frameworks.items())))
        if answer_state == AnswerState.CONFIRMED:
            answered[case_id].add(item)
    forms, made = {}, {}
    for case_id, (version, state, signed_at, frameworks) in facts.items():
        if frameworks not in forms:
            forms[frameworks] = merged_form.form_for(dict(frameworks))
        sections = forms[frameworks].sections
        ready = sum(merged_form.is_ready(section, answered[case_id]) for section in sections)
        made[case_id] = Summary(version, state, signed_at, ready, len(sections))
    return made


def summary(case):
    """The Summary of one case, or None when nobody has begun an assessment."""
    return summaries([case.pk]).get(case.pk)


def current(case):
    """The newest version of the case's own assessment, or None."""
    return (
        Assessment.objects.filter(case_id=case.pk)
        .select_related("case__person", "started_by", "organisation", "signature__by", "signature__organisation")
        .order_by("-version")
        .first()
    )


def in_force(case):
    """The newest agreed version of the case's assessment, or None."""
    signed = Assessment.objects.filter(case_id=case.pk, state=Assessment.State.SIGNED)
    return signed.select_related("signature__by", "signature__organisation").order_by("-version").first()


def versions(case):
    """Every version of the case's assessment, newest first. One query."""
    found = Assessment.objects.filter(case_id=case.pk).select_related("case__person", "started_by", "organisation")
    return list(found.order_by("-version"))


def partnership_name():
    """What the partnership is called, or "" on an installation that has none yet. One query."""
    return Partnership.objects.values_list("name", flat=True).first() or ""


#: Needs in the order in which they are read.
URGENT = {"unmet": 0, "met": 1, "none": 2}


class SectionState:
    READY, TO_CONFIRM, STARTED, NOT_STARTED = "ready", "to_confirm", "started", "not_started"
    OTHERS = "others"  # being written for the first time, by others


@dataclass(slots=True)
class SectionRow:
    """A line of the task list: only what the worker reads of the section is counted."""

    section: merged_form.FormSection
    state: str
    answered: int
    of: int
    to_confirm: int
    sources: tuple
    last: Answer | None
    writes: bool
    holders: tuple


@dataclass(slots=True)
class TaskList:
    groups: list  # [(name, [SectionRow])]
    rows: list = field(default_factory=list)
    coverage: tuple = ()
    asked_once: int = 0
    to_confirm: int = 0

    @property
    def go_on(self):
        """The first section that is not ready and that the worker may write in, or None."""
        return next((row for row in self.rows if row.writes and row.state != SectionState.READY), None)


def answers_of(assessment):
    """{item code: Answer} with who and for whom. One query."""
    return {a.item: a for a in assessment.answers.select_related("by", "organisation")}


def confirmed(answers):
    """Codes of the questions that somebody has answered."""
    return {code for code, a in answers.items() if a.state == AnswerState.CONFIRMED and a.value is not None}


def task_list(seen):
    """The sections with their states and, for who reads the whole record, what each duty still needs. Two queries, and two
    more where something is kept back. ``seen`` is the version as the worker sees it (``drafts.seen``).
    """
    form, answers, reach = merged_form.form_for(seen.assessment.frameworks), seen.answers, seen.reach
    answered = confirmed(answers)
    grouped, rows = defaultdict(list), []
    for section in form.sections:
        items = [item for item in section.items if reach.reads_item(item)]
        if not items:
            continue
        row = _section_row(section, items, answers, answered, reach)
        if row.state == SectionState.NOT_STARTED and section.code in seen.words and reach.reads_words(section.section):
            row.state = SectionState.STARTED
        if seen.writing(section):
            row.state = SectionState.OTHERS
        rows.append(row)
        grouped[section.section.group].append(row)
    groups = [(name, grouped[code]) for code, name in library().groups if grouped[code]]
    made = TaskList(groups, rows, to_confirm=sum(row.to_confirm for row in rows))
    if reach.reads_all:
        made.coverage, made.asked_once = merged_form.coverage(form, answered), form.asked_once()
    return made


def _brought_from(answer):
    """ "version 1" for what the version before said, else "the Council’s record"."""
    if found := re.match(r"Version \d+(?= of this assessment$)", answer.source_text):
        return found[0].lower()
    return f"the {answer.organisation.short_name}’s record"


def _section_row(section, items, answers, answered, reach):
    mine = [answers[item.code] for item in items if item.code in answers]
    waiting = [a for a in mine if a.state == AnswerState.CARRIED_IN]
    done = [a for a in mine if a.item in answered]
    needed = [item for item in items if not item.optional]
    if all(item.code in answered for item in needed):
        state = SectionState.READY
    elif waiting:
        state = SectionState.TO_CONFIRM
    else:
        state = SectionState.STARTED if done else SectionState.NOT_STARTED
    return SectionRow(
        section, state, len(done), len(items), len(waiting),
        tuple(dict.fromkeys(_brought_from(a) for a in waiting)),
        max(done, key=lambda a: a.at, default=None),
        any(reach.writes_item(item) for item in items),
        tuple(dict.fromkeys(name for item in items for name in reach.holders.get(item.domain, ()))),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settles:
    """What one framework needs of one section: how much is done, and the names of the duties."""

    name: str
    done: int
    of: int
    duties: tuple


def settles(form, section, answered, reach):
    """One :class:`Settles` a framework that needs something here, of what the worker reads."""
    items = [item for item in section.items if reach.reads_item(item)]
    made = []
    for framework in form.frameworks:
        served = [item.code for item in items if framework in form.frameworks_of(item.code)]
        if served:
            names = [duty.name for f, duty in (pair for code in served for pair in form.serves[code]) if f is framework]
            done = sum(code in answered for code in served)
            made.append(Settles(framework.short_name, done, len(served), tuple(dict.fromkeys(names))))
    return made


def answers_for(case, domain_code):
    """Short name of the body that answers in law for a domain on this case, or "". One query."""
    found = Responsibility.objects.filter(case_id=case.pk, domain__code=domain_code, effective_until=None)
    return found.values_list("accountable__short_name", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A carried-in answer that the worker may confirm: its question, how it reads, and where it comes from."""

    item: object
    section: str
    shown: str
    source_text: str


def to_confirm(assessment, reach):
    """Carried-in answers with a value that the worker may confirm, in the order of the form. One query."""
    form, answers = merged_form.form_for(assessment.frameworks), answers_of(assessment)
    return [
        ToConfirm(item, section.name, values.shown(item, answers[item.code].value), answers[item.code].source_text)
        for section in form.sections
        for item in section.items
        if item.code in answers
        and reach.writes_item(item)
        and answers[item.code].state == AnswerState.CARRIED_IN
        and answers[item.code].value is not None
    ]


def needs(assessment, reach):
    """Needs that stand now, of the domains the worker reads: unmet first. One query."""
    found = (
        Need.objects.filter(assessment=assessment, superseded_at=None, domain__code__in=reach.reads)
        .select_related("domain", "by", "organisation")
        .order_by("domain__position", "pk")
    )
    return sorted(found, key=lambda need: URGENT[need.level])


def goals(assessment, reach):
    """Goals of the plan with their actions. Who does not read the whole record reads the goals that touch their domains,
    and in them the actions of their domains. Two queries.
    """
    actions = Action.objects.select_related("done_by", "worker", "part__domain")
    found = Goal.objects.filter(plan__assessment=assessment).select_related("domain", "need", "by", "plan")
    if not reach.reads_all:
        actions = actions.filter(part__domain__code__in=reach.reads)
        touched = Action.objects.filter(goal=OuterRef("pk"), part__domain__code__in=reach.reads).values("goal")
        found = found.filter(Q(domain__code__in=reach.reads) | Q(pk__in=Subquery(touched)))
    return list(found.prefetch_related(Prefetch("actions", actions, to_attr="shown_actions")))


def refusals(versions, reach):
    """[(version, names)] of those whose answer to it is *no* now, the person first, for readers of joint assessment."""
    newest = {version.pk: {} for version in versions if version is not None and reads_agreement(reach)}
    for row in Agreement.objects.filter(assessment__in=list(newest)).select_related("speaks_for"):
        newest[row.assessment_id][row.party, row.carer_id, row.speaks_for_id] = row
    made = []
    for version in versions:
        rows = [row for row in newest.get(version and version.pk, {}).values() if row.says == Says.NO]
        rows.sort(key=lambda row: (Party.values.index(row.party), row.pk))
        if rows:
            names = [r.speaks_for.short_name if r.speaks_for_id else "a carer" if r.carer_id else r.named for r in rows]
            made.append((version.version, names))
    return made


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One duty's own clock: last review, by when the next, whose duty, and where the rule stands."""

    kind: str
    name: str
    last_done_on: date | None
    started_on: date | None
    due_on: date
    organisation: str
    source_text: str
    rule: str
    is_late: bool
    opens_on: date | None = None
    because: str = ""
    by_hand: bool = False
    check: str = ""

    @property
    def then_on(self):
        """When it falls due again if the review is held on the day it is due; None where it is held once."""
        return then_on(self.kind, self.due_on)


def clock_rows(case, *, at):
    """The live clocks of a case, soonest first. One query."""
    known, today = library().clocks(), local_day(at)
    made = []
    for clock in ReviewClock.objects.filter(case_id=case.pk, ended_at=None).select_related("organisation"):
        due = due_on_of(clock)
        made.append(
            ClockRow(
                clock.kind, known[clock.kind].name, clock.last_done_on, clock.started_on, due,
                clock.organisation.short_name if clock.organisation else "", clock.source_text, known[clock.kind].source,
                due < today, opens_on_of(clock), clock.because, bool(known[clock.kind].begins), known[clock.kind].check,
            )
        )  # fmt: skip
    return sorted(made, key=lambda row: (row.due_on, row.name))


def planned_review(case):
    """The meeting that is arranged and neither held nor called off, or None."""
    rows = Review.objects.filter(case_id__in=family(case), held_on=None, called_off_at=None).prefetch_related("covers")
    return min(rows, key=lambda review: (review.case_id != case.pk, review.scheduled_for), default=None)


def statutory_readers(case):
    """Short names of the statutory bodies on the case, which read all of it under the agreement. One query."""
    found = Organisation.objects.filter(sector__in=STATUTORY, pk__in=case.involvements.values("organisation"))
    return list(found.order_by("sector", "name").values_list("short_name", flat=True))


def clock_name(kind):
    """What people call a review of a kind; the kind itself where no framework has it any longer."""
    clock = library().clocks().get(kind)
    return clock.name if clock else kind


def domains_among(codes):
    """The catalogue rows of these domain codes, in their order. One query."""
    return list(Domain.objects.filter(code__in=codes))


def goal_domains():
    """The domains that a goal can be about: all but coordination itself. One query."""
    return list(Domain.objects.filter(proposable=True))


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who can do an action: an organisation by a part it holds, or the one that coordinates."""

    key: str
    name: str
    part: Part | None = None
    organisation: Organisation | None = None


def doers(case):
    """Who can do an action on this case: each accepted part, and whoever coordinates. Two queries."""
    parts = Part.objects.filter(case_id=case.pk, state=State.ACCEPTED).exclude(share=Share.INFORMED)
    found = [
        Doer(f"part-{part.pk}", f"{part.organisation.short_name}: {part.domain.name}", part=part)
        for part in parts.select_related("organisation", "domain").order_by("domain__position", "pk")
    ]
    coordinating = case.coordinator_organisation or case.lead_organisation
    name = f"{coordinating.short_name}: coordinator"
    return [*found, Doer(f"organisation-{coordinating.pk}", name, None, coordinating)]
