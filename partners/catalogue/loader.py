"""Bringing the catalogue file into the database. Safe to run again: what has not changed is not written."""

from dataclasses import dataclass

from django.db import transaction

from partners.catalogue.reading import DOMAINS, CatalogueError, read

#: Positions are unique; while they are being changed, the old ones stand aside by this much.
ASIDE = 10_000


@dataclass(frozen=True)
class Outcome:
    """What loading did: codes made, codes changed, how many were the same already, and codes only the database has."""

    made: list
    changed: list
    same: int
    only_here: list


@transaction.atomic
def load(path=DOMAINS, *, model=None):
    """Make the domains of the database as the file says; a domain that the file no longer has stays, at the end.

    ``model`` is given by a migration, whose models are those of its time. Raises :class:`CatalogueError` and writes
    nothing when anything in the file is wrong.
    """
    if model is None:
        from partners.models import Domain as model
    entries = read(path)
    stored = {domain.code: domain for domain in model.objects.all()}
    only_here = sorted(set(stored) - {entry.code for entry in entries}, key=lambda code: stored[code].position)
    wanted = {entry.code: entry.fields() for entry in entries}
    wanted |= {code: {"position": len(entries) + place} for place, code in enumerate(only_here, start=1)}
    changed = [code for code, fields in wanted.items() if code in stored and _differs(stored[code], fields)]
    if any(stored[code].position != wanted[code]["position"] for code in changed):
        for code in changed:
            model.objects.filter(code=code).update(position=ASIDE + stored[code].position)
    for code in changed:
        model.objects.filter(code=code).update(**wanted[code])
    made = [code for code in wanted if code not in stored]
    model.objects.bulk_create([model(**wanted[code]) for code in made])
    return Outcome(made, changed, len(stored) - len(changed), only_here)


def _differs(row, fields):
    return any(getattr(row, name) != value for name, value in fields.items())


__all__ = ["DOMAINS", "CatalogueError", "Outcome", "load"]
