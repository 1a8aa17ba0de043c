"""The words of the case page for readers of the whole record."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.discharge_rules import task_due
from calendars import local_day
from design.words import count, distance, long_date, moment
from instruments.queries import score_in_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Now:
    """One thing that matters now, with what to do about it."""

    kind: str
    words: str
    under: str = ""
    act: str = ""
    url: str = ""


def page(record, *, at, on):
    """Everything the template shows, in the order of the page."""
    case, person = record.case, record.case.person
    return {
        "case": case,
        "person": person,
        "called": person.called,
        "acts": record.acts,
        "matters_by": _matters_by(person, at),
        "now": _now(record, at),
        "map": record.map,
        "map_rows": [{"row": row, "columns": row.columns} for row in record.map.rows],
        "as_on": on or local_day(at),
        "is_past": on is not None and on != local_day(at),
        "review": _review(record, at),
        "clocks": [_clock(clock, at) for clock in record.clocks],
        "plan": _plan(record, at),
        "values": [_value(row, record) for row in record.disagreement.rows],
        "joined": record.disagreement.joined,
        "scores": [(score, score_in_words(score)) for score in record.scores or ()],
        "timeline": record.timeline,
        "older": record.older,
        "links": _links(record),
    }


def _links(record):
    reference = record.case.reference
    return {
        "timeline": reverse("desks:timeline", args=[reference]),
        "audit": reverse("desks:audit", args=[reference]) if record.acts.sees_audit else "",
        "matters": reverse("cases:what-matters", args=[reference]) if record.acts.coordinates else "",
        "person": reverse("cases:person", args=[reference]) if record.acts.coordinates else "",
        "consent": reverse("cases:consent", args=[reference]) if record.acts.coordinates else "",
        "coordinator": reverse("cases:coordinator", args=[reference]) if record.acts.coordinates else "",
        "propose": reverse("domains:propose", args=[reference]) if record.acts.coordinates else "",
        "agreement": reverse("assessments:agreement", args=[reference]),
        "versions": reverse("assessments:versions", args=[reference]),
        "reviews": reverse("assessments:reviews", args=[reference]),
        "plan": reverse("assessments:plan", args=[reference]),
        "assessment": reverse("assessments:assessment", args=[reference]),
        "scores": reverse("instruments:scores", args=[reference]) if record.scores is not None else "",
        "documents": reverse("assessments:documents", args=[reference]),
    }


def _matters_by(person, at):
    if not person.what_matters_at:
        return ""
    by = f", written down by {person.what_matters_by.name}" if person.what_matters_by else ""
    return f"{person.called}, in their own words{by} on {long_date(person.what_matters_at)}"


def _now(record, at):
    """What matters now, the most pressing first."""
    day, reference, items = local_day(at), record.case.reference, []
    for discharge in record.home:
        due = task_due(discharge.left_at)
        items.append(
            Now(
                "late" if due <= at else "soon", f"Home from hospital {distance(discharge.left_at, at)}",
                f"{'Should have been seen' if due <= at else 'To be seen within 72 h,'} by {moment(due, at)}.",
                "Write down the contact", reverse("assessments:discharges", args=[reference]),
            )
        )  # fmt: skip
    risks = [_risk(row, record, at) for row in record.risks]
    items += [risk for risk in risks if risk.kind == "late"]
    late = [clock for clock in record.clocks if clock.is_late]
    if late and record.case.is_open:
        planned = (
            f"Planned for {long_date(record.planned.scheduled_for, at)}." if record.planned else "None is planned."
        )
        items.append(
            Now(
                "late", f"Review {distance(late[0].due_on, day, past='overdue')}",
                f"{', '.join(clock.name for clock in late)}. {planned}",
                "" if record.planned else "Plan the review", reverse("assessments:reviews", args=[reference]),
            )
        )  # fmt: skip
    for entry in record.worries:
        items.append(
            Now(
                "late", f"{entry.worker.name} is worried",
                f"{entry.part.domain.name}, {entry.organisation.short_name}, {distance(entry.at, at)}: “{entry.worry}”",
                "Read the entry", reverse("domains:part", args=[entry.part_id]),
            )
        )  # fmt: skip
    items += [risk for risk in risks if risk.kind != "late"]
    for row in record.map.rows:
        items += _waiting(row, record)
    if not record.case.coordinator_id and record.case.is_open:
        items.insert(
            0,
            Now(
                "none",
                "No coordinator yet",
                "Nobody is named to hold this together.",
                "Say who coordinates",
                reverse("cases:coordinator", args=[reference]),
            ),
        )
    if record.disagreement.conflicts:
        number = len(record.disagreement.conflicts)
        items.append(
            Now(
                "soon",
                "1 value disagrees" if number == 1 else f"{number} values disagree",
                "Two records say different things.",
                "See both",
                "#record",
            )
        )
    if record.disagreement.match_url:
        items.append(
            Now(
                "soon",
                "Possible match",
                "Another record may be about the same person.",
                "Compare the two" if record.acts.coordinates else "",
                record.disagreement.match_url,
            )
        )
    if record.case.section_117 == "to_confirm":
        items.append(
            Now(
                "soon", "Section 117 aftercare to confirm", "An extract shows a detention that entitles to it.", "Confirm it",
                reverse("assessments:aftercare", args=[reference]),
            )
        )  # fmt: skip
    return items


def _risk(row, record, at):
    """A risk that is open: when it is looked at again and by whom; without an owner, who owes one."""
    url = reverse("assessments:risks", args=[record.case.reference])
    words = f"Risk: {row.risk.get_kind_display().lower()}"
    due = f"{long_date(row.version.review_by, at)}, {distance(row.version.review_by, local_day(at), past='overdue')}"
    if row.owner_gone:
        return Now(
            "late", words,
            f"Nobody owns it: {row.version.owner.name} has left. The coordinator names an owner. To be looked at again by {due}.",
            "Name an owner", url,
        )  # fmt: skip
    return Now(
        "late" if row.is_late else "soon", words, f"{row.owner}. To be looked at again by {due}.", "Read it", url
    )


def _waiting(row, record):
    found = []
    for organisation, cells in row.columns:
        for cell in cells:
            if cell.kind == "waiting":
                found.append(Now("wait", f"{organisation.short_name} has not answered", f"{row.domain}. {cell.title}."))
            elif cell.kind == "nobody":
                found.append(Now("none", f"{row.domain} has no one yet", cell.note))
    return found


def _review(record, at):
    """The heading of the review card, and the line under it."""
    if record.planned:
        day = local_day(record.planned.scheduled_for)
        heading = f"Next review: {WEEKDAYS[day.weekday()]} {long_date(day, at)}, {distance(day, local_day(at))}"
    elif record.next_due:
        heading = f"Next review by {long_date(record.next_due, at)}, {distance(record.next_due, local_day(at), past='overdue')}"
    else:
        heading = "Next review: no date"
    number = len(record.clocks)
    line = "One meeting can keep every clock. Each keeps its own date." if number > 1 else ""
    return {
        "heading": heading,
        "line": line,
        "planned": record.planned,
        "late": bool(record.next_due and record.next_due < local_day(at)),
    }


def _clock(clock, at):
    day = local_day(at)
    return {
        "name": clock.name,
        "under": _source_of(clock),
        "last": long_date(clock.last_done_on) or "Never",
        "due": long_date(clock.due_on),
        "late": clock.is_late,
        "distance": distance(clock.due_on, day, past="overdue"),
        "then": long_date(clock.then_on).split(" ", 1)[1] if clock.then_on else "Held once",
    }


def _source_of(clock):
    """Whose clock it is and what set it; a source that names its body already says both."""
    if clock.organisation and clock.source_text.startswith(f"{clock.organisation},"):
        return clock.source_text
    return ". ".join(part for part in (clock.organisation, clock.source_text) if part)


def _value(row, record):
    """One value of the record: what stands, and which source said it; both values while two sources disagree."""
    is_open = row.conflict is not None
    return {
        "label": row.label,
        "open": is_open,
        "shown": row.shown or ("" if is_open else "Not known"),
        "said": [{"shown": value.shown, "source": value.source_line} for value in row.current] if is_open else [],
        "sources": "" if is_open else _sources(row),
        "earlier": len(row.earlier),
        "url": row.url if is_open and record.acts.decides else "",
    }


def _sources(row):
    if row.outcome == "decided":
        who = row.decided.decided_by.name
        return f"Decided by {who} on {long_date(row.decided.decided_at)}"
    lines = [value.source_line for value in row.current]
    if row.outcome == "agreed" and len(lines) > 1:
        return f"{' and '.join(lines)} say the same"
    return "; ".join(lines)


_GOING = {"reached": "done", "going_well": "done", "stuck": "wait", "not_started": "soon", "left": "soon"}


def _plan(record, at):
    """The plan at a glance: each goal in the person's words, who helps, how it is going, and whether it is agreed."""
    plan = record.plan
    if plan is None:
        return None
    return {
        "said": _plan_state(plan, at),
        "refused": [f"{' and '.join(names)} said no to version {version}." for version, names in plan.refusals],
        "reached": f"{count(len(plan.goals), 'goal')}, {plan.reached} reached",
        "goals": [
            {
                "words": goal.words,
                "domain": goal.domain.name,
                "who": ", ".join(dict.fromkeys(_helper(action) for action in goal.shown_actions)) or "No one yet",
                "mark": _GOING.get(goal.state, "soon"),
                "state": goal.get_state_display(),
            }
            for goal in plan.goals
        ],
    }


def _plan_state(plan, at):
    """ "Version 3, agreed 12 March, signed by Jo Price", or what is being written and which version is in force."""
    if plan.assessment.signed_at:
        return _agreed(plan.assessment, at)
    said = f"Version {plan.assessment.version}, being written"
    return f"{said}. {_agreed(plan.in_force, at)}, is in force" if plan.in_force else said


def _agreed(version, at):
    signature = version.signed_for
    who = f", signed by {signature.by.name}" if signature else ""
    return f"Version {version.version}, agreed {long_date(version.signed_at, at)}{who}"


def _helper(action):
    return f"{action.worker.name}, {action.done_by.short_name}" if action.worker else action.done_by.short_name
