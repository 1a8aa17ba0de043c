"""One version of the assessment and plan in words, as far as somebody reads it: what a page of an old version shows, and
what two versions are compared by. Access is today's: what lies outside the reader's domains is not counted or hinted at.
"""

from dataclasses import dataclass

from assessments import aftercare_queries, agreement_queries, merged_form, queries, risk_queries, values
from assessments.aftercare_policies import AFTERCARE
from assessments.charging import policies as charging_policies
from assessments.charging import queries as charging
from assessments.models import ActionState, AnswerState, Assessment, Goal, GoalState, Need, NeedLevel, Party, Says
from assessments.policies import RISK_AND_CRISIS
from cases.policies import family
from design.words import long_date

AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a version says. ``key`` finds the same thing in another version; ``text`` is what is compared.

    ``said`` is somebody's own words, shown as such and compared too; ``note`` says who and when, and is not compared.
    """

    key: tuple
    label: str
    text: str
    said: str = ""
    note: str = ""

    @property
    def content(self):
        return (self.text, self.said)


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading: a section of the form, the needs, a goal with its actions, the agreement."""

    key: str
    title: str
    entries: tuple


@dataclass(frozen=True, slots=True)
class Origins:
    """What a need or a goal was first, through every change and every copy into a next version."""

    needs: dict
    goals: dict

    def need(self, pk):
        return _first(self.needs, pk)

    def goal(self, pk):
        return _first(self.goals, pk)


def _first(before, pk):
    while before.get(pk) is not None:
        pk = before[pk]
    return pk


def origins(case):
    """The :class:`Origins` of all versions of a case and of what became part of it. Two queries."""
    ids = family(case)
    needs = Need.objects.filter(assessment__case_id__in=ids).values_list("pk", "replaces", "copied_from")
    goals = Goal.objects.filter(plan__assessment__case_id__in=ids).values_list("pk", "copied_from")
    return Origins({pk: replaces or copied for pk, replaces, copied in needs}, dict(goals))


def versions(case):
    """Every version of a case and of what became part of it, newest first, with who signed. One query beside the family."""
    rows = Assessment.objects.filter(case_id__in=family(case)).select_related(
        "case__person", "started_by", "organisation", "asked_by", "signature__by", "signature__organisation"
    )
    return list(rows.order_by("-started_at", "-pk"))


def label_of(version, case):
    """ "Version 3", or "Version 2 of C-47001" for a version of a record that became part of this one."""
    if version.case_id == case.pk:
        return f"Version {version.version}"
    return f"Version {version.version} of {version.case.reference}"


def read(version, worker, case, reach, lineage, *, at):
    """The groups of one version that the worker reads, in the order of the form. The number of queries does not depend on
    what it holds.
    """
    goals = queries.goals(version, reach)
    groups = [*_sections(version, reach, at), _needs(version, reach, lineage, at), *_goals(goals, lineage, at)]
    until = version.signed_at or at
    if AFTERCARE in reach.reads:
        groups.append(_aftercare(version, until))
    if charging_policies.sees(worker, case, reach, at=at):
        groups.append(_money(version, goals, lineage, until))
    if RISK_AND_CRISIS in reach.reads:
        groups.append(_risks(version, until, at))
    groups.append(_agreement(version, worker, case, reach, at))
    return [group for group in groups if group.entries]


def silent(earlier, later):
    """The later of two readings, in which whoever answered the earlier version and not this one stands as not answered.

    An answer is given to one version and never carried on: that it is not there yet is no change of mind.
    """
    answered = next((group for group in earlier if group.key == AGREEMENT), None)
    if answered is None:
        return later
    here = next((group for group in later if group.key == AGREEMENT), Group(AGREEMENT, answered.title, ()))
    known = {entry.key for entry in here.entries}
    waiting = (Entry(entry.key, entry.label, "No answer yet") for entry in answered.entries if entry.key not in known)
    others = [group for group in later if group.key != AGREEMENT]
    return [*others, Group(AGREEMENT, here.title, (*here.entries, *waiting))]


def _who(row, at):
    who = f"{row.by.name}, {row.organisation.short_name}" if row.by else row.organisation.short_name
    return f"{who}, {long_date(row.at, at)}"


def _sections(version, reach, at):
    form, answers = merged_form.form_for(version.frameworks), queries.answers_of(version)
    spoken = {row.section: row for row in version.words.select_related("by", "organisation").exclude(words="")}
    name = version.case.person.called
    for section in form.sections:
        entries = []
        row = spoken.get(section.code)
        if row is not None and reach.reads_words(section.section):
            entries.append(Entry(("words", section.code), f"In {name}’s words", "", row.words, _who(row, at)))
        for item in section.items:
            answer = answers.get(item.code)
            if answer is not None and answer.value is not None and reach.reads_item(item):
                shown = values.shown(item, answer.value)
                entries.append(Entry(("answer", item.code), item.asked_about(name), shown, note=_source(answer, at)))
        yield Group(f"section-{section.code}", section.name, tuple(entries))


def _source(answer, at):
    if answer.state == AnswerState.CARRIED_IN:
        return f"To confirm. {answer.source_text}"
    source = f"From: {answer.source_text}" if answer.source_text else ""
    return ". ".join(part for part in (_who(answer, at), source, answer.why) if part)


def _needs(version, reach, lineage, at):
    entries = []
    for need in queries.needs(version, reach):
        sees = f" {need.workers_view}" if need.workers_view else ""
        text = f"{need.text}. {NeedLevel(need.level).label}.{sees}"
        entries.append(
            Entry(("need", lineage.need(need.pk)), need.domain.name, text, need.persons_view, _who(need, at))
        )
    return Group("needs", "Needs", tuple(entries))


def _aftercare(version, until):
    said = aftercare_queries.words(version.case, until=until)
    entries = (Entry(("aftercare", number), heading, text) for number, (heading, text) in enumerate(said))
    return Group("aftercare", "Aftercare under section 117", tuple(entries))


def _money(version, goals, lineage, until):
    """What each service costs the person and the personal budget, as they stood."""
    actions = [(goal, action) for goal in goals for action in goal.shown_actions]
    found = charging.charges([action for _, action in actions], at=until)
    entries, counted = [], {}
    for goal, action in actions:
        shown = found[action.pk]
        origin = lineage.goal(goal.pk)
        number = counted[origin, action.text] = counted.get((origin, action.text), 0) + 1
        if shown.known:
            entries.append(Entry(("charge", origin, action.text, number), action.text, shown.words, note=shown.who))
    one = charging.budget(version)
    entries += [Entry(("budget", term), term, text) for term, text in (charging.budget_lines(one) if one else ())]
    return Group("money", "What is charged and what is free", tuple(entries))


def _risks(version, until, at):
    """Each risk that was open, by what it is called; its words are compared as a whole."""
    name = version.case.person.called
    entries = []
    for risk, said in risk_queries.as_of(version.case, until):
        text = "\n".join(f"{heading}: {text}" for heading, text in risk_queries.words(said, name))
        entries.append(Entry(("risk", risk.pk), risk.get_kind_display(), text, note=_who(said, at)))
    return Group("risks", "Risks", tuple(entries))


def _goals(goals, lineage, at):
    for goal in goals:
        origin = lineage.goal(goal.pk)
        entries = [
            Entry(("goal", origin), "The goal", GoalState(goal.state).label, goal.words, _written(goal, at)),
            *_actions(goal, origin),
        ]
        yield Group(f"goal-{origin}", f"Goal: {goal.domain.name}", tuple(entries))


def _written(goal, at):
    return f"{goal.by.name}, {long_date(goal.at, at)}" if goal.by else long_date(goal.at, at)


def _actions(goal, origin):
    """Actions are the same from version to version by what is to be done; of two alike, the first with the first."""
    counted = {}
    for action in goal.shown_actions:
        number = counted[action.text] = counted.get(action.text, 0) + 1
        who = f"{action.done_by.short_name}, {action.worker.name}" if action.worker else action.done_by.short_name
        when = f", by {long_date(action.by_when)}" if action.by_when else ""
        text = f"{who}{when}. {ActionState(action.state).label}"
        yield Entry(("action", origin, action.text, number), action.text, text)


def _agreement(version, worker, case, reach, at):
    voices = agreement_queries.shown_to(agreement_queries.voices(version), worker, case, reach, at=at)
    return Group(AGREEMENT, "Who agrees", tuple(_entry(voice, at) for voice in voices if voice.stands))


def _entry(voice, at):
    row = voice.stands
    how = f", {row.get_how_display().lower()}" if row.how else ""
    who = f"{row.named}{how}, {long_date(row.said_on, at)}"
    if voice.party != Party.ORGANISATION:
        who = f"{who}. Written down by {row.by.name}"
    return Entry(("agreement", voice.key), voice.name, Says(row.says).label, row.words, who)
