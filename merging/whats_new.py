"""What a later extract says otherwise than the one before: noted as it lands, read by who reads the record in full."""

from dataclasses import dataclass

from django.db.models import Count

from access import copying
from cases.policies import family
from merging import words
from merging.models import ImportRun, ValueChange


def note(before, now, *, case_of, run):
    """Keep every difference between two {(person id, field, source): current SourceValue}. Returns how many."""
    rows = []
    for place in dict.fromkeys([*before, *now]):
        was, stands = before.get(place), now.get(place)
        if (was and was.value) == (stands and stands.value):
            continue  # the same said again, on another day or under another number
        person_id, field, source = place
        rows.append(
            ValueChange(
                run=run, case_id=case_of[person_id], person_id=person_id, field=field, source=source, before=was,
                after=stands,
            )
        )  # fmt: skip
    copying.create(ValueChange.objects, rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Said:
    """One difference in words: which field of whom, and what the source said before and says now."""

    case_id: int
    label: str
    organisation: str
    before: str
    after: str

    @property
    def line(self):
        """ "Postcode: SW1A 1AA before, M1 1AE now (Council)"."""
        return f"{self.label}: {self.before or 'nothing'} before, {self.after or 'nothing'} now ({self.organisation})"


def differences(case, *, size=100):
    """[(the import, its differences)] of a case and of those that became part of it, newest first. For who reads in full."""
    rows = ValueChange.objects.filter(case_id__in=family(case)).select_related(
        "run", "before__organisation", "after__organisation"
    )
    by_run = {}
    for row in rows.order_by("-run", "pk")[:size]:
        by_run.setdefault(row.run, []).append(_said(row))
    return list(by_run.items())


def of_run(run):
    """[Said] of one import by case and field. For tests and the command line; a page shows it to nobody as a whole."""
    rows = ValueChange.objects.filter(run=run).select_related("before__organisation", "after__organisation")
    return [_said(row) for row in rows.order_by("case_id", "field", "source")]


def _said(row):
    organisation = (row.after or row.before).organisation.short_name
    before, after = (words.shown(row.field, value.shown) if value else "" for value in (row.before, row.after))
    return Said(row.case_id, words.LABELS[row.field], organisation, before, after)


def tally(run):
    """[(field in words, how many people)] of what an import found changed, the most first: without any value or name."""
    if run.state != ImportRun.State.LANDED:
        return []
    rows = ValueChange.objects.filter(run=run).values_list("field").annotate(number=Count("person", distinct=True))
    return sorted(((words.LABELS[field], number) for field, number in rows), key=lambda row: (-row[1], row[0]))
