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
from cases import locks
from cases.models import Bar, Case, CaseGrant, NamedAccess
from cases.services.colleagues import works_for


@transaction.atomic
def let_in(*, case, worker, organisation, until, reason, by, at):
    """Let one named worker open a case until a moment (or without end). Refuses a worker without a seat there."""
    policies.require(by, Permission.NAME_WORKER, case, at=at)
    locks.case(case.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Write why they need to open this record."})
    if not works_for(worker, organisation, at=at):
        raise ValidationError({"worker": f"{worker.name} does not work on cases for {organisation.short_name}."})
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
    locks.case(case.pk)
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


def view_permission():
    """guardian's rows carry Django's own ``view_case`` permission, and never another."""
    return DjangoPermission.objects.get(content_type=ContentType.objects.get_for_model(Case), codename=VIEW)


@transaction.atomic
def bar(*, case, worker, reason, by, at):
    """Bar one worker from a case, whatever else would let them in. A second bar changes nothing."""
    policies.require(by, Permission.BAR_WORKER, case, at=at)
    locks.case(case.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Write why. The worker does not see it."})
    existing = Bar.objects.filter(Q(effective_until=None) | Q(effective_until__gt=at), worker=worker, case=case).first()
    if existing:
        return existing
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
