"""Where two sources disagree, kept as rows: raised, left alone, or settled when the sources change."""

from dataclasses import dataclass, field

from merging.fields import AGREED, CONFLICT, CONFLICT_FIELDS, compare
from merging.models import Conflict
from merging.records import HEALTH, SOCIAL_CARE
from merging.values import folded

ROWS_AT_ONCE = 2_000


@dataclass(slots=True)
class Family:
    """A person with whoever became part of them, their case, and the current values of both sides by field."""

    person_id: int
    case_id: int
    values: dict = field(default_factory=dict)  # field -> {source: SourceValue}
    members: tuple = ()

    def add(self, value):
        if value.is_current:
            self.values.setdefault(value.field, {}).setdefault(value.source, value)


def current_pair(family, name):
    """The current values of both sides of a field: (trust's or None, council's or None)."""
    found = family.values.get(name, {})
    return found.get(HEALTH), found.get(SOCIAL_CARE)


def refresh(families, *, at, run=None, is_new=False):
    """Bring the conflicts of families up to their current values. Returns how many were raised.

    A pair that somebody decided about is not asked again; another pair is a new conflict beside the old decision. An open
    one whose values have changed is settled and, where they still differ, raised anew.
    """
    families = {family.person_id: family for family in families}
    open_rows, decided = {}, {}
    if not is_new:
        member_of = {member: pk for pk, family in families.items() for member in (pk, *family.members)}
        for row in Conflict.objects.filter(person_id__in=member_of).select_related(*PAIR).order_by("pk"):
            shelf = open_rows if row.state == Conflict.State.OPEN else decided
            if row.state != Conflict.State.SETTLED:
                shelf[member_of[row.person_id], row.field] = row
    raised, settled = [], []
    for pk, family in families.items():
        for name in CONFLICT_FIELDS:
            known, earlier = open_rows.get((pk, name)), decided.get((pk, name))
            trust, council = current_pair(family, name)
            wanted = _is_to_decide(name, trust, council, earlier)
            if known is not None and (
                not wanted or not _is_about(known, trust, council) or known.case_id != family.case_id
            ):
                settled.append(known.pk)
                known = None
            if wanted and known is None:
                raised.append(
                    Conflict(
                        person_id=pk, case_id=family.case_id, field=name, health=trust, social_care=council, raised_at=at,
                        run=run,
                    )
                )  # fmt: skip
    if settled:
        Conflict.objects.filter(pk__in=settled).update(state=Conflict.State.SETTLED, decided_at=at)
    Conflict.objects.bulk_create(raised, batch_size=ROWS_AT_ONCE)
    return len(raised)


PAIR = ("health", "social_care", "chosen")


def _is_about(conflict, trust, council):
    return (conflict.health.value, conflict.social_care.value) == (trust.value, council.value)


def _is_to_decide(name, trust, council, earlier):
    outcome = compare(name, trust, council)
    if earlier is None:
        return outcome == CONFLICT
    if trust is None or council is None or _is_about(earlier, trust, council):
        return False
    if outcome == CONFLICT:
        return True
    decided = folded(earlier.chosen.value if earlier.chosen else earlier.typed)
    return outcome == AGREED and decided not in (folded(trust.value), folded(council.value))
