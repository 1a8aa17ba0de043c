"""What the pages read of two records brought together, over a case that the worker may already read in full."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Q
from django.urls import reverse

from assessments.models import AnswerVersion, Assessment, Review
from cases.models import Consent, Person
from cases.policies import family, reads_fully
from cases.timeline import TimelineItem
from design.words import count, long_date
from domains.models import Part, ProgressEntry
from merging import whats_new, words
from merging.fields import CONFLICT, FIELDS, UNKNOWN, compare, says_something
from merging.models import CaseJoin, Conflict, ImportRun, MergedRecord, PossibleMatch, SourceValue
from merging.records import HEALTH, SOCIAL_CARE
from partners.registry import Chore


@dataclass(frozen=True, slots=True)
class Said:
    """One value as one source gave it."""

    shown: str
    source: str
    source_line: str
    reference: str
    is_current: bool


@dataclass(slots=True)
class FieldRow:
    """One field of the record with everything that was said about it.

    ``outcome`` is agreed, one_side, conflict, unknown or decided; ``shown`` is what stands, empty while it is open.
    """

    name: str
    label: str
    outcome: str
    shown: str
    values: list[Said] = field(default_factory=list)
    conflict: Conflict | None = None
    decided: Conflict | None = None

    @property
    def url(self):
        """Where to decide, while it is open."""
        return reverse("merging:conflict", args=[self.conflict.pk]) if self.conflict else ""

    @property
    def current(self):
        return [value for value in self.values if value.is_current]

    @property
    def earlier(self):
        return [value for value in self.values if not value.is_current]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What is to be decided on a case, and every value of its record."""

    rows: list
    conflicts: list
    match: PossibleMatch | None
    joined: list

    @property
    def match_url(self):
        return reverse("merging:match", args=[self.match.pk]) if self.match else ""


def people_of(case):
    """The person of a case and whoever became part of them. Nobody for a carer's own record: extracts say nothing of it."""
    if case.is_carers:
        return []
    keys, newest = [case.person_id], [case.person_id]
    while newest:
        newest = list(Person.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        keys += newest
    return keys


def record_of(case):
    """Every field that a source said something about, in the order of the record: a list of :class:`FieldRow`."""
    people = people_of(case)
    said = {}
    values = SourceValue.objects.filter(person_id__in=people).select_related("organisation")
    for value in values.order_by("-is_current", "-recorded_on", "pk"):
        said.setdefault(value.field, []).append(value)
    asked = {}
    conflicts = Conflict.objects.filter(person_id__in=people).exclude(state=Conflict.State.SETTLED)
    for conflict in conflicts.select_related("chosen__organisation", "decided_by").order_by("pk"):
        asked.setdefault(conflict.field, {})[conflict.state] = conflict
    return [_row(name, said[name], asked.get(name, {})) for name in FIELDS if name in said]


def _row(name, values, asked):
    current = {value.source: value for value in reversed(values) if value.is_current}
    outcome = compare(name, current.get(HEALTH), current.get(SOCIAL_CARE))
    is_open, decided = asked.get(Conflict.State.OPEN), asked.get(Conflict.State.RESOLVED)
    row = FieldRow(name, words.LABELS[name], outcome, "", conflict=is_open, decided=decided)
    if decided and not is_open:
        row.outcome = "decided"
        row.shown = words.shown(name, decided.chosen.shown if decided.chosen else decided.typed)
    elif outcome not in (CONFLICT, UNKNOWN):
        row.shown = next(words.shown(name, v.shown) for v in current.values() if says_something(name, v))
    row.values = [
        Said(words.shown(name, v.shown), v.organisation.short_name, words.source_line(v), v.reference, v.is_current)
        for v in values
    ]
    return row


def open_conflicts(case):
    """What is still to be decided on a case and on those that became part of it, oldest first."""
    rows = Conflict.objects.filter(case_id__in=family(case), state=Conflict.State.OPEN)
    return list(rows.select_related("health__organisation", "social_care__organisation").order_by("pk"))


def open_match(case):
    """An open possible match of a case, or None."""
    keys = family(case)
    rows = PossibleMatch.objects.filter(Q(case_id__in=keys) | Q(other_case_id__in=keys), state=PossibleMatch.State.OPEN)
    return rows.order_by("pk").first()


def disagreement_of(case):
    """Everything the case page shows of this room."""
    joined = CaseJoin.objects.filter(survivor=case, undone_at=None).select_related("absorbed", "by")
    return Disagreement(record_of(case), open_conflicts(case), open_match(case), list(joined.order_by("-at")))


def timeline(case, worker, before=None, size=20, *, at):
    """When records were brought together, what was decided between two values, and which cases became one."""
    keys = family(case)
    items = []
    until = {} if before is None else {"lt": before}
    for row in MergedRecord.objects.filter(case_id__in=keys).select_related("run"):
        when = row.run.started_at
        if _in(when, before):
            note = f"As at {long_date(row.run.as_at)}" if row.run.as_at else ""
            items.append(TimelineItem(when, "Brought in from an extract", note))
    for run, found in whats_new.differences(case) if reads_fully(worker, case, at=at) else ():
        if _in(run.started_at, before):
            note = ". ".join(one.line for one in found)
            items.append(TimelineItem(run.started_at, f"An extract said {count(len(found), 'thing')} otherwise", note))
    decided = Conflict.objects.filter(case_id__in=keys, state=Conflict.State.RESOLVED, **_until("decided_at", until))
    for row in decided.select_related("decided_by", "chosen__organisation").order_by("-decided_at")[:size]:
        chosen = words.source_line(row.chosen) if row.chosen else "another answer"
        label = words.LABELS[row.field]
        items.append(TimelineItem(row.decided_at, f"{label} decided by {row.decided_by.name}: {chosen}", row.reason))
    joins = CaseJoin.objects.filter(survivor_id__in=keys).select_related("by", "absorbed").order_by("-at")
    for row in joins[:size]:
        who = f" by {row.by.name}" if row.by else ", as an extract shows"
        if _in(row.at, before):
            items.append(TimelineItem(row.at, f"{row.absorbed.reference} became part of this case{who}"))
        if row.undone_at and _in(row.undone_at, before):
            items.append(TimelineItem(row.undone_at, f"{row.absorbed.reference} was parted from this case again"))
    return sorted(items, key=lambda item: item.at, reverse=True)[:size]


def _in(when: datetime, before):
    return before is None or when < before


def _until(name, until):
    return {f"{name}__{how}": value for how, value in until.items()}


def runs():
    """Every import, newest first. For administrators."""
    return ImportRun.objects.select_related("by").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Written:
    """One kind of thing written on a joined case since: how many, and when last. No word of what it says."""

    what: str
    number: int
    last: datetime


#: What may have been written on a case, by its name on the page: (model, name of its moment, path to the case).
WRITTEN = {
    "Progress entries": (ProgressEntry, "at", "case"),
    "Parts asked or taken on": (Part, "proposed_at", "case"),
    "Assessments begun": (Assessment, "started_at", "case"),
    "Answers confirmed or changed": (AnswerVersion, "at", "answer__assessment__case"),
    "Reviews arranged": (Review, "scheduled_for", "case"),
    "Decisions between two values": (Conflict, "decided_at", "case"),
    "Consents recorded": (Consent, "recorded_at", "person__cases"),
}


def written_since(join):
    """What was written on the survivor since the join: it stays there when the two are parted."""
    found = []
    for what, (model, moment, path) in WRITTEN.items():
        rows = model.objects.filter(**{path: join.survivor_id, f"{moment}__gt": join.at})
        if model is Part:
            rows = rows.exclude(pk__in=join.issued.get("parts", []))
        said = rows.aggregate(number=Count("pk"), last=Max(moment))
        if said["number"]:
            found.append(Written(what, said["number"], said["last"]))
    return found


def chores(at):
    """The lines of the administrator's page: imports that wait for somebody, and cases that became one."""
    waiting = ImportRun.objects.filter(state=ImportRun.State.READ).exclude(folder="").count()
    return [
        Chore("Imports", "The trust's and the council's extracts", "merging:imports", waiting),
        Chore("Cases that became one", "Part what was joined by mistake", "merging:joined"),
    ]
