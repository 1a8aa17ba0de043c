"""What was merged and why, out of the database: for one person or for everybody, a line each (import.md)."""

from cases.models import Case, RecordKind
from merging.fields import CONFLICT_FIELDS, FIELDS, compare
from merging.matching import MATCHED
from merging.models import Conflict, MergedRecord, PossibleMatch, SourceRecord, SourceValue
from merging.records import HEALTH, SOCIAL_CARE
from merging.remembered import survivors

AT_ONCE = 1_000


def explain(local_ids=None):
    """Yield a line for everybody, or for whoever has one of these local ids, in the order of the files."""
    into = survivors()
    rows = MergedRecord.objects.exclude(person_id__in=into).order_by("position", "pk")
    if local_ids is not None:
        found = SourceRecord.objects.filter(local_id__in=list(local_ids)).values_list("person_id", flat=True)
        rows = rows.filter(person_id__in={into.get(pk, pk) for pk in found})
    members = {}
    for member, survivor in into.items():
        members.setdefault(survivor, []).append(member)
    batch = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield from _lines(batch, members)
            batch = []
    yield from _lines(batch, members)


def unknown_ids(local_ids):
    """Those of the local ids that nobody here has."""
    known = set(SourceRecord.objects.filter(local_id__in=list(local_ids)).values_list("local_id", flat=True))
    return [local_id for local_id in local_ids if local_id not in known]


class _Batch:
    """Everything that the lines of some records need, in a fixed number of queries."""

    def __init__(self, rows, members):
        self.family_of = {}
        for row in rows:
            for pk in (row.person_id, *members.get(row.person_id, ())):
                self.family_of[pk] = row.person_id
        everybody = list(self.family_of)
        self.ids, self.values, self.conflicts, self.merged, self.partners = {}, {}, {}, {}, {}
        for source, local_id, person in SourceRecord.objects.filter(person_id__in=everybody).order_by("pk").values_list(
            "source", "local_id", "person_id"
        ):  # fmt: skip
            self.ids.setdefault(self.family_of[person], {}).setdefault(source, []).append(local_id)
        for value in SourceValue.objects.filter(person_id__in=everybody).order_by("-is_current", "pk"):
            self.values.setdefault(self.family_of[value.person_id], {}).setdefault(value.field, []).append(value)
        rows_open = Conflict.objects.filter(person_id__in=everybody, state=Conflict.State.OPEN)
        for person, name in rows_open.values_list("person_id", "field"):
            self.conflicts.setdefault(self.family_of[person], set()).add(name)
        for row in MergedRecord.objects.filter(person_id__in=everybody):
            self.merged.setdefault(self.family_of[row.person_id], []).append(row)
        self._partners(everybody)
        self.cases = {}
        for case in Case.objects.filter(person_id__in=everybody, kind=RecordKind.PERSON, merged_into=None).order_by(
            "is_open", "pk"
        ):
            self.cases[self.family_of[case.person_id]] = case

    def _partners(self, everybody):
        pairs = [
            pair
            for column in ("person_id", "other_person_id")
            for pair in PossibleMatch.objects.filter(
                state=PossibleMatch.State.OPEN, **{f"{column}__in": everybody}
            ).values_list("person_id", "other_person_id")
        ]
        others = {pk for pair in pairs for pk in pair}
        first = {}
        for person, local_id in SourceRecord.objects.filter(person_id__in=others).order_by("-pk").values_list(
            "person_id", "local_id"
        ):  # fmt: skip
            first[person] = local_id
        for one, other in dict.fromkeys(pairs):
            for this, that in ((one, other), (other, one)):
                if this in self.family_of and that in first:
                    self.partners.setdefault(self.family_of[this], []).append(first[that])


def _lines(rows, members):
    if not rows:
        return
    batch = _Batch(rows, members)
    for row in rows:
        yield _line(row.person_id, batch)


def _line(pk, batch):
    ids, merged = batch.ids.get(pk, {}), batch.merged[pk]
    health, social = ids.get(HEALTH, []), ids.get(SOCIAL_CARE, [])
    clocks = {source: _clock(source, merged) for source in (HEALTH, SOCIAL_CARE)}
    due = [clock["due"] for clock in clocks.values() if clock["counts"] and clock["due"]]
    conflicts = batch.conflicts.get(pk, set())
    partners = sorted(batch.partners.get(pk, []))
    case = batch.cases.get(pk)
    fields = {name: _field(name, batch.values[pk][name]) for name in FIELDS if name in batch.values.get(pk, {})}
    return {
        "health_id": health[0] if health else None,
        "social_care_id": social[0] if social else None,
        "case": case.reference if case else None,
        "link": _link(health, social, partners),
        "conflicts": [name for name in CONFLICT_FIELDS if name in conflicts],
        "open": bool(case and case.is_open),
        "next_review_due": min(due, default=None),
        "section_117": any(row.section_117 for row in merged),
        "deceased": any(row.deceased for row in merged),
        "other_ids": [*health[1:], *social[1:]],
        "possible_partners": partners,
        "differences": [
            name for name, said in fields.items() if said["outcome"] == "conflict" and name not in CONFLICT_FIELDS
        ],
        "clocks": clocks,
        "fields": fields,
    }


def _link(health, social, partners):
    if health and social:
        return MATCHED
    if partners:
        return "possible"
    return "health_only" if health else "social_care_only"


def _clock(source, merged):
    """The clock of one side; the record that knows the side has it."""
    clocks = [row.clocks.get(source, {}) for row in merged]
    counting = next((clock for clock in clocks if clock.get("counts")), clocks[0])
    return {name: counting.get(name) for name in ("counts", "counted_from", "due")}


def _field(name, values):
    current = {value.source: value for value in reversed(values) if value.is_current}
    return {
        "outcome": compare(name, current.get(HEALTH), current.get(SOCIAL_CARE)),
        "values": [
            {
                "source": value.source,
                "value": value.value,
                "shown": value.shown,
                "date": value.recorded_on and value.recorded_on.isoformat(),
                "reference": value.reference,
                "current": value.is_current,
            }
            for value in values
        ],
    }
