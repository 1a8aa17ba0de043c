"""Who reads and writes which answers, words and goals. Every answer belongs to a domain; access follows the domains.

Reading: ``domains.policies.readable_domains``, and the shared core for everybody on the case. Writing (decisions.md 9): a
domain that somebody holds is written by its holders; a shared domain by the parts of joint assessment too; a domain that
nobody holds by the coordinator and the leads and sharers of joint assessment, except that a domain which only statutory
bodies may hold needs a body to which the catalogue gives a role in it (so a council never writes medication). The
coordinator writes the core, the plan and reviews.
"""

from dataclasses import dataclass, field, replace

from django.db.models import Q

from access.decisions import allow, deny
from access.memory import of_worker_and_case, once_a_page
from access.roles import Permission
from assessments.discharge_models import Discharge
from assessments.models import Assessment, Review
from assessments.review_models import ReviewRequest
from cases import policies as case_policies
from cases.models import Involvement
from cases.sight import ways_in
from domains import policies as domain_policies
from domains.models import Part, Share, State
from domains.rules import may_stand_in
from partners.models import Domain, Mode, Organisation, Sector
from partners.standing import standing_of

JOINT_ASSESSMENT = "assessment"
COORDINATION = "coordination"
RISK_AND_CRISIS = "risk-crisis"
#: Permissions that are about the case itself and answered there.
_OF_THE_CASE = frozenset(
    {
        Permission.VIEW_CASE,
        Permission.READ_DOMAIN,
        Permission.HOLD_REVIEW,
        Permission.VIEW_DEADLINE,
        Permission.GIVE_COPY,
        Permission.ASK_REVIEW,
        Permission.KEEP_DUTY,
        Permission.FOLLOW_UP,
    }
)


@dataclass(frozen=True)
class Reach:
    """What one worker reads and writes in the assessment of one case at a moment."""

    reads: frozenset
    core: bool
    writes: dict = field(default_factory=dict)  # domain code -> id of the organisation for which they write
    holders: dict = field(default_factory=dict)  # domain code -> short names of the organisations that hold it
    plans: bool = False
    reads_all: bool = False
    drafts: frozenset = frozenset()  # domains of which they see what is being written and not signed (ADR 22)
    every_draft: bool = False  # those of the shared core too: they share the joint assessment, or coordinate
    own_only: bool = False

    def of(self, version):
        """What of this they reach in one version: of one that is being written, what their own part in it covers."""
        if version.state != Assessment.State.DRAFT or self.own_only or self.every_draft:
            return self
        return replace(self, reads=self.reads & self.drafts, reads_all=False, own_only=True)

    def reads_item(self, item):
        return item.domain in self.reads or (self.core and item.core and not self.own_only)

    def reads_section(self, section):
        """A section shows itself only to those who read something in it: others do not learn that it exists."""
        return any(self.reads_item(item) for item in section.items)

    def reads_words(self, section):
        return section.domain in self.reads or (self.core and section.core and not self.own_only)

    def writes_item(self, item):
        return item.domain in self.writes

    def writes_words(self, section):
        return section.domain in self.writes


NOTHING = Reach(frozenset(), False)


@once_a_page(of_worker_and_case)
def reach(worker, case, *, at):
    """The worker's :class:`Reach`. A number of queries that does not depend on the size of the record."""
    core = domain_policies.reads_shared_core(worker, case, at=at)
    if not core:
        return NOTHING
    domains = list(Domain.objects.all())
    reads = domain_policies.readable_domains(worker, case, at=at)
    held = Part.objects.filter(case_id=case.pk, state=State.ACCEPTED, share__in=domain_policies.WRITES)
    acts_for = ways_in(worker, case, at=at)  # not every employer of theirs, only for whom they come to this record
    holders, modes, drafts = {}, {}, set()
    whole = (case.coordinator_organisation_id or case.lead_organisation_id) in acts_for
    for code, name, mode, share, organisation_id in held.values_list(
        "domain__code", "organisation__short_name", "responsibility__mode", "share", "organisation_id"
    ).order_by("pk"):
        holders.setdefault(code, []).append(name)
        modes[code] = mode
        if organisation_id in acts_for:
            drafts.add(code)
            whole = whole or (code == JOINT_ASSESSMENT and share in (Share.LEAD, Share.JOINT))
    writes = {}
    plans = case_policies.may(worker, Permission.WRITE_PLAN, case, at=at)
    if case_policies.may(worker, Permission.WRITE_ASSESSMENT, case, at=at):
        writes = _writes(worker, case, domains, reads, holders, modes, bool(plans), at=at)
    shown = reads if whole else reads & (drafts | writes.keys())
    return Reach(reads, True, writes, holders, bool(plans), len(reads) == len(domains), shown, whole)


def _writes(worker, case, domains, reads, holders, modes, coordinates, *, at):
    parts = domain_policies.writable_parts(worker, case, at=at)
    writes = {part.domain.code: part.organisation_id for part in reversed(parts)}
    joint = next((p for p in parts if p.domain.code == JOINT_ASSESSMENT and p.share in (Share.LEAD, Share.JOINT)), None)
    coordinating = None
    if coordinates:
        coordinating = case.coordinator_organisation_id or case.lead_organisation_id
    acting = [organisation_id for organisation_id in (joint and joint.organisation_id, coordinating) if organisation_id]
    if not acting:
        return writes
    sectors = dict(Organisation.objects.filter(pk__in=acting).values_list("pk", "sector"))
    for domain in domains:
        if domain.code in writes or domain.code not in reads:
            continue
        if domain.code in (JOINT_ASSESSMENT, COORDINATION) and coordinating:
            writes[domain.code] = coordinating
        elif domain.code in holders:
            if joint and modes[domain.code] == Mode.SHARED:
                writes[domain.code] = joint.organisation_id
        else:
            fitting = [o for o in acting if may_stand_in(domain, sectors[o])]
            if fitting:
                writes[domain.code] = fitting[0]
    return writes


def may_start(worker, case, *, at, among=None):
    """Whether the worker may begin the assessment: the coordinator, or whoever shares the joint assessment."""
    decision = case_policies.may(worker, Permission.WRITE_ASSESSMENT, case, at=at)
    if not decision:
        return decision
    if JOINT_ASSESSMENT in (among or reach(worker, case, at=at)).writes:
        return allow("joint_assessment")
    return deny("not_joint_assessment")


def may(worker, permission, assessment, *, at):
    """Decide about one assessment: what stands on the case decides; a signed version is never written."""
    permission = Permission(permission)
    if permission in _OF_THE_CASE:
        return case_policies.may(worker, permission, assessment.case, at=at)
    if permission == Permission.WRITE_ASSESSMENT:
        return may_write(worker, assessment, at=at)[0]
    if permission != Permission.WRITE_PLAN:
        return deny("unknown_action")
    decision = case_policies.may(worker, permission, assessment.case, at=at)
    if decision and assessment.state != Assessment.State.DRAFT:
        return deny("signed")
    return decision


def may_write(worker, assessment, *, at):
    """(the decision, the worker's :class:`Reach`): what a save asks, once. Which questions they write, the reach says."""
    reached = reach(worker, assessment.case, at=at)
    if not reached.writes:
        decision = case_policies.may(worker, Permission.WRITE_ASSESSMENT, assessment.case, at=at)
        return (deny("not_your_part") if decision else decision), reached
    if assessment.state != Assessment.State.DRAFT:
        return deny("signed"), reached
    return allow("writes"), reached


def may_write_crisis(worker, case, *, at, among=None):
    """Whether the worker writes the crisis and the contingency plan: whoever writes the domain risk and crisis."""
    if RISK_AND_CRISIS in (among or reach(worker, case, at=at)).writes:
        return allow("writes")
    decision = case_policies.may(worker, Permission.WRITE_ASSESSMENT, case, at=at)
    return deny("not_your_part") if decision else decision


def may_case_plan(worker, permission, plan, *, at):
    """Decide about one crisis or contingency plan: read as the shared core, written as risk and crisis (decisions.md 9)."""
    permission = Permission(permission)
    if permission == Permission.WRITE_ASSESSMENT:
        return may_write_crisis(worker, plan.case, at=at)
    if permission != Permission.VIEW_CASE:
        return deny("unknown_action")
    return case_policies.may(worker, permission, plan.case, at=at)


@dataclass(frozen=True)
class Voice:
    """For whom a worker may write an answer down: the person and carers as the body ``writes_down``, and organisations."""

    writes_down: int | None
    answers_for: frozenset

    def __bool__(self):
        return self.writes_down is not None or bool(self.answers_for)


def voice(worker, case, *, at, among=None):
    """Whose agreement a worker may record: the person's and a carer's by who writes the joint assessment, an
    organisation's by who may write in a part that it holds. Two queries beside those of :func:`reach`.
    """
    reached = among or reach(worker, case, at=at)
    parts = domain_policies.writable_parts(worker, case, at=at)
    return Voice(reached.writes.get(JOINT_ASSESSMENT), frozenset(part.organisation_id for part in parts))


def reads_agreement(reached):
    """What is said to a version belongs to the joint assessment: its readers read all of it, others their own answer."""
    return JOINT_ASSESSMENT in reached.reads


def may_within(path):
    """A policy for what hangs on an assessment, by the names that lead there (``plan.assessment``)."""

    def may_there(worker, permission, obj, *, at):
        for name in path.split("."):
            obj = getattr(obj, name)
        return may(worker, permission, obj, at=at)

    return may_there


#: What hangs on an assessment, by model name, with its policy.
WITHIN = {
    "need": may_within("assessment"),
    "plan": may_within("assessment"),
    "goal": may_within("plan.assessment"),
    "action": may_within("goal.plan.assessment"),
    "agreement": may_within("assessment"),
    "signature": may_within("assessment"),
}


def may_review(worker, permission, review, *, at):
    """Decide about one review, one request for a review or one discharge: the case decides, the joined one where it was joined."""
    permission = Permission(permission)
    if permission not in _OF_THE_CASE:
        return deny("unknown_action")
    return case_policies.may(worker, permission, review.case.merged_into or review.case, at=at)


def may_discharge(worker, case, *, at):
    """Whether the worker may write down a discharge: from an NHS body on the case, or the coordinator."""
    decision = case_policies.may(worker, Permission.FOLLOW_UP, case, at=at)
    if not decision or case_policies.may(worker, Permission.HOLD_REVIEW, case, at=at):
        return decision
    nhs = {seat.organisation_id for seat in standing_of(worker, at=at).seats if seat.sector == Sector.NHS}
    if nhs and Involvement.objects.filter(case=case, organisation__in=nhs).exists():
        return decision
    return deny("not_your_part")


def acting_for(worker, permission, case, *, at):
    """The organisation for which a worker writes something on a case: the one that coordinates where they work there,
    else theirs that is on the case. None where neither is."""
    mine = standing_of(worker, at=at).organisation_ids(permission)
    if case.coordinator_organisation_id in mine:
        return case.coordinator_organisation_id
    involved = Involvement.objects.filter(case=case, organisation__in=mine)
    return involved.order_by("organisation").values_list("organisation_id", flat=True).first()


def visible_assessments(worker, *, at):
    """Every assessment of the cases that the worker may open. What they read inside is decided by :func:`reach`."""
    return Assessment.objects.filter(case__in=case_policies.visible_to(worker, at=at))


def _on(cases):
    return Q(case__in=cases) | Q(case__merged_into__in=cases)


def visible_reviews(worker, *, at):
    """Every review of the cases that the worker may open, with those of cases that were joined to them."""
    return Review.objects.filter(_on(case_policies.visible_to(worker, at=at)))


def visible_requests(worker, *, at):
    """Every request for a review on the cases that the worker may open."""
    return ReviewRequest.objects.filter(_on(case_policies.visible_to(worker, at=at)))


def visible_discharges(worker, *, at):
    """Every discharge of the people whose cases the worker may open."""
    return Discharge.objects.filter(_on(case_policies.visible_to(worker, at=at)))
