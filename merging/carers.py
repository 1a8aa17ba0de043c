"""Carers of an extract: people of their own, linked to whom they care for, never a case (import.md)."""

import datetime

from cases.models import CarerLink, Case, Identifier, Person, RecordKind
from merging import arriving
from merging.planning import WORDS_OF_GENDER
from merging.records import SOCIAL_CARE
from merging.values import folded

ROWS_AT_ONCE = 2_000


def packed(carer):
    """One `Carer` as plain data, for staging."""
    name = (carer.given_name or "", carer.family_name or "")
    return {
        "id": carer.id,
        "number": carer.number or "",
        "hours": carer.hours,
        "cares_for": list(carer.cares_for),
        "person": {
            "given_name": name[0][:100],
            "family_name": (name[1] if any(name) else carer.id)[:100],
            "birth_date": carer.birth.isoformat() if carer.birth else None,
            "death_date": carer.death.isoformat() if carer.death and not _impossible(carer) else None,
            "gender": WORDS_OF_GENDER.get(folded(carer.gender), "unknown"),
            "postcode": (carer.postcode or "")[:10],
        },
    }


def _impossible(carer):
    return carer.birth is not None and carer.death < carer.birth


def bring_carers(carers, *, roots, bodies, at):
    """Write carers who are new, what changed about the others, and whom they care for. Returns how many changed anything.

    A carer who is also somebody with a case, or has a record as a carer, keeps what stands there.
    """
    if not carers:
        return 0
    council = bodies.organisations[SOCIAL_CARE]
    known = dict(
        Identifier.objects.filter(
            type=Identifier.Type.LOCAL, organisation=council, value__in=[carer["id"] for carer in carers]
        ).values_list("value", "person_id")
    )
    people = Person.objects.in_bulk(known.values())
    theirs = Case.objects.filter(person__in=people, kind=RecordKind.CARER)
    with_case = {*roots.values(), *theirs.values_list("person_id", flat=True)}
    new, changed = [], 0
    for carer in carers:
        person = people.get(known.get(carer["id"]))
        if person is None:
            person = Person(created_at=at)
            arriving.write_fields(person, carer["person"])
            new.append((person, carer))
        elif person.pk not in with_case and _differs(person, carer["person"]):
            arriving.write_fields(person, carer["person"])
            person.save()
            changed += 1
        carer["somebody"] = person
    Person.objects.bulk_create([person for person, _ in new], batch_size=ROWS_AT_ONCE)
    numbers = {carer["number"] for _, carer in new if carer["number"]}
    taken = set(Identifier.objects.filter(type=Identifier.Type.NHS, value__in=numbers).values_list("value", flat=True))
    Identifier.objects.bulk_create(
        [row for person, carer in new for row in _identifiers(person, carer, council, taken, at)],
        batch_size=ROWS_AT_ONCE,
    )
    return len(new) + changed + _links(carers, roots, council, at)


def _identifiers(person, carer, council, taken, at):
    yield Identifier(person=person, type=Identifier.Type.LOCAL, value=carer["id"], organisation=council, recorded_at=at)
    if carer["number"] and carer["number"] not in taken:
        taken.add(carer["number"])
        yield Identifier(person=person, type=Identifier.Type.NHS, value=carer["number"], recorded_at=at)


def _differs(person, fields):
    return any(getattr(person, name) != _read(name, value) for name, value in fields.items())


def _read(name, value):
    return datetime.date.fromisoformat(value) if value and name in ("birth_date", "death_date") else value


def _links(carers, roots, council, at):
    known = set(
        CarerLink.objects.filter(carer__in=[carer["somebody"] for carer in carers]).values_list(
            "carer_id", "cared_for_id"
        )
    )
    new = []
    for carer in carers:
        source = f"{council.short_name}, {carer['hours']}" if carer["hours"] else council.short_name
        for local_id in carer["cares_for"]:
            pair = (carer["somebody"].pk, roots.get((SOCIAL_CARE, local_id)))
            if pair[1] and pair[0] != pair[1] and pair not in known:
                known.add(pair)
                new.append(
                    CarerLink(
                        carer_id=pair[0], cared_for_id=pair[1], source=source[:120], organisation=council, recorded_at=at
                    )
                )  # fmt: skip
    CarerLink.objects.bulk_create(new, batch_size=ROWS_AT_ONCE)
    return len(new)
