"""Finding a person among the cases a worker may open: by name, reference or number. What is not visible is not found.

Every word typed must stand in the stored search key (case-folded, unaccented). On PostgreSQL a trigram index serves it,
and when nothing fits, names that are nearly the same are offered; SQLite has neither (decisions.md 11).
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from cases import numbers
from cases.models import Identifier
from cases.people import folded
from cases.policies import case_number, visible_to
from domains.queries import asked_name
from partners.standing import standing_of

LIMIT = 50
SHORTEST = 2
#: Share of letters in threes that must be the same for a name to come near what was typed.
NEAR = "0.45"


@dataclass(frozen=True, slots=True)
class Found:
    """One case of the results. Full name and ``born`` are for workers of statutory bodies: they are not in the shared core."""

    case_id: int
    person: str
    called: str
    born: date | None
    coordinator: str
    is_open: bool

    @property
    def reference(self):
        return f"C-{self.case_id}"


@dataclass(frozen=True, slots=True)
class Results:
    """``more``: the list was cut. ``similar``: nothing fits exactly, these come near. ``short``: too little was typed."""

    found: list
    more: bool = False
    similar: bool = False
    short: bool = False


def search(worker, term, *, at):
    """Look for a term among the visible cases, closed ones last. One query, three when names that come near are tried."""
    number = case_number(term)
    if number is not None:
        return _results(worker, Q(pk=number) | Q(absorbed__pk=number), at=at)
    digits = numbers.bare(term)
    if digits.isdecimal() and len(digits) == 10:
        known = Identifier.objects.filter(person=OuterRef("person"), value=digits).exclude(type=Identifier.Type.LOCAL)
        return _results(worker, Q(Exists(known)), at=at)
    words = folded(term).split()
    if sum(map(len, words)) < SHORTEST:
        return Results([], short=True)
    fits = Q()
    for word in words:
        fits &= Q(person__search_key__contains=word)
    results = _results(worker, fits, at=at)
    if not results.found and _knows_what_comes_near():
        near = _results(worker, Q(person__search_key__trigram_word_similar=" ".join(words)), at=at)
        return Results(near.found, near.more, similar=bool(near.found))
    return results


def _knows_what_comes_near():
    """Whether the database compares spellings: PostgreSQL with its trigram extension (``cases`` migration 0002).

    Says at once how near is near: the extension's own 0.6 takes one wrong letter in a short word for another name.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, false) FROM pg_extension WHERE extname = 'pg_trgm'",
            [NEAR],
        )
        return cursor.fetchone() is not None


def _results(worker, condition, *, at):
    statutory = standing_of(worker, at=at).case_organisations().values()
    full = bool(statutory) and all(statutory)
    rows = (
        visible_to(worker, at=at)
        .filter(condition, merged_into=None)
        .order_by("-is_open", "person__family_name", "person__given_name", "pk")
        .distinct()
        .select_related("person", "coordinator")[: LIMIT + 1]
    )
    found = [
        Found(
            case.pk, case.person.display_name if full else asked_name(case.person), case.person.preferred_name,
            case.person.birth_date if full else None,
            case.coordinator.name if case.coordinator else "", case.is_open,
        )
        for case in rows
    ]  # fmt: skip
    return Results(found[:LIMIT], more=len(found) > LIMIT)
