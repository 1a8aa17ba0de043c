"""What needs a coordinator today: who came home from hospital, reviews past their day, worries, domains with no one,
proposals that nobody answers, records that disagree.

Each kind is one query over the cases the worker coordinates, cut at a few rows: a list to act on, not a register. What
was cut is one row more, with its figure, that leads to the list.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments import discharge_queries
from assessments.discharge_rules import task_due
from cases import sight
from desks import disagreements
from desks.moments import owed
from domains.models import Counter, Part, ProgressEntry, State
from domains.queries import with_no_one

#: A proposal is worth asking after from its third day.
PATIENCE = timedelta(days=2)
#: A worry stays on top of the desk for a week.
WORRY = timedelta(days=7)
#: Rows of one kind; what stands behind them is one row more, with its figure.
LIMIT = 4
#: Worries are never folded away, only kept to the newest.
WORRIES = 10
#: Figures stop here.
COUNTED = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. ``kind`` says which; ``number`` counts what disagrees; ``subject_id`` is the part or match."""

    kind: str
    case_id: int
    person: str
    called: str
    at: datetime | None = None
    by: str = ""
    organisation: str = ""
    domain: str = ""
    words: str = ""
    number: int = 0
    subject_id: int | None = None
    left_at: datetime | None = None

    @property
    def reference(self):
        return f"C-{self.case_id}"


@dataclass(frozen=True, slots=True)
class More:
    """What was cut: how many more of the kind that ``kind`` names after ``more_``."""

    kind: str
    number: int


def _cut(kind, items, limit=LIMIT):
    """The first few, and how many more there are."""
    return [*items[:limit], More(f"more_{kind}", len(items) - limit)] if len(items) > limit else items


def needs(worker, *, at):
    """What needs the worker today, most pressing first; a few of a kind. Seven queries for one organisation."""
    found = []
    for branch in sight.branches(worker, at=at):
        if branch.name == "coordinator":
            mine = branch.rows.filter(branch.open)
            found += [
                *_home(mine),
                *_overdue(mine, at),
                *_worries(mine, at),
                *_nobody(mine),
                *_countered(mine),
                *_unanswered(mine, at),
                *_disagreeing(mine),
            ]
    return found


def _who(person):
    return {"person": person.display_name, "called": person.called}


def _home(mine):
    """Who left hospital and is to be seen; the most pressing of all, so none is folded away. ``at``: by when."""
    return [
        Item(
            "home", (discharge.case.merged_into or discharge.case).pk, at=task_due(discharge.left_at),
            left_at=discharge.left_at, **_who((discharge.case.merged_into or discharge.case).person),
        )
        for discharge in discharge_queries.owed(mine)[:COUNTED]
    ]  # fmt: skip


def _overdue(mine, at):
    late = mine.filter(next_due__lt=at).select_related("person").order_by("next_due", "pk")
    items = [Item("overdue", case.pk, at=owed(case.next_due), **_who(case.person)) for case in late[:COUNTED]]
    return _cut("overdue", items)


def _worries(mine, at):
    told = (
        ProgressEntry.objects.filter(case__in=mine.order_by().values("pk"), tell_coordinator=True, at__gt=at - WORRY)
        .select_related("case__person", "worker", "organisation", "part__domain")
        .order_by("-at", "-pk")
    )
    return [
        Item(
            "worry", entry.case_id, at=entry.at, by=entry.worker.name, organisation=entry.organisation.short_name,
            domain=entry.part.domain.name, words=entry.worry, subject_id=entry.part_id, **_who(entry.case.person),
        )
        for entry in told[:WORRIES]
    ]  # fmt: skip


def _nobody(mine):
    """Domains that are with no one: the same rows as on the radar, the newest first, for those have just fallen."""
    rows = (
        with_no_one()
        .filter(case__in=mine.order_by().values("pk"))
        .select_related("case__person", "domain")
        .order_by("-effective_from", "-pk")
    )
    items = [
        Item("nobody", row.case_id, domain=row.domain.name, words=row.domain.code, **_who(row.case.person))
        for row in rows[:COUNTED]
    ]
    return _cut("nobody", items)


def _countered(mine):
    """What partners suggest instead of what they were asked: the ball is with the coordinator."""
    rows = (
        Counter.objects.filter(part__case__in=mine.order_by().values("pk"), part__state=State.PROPOSED, answer="")
        .select_related("part__case__person", "part__organisation", "part__domain")
        .order_by("at", "pk")
    )
    items = [
        Item(
            "countered", row.part.case_id, at=row.at, organisation=row.part.organisation.name,
            domain=row.part.domain.name, words=row.words, subject_id=row.part_id, **_who(row.part.case.person),
        )
        for row in rows[:COUNTED]
    ]  # fmt: skip
    return _cut("countered", items)


def _unanswered(mine, at):
    asked = (
        Part.objects.filter(case__in=mine.order_by().values("pk"), state=State.PROPOSED, proposed_at__lte=at - PATIENCE)
        .select_related("case__person", "organisation", "domain")
        .order_by("proposed_at", "pk")
    )
    items = [
        Item(
            "unanswered", part.case_id, at=part.proposed_at, organisation=part.organisation.name,
            domain=part.domain.name, subject_id=part.pk, **_who(part.case.person),
        )
        for part in asked[:COUNTED]
    ]  # fmt: skip
    return _cut("unanswered", items)


def _disagreeing(mine):
    cases = (
        mine.filter(disagreements.any_on("pk"))
        .annotate(_conflicts=disagreements.count_on("pk"), _match=disagreements.match_on("pk"))
        .select_related("person")
        .order_by("next_due", "pk")
    )
    items = []
    for case in cases[:COUNTED]:
        if case._conflicts:
            items.append(Item("disagree", case.pk, number=case._conflicts, **_who(case.person)))
        if case._match:
            items.append(Item("match", case.pk, subject_id=case._match, **_who(case.person)))
    return _cut("disagree", items)
