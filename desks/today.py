"""What needs a coordinator today: who came home from hospital, reviews past their day, worries, domains with no one,
proposals that nobody answers, records that disagree.

Each kind is read over the cases the worker coordinates and cut at a few rows: a list to act on, not a register. What was
cut is one row more, with its figure, that leads to the list.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery

from assessments import discharge_queries
from assessments.discharge_rules import task_due
from cases import sight
from desks import disagreements
from desks.moments import owed
from domains.models import Part, ProgressEntry, State
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
    """One thing to do. ``kind`` says which; ``number`` counts what disagrees or is with no one; ``subject_id`` is the part or match."""

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
    """What needs the worker today, most pressing first; a few of a kind. Five queries for one organisation."""
    found = []
    for branch in sight.branches(worker, at=at):
        if branch.name == "coordinator":
            mine = branch.rows.filter(branch.open)
            nobody, disagreeing = _on_records(mine)
            countered, unanswered = _asked(mine, at)
            found += [
                *_home(mine), *_overdue(mine, at), *_worries(mine, at), *nobody, *countered, *unanswered, *disagreeing,
            ]  # fmt: skip
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


def _asked(mine, at):
    """(what partners suggest instead of what they were asked, what nobody has answered for days): one query for both.

    A suggestion puts the ball with the coordinator; it does not make the question answered.
    """
    waits = FilteredRelation("counters", condition=Q(counters__answer=""))
    rows = (
        Part.objects.filter(case__in=mine.order_by().values("pk"), state=State.PROPOSED)
        .annotate(waits=waits, suggested_at=F("waits__at"), suggested=F("waits__words"))
        .filter(Q(proposed_at__lte=at - PATIENCE) | Q(suggested_at__isnull=False))
        .select_related("case__person", "organisation", "domain")
        .order_by("proposed_at", "pk")
    )[: 2 * COUNTED]
    countered, unanswered = [], []
    for part in rows:
        about = {
            "organisation": part.organisation.name, "domain": part.domain.name, "subject_id": part.pk,
            **_who(part.case.person),
        }  # fmt: skip
        if part.suggested_at is not None:
            countered.append(Item("countered", part.case_id, at=part.suggested_at, words=part.suggested, **about))
        if part.proposed_at <= at - PATIENCE:
            unanswered.append(Item("unanswered", part.case_id, at=part.proposed_at, **about))
    countered.sort(key=lambda item: (item.at, item.subject_id))
    return _cut("countered", countered[:COUNTED]), _cut("unanswered", unanswered[:COUNTED])


def _on_records(mine):
    """(records on which a domain is with no one, records that disagree): one query for both."""
    gaps = with_no_one().filter(case=OuterRef("pk")).order_by("domain__position", "pk")
    number = gaps.order_by().values("case").annotate(number=Count("pk")).values("number")
    cases = (
        mine.filter(disagreements.any_on("pk") | Exists(gaps))
        .annotate(
            _conflicts=disagreements.count_on("pk"), _match=disagreements.match_on("pk"), _gaps=Subquery(number),
            _gap=Subquery(gaps.values("domain__name")[:1]), _gap_code=Subquery(gaps.values("domain__code")[:1]),
        )
        .select_related("person")
        .order_by("next_due", "pk")
    )[: 2 * COUNTED]  # fmt: skip
    nobody, disagreeing = [], []
    for case in cases:
        who = _who(case.person)
        if case._gaps:
            nobody.append(Item("nobody", case.pk, number=case._gaps, domain=case._gap, words=case._gap_code, **who))
        if case._conflicts:
            disagreeing.append(Item("disagree", case.pk, number=case._conflicts, **who))
        if case._match:
            disagreeing.append(Item("match", case.pk, subject_id=case._match, **who))
    return _cut("nobody", nobody[:COUNTED]), _cut("disagree", disagreeing[:COUNTED])
