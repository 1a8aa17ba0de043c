"""One field of a person from two sources: every value kept, and whether they agree. Pure.

Equal after the crosswalk: *agreed*. One side blank, unknown or not stated: *one side*. Otherwise a *conflict*, which a
coordinator resolves. Five fields are counted as conflicts (`CONFLICT_FIELDS`); others that differ are shown as differences.
"""

import datetime
from dataclasses import dataclass

from merging import crosswalks
from merging.cld import newest_first
from merging.records import HEALTH, SOCIAL_CARE, Day
from merging.values import folded

CONFLICT_FIELDS = ("accommodation", "employment", "ethnicity", "date_of_birth", "postcode")
AGREED, ONE_SIDE, CONFLICT, UNKNOWN = "agreed", "one_side", "conflict", "unknown"
CODED = ("accommodation", "employment", "ethnicity", "gender")

# What health and social care call each field; None where only one side has it.
FIELDS = {
    "given_name": ("given_name", "given_name"),
    "family_name": ("family_name", "family_name"),
    "date_of_birth": ("birth", "birth"),
    "gender": ("gender", "gender"),
    "ethnicity": ("ethnicity", "ethnicity"),
    "postcode": ("postcode", "postcode"),
    "accommodation": ("accommodation", "accommodation"),
    "employment": ("employment", "employment"),
    "gp_practice": ("gps", "gp_practice"),
    "nhs_number": ("number", "number"),
    "telephone": ("telephone", None),
    "language": ("language", None),
    "date_of_death": ("death", "death"),
    "support_reason": (None, "support_reason"),
    "has_unpaid_carer": (None, "has_unpaid_carer"),
    "autism": (None, "autism"),
    "visual_impairment": (None, "visual_impairment"),
    "hearing_impairment": (None, "hearing_impairment"),
    "dementia": (None, "dementia"),
    "funding": (None, "funding"),
}
DATED = ("accommodation", "employment", "gp_practice")
LONG_AGO = datetime.date.min


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value as one source gave it. `shown` is in plain words; `current` is the one that is compared."""

    source: str
    value: str
    shown: str
    recorded: Day
    reference: str
    line: int
    current: bool


@dataclass(frozen=True, slots=True)
class MergedField:
    """A field with all its values, current ones first, and what came of comparing them."""

    name: str
    outcome: str
    values: tuple[FieldValue, ...]

    @property
    def merged(self):
        """The value to show, or None while it is unknown or in conflict."""
        if self.outcome in (UNKNOWN, CONFLICT):
            return None
        return next(value for value in self.values if value.current and says_something(self.name, value))


def text_of(value):
    """A value as text: days in ISO."""
    return "" if value is None else value.isoformat() if isinstance(value, datetime.date) else value


def shown_as(name, source, value):
    """A health code in words; anything else as it is."""
    if source == HEALTH and name in CODED:
        return crosswalks.name_of(name, value) or value
    return value


def _ordered(name, source, found):
    """Distinct values of one side as `FieldValue`, the current first.

    `found` is (value, day, reference, line) with the best first; a value that says something beats one that does not.
    """
    kept, seen = [], {}
    for value, day, reference, line in found:
        text = text_of(value)
        key = (folded(text), reference)
        if not text:
            continue
        if key not in seen:
            seen[key] = len(kept)
            kept.append((text, day, reference, line))
        elif kept[seen[key]][0].isupper() and not text.isupper():  # KOWALSKI is the same name, less well written
            kept[seen[key]] = (text, *kept[seen[key]][1:])
    current = next((n for n, entry in enumerate(kept) if not crosswalks.is_unknown(name, entry[0])), 0)
    if current:
        kept.insert(0, kept.pop(current))
    return [
        FieldValue(source, text, shown_as(name, source, text), day, reference, line, n == 0)
        for n, (text, day, reference, line) in enumerate(kept)
    ]


def _health_values(person, attribute, name, horizon):
    for registration in (person, *person.also):
        said = getattr(registration, attribute)
        if name in DATED:
            open_first = sorted(
                said,
                key=lambda coded: (coded.until is None, coded.recorded or LONG_AGO, coded.line),
                reverse=True,
            )
            yield from ((coded.code, coded.recorded, registration.ids[0], coded.line) for coded in open_first)
        elif not (name == "date_of_birth" and said and said > horizon):
            yield said, None, registration.ids[0], registration.line


def _social_values(said_first, attribute, name, horizon):
    for said, rank, line, reference in said_first:
        value = getattr(said, attribute)
        if not (name == "date_of_birth" and value and value > horizon):
            yield value, None if rank[0] == LONG_AGO else rank[0], reference, line


def _health_sorted(person, attribute, name, horizon):
    found = list(_health_values(person, attribute, name, horizon))
    if name in DATED and person.also:
        found.sort(key=lambda entry: entry[1] or LONG_AGO, reverse=True)
    return found


def says_something(name, value):
    """Whether a `FieldValue` (or None) can be compared: not blank, not unknown, and a code that the data set has."""
    if value is None or crosswalks.is_unknown(name, value.value):
        return False
    return value.source != HEALTH or name not in CODED or crosswalks.name_of(name, value.value) is not None


def compare(name, health, social):
    """What came of comparing the current values of both sides; either may be None."""
    known_health, known_social = says_something(name, health), says_something(name, social)
    if not (known_health or known_social):
        return UNKNOWN
    if not (known_health and known_social):
        return ONE_SIDE
    if name in CODED:
        return AGREED if crosswalks.agree(name, health.value, social.value) else CONFLICT
    return AGREED if folded(health.value) == folded(social.value) else CONFLICT


def merge(health, social, *, horizon, names=tuple(FIELDS)):
    """The merged fields of one person, by name; `health` or `social` may be None. Fields nobody filled are left out.

    Dates of birth after the horizon are left out. `names` limits the work to some fields.
    """
    said_first = []
    if social is not None:
        for registration in (social, *social.also):
            said_first += [(*entry, registration.ids[0]) for entry in newest_first(registration)]
    merged = {}
    for name in names:
        health_attribute, social_attribute = FIELDS[name]
        left = right = []
        if health is not None and health_attribute:
            left = _ordered(name, HEALTH, _health_sorted(health, health_attribute, name, horizon))
        if social is not None and social_attribute:
            right = _ordered(name, SOCIAL_CARE, _social_values(said_first, social_attribute, name, horizon))
        if left or right:
            outcome = compare(name, left[0] if left else None, right[0] if right else None)
            both = (*left[:1], *right[:1], *left[1:], *right[1:])
            merged[name] = MergedField(name, outcome, both)
    return merged


def conflicts_of(fields):
    """The names of the counted fields in conflict, in the order of `CONFLICT_FIELDS`."""
    return tuple(name for name in CONFLICT_FIELDS if name in fields and fields[name].outcome == CONFLICT)


def differences_of(fields):
    """The names of the other fields whose sources differ."""
    return tuple(name for name, f in fields.items() if f.outcome == CONFLICT and name not in CONFLICT_FIELDS)
