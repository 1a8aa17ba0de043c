"""Past work: the parts that ended. Whoever held them keeps sight of their own entries, and of nothing else."""

from access.roles import Permission
from domains.models import Part, State
from domains.policies import not_barred, own
from partners.standing import standing_of

SIZE = 50


def past_parts(worker, *, at, before=None, size=SIZE):
    """Ended parts of the worker's organisation or team, the newest end first: (parts, place of the next page or None)."""
    standing = standing_of(worker, at=at)
    rows = (
        Part.objects.filter(own(standing, Permission.VIEW_PART), not_barred(worker.pk, at=at), state=State.ENDED)
        .select_related("case__person", "domain", "organisation")
        .order_by("-ended_recorded_at", "-pk")
    )
    if before is not None:
        moment, key = before
        rows = rows.filter(ended_recorded_at__lte=moment).exclude(ended_recorded_at=moment, pk__gte=key)
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return found[:size], (last.ended_recorded_at, last.pk) if last else None
