"""Two values, or two records, side by side: what each source says, and how they compare. Words for the decision pages."""

from dataclasses import dataclass

from cases.models import Identifier
from design.words import long_date
from merging import words
from merging.crosswalks import is_unknown
from merging.fields import AGREED, CONFLICT
from merging.fields import compare as compare_values
from merging.models import SourceValue
from merging.queries import people_of
from merging.records import HEALTH, SOCIAL_CARE
from merging.values import folded

SAME, DIFFERENT, CANNOT_TELL = "The same", "Different", "Cannot tell"
NOT_RECORDED = "Not recorded"
#: What two records may be compared by before anybody decided: who they are, never how they are (decisions.md 9).
IDENTITY = ("given_name", "family_name", "date_of_birth", "gender", "nhs_number", "postcode", "telephone", "gp_practice",
            "date_of_death")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One source's answer: how it reads, from when, under which local id, and what it said before."""

    organisation: str
    short_name: str
    shown: str
    as_on: str
    reference: str
    before: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison."""

    label: str
    one: str
    other: str
    compared: str
    is_different: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side."""

    one: str
    other: str
    lines: list
    came: str

    @property
    def agree(self):
        return sum(line.compared == SAME for line in self.lines)

    @property
    def is_twin_likely(self):
        """Same birthday, different first name: twins are not one person."""
        said = {line.label: line.compared for line in self.lines}
        return said.get(words.LABELS["date_of_birth"]) == SAME and said.get(words.LABELS["given_name"]) == DIFFERENT


def sides_of(conflict):
    """(council's side, trust's side) of a conflict: the order of the page."""
    return _side(conflict.social_care), _side(conflict.health)


def _side(value):
    earlier = SourceValue.objects.filter(
        person=value.person_id, field=value.field, source=value.source, is_current=False
    ).order_by("-recorded_on", "-pk")
    before = next((one for one in earlier if one.value != value.value), None)
    return Side(
        organisation=value.organisation.name,
        short_name=value.organisation.short_name,
        shown=words.shown(value.field, value.shown),
        as_on=long_date(value.recorded_on) if value.recorded_on else NOT_RECORDED,
        reference=value.reference,
        before=words.shown(value.field, before.shown) if before else "Nothing else",
    )


def compare(match):
    """The two records of a possible match, by what people are known by."""
    one, other = _current(match.case), _current(match.other_case)
    lines = [_line(name, one.get(name), other.get(name)) for name in IDENTITY if one.get(name) or other.get(name)]
    return Compared(
        one=f"{match.case.lead_organisation.short_name} record {_local(match.case)}",
        other=f"{match.other_case.lead_organisation.short_name} record {_local(match.other_case)}",
        lines=lines,
        came=long_date(match.raised_at),
    )


def _current(case):
    values = SourceValue.objects.filter(person_id__in=people_of(case), field__in=IDENTITY, is_current=True)
    return {value.field: value for value in values.order_by("-source")}


def _local(case):
    row = Identifier.objects.filter(person=case.person_id, type=Identifier.Type.LOCAL).order_by("pk").first()
    return row.value if row else case.reference


def _line(name, one, other):
    texts = [words.shown(name, value.shown) if value else NOT_RECORDED for value in (one, other)]
    compared = _compared(name, one, other)
    return Line(words.LABELS[name], *texts, compared, compared == DIFFERENT)


def _compared(name, one, other):
    if not (one and other) or any(is_unknown(name, value.value) for value in (one, other)):
        return CANNOT_TELL
    if {one.source, other.source} == {HEALTH, SOCIAL_CARE}:
        health, social = (one, other) if one.source == HEALTH else (other, one)
        outcome = compare_values(name, health, social)
        return {AGREED: SAME, CONFLICT: DIFFERENT}.get(outcome, CANNOT_TELL)
    return SAME if folded(one.value) == folded(other.value) else DIFFERENT
