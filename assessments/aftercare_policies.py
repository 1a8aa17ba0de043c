"""Who reads about aftercare, who writes it down, and who signs for which of the two bodies (domain-facts 9).

Reading follows the domain *aftercare*. Each of the two bodies writes, and signs for itself only: a worker whose role
includes signing for their own body, where that body is on the case.
"""

from access.decisions import allow, deny
from access.roles import Permission, permits
from assessments import policies
from cases import policies as case_policies
from domains import policies as domain_policies
from partners.standing import standing_of

AFTERCARE = "aftercare"


def may_read(worker, case, *, at, among=None):
    """Whether the worker reads about aftercare on a case."""
    seen = case_policies.may(worker, Permission.VIEW_CASE, case, at=at)
    if not seen:
        return seen
    reads = (among or policies.reach(worker, case, at=at)).reads
    return allow("reads") if AFTERCARE in reads else deny("other_domain")


def bodies(worker, case, *, at):
    """{organisation id: sector} of the statutory bodies on the case for which the worker may sign. One query at most."""
    ways = domain_policies.ways_in(worker, case, at=at)
    return {
        seat.organisation_id: seat.sector
        for seat in standing_of(worker, at=at).seats
        if seat.is_statutory and seat.organisation_id in ways and permits(seat.role, Permission.DETERMINE)
    }


def may_write(worker, case, *, at, among=None):
    """Whether the worker may write down that aftercare is in force, or which services meet it: for one of the two bodies."""
    reads = may_read(worker, case, at=at, among=among)
    if not reads:
        return reads
    if case.is_carers:
        return deny("not_a_carers")
    if not bodies(worker, case, at=at):
        return deny("not_accountable")
    return allow("accountable") if case.is_open else deny("case_closed")


def sides_of(worker, aftercare, *, at):
    """The sides for which the worker may sign: {"nhs": organisation id, "council": organisation id}, or fewer."""
    case = aftercare.case.merged_into or aftercare.case
    mine = bodies(worker, case, at=at)
    owed = {"nhs": aftercare.nhs_id, "council": aftercare.council_id}
    return {side: organisation_id for side, organisation_id in owed.items() if organisation_id in mine}


def may_sign(worker, aftercare, *, at):
    """Whether the worker may sign, for one of the two bodies that owe it, that aftercare is no longer needed."""
    case = aftercare.case.merged_into or aftercare.case
    reads = may_read(worker, case, at=at)
    if not reads:
        return reads
    if not sides_of(worker, aftercare, at=at):
        return deny("not_accountable")
    return allow("accountable") if case.is_open else deny("case_closed")


def may(worker, permission, aftercare, *, at):
    """Decide about one right to aftercare: reading it, or signing that it is no longer needed."""
    permission = Permission(permission)
    if permission in (Permission.VIEW_CASE, Permission.READ_DOMAIN):
        return may_read(worker, aftercare.case.merged_into or aftercare.case, at=at)
    if permission == Permission.DETERMINE:
        return may_sign(worker, aftercare, at=at)
    return deny("unknown_action")
