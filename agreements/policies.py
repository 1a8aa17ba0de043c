"""Whether two partners share. Read by every policy about a record; written by ``agreements.services`` only."""

from access.decisions import deny
from access.roles import Permission
from access.rows import effective
from agreements.models import InForce
from partners.standing import may_here


def shares_with(organisation_id, *, at):
    """Ids of the other organisations with which one shares at ``at``: a queryset for ``IN (...)`` or ``Exists``.

    ``organisation_id`` may be an ``OuterRef``. It does not contain the organisation itself. An agreement recorded
    later than ``at`` does not count: access is never retroactive (decisions.md 4).
    """
    return InForce.objects.filter(effective(at), organisation_id=organisation_id, recorded_at__lte=at).values(
        "other_id"
    )


def in_force(organisation_id, other_id, *, at):
    """Whether the two share at ``at``. An organisation always shares with itself."""
    return organisation_id == other_id or shares_with(organisation_id, at=at).filter(other_id=other_id).exists()


def may(worker, permission, obj, *, at):
    """Agreements and services: administrators keep them in order. Every other act is refused."""
    if permission != Permission.ADMINISTER:
        return deny("unknown_action")
    return may_here(worker, Permission.ADMINISTER, at=at)
