"""What changed on a case since its last review, in words: only what the reader reads, by the domains they read."""

from dataclasses import dataclass
from datetime import datetime

from assessments.drafts import shown
from assessments.framework_files import library
from assessments.models import Answer, AnswerState, Goal, PlanEvent, Review
from calendars import start_of_day
from cases.policies import family
from domains.models import Part, State

#: Rows of one kind that are told; how many more there are is told too.
TOLD = 30


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    words: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """``since`` is the day of the last held review, or None where none was held: then nothing is compared."""

    since: object
    groups: tuple  # ((title, [Change, ...], how many more), ...)

    @property
    def nothing(self):
        return not any(rows for _, rows, _ in self.groups)


def since_last_review(case, reach, *, at, but=None):
    """The changes since the last review but ``but`` (one that is being written down). Six queries, however much changed.

    Counted from the beginning of that day: what was agreed in the meeting itself is a change too.
    """
    ids = family(case)
    held = Review.objects.filter(case_id__in=ids, held_on__isnull=False).exclude(pk=but)
    since = held.order_by("-held_on").values_list("held_on", flat=True).first()
    if since is None:
        return Changes(None, ())
    start = start_of_day(since)
    groups = (
        ("Goals", *_told(_goals(ids, reach, start))),
        ("Actions", *_told(_actions(ids, reach, start))),
        ("Who does what", *_told(_parts(ids, reach, start, at))),
        ("Answers", *_told(_answers(ids, reach, start))),
    )
    return Changes(since, tuple(group for group in groups if group[1]))


def _told(rows):
    rows = sorted(rows, key=lambda change: change.at, reverse=True)
    return rows[:TOLD], max(len(rows) - TOLD, 0)


def _by(row):
    return f"{row.by.name}, {row.organisation.short_name}" if row.by_id else row.organisation.short_name


def _events(ids, reach, start, **which):
    rows = PlanEvent.objects.filter(
        shown(reach, "goal__domain", "goal__plan__assessment"), goal__plan__assessment__case_id__in=ids,
        goal__domain__code__in=reach.reads, at__gte=start, **which,
    )  # fmt: skip
    return rows.select_related("goal__domain", "action", "by", "organisation").order_by("-at", "-pk")[: 10 * TOLD]


def _state(thing, state):
    return dict(thing._meta.get_field("state").choices).get(state, state).lower()


def _goals(ids, reach, start):
    written = Goal.objects.filter(
        shown(reach, "domain", "plan__assessment"), plan__assessment__case_id__in=ids, domain__code__in=reach.reads,
        at__gte=start, copied_from=None,
    )  # fmt: skip
    new = {goal.pk: goal for goal in written.select_related("domain", "by", "organisation")[: 10 * TOLD]}
    rows = [Change(goal.at, f"New, {goal.domain.name.lower()}: “{goal.words}”", _by(goal)) for goal in new.values()]
    for event in _events(ids, reach, start, action=None):
        if event.goal_id not in new or event.at != new[event.goal_id].at:
            rows.append(Change(event.at, f"“{event.goal.words}”: {_state(event.goal, event.state)}", _by(event)))
    return rows


def _actions(ids, reach, start):
    return [
        Change(event.at, f"{event.action.text}: {_state(event.action, event.state)}", _by(event))
        for event in _events(ids, reach, start, action__isnull=False)
    ]


def _parts(ids, reach, start, at):
    """Parts that began or ended, whole for whoever reads the record; otherwise of the domains the reader reads."""
    rows = Part.objects.filter(case_id__in=ids).select_related("domain", "organisation")
    if not reach.reads_all:
        rows = rows.filter(domain__code__in=reach.reads)
    began = rows.filter(effective_from__gte=start, effective_from__lte=at)
    ended = rows.filter(state=State.ENDED, effective_until__gte=start, effective_until__lte=at)
    return [
        Change(part.effective_from, f"{part.domain.name}: {part.organisation.short_name} took it on")
        for part in began.order_by("-effective_from")[: 10 * TOLD]
    ] + [
        Change(part.effective_until, f"{part.domain.name}: {part.organisation.short_name} no longer does it")
        for part in ended.order_by("-effective_until")[: 10 * TOLD]
    ]


def _answers(ids, reach, start):
    """Questions whose answer is newer than the review, by name: what it says stands in the assessment."""
    rows = Answer.objects.filter(
        shown(reach, "domain", "assessment"), assessment__case_id__in=ids, at__gte=start
    ).exclude(state=AnswerState.CARRIED_IN)
    items, newest = library().items, {}
    for answer in rows.select_related("by", "organisation").order_by("at", "pk"):
        item = items.get(answer.item)
        if item is not None and reach.reads_item(item):
            newest[item.code] = Change(answer.at, item.asked_about("the person"), _by(answer))
    return list(newest.values())
