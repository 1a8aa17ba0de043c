"""Safeguarding concerns: who raises, reads and decides them, and what everybody else on the case is shown."""

from dataclasses import dataclass
from datetime import datetime

from access.decisions import allow, deny
from access.roles import Permission, permits
from access.rows import effective
from agreements.policies import shares_with
from cases import policies as case_policies
from cases.models import Bar
from cases.policies import family, sees_case
from domains.models import Concern
from partners.models import Organisation, Sector
from partners.standing import is_manager, standing_of

#: What a council still owes something on.
OPEN = (Concern.State.RAISED, Concern.State.ENQUIRY)
#: The legal moves of a concern.
MOVES = {
    Concern.State.RAISED: {Concern.State.ENQUIRY, Concern.State.NO_ENQUIRY},
    Concern.State.ENQUIRY: {Concern.State.CLOSED},
    Concern.State.NO_ENQUIRY: set(),
    Concern.State.CLOSED: set(),
}


def may_raise(worker, case, *, at):
    """Anybody on the case whose role works on cases; consent is not asked: the duty rests on the council, not on a yes."""
    return case_policies.may(worker, Permission.RAISE_CONCERN, case, at=at)


def may(worker, permission, concern, *, at):
    """Decide about one concern. VIEW_CONCERN: who wrote it, and the deciding council. DECIDE_CONCERN: the council only.

    The council reads the concern itself also where the record is closed to it: the duty to decide is its own (CA14 s42). A
    bar keeps out whoever it names, and a restricted record leaves it to the council's managers and to who opens it.
    """
    permission = Permission(permission)
    standing = standing_of(worker, at=at)
    if not standing.seats:
        return deny("organisation_suspended" if standing.suspended else "no_membership")
    here = case_now(concern)
    if Bar.objects.filter(effective(at), worker=worker, case__in={concern.case_id, here.pk}).exists():
        return deny("barred")
    council_id = _council_now(concern)
    theirs = any(s.organisation_id == council_id and permits(s.role, Permission.DECIDE_CONCERN) for s in standing.seats)
    if theirs and (here.restricted or concern.case.restricted) and not is_manager(standing, council_id):
        theirs = sees_case(worker, here.pk, at=at)
    if permission == Permission.DECIDE_CONCERN:
        return allow("council") if theirs else deny("council_decides")
    if permission != Permission.VIEW_CONCERN:
        return deny("unknown_action")
    if theirs:
        return allow("council")
    if concern.raised_by_id == worker.pk:
        return allow("wrote_it")
    return deny("council_decides") if sees_case(worker, here.pk, at=at) else deny("not_involved")


def case_now(concern):
    """The record on which a concern stands now: its own, or the one that became of it when two became one."""
    case = concern.case
    while case.merged_into_id is not None:
        case = case.merged_into
    return case


def _council_now(concern):
    """Who decides now: the council itself, or the one that it became part of."""
    council = concern.council
    while council.succeeded_by_id is not None:
        council = council.succeeded_by
    return council.pk


def councils_for(case, *, at):
    """Who could decide: the council that holds or coordinates the record, else each council that shares with its holder."""
    for organisation in (case.lead_organisation, case.coordinator_organisation):
        if organisation is not None and organisation.sector == Sector.COUNCIL:
            return [organisation]
    sharing = shares_with(case.lead_organisation_id, at=at).values("other_id")
    rows = Organisation.objects.filter(pk__in=sharing, sector=Sector.COUNCIL, status=Organisation.Status.ACTIVE)
    here = rows.filter(pk__in=case.involvements.values("organisation_id"))
    return list(here) or list(rows)


@dataclass(frozen=True, slots=True)
class Line:
    """A concern as one reader sees it. ``concern`` is None to who may not read its words."""

    raised_at: datetime
    council: str
    said: str
    since: datetime
    is_open: bool
    pk: int | None
    words: str


SAID = {
    Concern.State.RAISED: "waits for the council’s decision",
    Concern.State.ENQUIRY: "an enquiry has begun",
    Concern.State.NO_ENQUIRY: "decided: no enquiry",
    Concern.State.CLOSED: "the enquiry is closed",
}


def lines(case, worker, *, at):
    """Every concern on a record, newest first: that it is handled, and its words to who may read them."""
    rows = Concern.objects.filter(case__in=family(case)).select_related("council", "case").order_by("-raised_at", "-pk")
    made = []
    for row in rows:
        reads = bool(may(worker, Permission.VIEW_CONCERN, row, at=at))
        made.append(
            Line(
                row.raised_at, row.council.name, SAID[row.state], row.closed_at or row.decided_at or row.raised_at,
                row.state in OPEN, row.pk if reads else None, row.words if reads else "",
            )
        )  # fmt: skip
    return made
