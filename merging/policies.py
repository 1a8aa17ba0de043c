"""Who may decide between two values, whether two records are one person, and undo it; who may import."""

from django.db.models import Q

from access.decisions import deny
from access.roles import Permission
from agreements.policies import in_force
from cases import policies as cases
from cases.policies import visible_to
from cases.sight import sees
from merging.models import CaseJoin, Conflict, PossibleMatch
from partners.standing import may_here


def may_conflict(worker, permission, conflict, *, at):
    """Whoever may decide on the case (a worker of a statutory body there, or who coordinates it) and reads it in full."""
    if permission not in (Permission.RESOLVE_CONFLICT, Permission.VIEW_CASE):
        return deny("unknown_action")
    decision = cases.may(worker, permission, conflict.case, at=at)
    if decision and not cases.reads_fully(worker, conflict.case, at=at):
        return deny("other_domain")
    return decision


def may_match(worker, permission, match, *, at):
    """Whoever coordinates either of the two, while both bodies share under an agreement in force.

    Nobody reads the other record through the match: it shows only what the two are compared by. Who is barred from one of
    the two, or is not named on one that is restricted, is not shown even that.
    """
    if permission not in (Permission.JOIN_CASES, Permission.VIEW_CASE):
        return deny("unknown_action")
    one = cases.may(worker, permission, match.case, at=at)
    other = cases.may(worker, permission, match.other_case, at=at)
    if "barred" in (one.because, other.because):
        return deny("barred")
    for case in (match.case, match.other_case):
        if case.restricted and not cases.may(worker, Permission.VIEW_CASE, case, at=at):
            return deny("restricted")
    if not (one or other):
        return one if one.because != "not_involved" else other
    for case, decision in ((match.case, one), (match.other_case, other)):
        if not decision and (because := _kept_out(worker, case, decision, at=at)):
            return deny(because)
    if not in_force(match.case.lead_organisation_id, match.other_case.lead_organisation_id, at=at):
        return deny("no_agreement")
    return one or other


def _kept_out(worker, case, decision, *, at):
    """Why a worker must see nothing at all of a case, or None: a bar, or a restriction that they are not named under."""
    if decision.because == "barred":
        return "barred"
    if case.restricted and not visible_to(worker, at=at).filter(pk=case.pk).exists():
        return "restricted"
    return None


def may_join(worker, permission, join, *, at):
    """Undoing is an administrator's, who sees references and no record."""
    if permission != Permission.UNDO_JOIN:
        return deny("unknown_action")
    return may_here(worker, Permission.UNDO_JOIN, at=at)


def may_import(worker, permission, run, *, at):
    """Imports and what they rejected are for administrators only."""
    if permission != Permission.IMPORT:
        return deny("unknown_action")
    return may_here(worker, Permission.IMPORT, at=at)


def visible_conflicts(worker, *, at):
    """Conflicts on cases that the worker opens. Reading them in full is asked of each (``may_conflict``)."""
    return Conflict.objects.filter(sees(worker, at=at, case="case_id"))


def visible_matches(worker, *, at):
    """Possible matches of which the worker opens one of the two cases."""
    either = Q(sees(worker, at=at, case="case_id")) | Q(sees(worker, at=at, case="other_case_id"))
    return PossibleMatch.objects.filter(either)


def visible_joins(worker, *, at):
    """Joins, for administrators."""
    if not may_here(worker, Permission.UNDO_JOIN, at=at):
        return CaseJoin.objects.none()
    return CaseJoin.objects.all()
