"""What is known about a person: making and changing them, their numbers, and finding somebody already known."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from access import policies
from access.roles import Permission
from audit import services as audit
from cases import locks, numbers
from cases.models import Case, Gender, Identifier, Person, RecordKind, WhatMatters
from cases.policies import visible_to


def folded(text):
    """Case-folded and unaccented, single spaces: how names are stored for search and how a typed term is compared."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text or "") if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def search_key(person):
    return folded(f"{person.given_name} {person.family_name} {person.preferred_name}")[:260]


def asked_name(person):
    """How an offer names somebody: as they like to be called, and the initial of the family name."""
    first = person.preferred_name or person.given_name or "Name not known"
    return f"{first} {person.family_name[:1]}." if person.family_name else first


@dataclass(frozen=True)
class PersonDetails:
    """What a referral knows about somebody. Everything but one name may be missing."""

    given_name: str = ""
    family_name: str = ""
    preferred_name: str = ""
    birth_date: date | None = None
    gender: str = Gender.UNKNOWN
    nhs_number: str = ""
    postcode: str = ""
    telephone: str = ""
    communication_needs: str = ""


def birth_date_fault(birth_date, *, today):
    """Why this cannot be somebody's date of birth, in a sentence; empty when it can, or is not known."""
    if birth_date and birth_date > today:
        return "Date of birth must be in the past. Check the year."
    if birth_date and birth_date.year < today.year - 125:
        return "Date of birth is more than 125 years ago. Check the year."
    return ""


def faults_of(details, *, today):
    """Field -> why it cannot be true: no name, a future or impossible birthday, a number whose check digit fails."""
    errors = {}
    if not (details.given_name.strip() or details.family_name.strip()):
        errors["family_name"] = "Enter a name. If only one name is known, put it here."
    if fault := birth_date_fault(details.birth_date, today=today):
        errors["birth_date"] = fault
    if details.nhs_number and not numbers.is_valid(details.nhs_number):
        errors["nhs_number"] = (
            "This is not an NHS number: its last digit does not fit the others. Check it against the letter or card, "
            "or leave it empty if you are not sure."
        )
    elif details.nhs_number and not numbers.fits("NHS", details.nhs_number):
        errors["nhs_number"] = (
            "This is a CHI number, as Scotland gives them, and no NHS number. Leave it empty: the same digits may mean "
            "somebody else in England."
        )
    return errors


def check_details(details, *, today):
    """Refuse what cannot be true, at the field."""
    if errors := faults_of(details, today=today):
        raise ValidationError(errors)


def make_person(*, details, at, settled=True):
    """A new person and their NHS number. The caller's service has asked the policy and writes the audit."""
    person = Person(
        given_name=details.given_name.strip(),
        family_name=details.family_name.strip(),
        preferred_name=details.preferred_name.strip(),
        birth_date=details.birth_date,
        gender=details.gender,
        postcode=details.postcode.strip().upper(),
        telephone=details.telephone.strip(),
        communication_needs=details.communication_needs.strip(),
        created_at=at,
    )
    person.search_key = search_key(person)
    person.save()
    if details.nhs_number:
        Identifier.objects.create(
            person=person,
            type=Identifier.Type.NHS,
            value=numbers.bare(details.nhs_number),
            is_settled=settled,
            recorded_at=at,
        )
    return person


def known_number(person):
    """(type, value) of the number by which the health service knows somebody, or None."""
    return (
        Identifier.objects.filter(person=person)
        .exclude(type=Identifier.Type.LOCAL)
        .order_by("-is_settled", "pk")
        .values_list("type", "value")
        .first()
    )


@dataclass(frozen=True)
class AlreadyKnown:
    """Somebody who may be the same person. ``case`` is None where the worker may not open it: then only who holds it."""

    because: str  # "nhs_number" or "name_and_birthday"
    holder: str
    telephone: str
    case: Case | None


def already_known(worker, details, *, at):
    """People already here with the same NHS number, or the same name and birthday. Shown before anything is made.

    Where the worker may not open the record, only the organisation that holds it is named, never the person's details:
    enough to ring them, nothing to read. Names must be whole, so that nobody is found letter by letter, and whoever is
    found has it in their audit that they were looked for.
    """
    by_number = Q()
    if details.nhs_number:
        by_number = Q(identifiers__type=Identifier.Type.NHS, identifiers__value=numbers.bare(details.nhs_number))
    by_name = Q()
    if details.birth_date and (details.given_name or details.family_name):
        name = folded(f"{details.given_name} {details.family_name}")
        by_name = Q(birth_date=details.birth_date) & (Q(search_key=name) | Q(search_key__startswith=f"{name} "))
    found = {}
    for because, condition in (("nhs_number", by_number), ("name_and_birthday", by_name)):
        if condition:
            for person in Person.objects.filter(condition).distinct()[:20]:
                found.setdefault(_standing(person).pk, because)
    theirs = {"person_id__in": found, "kind": RecordKind.PERSON}
    visible = {c.person_id: c for c in visible_to(worker, at=at).filter(**theirs).select_related("person")}
    known = []
    for case in Case.objects.filter(**theirs, merged_into=None).select_related("lead_organisation"):
        holder = case.lead_organisation
        audit.read(None, "case.looked_for", target=case, by=worker, at=at, person_id=case.person_id)
        known.append(AlreadyKnown(found[case.person_id], holder.name, holder.telephone, visible.get(case.person_id)))
    return known


def _standing(person):
    """The person whose record stands: of somebody who was joined to another, that other. A number stays where it was."""
    while person.merged_into_id:
        person = person.merged_into
    return person


@transaction.atomic
def change_details(*, case, changes, by, at):
    """Change what is known about the person of a case: contact, names, communication needs. Refuses unknown fields."""
    policies.require(by, Permission.EDIT_PERSON, case, at=at)
    case = locks.case(case.pk)
    person = case.person
    allowed = {
        "given_name",
        "family_name",
        "preferred_name",
        "postcode",
        "address",
        "telephone",
        "email",
        "communication_needs",
        "birth_date",
        "gender",
    }
    unknown = set(changes) - allowed
    if unknown:
        raise ValidationError(f"These are not details of a person: {', '.join(sorted(unknown))}.")
    changed = [name for name, value in changes.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, changes[name])
    if changed:
        person.search_key = search_key(person)
        person.save(update_fields=[*changed, "search_key"])
        audit.record(
            "person.changed",
            target=person,
            by=by,
            at=at,
            case_id=case.pk,
            person_id=person.pk,
            detail={"fields": sorted(changed)},
        )
    return person


@transaction.atomic
def say_what_matters(*, case, words, by, at):
    """Write down what matters to the person, in their own words; the words before stand in the record of changes."""
    policies.require(by, Permission.EDIT_PERSON, case, at=at)
    case = locks.case(case.pk)
    person = case.person
    if not words.strip():
        raise ValidationError({"words": "Write what they said. To leave it as it was, go back."})
    if words.strip() == person.what_matters:
        return person
    WhatMatters.objects.create(person=person, words=words.strip(), at=at, by=by)
    person.what_matters, person.what_matters_at, person.what_matters_by = words.strip(), at, by
    person.save(update_fields=["what_matters", "what_matters_at", "what_matters_by"])
    audit.record("person.what_matters", target=person, by=by, at=at, case_id=case.pk, person_id=person.pk)
    return person
