"""Who reads and writes risks: readers and writers of the domain *risk and crisis*. They are not of the shared core: what
helps in a crisis is for everybody on the case, what others fear of a person is not (domain-facts 9).
"""

from access.decisions import allow, deny
from access.roles import Permission
from assessments import policies
from cases import policies as case_policies


def may_read(worker, case, *, at, among=None):
    """Whether the worker reads the risks of a case."""
    seen = case_policies.may(worker, Permission.VIEW_CASE, case, at=at)
    if not seen:
        return seen
    reads = (among or policies.reach(worker, case, at=at)).reads
    return allow("reads") if policies.RISK_AND_CRISIS in reads else deny("other_domain")


def may_write(worker, case, *, at, among=None):
    """Whether the worker writes risks of a case: as the crisis plan."""
    reads = may_read(worker, case, at=at, among=among)
    return policies.may_write_crisis(worker, case, at=at, among=among) if reads else reads


def may(worker, permission, risk, *, at):
    """Decide about one risk: reading it, or writing its next version and closing it."""
    permission = Permission(permission)
    case = risk.case.merged_into or risk.case
    if permission in (Permission.VIEW_CASE, Permission.READ_DOMAIN):
        return may_read(worker, case, at=at)
    if permission == Permission.WRITE_ASSESSMENT:
        return may_write(worker, case, at=at)
    return deny("unknown_action")
