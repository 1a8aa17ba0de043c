"""Finding a person among the cases a worker may open: by name, reference or number. What is not visible is not found.

Every word typed must stand in the stored search key (case-folded, unaccented). On PostgreSQL a trigram index serves it,
and when nothing fits, names that are nearly the same are offered; SQLite has neither (decisions.md 11).
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from cases import numbers
from cases.models import Case, Identifier, Person
from cases.people import folded
from cases.policies import case_number
from desks.sight import keys_of
from domains.queries import asked_name
from partners.standing import standing_of

LIMIT = 50
#: Of more than so many visible cases with such a name, some are left out: the page asks for more of the name.
CANDIDATES = 1000
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
    is_carers: bool

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
    """Look for a term among the visible cases, closed ones last. Two queries, four when names that come near are tried."""
    number = case_number(term)
    if number is not None:
        return _results(worker, lambda path, case: {f"{case}__in": _survivor(number)}, at=at)
    digits = numbers.bare(term)
    if digits.isdecimal() and len(digits) == 10:
        known = Identifier.objects.filter(value=digits).exclude(type=Identifier.Type.LOCAL).values("person")
        return _results(worker, lambda path, case: {f"{path}person__in": known}, at=at)
    words = folded(term).split()
    if sum(map(len, words)) < SHORTEST:
        return Results([], short=True)
    people = Person.objects.all()
    for word in words:
        people = people.filter(search_key__contains=word)
    results = _results(worker, lambda path, case: {f"{path}person__in": people.values("pk")}, at=at)
    if not results.found and _knows_what_comes_near():
        near = Person.objects.filter(search_key__trigram_word_similar=" ".join(words)).values("pk")
        found = _results(worker, lambda path, case: {f"{path}person__in": near}, at=at)
        return Results(found.found, found.more, similar=bool(found.found))
    return results


def _survivor(number):
    """The case itself, or the one that it became part of: an old reference still leads there."""
    survivor = Case.objects.filter(pk=number).values_list("merged_into", flat=True).first()
    return [survivor or number]


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
    bodies = standing_of(worker, at=at).case_organisations().values()
    fully = bool(bodies) and all(bodies)
    keys = keys_of(worker, condition, at=at, limit=CANDIDATES)
    rows = (
        Case.objects.filter(pk__in=keys)
        .order_by("-is_open", "person__family_name", "person__given_name", "pk")
        .select_related("person", "coordinator")[: LIMIT + 1]
    )
    found = [
        Found(
            case.pk, case.person.display_name if fully else asked_name(case.person), case.person.preferred_name,
            case.person.birth_date if fully else None,
            case.coordinator.name if case.coordinator else "", case.is_open, case.is_carers,
        )
        for case in rows
    ]  # fmt: skip
    return Results(found[:LIMIT], more=len(found) > LIMIT)
