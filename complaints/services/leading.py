"""Who leads: proposed by the ranked rule, settled by the bodies (CR09 reg 9 asks them to agree)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access
from access.roles import Permission
from complaints import notices
from complaints.models import Body, Complaint, Event
from complaints.rules import lead as rules
from complaints.services import rows

LeadState = Complaint.LeadState


def _candidates(complaint):
    """Bodies that answer an element and have the complaint; the receiver alone where nobody else does."""
    answering = complaint.bodies.filter(state=Body.State.OPEN, role=Body.Role.RESPONSIBLE)
    found = list(answering.values_list("organisation_id", flat=True))
    return found or [complaint.received_by_id]


def propose_lead(complaint, *, at):
    """Propose who leads, by the ranked rule. What people agreed stays while the body still has the complaint."""
    candidates = _candidates(complaint)
    lead = complaint.bodies.filter(is_lead=True).first()
    if lead is not None and complaint.lead_state == LeadState.AGREED and lead.organisation_id in candidates:
        return
    elements = [
        rules.About(element.responsible_id, element.severity)
        for element in complaint.elements.all()
        if element.responsible_id in candidates
    ]
    proposal = rules.propose(
        candidates,
        elements,
        received_by=complaint.received_by_id,
        wish=complaint.wished_lead_id,
        host=complaint.host_id,
    )
    _lead(complaint, proposal.organisation_id, because=proposal.because, reason="", by=None, at=at,
          state=LeadState.PROPOSED if proposal.organisation_id else LeadState.TO_SETTLE)  # fmt: skip


def _lead(complaint, organisation_id, *, state, because, reason, by, at):
    before = (complaint.bodies.filter(is_lead=True).values_list("organisation_id", flat=True).first(),
              complaint.lead_state, complaint.lead_because)  # fmt: skip
    if before == (organisation_id, state, because) and not reason:
        return
    for body in complaint.bodies.filter(is_lead=True).exclude(organisation_id=organisation_id):
        rows.change_body(body, is_lead=False)
    lead = complaint.bodies.filter(organisation_id=organisation_id).select_related("organisation").first()
    if lead is not None and not lead.is_lead:
        rows.change_body(lead, is_lead=True)
    rows.change(complaint, lead_state=state, lead_because=because, lead_reason=reason, lead_decided_at=at)
    rows.answer_owner_changed(complaint)
    event = rows.happened(
        Event.Kind.LEAD, complaint, by=by, at=at, organisation=lead.organisation if lead else None,
        text=reason or LeadState(state).label, because=because, state=state,
    )  # fmt: skip
    if complaint.bodies.filter(state=Body.State.OPEN).count() > 1:
        notices.lead(event=event, complaint=complaint, at=at)


@transaction.atomic
def settle_lead(*, complaint, organisation, reason, by, at, host=None):
    """Write down that the bodies agreed who leads, and why. Any body that has the complaint may write it down.

    Refuses a body that does not answer an element, or that does not have the complaint, and refuses no reason.
    """
    access.require(by, Permission.HANDLE_COMPLAINT, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    if organisation.pk not in _candidates(complaint):
        raise ValidationError(
            {"organisation": f"{organisation.name} does not answer a part of this complaint, or does not have it yet"}
        )
    if not reason.strip():
        raise ValidationError({"reason": "Say who agreed, and why this body leads"})
    if host is not None and host.pk != complaint.host_id:
        rows.change(complaint, host=host)
    _lead(
        complaint, organisation.pk, state=LeadState.AGREED, because=rules.BY_HAND, reason=reason.strip(), by=by, at=at
    )
    return complaint
