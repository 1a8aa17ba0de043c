"""Sections that several documents share: what was said, the goals with who does what, who helps, the crisis page."""

from dataclasses import replace

from assessments import crisis_papers
from assessments.crisis_queries import contingency_plan, crisis_plan
from assessments.documents.shapes import Fact, Facts, Quote, Section, Table, Text, facts
from assessments.models import GoalState
from design.words import long_date

CRISIS = "crisis"
#: Goals that the person no longer wants are history, not plan.
_LEFT = GoalState.LEFT


def said(record, code):
    """The person's own words about a section, as a block, or nothing."""
    words = record.words.get(code)
    return (Quote(words.words, said_by(record, words)),) if words else ()


def said_by(record, words):
    return f"{record.called}, {long_date(words.at)}. Written down by {words.by.name}, {words.organisation.short_name}"


def answered(record, code):
    """The answers of a section as they are told to the person, as a block, or nothing."""
    section = record.section(code)
    return facts(*record.told(item.code for item in section.items)) if section else ()


def goal_blocks(record, *, needs=False):
    """Each goal in the person's words, then who does what by when. ``needs``: with the need behind it, where it is read."""
    blocks = []
    goals = [goal for goal in record.goals if goal.state != _LEFT]
    for number, goal in enumerate(goals, start=1):
        blocks.append(Quote(goal.words, label=f"Goal {number}: {goal.domain.name.lower()}"))
        blocks.append(Text(f"How it is going: {goal.get_state_display().lower()}."))
        if needs and goal.need_id:
            blocks.append(Text(f"The need behind it: {goal.need.text}"))
        if goal.shown_actions:
            rows = tuple(_action(action) for action in goal.shown_actions)
            blocks.append(Table(f"Who does what for goal {number}", ("What", "Who", "By when", "Is it done?"), rows))
    return tuple(blocks)


def _action(action):
    who = f"{action.done_by.name}, {action.worker.name}" if action.worker else action.done_by.name
    return action.text, who, long_date(action.by_when) or "No day yet", action.get_state_display()


def helpers(record, title):
    """Domains by organisations, with how to reach them. Who does not read it all is told which bodies do more."""
    if not record.helpers and not record.others:
        return None
    blocks = []
    if record.helpers:
        rows = tuple((domain, who, telephone or "Not recorded") for domain, who, telephone in record.helpers)
        blocks.append(Table(f"Who does what on {long_date(record.at)}", ("What", "Who", "Telephone"), rows))
    if record.others:
        blocks.append(Text(f"More is done by: {', '.join(record.others)}."))
    return Section(title, tuple(blocks))


def review(record, title):
    """When the meeting is and by when each review is due, or nothing."""
    rows = [Fact(what, when) for what, when in record.review_lines]
    return Section(title, (Facts(tuple(rows)),)) if rows else None


def crisis_blocks(record):
    """Signs, what helps, whom to call, what if the plan fails: the person's words first, then the crisis and the contingency
    plan as they stand; where neither is written yet, the answers of the assessment."""
    plans = [plan for plan in (crisis_plan(record.case), contingency_plan(record.case)) if plan is not None]
    if not plans or not record.reach.core:
        return said(record, CRISIS) + answered(record, CRISIS)
    blocks = said(record, CRISIS)
    for plan in plans:
        source = f"{plan.by.name}, {plan.organisation.short_name}, {long_date(plan.at)}"
        rows = [Fact(heading, text) for heading, text in crisis_papers.words(plan, record.called)]
        if rows:
            blocks += (Facts((*rows[:-1], replace(rows[-1], source=source))),)
    return blocks
