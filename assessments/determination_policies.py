"""Who signs which determination, and who sees it.

Signing: a worker whose organisation is the accountable body of the kind on this case, whose role there includes it, and who
reads its domain in full. The accountable body is the one that the map names for the domain; where the map names none, a
body of the sector that decides by law and is on the case. Seeing follows the domain (decisions of the room ``domains``);
what is the council's about eligibility is never seen by voluntary bodies, whatever they do on the case.
"""

from dataclasses import dataclass

from access.decisions import Decision, allow, deny
from access.roles import Permission
from assessments import policies
from assessments.determination_kinds import ABOUT
from assessments.models import Assessment
from cases import policies as case_policies
from cases.sight import ways_in
from domains.models import Responsibility
from partners.models import Sector
from partners.standing import standing_of

#: What bodies of a sector are called while the map names none.
_CALLED = {Sector.NHS: "the NHS trust", Sector.COUNCIL: "the council"}


@dataclass(frozen=True, slots=True)
class Authority:
    """Whether a worker may sign a kind, for which organisation, and the name of the body whose decision it is."""

    decision: Decision
    body: str
    organisation_id: int | None = None


def readable(worker, case, reach, *, at):
    """The kinds whose determinations the worker sees on a case. At most one query."""
    if not reach.core:
        return frozenset()
    statutory = any(ways_in(worker, case, at=at).values())
    return frozenset(
        about.kind
        for about in ABOUT.values()
        if about.domain in reach.reads and (statutory or not about.statutory_only)
    )


def authorities(worker, assessment, *, at, reach=None):
    """{kind: :class:`Authority`} for the kinds that the worker sees and the assessment knows. Three queries at most."""
    case = assessment.case
    reach = reach or policies.reach(worker, case, at=at)
    seen = readable(worker, case, reach, at=at)
    abouts = [about for about in ABOUT.values() if about.kind in seen and about.fits(assessment.frameworks)]
    if not abouts:
        return {}
    named = {
        code: (organisation_id, name)
        for code, organisation_id, name in Responsibility.objects.filter(
            case_id=case.pk, effective_until=None, domain__code__in={about.domain for about in abouts}
        ).values_list("domain__code", "accountable_id", "accountable__short_name")
    }
    standing = standing_of(worker, at=at)
    seats = {seat.organisation_id: seat for seat in standing.seats}
    ways = ways_in(worker, case, at=at)
    return {
        about.kind: _authority(about, assessment, named.get(about.domain), standing, seats, ways) for about in abouts
    }


def _authority(about, assessment, named, standing, seats, ways):
    body = named[1] if named else _CALLED[about.sector]
    bodies = [
        organisation_id
        for organisation_id in sorted(ways)
        if seats[organisation_id].sector == about.sector and (named is None or organisation_id == named[0])
    ]
    if not bodies:
        return Authority(deny("not_accountable"), body)
    able = [one for one in bodies if standing.permits(Permission.DETERMINE, organisation_id=one)]
    if not able:
        return Authority(deny("role_may_not"), body)
    if not assessment.case.is_open:
        return Authority(deny("case_closed"), body)
    if assessment.state != Assessment.State.DRAFT:
        return Authority(deny("signed"), body)
    return Authority(allow("accountable"), seats[able[0]].organisation_short_name, able[0])


def authority(worker, kind, assessment, *, at, reach=None):
    """The :class:`Authority` of one kind. Whoever does not see it is refused as for any domain that is not theirs."""
    found = authorities(worker, assessment, at=at, reach=reach).get(kind)
    if found is not None:
        return found
    seen = case_policies.may(worker, Permission.VIEW_CASE, assessment.case, at=at)
    return Authority(deny("other_domain") if seen else seen, "")


def may(worker, permission, determination, *, at):
    """Decide about one determination: seeing it, or signing another of its kind."""
    permission = Permission(permission)
    assessment = determination.assessment
    if permission in (Permission.VIEW_CASE, Permission.READ_DOMAIN):
        seen = case_policies.may(worker, Permission.VIEW_CASE, assessment.case, at=at)
        if not seen:
            return seen
        reach = policies.reach(worker, assessment.case, at=at)
        return (
            allow("reads")
            if determination.kind in readable(worker, assessment.case, reach, at=at)
            else deny("other_domain")
        )
    if permission == Permission.DETERMINE:
        return authority(worker, determination.kind, assessment, at=at).decision
    return deny("unknown_action")
