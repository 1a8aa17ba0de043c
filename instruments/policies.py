"""Who reads and who records scores. An instrument belongs to a domain, and its scores follow it (docs/adr/0014).

Reading: whoever reads the domain in full (``domains.policies.readable_domains``). Recording (:func:`reach`): a domain that
somebody holds, by its holders; one that nobody holds, by whoever coordinates and by the leads and sharers of joint
assessment, as far as the catalogue gives their body a role in it. The definition may name the sectors that record it.
"""

from dataclasses import dataclass, field

from access.decisions import allow, deny
from access.memory import of_worker_and_case, once_a_page
from access.roles import Permission
from cases import policies as case_policies
from domains import policies as domain_policies
from domains.models import Part, Share, State
from domains.rules import may_stand_in
from partners.models import Domain

JOINT_ASSESSMENT = "assessment"
#: Permissions that are about the case itself and answered there.
_OF_THE_CASE = frozenset({Permission.VIEW_CASE, Permission.VIEW_DEADLINE})


@dataclass(frozen=True)
class Reach:
    """What one worker reads and records of the scores of one case at a moment."""

    reads: frozenset
    records: dict = field(default_factory=dict)  # domain code -> the organisation for which they record

    def may_record(self, definition):
        """Whether they record this instrument: its domain, by a body of the kind that the definition names."""
        organisation = self.records.get(definition.domain)
        return organisation is not None and _fits(definition, organisation)


def _fits(definition, organisation):
    return not definition.recorded_by or organisation.sector in definition.recorded_by


@once_a_page(of_worker_and_case)
def reach(worker, case, *, at):
    """The worker's :class:`Reach`. A number of queries that does not depend on the size of the record."""
    reads = domain_policies.readable_domains(worker, case, at=at)
    if not reads or not case_policies.may(worker, Permission.RECORD_SCORE, case, at=at):
        return Reach(reads)
    parts = domain_policies.writable_parts(worker, case, at=at)
    records = {part.domain.code: part.organisation for part in reversed(parts) if part.domain.code in reads}
    acting = [p.organisation for p in parts if p.domain.code == JOINT_ASSESSMENT and p.share != Share.CONTRIBUTOR][:1]
    if case_policies.may(worker, Permission.WRITE_PLAN, case, at=at):
        acting.append(case.coordinator_organisation or case.lead_organisation)
    if acting:
        held = Part.objects.filter(case_id=case.pk, state=State.ACCEPTED, share__in=domain_policies.WRITES)
        for domain in Domain.objects.filter(code__in=reads).exclude(pk__in=held.values("domain_id")):
            fitting = [organisation for organisation in acting if may_stand_in(domain, organisation.sector)]
            if fitting:
                records[domain.code] = fitting[0]
    return Reach(reads, records)


def may_record(worker, definition, case, *, at):
    """(the decision, the worker's :class:`Reach`): what recording one instrument on a case asks, once."""
    reached = reach(worker, case, at=at)
    if reached.may_record(definition):
        return allow("writes"), reached
    decision = case_policies.may(worker, Permission.RECORD_SCORE, case, at=at)
    if not decision:
        return decision, reached
    if definition.domain not in reached.reads:
        return deny("other_domain"), reached
    return deny("not_recorded_by_your_body" if definition.domain in reached.records else "not_your_part"), reached


def may_withdraw(worker, score, case, *, at):
    """Whether the worker may withdraw a score: whoever may record in its domain now, for any body."""
    decision = case_policies.may(worker, Permission.RECORD_SCORE, case, at=at)
    reached = reach(worker, case, at=at)
    if score.domain.code not in reached.reads:
        return deny("other_domain")
    if not decision or score.domain.code in reached.records:
        return decision
    return deny("not_your_part")


def may(worker, permission, score, *, at):
    """Decide about one score: its domain decides."""
    permission = Permission(permission)
    if permission in _OF_THE_CASE:
        return case_policies.may(worker, permission, score.case, at=at)
    if permission not in (Permission.READ_DOMAIN, Permission.RECORD_SCORE):
        return deny("unknown_action")
    decision = case_policies.may(worker, permission, score.case, at=at)
    if not decision:
        return decision
    reached = reach(worker, score.case, at=at)
    if score.domain.code not in reached.reads:
        return deny("other_domain")
    if permission == Permission.READ_DOMAIN:
        return allow("reads")
    return allow("writes") if score.domain.code in reached.records else deny("not_your_part")
