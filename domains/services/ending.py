"""The end of a part: done, handed over, or the person's agreement withdrawn. Nothing is left with no one in silence."""

from django.db import transaction

from access import policies
from access.decisions import Refused
from access.roles import Permission
from access.rows import writing
from cases import locks
from cases import policies as case_policies
from cases.models import Consent, RecordKind
from cases.sight import AGREED, READS
from domains.models import EndReason, Part, PartEvent, Responsibility, Share, State
from domains.policies import WRITES
from domains.rules import CannotBe
from domains.services.answering import take_back
from domains.services.placing import PartRequest, place
from domains.services.rows import close, coordinators, fresh, put_down, tell, tell_coordinator
from domains.states import LIVE
from notifications.services import Recipient

#: Said on the map and to the coordinator when the person withdrew their agreement.
WITHDREW = "The person withdrew their agreement"


@transaction.atomic
def end(*, part, words, by, at, ended_at=None):
    """End an accepted part because it is done. Access ends now; what was written stays with those who wrote it.

    Refused to the lead of something that others share: the lead is handed over first. When nobody is left in it the
    responsibility itself is over. ``ended_at`` may lie in the past. The same end twice is one end.
    """
    locks.case(part.case_id)
    part = fresh(part)
    if part.state == State.ENDED and part.events.filter(state=State.ENDED, by=by).exists():
        return part
    policies.require(by, Permission.END_PART, part, at=at)
    if not words.strip():
        raise CannotBe("reason_needed", field="words")
    if ended_at is not None and ended_at > at:
        raise CannotBe("moment_in_future", field="ended_at")
    if ended_at is not None and ended_at < part.effective_from:
        raise CannotBe("ended_before_it_began", field="ended_at")
    others = list(Part.objects.filter(responsibility=part.responsibility_id, state__in=LIVE).exclude(pk=part.pk))
    waiting = [other for other in others if other.replaces_id == part.pk]
    if waiting:
        raise CannotBe("handover_waits", holder=waiting[0].organisation.name)
    if part.share == Share.LEAD and any(o.state == State.ACCEPTED and o.share in WRITES for o in others):
        raise CannotBe("others_share_it", domain=part.domain.name)
    event = close(part, reason=EndReason.DONE, by=by, at=at, words=words.strip()[:400], ended_at=ended_at)
    if part.share == Share.LEAD or not others:
        for other in others:
            _end_beside(fresh(other), by=by, at=at)
        with writing(Responsibility):
            Responsibility.objects.filter(pk=part.responsibility_id).update(effective_until=part.effective_until)
    tell_coordinator("part.ended", event, part, by=by, at=at)
    put_down("part.ended", part, by=by, at=at, reason=EndReason.DONE)
    return part


def _end_beside(part, *, by, at):
    """What stood beside a lead that is done: those kept informed end with it, those asked are asked no longer."""
    if part.state == State.PROPOSED:
        take_back(part, by=by, at=at, reason="What was asked is done")
    else:
        close(part, reason=EndReason.DONE, by=by, at=at, words="What they were kept informed of is done")
        put_down("part.ended", part, by=by, at=at, reason=EndReason.DONE)


@transaction.atomic
def hand_over(*, part, organisation, by, at, team=None, words=""):
    """Ask another partner, or another team, to take over. The part is held until they accept: then it ends.

    For its holders, and for whoever may propose on the case. Refuses a second handover of the same part, and what
    ``propose`` refuses.
    """
    case = locks.case(part.case_id)
    part = fresh(part)
    _require_hold(part, by, at=at)
    request = PartRequest(
        domain=part.domain,
        organisation=organisation,
        team=team,
        share=part.share,
        words=words,
        replaces=part,
    )
    successor = place(case=case, requests=[request], by=by, at=at)[0]
    put_down("part.handover_proposed", part, by=by, at=at, successor=successor.pk)
    return successor


@transaction.atomic
def ask_to_hand_over(*, part, words, by, at):
    """Tell the coordinator that the holder cannot go on. They hold it until somebody else accepts it."""
    locks.case(part.case_id)
    part = fresh(part)
    policies.require(by, Permission.END_PART, part, at=at)
    if not words.strip():
        raise CannotBe("reason_needed", field="words")
    event = PartEvent.objects.create(
        part=part, state=part.state, at=at, by=by, reason=f"Asks to hand over: {words.strip()}"[:400]
    )
    tell_coordinator("part.handover_asked", event, part, by=by, at=at)
    put_down("part.handover_asked", part, by=by, at=at)
    return event


def _require_hold(part, by, *, at):
    """Holders may hand over; so may whoever may propose on the case. The refusal is the holder's."""
    decision = policies.may(by, Permission.END_PART, part, at=at)
    if decision or (part.state == State.ACCEPTED and case_policies.may(by, Permission.PROPOSE, part.case, at=at)):
        return
    raise Refused(decision)


@transaction.atomic
def consent_changed(*, consent, by, at):
    """After an answer of the person was recorded: end what their agreement no longer carries.

    Runs in the transaction of ``cases.services.record_consent``. A holder that lost agreement is out at once, the
    responsibility stands with no one, the coordinator is told. Statutory bodies hold on another basis and stay, but on a
    carer's own record, which all but its council read with the carer's yes.
    """
    if consent.purpose != Consent.Purpose.DIRECT_CARE:
        return
    parts = Part.objects.filter(
        case__person_id=consent.person_id, case__kind=consent.about, organisation_id=consent.organisation_id,
        state__in=LIVE, case__is_open=True,
    )  # fmt: skip
    if consent.organisation.is_statutory:
        parts = parts.filter(case__kind=RecordKind.CARER).exclude(case__lead_organisation=consent.organisation_id)
    if consent.domain_id is not None:
        parts = parts.filter(domain_id=consent.domain_id)
    parts = list(parts.order_by("case_id", "pk"))
    locks.cases({part.case_id for part in parts})
    for part in map(fresh, parts):
        _without_agreement(part, by=by, at=at)


def _without_agreement(part, *, by, at):
    answer = case_policies.consent_for(part.case, part.organisation_id, part.domain_id, at=at)
    if part.state == State.PROPOSED:
        if answer is not None and answer.status not in AGREED:
            take_back(part, by=by, at=at, reason="The person said no")
        return
    if answer is not None and answer.status in AGREED and (answer.scope in READS or part.share == Share.INFORMED):
        return
    event = close(part, reason=EndReason.CONSENT_WITHDRAWN, by=by, at=at, words=WITHDREW)
    tell("part.ended", f"part-event:{event.pk}", part, _concerned(part), by=None, at=at)
    put_down("part.ended", part, by=by, at=at, reason=EndReason.CONSENT_WITHDRAWN)


def _concerned(part):
    """The coordinator, because it stands with no one now; and the team, because their access is over."""
    return [*coordinators(part.case), Recipient.team(part.organisation_id, part.team_id)]


@transaction.atomic
def end_all(*, case, reason, by, at, words=""):
    """End every live part of a case: when it is closed or becomes part of another. For services that hold the lock."""
    parts = Part.objects.filter(case_id=case.pk, state__in=LIVE).order_by("pk")
    for part in map(fresh, parts):
        if part.state == State.PROPOSED:
            take_back(part, by=by, at=at, reason=words)
        else:
            close(part, reason=reason, by=by, at=at, words=words)
            put_down("part.ended", part, by=by, at=at, reason=reason)
    with writing(Responsibility):
        Responsibility.objects.filter(case_id=case.pk, effective_until=None, effective_from__lte=at).update(
            effective_until=at
        )
