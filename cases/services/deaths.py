"""That somebody died: every record of theirs closes, everything that reminds of them stops, each team is told once.

A person may have several records: their own, and one as somebody's carer. What is said of the person holds for all.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies
from access.roles import Permission
from audit import services as audit
from calendars import local_day
from cases import locks
from cases.models import CarerLink, Case, Closing, Death, Person, RecordKind
from cases.services import closing as closings
from cases.services.carers import ASSESSMENT, LINK, owe
from cases.services.colleagues import acting_for
from design.words import long_date
from notifications import services as notifications

DIED = "The person died"
RECORDED, UNDONE, CARING = "death.recorded", "death.undone", "carers.changed"


def people_of(person):
    """Keys of a person and of everybody who was joined to the same person: one human being."""
    while person.merged_into_id:
        person = person.merged_into
    keys, newest = [person.pk], [person.pk]
    while newest:
        newest = list(Person.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        keys += newest
    return keys


def recorded(person):
    """The death that stands, or None. One query beside the people."""
    return Death.objects.filter(person__in=people_of(person), undone_at=None).order_by("pk").first()


@transaction.atomic
def record_death(*, case, died_on, how_known, by, at):
    """Write down that the person of a case died, and how it is known. Every open record of theirs closes.

    Refuses, at the field, no day, a day to come or before their birth, nothing about how it is known, and another day than
    the one that stands. The same again is once. Aftercare and open needs prevent nothing: there is nobody to owe them to.
    """
    policies.require(by, Permission.RECORD_DEATH, case, at=at)
    people = people_of(case.person)
    cases, links = _locked(people)
    person, how_known = case.person, how_known.strip()
    standing = recorded(person)
    errors = {}
    if died_on is None:
        errors["died_on"] = "Enter the day on which they died."
    elif died_on > local_day(at):
        errors["died_on"] = "The day must be today or before. Check the year."
    elif person.birth_date and died_on < person.birth_date:
        errors["died_on"] = f"This is before their birth on {long_date(person.birth_date)}. Check the year."
    elif standing is not None and standing.died_on != died_on:
        errors["died_on"] = (
            f"Their death on {long_date(standing.died_on)} is written down already. Take that back first if it is wrong."
        )
    if not how_known:
        errors["how_known"] = "Write how it is known: who told whom."
    elif len(how_known) > 400:
        errors["how_known"] = f"This is {len(how_known)} characters long. Shorten it to 400."
    if errors:
        raise ValidationError(errors)
    still_open = [one for one in cases if one.is_open]
    if standing is not None and not still_open:
        return standing
    death = standing or Death.objects.create(
        person=person,
        case=case,
        died_on=died_on,
        how_known=how_known,
        organisation=acting_for(case, by, at=at),
        at=at,
        by=by,
    )
    before = person.death_date
    Person.objects.filter(pk__in=people).update(death_date=died_on)
    done = [
        closings.close_locked(
            case=one, why=Closing.Why.DIED, summary=f"{DIED}. {how_known}", words=DIED, death=death, by=by, at=at
        )
        for one in still_open
    ]
    _caring_ends(people, links, death, by=by, at=at)
    audit.record(
        RECORDED, target=death, by=by, at=at, case_id=case.pk, person_id=person.pk,
        detail={"records_closed": len(done), "before": before.isoformat() if before else None},
    )  # fmt: skip
    closings.tell(
        kind=RECORDED, cause=f"death:{death.pk}", subject_kind="death", subject_id=death.pk, closings=done, by=by, at=at
    )
    return death


def _locked(people):
    """(their records, live links of caring from or to them), with the records and those of the other side locked."""
    links = list(CarerLink.objects.filter(ended_at=None, carer__in=people))
    links += list(CarerLink.objects.filter(ended_at=None, cared_for__in=people))
    others = {link.carer_id for link in links} | {link.cared_for_id for link in links}
    rows = Case.objects.filter(person__in={*people, *others}, merged_into=None).values_list("pk", "person_id")
    owner = dict(rows)
    cases = locks.cases(list(owner))
    return [case for case in cases if case.person_id in people], links


def _caring_ends(people, links, death, *, by, at):
    """Whoever cared for somebody cares no longer; of whom somebody cared, no assessment for it is owed. The other record's
    coordinator is told that something about caring changed, and not what."""
    notifications.cancel_many(subject_kind=LINK, subject_ids=[link.pk for link in links], kind=ASSESSMENT, at=at)
    for link in links:
        kind, other = RecordKind.CARER, link.carer_id
        if link.carer_id in people:
            kind, other = RecordKind.PERSON, link.cared_for_id
            link.ended_at, link.ended_by, link.ended_because = at, by, DIED
            link.save(update_fields=["ended_at", "ended_by", "ended_because"])
        for case in Case.objects.filter(person=other, kind=kind, is_open=True, merged_into=None):
            notifications.tell(
                cause=f"death:{death.pk}:caring:{case.pk}", kind=CARING, subject_kind="case", subject_id=case.pk,
                case_id=case.pk, recipients=closings.coordinating(case), at=at,
            )  # fmt: skip


@transaction.atomic
def take_death_back(*, case, because, by, at):
    """The death was written down in error: the row stays, taken back with a reason. Records that it closed open again.

    Parts do not come back; who was told of the death is told that it was an error. Taken back twice is once.
    """
    policies.require(by, Permission.RECORD_DEATH, case, at=at)
    people = people_of(case.person)
    cases, _ = _locked(people)
    because = because.strip()
    death = recorded(case.person)
    if death is None and case.person.death_date is None:
        return None
    if not because:
        raise ValidationError({"because": "Write what was wrong: who it was about, or how it came to be written down."})
    if len(because) > 400:
        raise ValidationError({"because": f"This is {len(because)} characters long. Shorten it to 400."})
    Person.objects.filter(pk__in=people).update(death_date=None)
    if death is None:  # an extract or a join had brought the day: there is no row of ours to take back
        audit.record(UNDONE, target=case, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail={})
        return None
    death.undone_at, death.undone_by, death.undone_because = at, by, because
    death.save(update_fields=["undone_at", "undone_by", "undone_because"])
    closed = list(Closing.objects.filter(death=death).select_related("case"))
    shut = {one.pk: one for one in cases if not one.is_open}
    for row in closed:
        if row.case_id in shut:
            closings.reopen_locked(case=shut[row.case_id], reason="A death was recorded in error", by=by, at=at)
    _caring_again(people, death, at=at)
    audit.record(UNDONE, target=death, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail={})
    closings.tell(
        kind=UNDONE, cause=f"death-undone:{death.pk}", subject_kind="death", subject_id=death.pk, closings=closed,
        by=by, at=at,
    )  # fmt: skip
    return death


def _caring_again(people, death, *, at):
    """What this death ended between a carer and a person holds again, with the assessment that was owed."""
    CarerLink.objects.filter(carer__in=people, ended_at=death.at, ended_because=DIED).update(
        ended_at=None, ended_by=None, ended_because=""
    )
    links = CarerLink.objects.filter(carer__in=people, ended_at=None) | CarerLink.objects.filter(
        cared_for__in=people, ended_at=None
    )
    for link in links.prefetch_related("steps"):
        case = Case.objects.filter(person=link.cared_for_id, kind=RecordKind.PERSON, is_open=True, merged_into=None)
        own = Case.objects.filter(person=link.carer_id, kind=RecordKind.CARER, is_open=True, merged_into=None)
        if case.exists() or own.exists():  # what was closed before the death stays closed, and nothing is owed on it
            owe(link, case=case.order_by("pk").first(), at=at)
