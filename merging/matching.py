"""Who is the same person in both extracts. Pure, never guesses, and does not depend on the order of rows.

- *Matched*: the same valid NHS number, and dates of birth that agree or differ in one component only.
- *Possible*: the same number but dates of birth further apart, or not known on one side; or no usable number on one side
  while date of birth, postcode and gender are all equal.
- Two different valid numbers never match, whatever else agrees.
A possible match is for a coordinator to confirm or refuse; somebody already matched is not offered again.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from merging.crosswalks import GENDERS
from merging.values import folded

MATCHED = "matched"
POSSIBLE = "possible"
HEALTH_ONLY = "health_only"
SOCIAL_CARE_ONLY = "social_care_only"
OUT_OF_SCOPE = "out_of_scope"

# Twins share a home; a hundred people with one date of birth, postcode and gender are a default value.
MOST_PARTNERS = 10
GENDER_OF = {folded(name): folded(name) for name in GENDERS.values()} | {
    code: folded(name) for code, name in GENDERS.items()
}


class Identity(NamedTuple):
    """What matching looks at. `id` is the local id; a gender is a code of MHSDS or a word of Client Level Data."""

    id: str
    number: str | None
    birth: object
    postcode: str | None
    gender: str


class Duplicate(NamedTuple):
    """One NHS number under several local ids of one source: one person, kept under the first id of the file."""

    source: str
    kept: str
    others: tuple[str, ...]
    number: str
    births_differ: bool


@dataclass(slots=True)
class Links:
    """The answer. Health ids lead to social care ids; everybody not in `matched` or `possible` stands alone."""

    matched: dict[str, str] = field(default_factory=dict)
    possible: list[tuple[str, str]] = field(default_factory=list)
    crowded: list[tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=list)


def births_agree(one, other):
    """Whether two dates of birth are equal or differ in one component (year, month or day) only. Both must be known."""
    if one is None or other is None:
        return False
    return (one.year != other.year) + (one.month != other.month) + (one.day != other.day) <= 1


def _evidence(identity):
    """Date of birth, postcode and gender, when all three are known; else None."""
    gender = GENDER_OF.get(folded(identity.gender))
    if identity.birth is None or identity.postcode is None or gender is None:
        return None
    return identity.birth, identity.postcode.replace(" ", ""), gender


def link(health, social):
    """Link two iterables of `Identity`, in each of which a number stands once. Time grows with the number of people."""
    links = Links()
    health, social = list(health), list(social)
    social_by_number = {person.number: person for person in social if person.number}
    taken = set()
    pairs = set()
    for person in health:
        other = social_by_number.get(person.number) if person.number else None
        if other is None:
            continue
        if births_agree(person.birth, other.birth):
            links.matched[person.id] = other.id
            taken.add(other.id)
        else:
            pairs.add((person.id, other.id))
    groups = {}
    for side, people in enumerate((health, social)):
        for person in people:
            already = person.id in links.matched if side == 0 else person.id in taken
            if not already and (evidence := _evidence(person)):
                groups.setdefault(evidence, ([], []))[side].append(person)
    for left, right in groups.values():
        if len(left) > MOST_PARTNERS or len(right) > MOST_PARTNERS:
            if left and right and not all(person.number for person in (*left, *right)):
                links.crowded.append((_ids(left), _ids(right)))
            continue
        for person in left:
            pairs.update((person.id, other.id) for other in right if not (person.number and other.number))
    links.possible = sorted(pairs)
    return links


def _ids(people):
    return tuple(sorted(person.id for person in people))


def duplicates(source, identities):
    """The `Duplicate` numbers within one source, in the order of the file."""
    firsts, again = {}, {}
    for person in identities:
        if person.number and firsts.setdefault(person.number, person) is not person:
            again.setdefault(person.number, []).append(person)
    found = []
    for number, others in again.items():
        first = firsts[number]
        apart = any(other.birth and first.birth and not births_agree(first.birth, other.birth) for other in others)
        found.append(Duplicate(source, first.id, tuple(other.id for other in others), number, apart))
    return found
