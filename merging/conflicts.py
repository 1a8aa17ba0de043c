"""Deciding between two values. Both stay in the record with their dates; a decision is never overwritten by an extract."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies
from access.roles import Permission
from audit import services as audit
from calendars import local_day
from cases import locks
from cases.people import birth_date_fault
from merging.models import Conflict
from merging.values import read_date, read_postcode

State = Conflict.State
#: What stands on the person, by the field that sources disagree about.
PERSON_FIELDS = {"date_of_birth": "birth_date", "postcode": "postcode"}


@transaction.atomic
def resolve(*, conflict, by, at, chosen=None, typed="", reason=""):
    """Decide: one of the two values (``chosen``), or another (``typed``), with how one knows.

    Refuses a conflict that somebody decided already otherwise, no answer, both answers, a day or postcode that is none.
    The same decision twice is one.
    """
    locks.case(conflict.case_id)
    conflict = Conflict.objects.select_related("case__person", "person", "health", "social_care").get(pk=conflict.pk)
    policies.require(by, Permission.RESOLVE_CONFLICT, conflict, at=at)
    typed = typed.strip()
    if conflict.state != State.OPEN:
        if conflict.state == State.RESOLVED and (conflict.chosen, conflict.typed) == (chosen, typed):
            return conflict
        raise ValidationError(
            "Somebody has decided this meanwhile. Look at what they chose before you change anything."
        )
    if (chosen is None) == (not typed):
        raise ValidationError({"which": "Choose one answer. If you do not know yet, choose that."})
    if chosen is not None and chosen not in (conflict.health, conflict.social_care):
        raise ValidationError({"which": "Choose one of the two answers, or type another."})
    if not reason.strip():
        raise ValidationError({"reason": "Write how you know. Both partners will read it."})
    if typed:
        typed = _checked(conflict.field, typed, at)
    conflict.state, conflict.chosen, conflict.typed = State.RESOLVED, chosen, typed
    conflict.reason, conflict.decided_by, conflict.decided_at = reason.strip()[:400], by, at
    conflict.save()
    _write_on_person(conflict)
    audit.record(
        "conflict.resolved", target=conflict, by=by, at=at, case_id=conflict.case_id, person_id=conflict.person_id,
        detail={"field": conflict.field, "from": chosen.source if chosen else "typed"},
    )  # fmt: skip
    return conflict


@transaction.atomic
def reopen(*, conflict, by, at):
    """Take a decision back: both answers stand again, as before. Refuses one that an extract has replaced by another."""
    locks.case(conflict.case_id)
    conflict = Conflict.objects.select_related("case__person", "person", "health", "social_care").get(pk=conflict.pk)
    policies.require(by, Permission.RESOLVE_CONFLICT, conflict, at=at)
    if conflict.state == State.OPEN:
        return conflict
    newer = Conflict.objects.filter(person=conflict.person_id, field=conflict.field, pk__gt=conflict.pk)
    if conflict.state != State.RESOLVED or newer.exists():
        raise ValidationError("The sources have changed since, so this decision can no longer be taken back.")
    audit.record(
        "conflict.reopened", target=conflict, by=by, at=at, case_id=conflict.case_id, person_id=conflict.person_id,
        detail={"field": conflict.field, "decided_by": conflict.decided_by_id},
    )  # fmt: skip
    conflict.state, conflict.chosen, conflict.typed = State.OPEN, None, ""
    conflict.reason, conflict.decided_by, conflict.decided_at = "", None, None
    conflict.save()
    name = PERSON_FIELDS.get(conflict.field)
    if name:
        _set(conflict.case.person, name, None if name == "birth_date" else "")
    return conflict


def _checked(name, typed, at):
    """A typed answer as it is stored: a day in ISO, a postcode with its space."""
    if name == "date_of_birth":
        day, problem = read_date(typed)
        problem = problem or birth_date_fault(day, today=local_day(at))
        if problem:
            raise ValidationError({"typed": f"{problem[0].upper()}{problem[1:]}".rstrip(".") + "."})
        return day.isoformat()
    if name == "postcode":
        postcode, problem = read_postcode(typed)
        if problem:
            raise ValidationError({"typed": f"{typed} is not a postcode. Write it like M4 7HP."})
        return postcode
    return typed[:300]


def _write_on_person(conflict):
    name = PERSON_FIELDS.get(conflict.field)
    if not name:
        return
    value = conflict.chosen.value if conflict.chosen else conflict.typed
    _set(conflict.case.person, name, datetime.date.fromisoformat(value) if name == "birth_date" else value[:10])


def _set(person, name, value):
    setattr(person, name, value)
    person.save(update_fields=[name])
