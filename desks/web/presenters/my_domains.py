"""The words of *My domains*: what is asked, what is for today, and everything else."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from calendars import end_of_day, local_day
from design.words import count, distance, long_date
from desks.moments import owed
from domains.models import GoalState
from domains.queries import asked_name

#: After so many days without a word, somebody is for today.
QUIET_DAYS = 10


@dataclass(frozen=True, slots=True)
class Ask:
    title: str
    by: str
    words: str
    answer_by: str
    url: str


def ask(part, *, at):
    """One offer. It names nobody fully and says nothing of the record."""
    by = (
        f"Asked by {part.asked_by}, {distance(part.asked_at, at)}"
        if part.asked_by
        else f"Asked {distance(part.asked_at, at)}"
    )
    answer_by = ""
    if part.due_at:
        late = part.due_at <= at
        day = owed(part.due_at)
        answer_by = (
            "The answer is late. The coordinator may ask someone else."
            if late else f"Answer {_day(day, at)}, or the coordinator asks someone else."
        )  # fmt: skip
    return Ask(
        f"{part.domain}, for {part.name}", by, part.words, answer_by, reverse("domains:answer", args=[part.part_id])
    )


def _day(moment, at):
    near = abs((local_day(moment) - local_day(at)).days) < 2
    return distance(moment, at) if near else f"by {long_date(moment, at)}"


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    called: str
    url: str
    mark: str
    kind: str
    under: str
    entry_url: str


def is_for_today(part, *, at):
    """A contact is due today or was, or nothing has been written for ten days."""
    if not part.writes:
        return False
    if part.due_at is not None and part.due_at <= end_of_day(local_day(at)):
        return True
    return part.last_entry_at is None or part.last_entry_at <= at - timedelta(days=QUIET_DAYS)


def task(part, *, at):
    kind, mark = _mark(part, at)
    return Task(
        part.name, part.called if part.called not in part.name.split(" ") else "",
        reverse("desks:case", args=[part.case_reference]), mark, kind,
        ". ".join(word for word in (part.domain, _needs(part)) if word),
        reverse("domains:entry", args=[part.part_id]),
    )  # fmt: skip


def _needs(part):
    return part.communication_needs


def _mark(part, at):
    if part.due_at is not None and part.due_at <= end_of_day(local_day(at)):
        days = (local_day(at) - local_day(owed(part.due_at))).days
        if days > 0:
            return "late", f"Contact {count(days, 'day')} late"
        return "soon", "Contact due today"
    if part.last_entry_at is None:
        return "soon", "No entry yet"
    return "soon", f"Last entry {distance(part.last_entry_at, at)}"


@dataclass(frozen=True, slots=True)
class Other:
    name: str
    url: str
    under: str
    share: str


def other(part, *, at):
    said = "kept informed" if not part.writes else _last(part, at)
    return Other(part.name, reverse("desks:case", args=[part.case_reference]), f"{part.domain}. {said}", part.share)


def _last(part, at):
    if part.last_entry_at is None:
        return "No entry yet"
    goal = f", {GoalState(part.goal_state).label.lower()}" if part.goal_state else ""
    return f"Entry {long_date(part.last_entry_at, at)}{goal}"


def past(part):
    return {
        "name": asked_name(part.case.person),
        "url": reverse("domains:part", args=[part.pk]),
        "under": f"{part.domain.name}. {part.get_end_reason_display() or 'Ended'}, {long_date(part.effective_until)}",
    }
