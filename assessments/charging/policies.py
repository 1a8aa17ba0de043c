"""Who sees what is charged, and who decides it: as the council's determination of eligibility (domain-facts 9).

Readers of the domain *eligibility* of the statutory bodies see it; voluntary bodies never do, also where they coordinate.
Only the body that answers for that domain, or a council on the case, writes it, on a version that is not agreed yet. Of such
a version others see it only as far as they see what is being written (ADR 22).
"""

from access.decisions import allow, deny
from access.roles import Permission
from assessments import determination_policies, policies
from assessments.determination_kinds import Kind
from cases import policies as case_policies


def sees(worker, case, reach, *, at):
    """Whether the worker sees what is charged on a case. At most one query."""
    return Kind.CARE_ACT in determination_policies.readable(worker, case, reach, at=at)


def sees_in(worker, case, reach, version, *, at):
    """Whether the worker sees what is charged in one version: of one that is being written as far as they see its draft of
    *eligibility* (ADR 22), and whoever decides it. No query for a version that is agreed beside those of :func:`sees`."""
    if not sees(worker, case, reach, at=at):
        return False
    within = reach.of(version)
    if within is reach or sees(worker, case, within, at=at):
        return True
    return bool(authority(worker, version, at=at, reach=reach).decision)


def authority(worker, assessment, *, at, reach=None):
    """Whether the worker decides what is charged, and for which organisation."""
    return determination_policies.authority(worker, Kind.CARE_ACT, assessment, at=at, reach=reach)


def _may(worker, permission, assessment, *, at):
    permission = Permission(permission)
    if permission == Permission.DETERMINE:
        return authority(worker, assessment, at=at).decision
    if permission not in (Permission.VIEW_CASE, Permission.READ_DOMAIN):
        return deny("unknown_action")
    seen = case_policies.may(worker, Permission.VIEW_CASE, assessment.case, at=at)
    if not seen:
        return seen
    reach = policies.reach(worker, assessment.case, at=at)
    return allow("reads") if sees(worker, assessment.case, reach, at=at) else deny("other_domain")


def may_charge(worker, permission, charge, *, at):
    """Decide about one charge of a service."""
    return _may(worker, permission, charge.action.goal.plan.assessment, at=at)


def may_budget(worker, permission, budget, *, at):
    """Decide about one personal budget."""
    return _may(worker, permission, budget.assessment, at=at)
