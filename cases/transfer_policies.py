"""Who answers a transfer for the receiving team, and reads the offer: nothing of the record before it is accepted."""

from django.db.models import BigIntegerField

from access.decisions import allow, deny
from access.roles import Permission, permits
from access.rows import effective
from cases.models import Bar, Transfer
from partners.standing import standing_of


def may(worker, permission, transfer, *, at):
    """Decide about a transfer: answered by the receiving team, or by who reads the whole receiving organisation."""
    if Permission(permission) != Permission.TAKE_TRANSFER:
        return deny("unknown_action")
    if Bar.objects.filter(effective(at), worker=worker, case=transfer.case_id).exists():
        return deny("barred")
    seats = _receiving(worker, transfer, at=at)
    if not seats:
        return deny("not_involved")
    if not any(permits(seat.role, permission) for seat in seats):
        return deny("role_may_not")
    return allow("receives") if transfer.state in ("proposed", "sent", "met") else deny("already_answered")


def _receiving(worker, transfer, *, at):
    """The worker's seats on cases in the team that is asked, or over its whole organisation."""
    return [
        seat
        for seat in standing_of(worker, at=at).seats
        if seat.organisation_id == transfer.to_organisation_id
        and seat.reads_team_id is not None
        and (seat.reads_whole or seat.team_id == transfer.to_team_id)
    ]


def offers_to(worker, keys, *, at):
    """Those of the transfers that the worker's team receives, settled or not, by key; without cases they are barred from."""
    keys = [key for key in keys if key <= BigIntegerField.MAX_BIGINT]  # no row has another, and no database takes it
    found = Transfer.objects.filter(pk__in=keys).select_related(
        "case__person", "case__coordinator", "case__coordinator_organisation", "case__lead_organisation",
        "to_organisation", "to_team", "from_organisation", "from_team", "from_worker", "to_worker", "by",
    )  # fmt: skip
    found = found.exclude(case__in=Bar.objects.filter(effective(at), worker=worker).values("case"))
    return {one.pk: one for one in found if _receiving(worker, one, at=at)}
