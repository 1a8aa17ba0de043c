"""Staff codes of the extracts: kept as they come, until an administrator says which worker each is."""

from django.db import transaction

from access.decisions import Refused
from access.roles import Permission
from access.rows import effective
from audit.services import record
from partners import registry
from partners.errors import PartnersError
from partners.models import Membership, StaffCode
from partners.policies import require_administrator
from partners.standing import may_here


@transaction.atomic
def keep_staff_codes(*, organisation, codes, by, at):
    """Keep the codes an extract names, each once. Returns {code: StaffCode}, claimed ones among them."""
    if by is not None and not (decision := may_here(by, Permission.IMPORT, at=at)):
        raise Refused(decision)
    codes = sorted({code for code in codes if code})
    rows = StaffCode.objects.filter(organisation=organisation, code__in=codes)
    known = set(rows.values_list("code", flat=True))
    new = [StaffCode(organisation=organisation, code=code) for code in codes if code not in known]
    StaffCode.objects.bulk_create(new, batch_size=1000)
    if new:
        record(
            "staff_codes.kept", target=organisation, by=by, at=at, organisation_id=organisation.pk,
            detail={"new": len(new)},
        )  # fmt: skip
    return {row.code: row for row in rows.select_related("worker").all()}


@transaction.atomic
def claim_staff_code(*, staff_code, worker, by, at):
    """Say that a staff code is this worker. What the extract gave to the code becomes theirs, in the rooms that ask.

    Refuses a worker without a current role in the code's organisation, and a code that is another worker's.
    """
    require_administrator(by, at=at)
    staff_code = StaffCode.objects.select_for_update().select_related("organisation").get(pk=staff_code.pk)
    if staff_code.worker_id == worker.pk:
        return staff_code
    if staff_code.worker_id is not None:
        raise PartnersError(f"{staff_code.code} is {staff_code.worker.name}. Undo that first if it is wrong.")
    here = Membership.objects.filter(effective(at), worker=worker, organisation_id=staff_code.organisation_id)
    if not (worker.is_active and here.exists()):
        raise PartnersError(
            f"{worker.name} has no current role in {staff_code.organisation.name}. Add the role first.", field="worker"
        )
    return _give(staff_code, worker, "staff_code.claimed", by, at)


@transaction.atomic
def release_staff_code(*, staff_code, by, at):
    """Undo a claim: the code is nobody's again, and so is what it was given."""
    require_administrator(by, at=at)
    staff_code = StaffCode.objects.select_for_update().get(pk=staff_code.pk)
    if staff_code.worker_id is None:
        return staff_code
    return _give(staff_code, None, "staff_code.released", by, at)


def _give(staff_code, worker, action, by, at):
    staff_code.worker = worker
    staff_code.claimed_at, staff_code.claimed_by = (at, by) if worker else (None, None)
    staff_code.save(update_fields=["worker", "claimed_at", "claimed_by"])
    record(
        action, target=staff_code, by=by, at=at, organisation_id=staff_code.organisation_id,
        detail={"worker": worker.pk if worker else None},
    )  # fmt: skip
    registry.staff_code_claimed(staff_code, by=by, at=at)
    return staff_code
