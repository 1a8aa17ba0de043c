"""When an administrator says which worker a staff code is, the cases that the extract gave to the code become theirs."""

from cases.models import Case, Coordination
from cases.services import set_coordinator

AS_CLAIMED = "The staff code in the extract is theirs"
AS_RELEASED = "The staff code in the extract is nobody's again"


def follow(staff_code, *, by, at):
    """Set, or take away, the coordinator of every open case that the code coordinates. The claim itself is the
    administrator's act; what follows from it is the system's. What somebody changed here meanwhile stays as it is."""
    live = Coordination.objects.filter(
        staff_code=staff_code.code, organisation_id=staff_code.organisation_id, effective_until=None, case__is_open=True
    ).select_related("case", "organisation", "team")
    if staff_code.worker_id is None:
        live = live.exclude(worker=None)
    else:
        live = live.filter(worker=None)
    for row in live.order_by("case_id"):
        set_coordinator(
            case=Case(pk=row.case_id), organisation=row.organisation, team=row.team, worker=staff_code.worker, by=None,
            at=at, staff_code=staff_code.code, reason=AS_CLAIMED if staff_code.worker_id else AS_RELEASED,
        )  # fmt: skip
