"""Wording of the assessment's pages: states, source lines and the duties an answer counts for."""

from dataclasses import dataclass

from django.utils.html import format_html

from assessments import values
from assessments.models import AnswerState
from assessments.queries import SectionState
from assessments.services import Say
from assessments.web.forms import field_name, recorded
from design import bound, components
from design.words import clock_time, local_day, long_date
from design.words import count as counted


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in words, its mark, and what stands under it."""

    style: str
    text: str
    sub: str = ""


def when_written(moment, at):
    """ "today 9:40am", or "9 November"."""
    if local_day(moment) == local_day(at):
        return f"today {clock_time(moment)}"
    return long_date(moment, at)


def section_mark(row, *, at):
    """The mark of one line of the task list."""
    last = f"{row.last.by.name}, {when_written(row.last.at, at)}" if row.last and row.last.by else ""
    if row.state == SectionState.READY:
        return Mark("accord-mark--done", "Ready", last)
    if row.state == SectionState.TO_CONFIRM:
        return Mark("accord-mark--wait", f"{row.to_confirm} to confirm", f"from {' and '.join(row.sources)}")
    if row.state == SectionState.STARTED:
        return Mark("accord-mark--soon", "In progress", f"{row.answered} of {row.of} answered")
    if row.state == SectionState.OTHERS:
        return Mark("accord-mark--soon", "Being written", "shown once it is agreed")
    return Mark("", "Not started")


def instead_line(seen, section=None, *, at):
    """What is said where a reader is shown something older than what is being written, or nothing (ADR 22)."""
    if not seen.instead(section):
        return ""
    who = "by those who do it"
    if section is not None and (holders := seen.reach.holders.get(section.section.domain)):
        who = f"by {_listed(holders)}"
    new = f"Version {seen.assessment.version} is being written {who}."
    if seen.signed is None:
        return f"{new} It is the first: you read it here once it is agreed. Ask them if you need something from it now."
    older = f"version {seen.signed.version}, agreed {long_date(seen.signed.signed_at, at)}"
    return f"{new} What you do not do yourself is shown here as in {older}."


def section_hint(row):
    """What stands under a section's name: its own hint, else who does it where that is somebody else."""
    if row.section.section.hint:
        return row.section.section.hint
    if not row.writes and row.holders:
        return f"{_listed(row.holders)} {'does' if len(row.holders) == 1 else 'do'} this"
    return ""


def _listed(names):
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@dataclass(slots=True)
class Question:
    """One question on a section page. ``shape``: open, answered, to_confirm; read, read_to_confirm and read_new are for
    somebody else to write."""

    label: str
    shape: str
    name: str = ""
    value: str = ""
    source: str = ""
    counts_for: str = ""
    fields: str = ""
    is_open: bool = False


def questions(section, answers, form, merged, reach, *, name, at):
    """The questions of a section that the worker reads, in order, each as the page shows it."""
    return [
        _question(item, answers.get(item.code), form, merged, reach, name=name, at=at)
        for item in section.items
        if reach.reads_item(item)
    ]


def _question(item, answer, form, merged, reach, *, name, at):
    field = field_name(item.code)
    made = Question(item.asked_about(name), "open", field, counts_for=counts_for(merged, item.code))
    if answer is not None:
        made.value = values.shown(item, answer.value)
        made.source = source_line(item, answer, name=name, at=at)
    if form is None or field not in form.fields:
        made.shape = "read"
        return _read(made, item, answer, reach)
    if f"{field}-say" in form.fields:
        made.shape = "to_confirm"
        made.fields = _confirm_or_change(form, field)
    else:
        made.fields = _rendered(form[field])
        if answer is not None and answer.state == AnswerState.CONFIRMED and answer.value is not None:
            made.shape = "answered"
    made.is_open = bool(form.errors.get(field))
    return made


def _read(made, item, answer, reach):
    """A question that somebody else answers: what stands, and whom it waits for."""
    holders = reach.holders.get(item.domain)
    if made.value and answer.state == AnswerState.CARRIED_IN:
        made.shape = "read_to_confirm"
        made.source += f" Not confirmed yet: {_listed(holders)} can." if holders else " Not confirmed yet."
    elif not made.value:
        made.shape = "read_new"
        made.value = "Not answered yet"
        made.source = f"{_listed(holders)} {'answers' if len(holders) == 1 else 'answer'} this." if holders else ""
    return made


def _rendered(field):
    component, params = bound.parameters(field)
    return components.render(component, params)


def _confirm_or_change(form, field):
    """Radios, and beneath them the box for what is right now: it shows while *Change it* is chosen, and always where the
    browser cannot tell. No script: the design system's own conditional radios carry an attribute that radios may not have.
    """
    _, params = bound.parameters(form[f"{field}-say"])
    changing = _rendered(form[field]) + _rendered(form[f"{field}-why"])
    if form.errors.get(field):
        for item in params["items"]:
            item["checked"] = item["value"] == Say.ANSWER
    params["classes"] = "nhsuk-radios--small"
    return format_html(
        '<div class="accord-choose">{}<div class="accord-choose__more">{}</div></div>',
        components.render("radios", params), changing,
    )  # fmt: skip


def source_line(item, answer, *, name, at):
    """Who gave the answer, when, for whom, and where it came from."""
    if answer.state == AnswerState.CARRIED_IN:
        return recorded(item, answer)
    who = f"{answer.by.name}, {answer.organisation.short_name}, {long_date(answer.at, at)}"
    line = (
        f"Confirmed with {name} by {who}. From: {answer.source_text}." if answer.source_text else f"Answered by {who}."
    )
    return f"{line} {answer.why}" if answer.why else line


def counts_for(merged, code):
    """ "Counts for: Care programme (Settled housing); Care Act (Outcome e, using the home safely)"."""
    by_framework = {}
    for framework, duty in merged.serves[code]:
        by_framework.setdefault(framework.short_name, []).append(duty.name)
    return "Counts for: " + "; ".join(f"{name} ({', '.join(duties)})" for name, duties in by_framework.items())


def tally(shown):
    """ "2 answered, 2 to confirm, 1 new"."""
    answered = sum(q.shape in ("answered", "read") for q in shown)
    waiting = sum(q.shape in ("to_confirm", "read_to_confirm") for q in shown)
    rest = len(shown) - answered - waiting
    parts = [(answered, "answered"), (waiting, "to confirm"), (rest, "not answered yet")]
    return ", ".join(f"{number} {words}" for number, words in parts if number)


def place_line(number, of, holders, answers):
    """ "Section 9 of 14. Council answers for it, Open Door does it."""
    who = ""
    if holders:
        does = f"{_listed(holders)} {'does' if len(holders) == 1 else 'do'} it"
        who = f" {answers} answers for it, {does}." if answers and list(holders) != [answers] else f" {does}."
    return f"Section {number} of {of}.{who}"


def readers_line(section, reach, statutory, name):
    """Who reads the section, in one sentence."""
    if section.core:
        return f"Every partner that works with {name}: it belongs to what all of them share."
    holders = dict.fromkeys(h for item in section.items for h in reach.holders.get(item.domain, ()))
    names = [*statutory, *(h for h in holders if h not in statutory)]
    return f"{_listed(names)}. Nobody else." if names else "Whoever coordinates."


def confirm_checkboxes(rows, name):
    """One tick for each carried-in answer. Nothing is ticked beforehand: each is asked."""
    legend = {"text": f"Which of these has {name} said are still right?", "classes": "nhsuk-fieldset__legend--s"}
    items = [
        {
            "value": row.item.code,
            "text": f"{row.item.asked_about(name)} {row.shown}",
            "hint": {"text": f"{row.section}. {row.source_text}"},
        }
        for row in rows
    ]
    return {"idPrefix": "item", "name": "item", "fieldset": {"legend": legend}, "items": items}


def once_line(number):
    return f"{counted(number, 'question')} answered twice"
