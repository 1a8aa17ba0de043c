"""Who may print which document, and who may give a copy of it to somebody."""

from access.decisions import REASONS, allow, deny
from access.roles import Permission
from assessments.documents.record import is_whole
from assessments.policies import reach as reach_of
from cases import policies as case_policies

#: What stands beside a document that is for others to print.
REFUSAL = REASONS["whole_record"]
BEING_WRITTEN = REASONS["being_written"]


def may_print(worker, case, kind, version, *, at):
    """Whether a worker may print a document: whoever sees the case prints what they read of it; a document that is made
    from the whole record is for who reads the whole record (decisions.md 9), and of a version that is being written for
    who is shown all of it (ADR 22).
    """
    decision = case_policies.may(worker, Permission.VIEW_CASE, case, at=at)
    if not decision:
        return decision
    reach = reach_of(worker, case, at=at)
    if kind.whole and not is_whole(worker, case, reach, at=at):
        return deny("whole_record")
    if kind.whole and not is_whole(worker, case, reach.of(version), at=at):
        return deny("being_written")
    return allow("reads")


def may_give(worker, case, kind, version, *, at):
    """Whether a worker may give somebody a copy of a document, and record it: who may print it and works on the case."""
    decision = case_policies.may(worker, Permission.GIVE_COPY, case, at=at)
    return may_print(worker, case, kind, version, at=at) if decision else decision


def may_copy(worker, permission, copy, *, at):
    """Decide about one copy that was given: the case decides, and what it was a copy of."""
    permission = Permission(permission)
    if permission not in (Permission.VIEW_CASE, Permission.GIVE_COPY):
        return deny("unknown_action")
    return case_policies.may(worker, permission, copy.case, at=at)
