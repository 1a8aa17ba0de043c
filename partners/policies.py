"""Who may change the partnership: administrators, of any partner. A token belongs to its worker."""

from access.decisions import Refused, allow, deny
from access.roles import Permission
from partners.models import ApiToken
from partners.standing import may_here


def may(worker, permission, obj, *, at):
    """Organisations, teams, workers, roles and staff codes: administering only. Every other act is refused."""
    if permission != Permission.ADMINISTER:
        return deny("unknown_action")
    if isinstance(obj, ApiToken) and obj.worker_id == worker.pk:
        return allow("own_token")
    return may_here(worker, Permission.ADMINISTER, at=at)


def require_administrator(worker, *, at):
    """Return quietly for an administrator, or for None (the system itself); otherwise raise Refused."""
    if worker is None:
        return
    decision = may_here(worker, Permission.ADMINISTER, at=at)
    if not decision:
        raise Refused(decision)
