"""The deadlines a worker may see: what their organisations owe, on cases they may open or follow. For the API.

Scoped by who owes (a column of the register); whether the case is open to the worker is asked row by row, so a page costs
the same in an organisation of any size. A complaint's deadlines are seen through complaints, never here.
"""

from django.db.models import Exists, OuterRef, Q

from access.decisions import allow, deny
from access.roles import Permission, Role
from access.rows import effective
from cases.models import Bar, Case
from cases.policies import visible_to
from desks.sight import open_to
from domains.policies import asked_of
from notifications.models import Deadline
from partners.models import Organisation
from partners.standing import standing_of

CASE, PART = "case", "part"
#: What stands on a case that is open to the worker: the case itself, a part, a review to check, a discharge.
SUBJECTS = (CASE, PART, "review", "discharge", "carer_link")


def visible_deadlines(worker, *, at):
    """Live deadlines that the worker's organisations owe and the worker may know of; all partners' for their manager."""
    standing = standing_of(worker, at=at)
    live = Deadline.objects.filter(is_live=True, subject_kind__in=SUBJECTS)
    if not standing.permits(Permission.VIEW_DEADLINE):
        return live.none()
    if Role.PARTNERSHIP_MANAGER in standing.roles():
        everybody = Organisation.objects.exclude(status=Organisation.Status.LEFT)
        return live.filter(~_restricted(), ~_barred(worker, at), owner_organisation__in=everybody)
    sees = Q(Exists(visible_to(worker, at=at).filter(pk=OuterRef("case_id"))))
    asked = Q(subject_kind=PART) & Q(Exists(asked_of(worker, at=at).filter(pk=OuterRef("subject_id"))))
    followed = standing.organisation_ids(Permission.VIEW_REVIEWS)
    follows = Q(owner_organisation_id__in=followed) & ~_restricted() & ~_barred(worker, at)
    return live.filter(sees | asked | follows, owner_organisation_id__in=standing.organisation_ids())


def _barred(worker, at):
    return Q(Exists(Bar.objects.filter(effective(at), worker=worker, case=OuterRef("case_id"))))


def _restricted():
    return Q(Exists(Case.objects.filter(pk=OuterRef("case_id"), restricted=True)))


def may(worker, permission, deadline, *, at):
    """Decide about one deadline, from the same list."""
    if permission != Permission.VIEW_DEADLINE:
        return deny("unknown_action")
    if visible_deadlines(worker, at=at).filter(pk=deadline.pk).exists():
        return allow("owed_here")
    return deny("not_involved")


def references(worker, deadlines, *, at):
    """Deadline key -> reference of its case, where it may be told. Of an offer it may not, until it is accepted: an offer
    shows the domain and the words, not the case. One query, none where nothing is asked."""
    told = {row.pk: f"C-{row.case_id}" for row in deadlines if row.case_id}
    parts = {row.pk: row.case_id for row in deadlines if row.subject_kind == PART and row.case_id}
    if parts and Role.PARTNERSHIP_MANAGER not in standing_of(worker, at=at).roles():
        opens = open_to(worker, set(parts.values()), at=at)
        for key, case_id in parts.items():
            if case_id not in opens:
                del told[key]
    return told


def page(worker, *, at, after=None, size=50, kind="", before=None):
    """(deadlines soonest first, place of the next page or None). Two queries with the standing."""
    rows = visible_deadlines(worker, at=at).select_related("owner_organisation", "owner_worker")
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(due_at__lt=before)
    if after is not None:
        moment, key = after
        rows = rows.filter(due_at__gte=moment).filter(Q(due_at__gt=moment) | Q(pk__gt=key))
    found = list(rows.order_by("due_at", "pk")[: size + 1])
    return found[:size], (found[size - 1].due_at, found[size - 1].pk) if len(found) > size else None
