"""Opening a record in an emergency (break-glass), and its review.

The way in is the same as for a worker let in by name: a row of ``NamedAccess`` with a fixed end, and its grant. So lists,
details and ``check_access`` know no other rule; a bar, a suspended partner and a missing agreement close it as they close
everything. Source: domain facts 5.4 (reason, fixed time, alert without identity, review).
"""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from access.decisions import Refused, allow, deny
from access.roles import Permission, Role, permits
from access.rows import effective, writing
from agreements.policies import shares_with
from audit import services as audit
from cases import locks
from cases.models import Bar, BreakGlass, Case, CaseGrant, Identifier, NamedAccess, RecordKind
from cases.numbers import bare, is_valid
from cases.policies import case_number, sees_case
from cases.services.letting_in import view_permission
from notifications import rulebook
from notifications import services as notifications
from notifications.services import Recipient
from partners.models import Organisation
from partners.standing import standing_of, without_standing

OPENED, REVIEW, REVIEWED, SUBJECT = "emergency.opened", "emergency.review", "emergency.reviewed", "break_glass"
RULE = "Review of an emergency access (notifications/rules/emergency.yaml)"

#: Somebody who needs a record has its number; who tries more often within an hour is guessing.
TRIES, WITHIN = 10, timedelta(hours=1)
LEAST_WORDS, LONGEST = 4, 380

NOTHING = (
    "Nothing was opened. Check the reference or the number. If it is right, ring whoever coordinates this person’s care, "
    "or the duty manager of the trust or council: they can let you in."
)
FEW_WORDS = (
    "Write in a sentence what has happened and what you need to know. One word does not say why: the privacy officer reads "
    "this, and the person may."
)
TOO_MANY = "You have tried ten times in an hour. Ring the duty manager of the trust or council: they can let you in."


def seats_for_emergencies(worker, *, at):
    """The worker's seats that may open records in an emergency: their role includes it, in a body with duties in law. Raises
    :class:`Refused` where there is none."""
    standing = standing_of(worker, at=at)
    seats = [seat for seat in standing.seats if permits(seat.role, Permission.BREAK_GLASS)]
    if not standing.seats:
        raise Refused(without_standing(standing))
    if not seats:
        raise Refused(deny("role_may_not"))
    statutory = [seat for seat in seats if seat.is_statutory]
    if not statutory:
        raise Refused(deny("emergency_statutory"))
    return statutory


def open_in_emergency(*, find, reason, by, at):
    """Open a record that is closed to the worker, for ``settings.BREAK_GLASS_HOURS``. Returns the case.

    ``find`` is its reference or the person's NHS number. ``reason`` is a sentence. What does not exist, is barred to the
    worker, or lies beyond the sharing agreements gives the same answer, at the field. A record that is open to them
    already is returned as it is. Every vain try is kept in the audit; after ten in an hour all are refused.
    """
    seats = seats_for_emergencies(by, at=at)
    words = " ".join(reason.split())
    faults = {}
    if len(set(words.lower().split())) < LEAST_WORDS:
        faults["reason"] = FEW_WORDS
    elif len(words) > LONGEST:
        faults["reason"] = f"This is {len(words)} characters long. Shorten it to {LONGEST}."
    if not find.strip():
        faults["find"] = "Write the reference of the record, such as C-48213, or the person’s NHS number."
    if faults:
        raise ValidationError(faults)
    if cache.get(_tries_of(by), 0) >= TRIES:
        raise ValidationError({"find": TOO_MANY})
    case = _found(find)
    if case is not None and sees_case(by, case.pk, at=at):
        return case
    opened = _open(case, seats, words, by=by, at=at) if case is not None else None
    if opened is None:
        _tried_in_vain(by)
        audit.record("case.emergency_tried", target=("case", None), by=by, at=at, detail={})
        raise ValidationError({"find": NOTHING})
    return opened


def _tries_of(worker):
    return f"emergency-tries:{worker.pk}"


def _tried_in_vain(worker):
    cache.add(_tries_of(worker), 0, WITHIN.total_seconds())
    cache.incr(_tries_of(worker))


def _found(find):
    """The record of a reference or an NHS number; of one that became part of another, the one it is now."""
    number = case_number(find.strip().upper())
    cases = Case.objects.select_related("lead_organisation")
    if number is not None:
        case = cases.filter(pk=number).first()
    else:
        digits = bare(find)
        if not is_valid(digits):
            return None
        holder = Identifier.objects.filter(type=Identifier.Type.NHS, value=digits, is_settled=True).first()
        of_theirs = cases.filter(person=holder.person_id, kind=RecordKind.PERSON) if holder else cases.none()
        case = of_theirs.order_by(F("merged_into_id").asc(nulls_first=True), "-is_open", "-opened_at").first()
    while case is not None and case.merged_into_id is not None:
        case = cases.get(pk=case.merged_into_id)
    return case


@transaction.atomic
def _open(case, seats, words, *, by, at):
    """The way in, its alert and its review; None where something keeps this worker out whatever happens."""
    case = locks.case(case.pk)
    if case.is_carers or Bar.objects.filter(effective(at), worker=by, case=case).exists():
        return None
    running = BreakGlass.objects.filter(access__worker=by, access__case=case, access__effective_until__gt=at)
    if running.exists() and sees_case(by, case.pk, at=at):
        return case  # the same form sent twice: the first opened it while this one waited for the lock
    seat = next((s for s in seats if _shares(s.organisation_id, case, at=at)), None)
    if seat is None:
        return None
    until = at + timedelta(hours=settings.BREAK_GLASS_HOURS)
    with writing(NamedAccess, BreakGlass):
        NamedAccess.objects.filter(effective(at), worker=by, case=case).update(effective_until=at)
        access = NamedAccess.objects.create(
            worker=by, organisation_id=seat.organisation_id, case=case, reason=f"In an emergency: {words}", granted_by=by,
            effective_from=at, effective_until=until, recorded_at=at,
        )  # fmt: skip
        emergency = BreakGlass.objects.create(access=access)
    CaseGrant.objects.update_or_create(
        user=by, content_object=case, permission=view_permission(),
        defaults={"organisation_id": seat.organisation_id, "expires_at": until},
    )  # fmt: skip
    if not sees_case(by, case.pk, at=at):  # agreement, merging, whatever else the ways in ask
        transaction.set_rollback(True)
        return None
    _owe_review(emergency, case, seat.organisation_id, at=at)
    audit.record(
        "case.emergency_opened", target=emergency, by=by, at=at, case_id=case.pk, person_id=case.person_id,
        organisation_id=seat.organisation_id, detail={"until": until.isoformat()},
    )  # fmt: skip
    return case


def _shares(organisation_id, case, *, at):
    lead = case.lead_organisation_id
    return organisation_id == lead or shares_with(organisation_id, at=at).filter(other_id=lead).exists()


def _owe_review(emergency, case, organisation_id, *, at):
    """The alert goes to the privacy officers of both bodies at once, the review is owed by the one that holds the record.
    Neither names the person, their number or the record (domain facts 5.4)."""
    lead = Organisation.objects.get(pk=case.lead_organisation_id)
    notifications.set_deadline(
        kind=REVIEW, subject_kind=SUBJECT, subject_id=emergency.pk, due_at=rulebook.due(REVIEW, at, division=lead.division),
        owner_organisation_id=lead.pk, owner_team_id=lead.teams.get(is_whole=True).pk, rule=RULE, at=at,
    )  # fmt: skip
    notifications.tell(
        cause=f"break-glass:{emergency.pk}", kind=OPENED, subject_kind=SUBJECT, subject_id=emergency.pk,
        recipients=[Recipient.organisation(o, "privacy") for o in {lead.pk, organisation_id}], at=at,
    )  # fmt: skip


@transaction.atomic
def end_emergency(*, emergency, by, at):
    """The worker has what they needed: close it before its time. Twice is the same as once; the review is still owed."""
    access = NamedAccess.objects.get(pk=emergency.access_id)
    case = locks.case(access.case_id)
    access.refresh_from_db()
    if access.worker_id != by.pk:
        raise Refused(deny("unknown_action"))
    if access.effective_until is None or access.effective_until <= at:
        return
    with writing(NamedAccess):
        NamedAccess.objects.filter(pk=access.pk).update(effective_until=at)
    CaseGrant.objects.filter(user=by, content_object=case).delete()
    audit.record(
        "case.emergency_ended", target=emergency, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail={}
    )


def may_review(worker, emergency, *, at):
    """A privacy officer may, of any partner, but nobody of their own access."""
    standing = standing_of(worker, at=at)
    if Role.PRIVACY_OFFICER not in standing.roles():
        return deny("role_may_not")
    return deny("own_emergency") if emergency.access.worker_id == worker.pk else allow("privacy_officer")


@transaction.atomic
def review_emergency(*, emergency, verdict, words, by, at):
    """Say whether an emergency access was justified, and why. Said once; a second saying changes nothing.

    Whoever opened the record is told; where it was not justified, the managers of their organisation are told as well.
    """
    locks.case(emergency.access.case_id)
    emergency = BreakGlass.objects.select_related("access__case", "access__worker").get(pk=emergency.pk)
    decision = may_review(by, emergency, at=at)
    if not decision:
        raise Refused(decision)
    if emergency.verdict:
        return emergency
    faults = {}
    if verdict not in BreakGlass.Verdict.values:
        faults["verdict"] = "Choose whether it was justified."
    if len(words.split()) < LEAST_WORDS:
        faults["words"] = "Write in a sentence what you found, and whom you asked."
    if faults:
        raise ValidationError(faults)
    emergency.verdict, emergency.review_words = verdict, words.strip()
    emergency.reviewed_by, emergency.reviewed_at = by, at
    with writing(BreakGlass):
        emergency.save()
    notifications.satisfy(subject_kind=SUBJECT, subject_id=emergency.pk, kind=REVIEW, at=at)
    access = emergency.access
    told = [Recipient.worker(access.worker_id, organisation_id=access.organisation_id)]
    if verdict == BreakGlass.Verdict.NOT_JUSTIFIED:
        told.append(Recipient.organisation(access.organisation_id, "managers"))
    notifications.tell(
        cause=f"break-glass-review:{emergency.pk}", kind=REVIEWED, subject_kind=SUBJECT, subject_id=emergency.pk,
        recipients=told, at=at,
    )  # fmt: skip
    audit.record(
        "case.emergency_reviewed", target=emergency, by=by, at=at, case_id=access.case_id,
        person_id=access.case.person_id, detail={"verdict": verdict},
    )  # fmt: skip
    return emergency


def live_emergency(worker, case, *, at):
    """The worker's emergency access to a record that runs now, or None."""
    rows = BreakGlass.objects.filter(access__worker=worker, access__case=case).select_related("access")
    return rows.filter(Q(access__effective_from__lte=at, access__effective_until__gt=at)).first()
