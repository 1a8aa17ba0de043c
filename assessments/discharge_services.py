"""Writes about leaving hospital: a discharge, each contact after it, and a discharge that is set aside."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access_policies
from access.decisions import Refused
from access.roles import Permission
from assessments import discharge_rules, discharge_telling, owing
from assessments.discharge_models import Discharge, FollowUpContact
from assessments.policies import acting_for, may_discharge
from audit import services as audit
from calendars import end_of_day, local_day, start_of_day
from cases import locks
from design.words import long_date
from notifications import services as notifications


@transaction.atomic
def record_discharge(*, case, left_at, left_from, went_to, by, at, went_to_words=""):
    """Write down that the person left hospital. A contact is owed within 72 elapsed hours; the coordinator is told now.

    By a worker of an NHS body on the case, or the coordinator. Refuses a moment to come or before the person's birth, no
    ward, and a second discharge on the same day.
    """
    decision = may_discharge(by, case, at=at)
    if not decision:
        raise Refused(decision)
    case, errors = locks.case(case.pk), {}
    day = local_day(left_at)
    same_day = Discharge.objects.filter(
        case=case, set_aside_at=None, left_at__gte=start_of_day(day), left_at__lt=end_of_day(day)
    )
    if left_at > at:
        errors["left_at"] = "The moment cannot be in the future. Write it down when they have left."
    elif case.person.birth_date and day < case.person.birth_date:
        errors["left_at"] = f"The day must be after the person’s birth on {long_date(case.person.birth_date)}."
    elif same_day.exists():
        errors["left_at"] = f"A discharge on {long_date(day, at)} is written down already."
    if not left_from.strip():
        errors["left_from"] = "Write which hospital and ward they left."
    if went_to not in Discharge.WentTo.values:
        errors["went_to"] = "Choose where they went."
    if errors:
        raise ValidationError(errors)
    discharge = Discharge.objects.create(
        case=case, left_at=left_at, left_from=left_from.strip()[:200], went_to=went_to,
        went_to_words=went_to_words.strip()[:200], at=at, by=by, organisation_id=_acting(by, case, at),
    )  # fmt: skip
    owing.owe_contact(discharge, at=at)
    _audit("discharge.recorded", discharge, by, at, left_at=left_at.isoformat(), went_to=str(went_to))
    discharge_telling.tell_coordinator(discharge, at=at)
    return discharge


@transaction.atomic
def record_contact(*, discharge, happened_at, how, seen_by, by, at, words=""):
    """Write down a contact, or a try, after a discharge. The first that reached the person ends what is owed.

    Refuses a moment to come or before the discharge, nobody named, and a discharge that was set aside.
    """
    access_policies.require(by, Permission.FOLLOW_UP, discharge, at=at)
    case = locks.case(discharge.case_id)
    discharge.refresh_from_db()
    if discharge.set_aside_at is not None:
        raise ValidationError("This discharge was set aside. Nothing is owed for it.")
    errors = {}
    if happened_at > at:
        errors["happened_at"] = "The contact cannot be in the future."
    elif happened_at < discharge.left_at:
        errors["happened_at"] = "The contact must be after they left hospital."
    if how not in FollowUpContact.How.values:
        errors["how"] = "Choose how it went."
    if not seen_by.strip():
        errors["seen_by"] = "Write who was in contact."
    if errors:
        raise ValidationError(errors)
    contact = FollowUpContact.objects.create(
        discharge=discharge, happened_at=happened_at, how=how, seen_by=seen_by.strip()[:120], words=words.strip(),
        at=at, by=by, organisation_id=_acting(by, case, at),
    )  # fmt: skip
    if discharge_rules.counts_for_task(how, happened_at, discharge.left_at):
        notifications.satisfy(subject_kind=owing.DISCHARGE, subject_id=discharge.pk, kind=owing.FOLLOW_UP, at=at)
    _audit("discharge.contact", discharge, by, at, how=str(how), happened_at=happened_at.isoformat())
    return contact


@transaction.atomic
def set_aside(*, discharge, because, by, at):
    """Say that no contact is owed for a discharge any longer: they are in hospital again, or it was written down in error.

    By whoever may write a discharge down. The row stays. Set aside again, nothing changes.
    """
    case = locks.case(discharge.case_id)
    decision = may_discharge(by, case.merged_into or case, at=at)
    if not decision:
        raise Refused(decision)
    discharge.refresh_from_db()
    if discharge.set_aside_at is not None:
        return discharge
    if not because.strip():
        raise ValidationError({"because": "Write why no contact is owed."})
    discharge.set_aside_at, discharge.set_aside_by, discharge.set_aside_because = at, by, because.strip()[:400]
    discharge.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because"])
    notifications.cancel(subject_kind=owing.DISCHARGE, subject_id=discharge.pk, kind=owing.FOLLOW_UP, at=at)
    _audit("discharge.set_aside", discharge, by, at)
    return discharge


def _acting(by, case, at):
    case = case.merged_into or case
    return acting_for(by, Permission.FOLLOW_UP, case, at=at) or case.lead_organisation_id


def _audit(what, discharge, by, at, **detail):
    audit.record(
        what, target=discharge, by=by, at=at, case_id=discharge.case_id, person_id=discharge.case.person_id,
        detail=detail,
    )  # fmt: skip
