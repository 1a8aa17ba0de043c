"""The answer to what was asked: accept, decline, or taken back before it was answered."""

from django.db import transaction

from access import policies
from access.decisions import Refused, deny
from access.roles import READS_CASES, Permission
from access.rows import effective
from agreements.policies import in_force
from cases import involvement, locks
from cases import policies as case_policies
from cases.models import NO_DATE, Consent
from cases.sight import AGREED, READS, asks_agreement
from domains.models import EndReason, Part, Share, State
from domains.rules import CannotBe
from domains.services.rows import ANSWER, bases_of, close, fresh, move, put_down, tell, tell_coordinator
from notifications import services as notifications
from notifications.services import Recipient
from partners.models import Membership, Organisation

#: Why a partner may say no: what the select of the answer page offers (mockup 06c).
DECLINE_REASONS = (
    "No room at the moment", "Not what we do", "Outside our area", "Not safe for our workers", "Another reason",
)  # fmt: skip


@transaction.atomic
def accept(*, part, by, at, worker=None):
    """Accept a proposed part. Access starts now; what it takes over from another partner ends at the same moment.

    Refuses when the partner is not active, no sharing agreement is in force, the person has not agreed or has said no
    (voluntary and other bodies), or somebody else leads by now. The same worker accepting twice is one acceptance;
    another answer is *already answered*. ``worker`` is who will do it: by default whoever accepts.
    """
    case = locks.case(part.case_id)
    part = fresh(part)
    if part.state == State.ACCEPTED and part.events.filter(state=State.ACCEPTED, by=by).exists():
        return part
    policies.require(by, Permission.ANSWER, part, at=at)
    part.case = _with_parties(part, case)
    _check_partner(part, at=at)
    _check_consent(part, at=at)
    replaced = _replaced(part, at=at)
    _check_lead(part, replaced)
    worker = worker or by
    if not Membership.objects.filter(
        effective(at), worker=worker, organisation=part.organisation, role__in=READS_CASES
    ).exists():
        raise CannotBe("worker_elsewhere", field="worker", worker=worker.name, organisation=part.organisation.name)
    if replaced is not None:
        event = close(
            replaced, reason=EndReason.HANDED_OVER, by=by, at=at, words=f"Taken over by {part.organisation.name}"
        )
        tell(
            "part.ended", f"part-event:{event.pk}", replaced,
            [Recipient.team(replaced.organisation_id, replaced.team_id)], by=by, at=at,
        )  # fmt: skip
    event = move(part, State.ACCEPTED, by=by, at=at, answered_at=at, effective_from=at, worker=worker, due_at=NO_DATE)
    whole = involvement.whole_teams([part.organisation_id])
    involvement.add_bases(bases_of([part], whole), at=at, facts=involvement.facts_of(case))
    notifications.satisfy(subject_kind="part", subject_id=part.pk, kind=ANSWER, at=at)
    tell_coordinator("part.accepted", event, part, by=by, at=at)
    put_down("part.accepted", part, by=by, at=at, worker=worker.pk, replaces=part.replaces_id)
    return part


@transaction.atomic
def decline(*, part, reason, by, at):
    """Say no, and why. It goes back to the coordinator at once; nothing was opened, so nothing closes."""
    locks.case(part.case_id)
    part = fresh(part)
    if part.state == State.DECLINED and part.events.filter(state=State.DECLINED, by=by).exists():
        return part
    policies.require(by, Permission.ANSWER, part, at=at)
    if not reason.strip():
        raise CannotBe("reason_needed", field="reason")
    event = move(part, State.DECLINED, by=by, at=at, reason=reason.strip()[:400], answered_at=at, due_at=NO_DATE)
    notifications.satisfy(subject_kind="part", subject_id=part.pk, kind=ANSWER, at=at)
    tell_coordinator("part.declined", event, part, by=by, at=at)
    put_down("part.declined", part, by=by, at=at)
    return part


@transaction.atomic
def withdraw(*, part, by, at, reason=""):
    """Take a proposal back before it is answered. For whoever may propose on the case; twice is the same as once."""
    locks.case(part.case_id)
    part = fresh(part)
    decision = case_policies.may(by, Permission.PROPOSE, part.case, at=at)
    if not decision:
        raise Refused(decision)
    if part.state == State.WITHDRAWN:
        return part
    if part.state != State.PROPOSED:
        raise Refused(deny("already_answered"))
    return take_back(part, by=by, at=at, reason=reason)


def take_back(part, *, by, at, reason=""):
    """Withdraw for a service that has asked its policy and holds the lock."""
    move(part, State.WITHDRAWN, by=by, at=at, reason=reason.strip()[:400], due_at=NO_DATE)
    notifications.cancel(subject_kind="part", subject_id=part.pk, kind=ANSWER, at=at)
    put_down("part.withdrawn", part, by=by, at=at)
    return part


def _with_parties(part, case):
    case.person, case.lead_organisation = part.case.person, part.case.lead_organisation
    return case


def _check_partner(part, *, at):
    if part.organisation.status != Organisation.Status.ACTIVE:
        raise CannotBe("partner_not_active", organisation=part.organisation.name)
    if not in_force(part.organisation_id, part.case.lead_organisation_id, at=at):
        raise CannotBe("no_agreement", organisation=part.organisation.name, lead=part.case.lead_organisation.name)


def _check_consent(part, *, at):
    """Who reads with the person's yes needs it here too: to be told where they are kept informed, otherwise to read."""
    if not asks_agreement(part.case, part.organisation):
        return
    answer = case_policies.consent_for(part.case, part.organisation_id, part.domain_id, at=at)
    if answer is None:
        raise CannotBe("consent_missing", organisation=part.organisation.name)
    if answer.status not in AGREED:
        raise CannotBe("said_no", organisation=part.organisation.name)
    if answer.scope not in (READS if part.share != Share.INFORMED else Consent.Scope.values):
        raise CannotBe("consent_missing", organisation=part.organisation.name)


def _replaced(part, *, at):
    """The part this one takes over, if it is still held."""
    if part.replaces_id is None:
        return None
    replaced = fresh(part.replaces)
    return replaced if replaced.state == State.ACCEPTED else None


def _check_lead(part, replaced):
    if part.share != Share.LEAD:
        return
    others = Part.objects.filter(responsibility_id=part.responsibility_id, state=State.ACCEPTED, share=Share.LEAD)
    others = others.exclude(pk=replaced.pk if replaced else None).select_related("organisation")
    other = others.first()
    if other is not None:
        raise CannotBe(
            "one_lead", holder=other.organisation.name, organisation=part.organisation.name, domain=part.domain.name
        )
