"""Letting one named worker open a case, and barring one from it."""

from django.contrib.auth.models import Permission as DjangoPermission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from access import policies
from access.grants import VIEW
from access.roles import Permission
from access.rows import effective, writing
from audit import services as audit
from cases import involvement, locks
from cases.models import Bar, Case, CaseGrant, InvolvementBasis, NamedAccess
from cases.services.colleagues import works_for
from notifications import services as notifications
from notifications.services import Recipient


@transaction.atomic
def let_in(*, case, worker, organisation, until, reason, by, at):
    """Let one named worker open a case until a moment (or without end). Refuses a worker without a seat there."""
    policies.require(by, Permission.NAME_WORKER, case, at=at)
    locks.case(case.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Write why they need to open this record."})
    if not works_for(worker, organisation, at=at):
        raise ValidationError({"worker": f"{worker.name} does not work on cases for {organisation.short_name}."})
    if Bar.objects.filter(effective(at), worker=worker, case=case).exists():
        raise ValidationError(
            {"worker": f"{worker.name} is barred from this record. Lift the bar first, if that is right."}
        )
    if until is not None and until <= at:
        raise ValidationError({"until": "The end must be in the future."})
    with writing(NamedAccess):
        NamedAccess.objects.filter(effective(at), worker=worker, case=case).update(effective_until=at)
        access = NamedAccess.objects.create(
            worker=worker,
            organisation=organisation,
            case=case,
            reason=reason.strip(),
            granted_by=by,
            effective_from=at,
            effective_until=until,
            recorded_at=at,
        )
    CaseGrant.objects.update_or_create(
        user=worker,
        content_object=case,
        permission=view_permission(),
        defaults={"organisation": organisation, "expires_at": until},
    )
    audit.record(
        "case.worker_let_in",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"worker": worker.pk, "until": until.isoformat() if until else None},
    )
    return access


@transaction.atomic
def end_named_access(*, case, worker, by, at):
    """Take a named worker's access away now."""
    policies.require(by, Permission.NAME_WORKER, case, at=at)
    case = locks.case(case.pk)
    _keep_somebody(case, worker, at=at)
    with writing(NamedAccess):
        NamedAccess.objects.filter(effective(at), worker=worker, case=case).update(effective_until=at)
    CaseGrant.objects.filter(user=worker, content_object=case).delete()
    audit.record(
        "case.worker_let_out",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"worker": worker.pk},
    )


def named_to_stay(case, *, at):
    """Who is let in by name and may open it: without emergencies, which end within hours, and without who is barred."""
    barred = Bar.objects.filter(effective(at), case=case).values("worker")
    return NamedAccess.objects.filter(effective(at), case=case, emergency=None).exclude(worker__in=barred)


def _keep_somebody(case, worker, *, at):
    """Refuse to take the last worker out of a restricted record: nobody could open it, nor say who coordinates."""
    if not case.restricted or case.coordinator_id is not None:
        return
    left = named_to_stay(case, at=at)
    if left.filter(worker=worker).exists() and not left.exclude(worker=worker).exists():
        raise ValidationError(
            {
                "worker": f"Nobody but {worker.name} opens this restricted record. Say who coordinates, or let somebody else in, first."
            }
        )


def view_permission():
    """guardian's rows carry Django's own ``view_case`` permission, and never another."""
    return DjangoPermission.objects.get(content_type=ContentType.objects.get_for_model(Case), codename=VIEW)


@transaction.atomic
def bar(*, case, worker, reason, by, at):
    """Bar one worker from a case, whatever else would let them in. A second bar changes nothing."""
    policies.require(by, Permission.BAR_WORKER, case, at=at)
    locked = locks.case(case.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Write why. The worker does not see it."})
    if Case.objects.filter(pk=case.pk, coordinator=worker).exists():
        raise ValidationError(
            {"worker": f"{worker.name} coordinates this record. Say who coordinates from now on first; then bar them."}
        )
    existing = Bar.objects.filter(Q(effective_until=None) | Q(effective_until__gt=at), worker=worker, case=case).first()
    if existing:
        return existing
    _keep_somebody(locked, worker, at=at)
    with writing(Bar):
        row = Bar.objects.create(
            worker=worker, case=case, reason=reason.strip(), set_by=by, effective_from=at, recorded_at=at
        )
    audit.record(
        "case.worker_barred",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"worker": worker.pk},
    )
    return row


@transaction.atomic
def lift_bar(*, bar, reason, by, at):
    """End a bar. Who set it and why stays; what else lets the worker in decides again on their next request."""
    case = locks.case(bar.case_id)
    policies.require(by, Permission.BAR_WORKER, case, at=at)
    if not reason.strip():
        raise ValidationError({"reason": "Write why it is lifted."})
    with writing(Bar):
        lifted = Bar.objects.filter(effective(at), pk=bar.pk).update(effective_until=at)
    if lifted:
        _audit("case.bar_lifted", case, by, at, worker=bar.worker_id, reason=reason.strip())


@transaction.atomic
def restrict(*, case, reason, by, at):
    """Let only workers named on the record open it: whoever coordinates, and those let in by name.

    For records of staff and public figures. Partners who hold something here are told, without a name, that a record they
    work on is closed to them and whom to ring: nobody waits for an answer that cannot come. Twice is the same as once.
    """
    policies.require(by, Permission.RESTRICT, case, at=at)
    case = locks.case(case.pk)
    if case.restricted:
        return case
    if len(reason.split()) < 3:
        raise ValidationError({"reason": "Write in a sentence why only named workers may open this record."})
    if case.coordinator_id is None and not named_to_stay(case, at=at).exists():
        raise ValidationError(
            {
                "reason": "Nobody could open it then. Say who coordinates, or let a worker in by name, and restrict it after that."
            }
        )
    _set_restricted(case, True)
    _audit("case.restricted", case, by, at, reason=reason.strip())
    places = set(InvolvementBasis.objects.filter(case=case).values_list("organisation_id", "team_id"))
    notifications.tell(
        cause=f"restricted:{case.pk}:{at.isoformat(timespec='seconds')}", kind="case.restricted",
        subject_kind="restriction", subject_id=case.pk, at=at,
        recipients=[Recipient.team(organisation_id, team_id) for organisation_id, team_id in sorted(places)],
    )  # fmt: skip
    return case


@transaction.atomic
def unrestrict(*, case, reason, by, at):
    """Open a restricted record again to everybody whom parts, agreement and roles let in."""
    policies.require(by, Permission.RESTRICT, case, at=at)
    case = locks.case(case.pk)
    if not case.restricted:
        return case
    if len(reason.split()) < 3:
        raise ValidationError({"reason": "Write in a sentence why it need not be restricted any longer."})
    _set_restricted(case, False)
    _audit("case.unrestricted", case, by, at, reason=reason.strip())
    return case


def _set_restricted(case, restricted):
    case.restricted = restricted
    with writing(Case):
        case.save(update_fields=["restricted"])
    involvement.copy_case(case)


def _audit(action, case, by, at, **detail):
    audit.record(action, target=case, by=by, at=at, case_id=case.pk, person_id=case.person_id, detail=detail)
