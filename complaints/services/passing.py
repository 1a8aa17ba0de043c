"""Passing a misdirected complaint to the right body: its clocks start again when that body gets it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access
from access.decisions import Refused, deny
from access.roles import Permission
from complaints import notices
from complaints.models import Body, Event, SharingConsent, Status
from complaints.policies import acts_for
from complaints.rules.intake import ElementDraft
from complaints.services import rows
from complaints.services.taking import begin, insert, next_reference
from partners.models import Organisation


@transaction.atomic
def pass_on(*, complaint, to, reason, by, at):
    """Pass a complaint to the body it is really about, with the complainant's agreement. Returns that body's complaint.

    The complainant is deemed to have complained to the second body (CR09 reg 6(5), (6)): it acknowledges afresh, and its
    clocks start when it gets the complaint, which in Accord is the moment it is passed. This record is closed as
    *passed* and owes nothing more. Refuses what is partly the receiver's own (that is a joint complaint), a body that
    answers no complaints itself, and passing without the complainant's agreement.
    """
    access.require(by, Permission.HANDLE_COMPLAINT, complaint, at=at)
    if complaint.received_by_id not in acts_for(by, complaint, at=at):
        raise Refused(deny("complaint_not_yours"))
    complaint = rows.lock(complaint.pk)
    _check(complaint, to, reason)
    origin = complaint.received_by
    elements = list(complaint.elements.select_related("domain"))
    said = {
        consent.organisation: consent.answer
        for consent in complaint.consents.filter(ended_at=None).select_related("organisation")
    }
    named = [row.worker for row in complaint.named_staff.select_related("worker")]
    rows.move(complaint, Status.PASSED, by=by, at=at, reason=reason.strip())
    rows.nothing_owed(complaint, at=at)
    for body in complaint.bodies.all():
        own = body.organisation_id == complaint.received_by_id
        rows.change_body(body, is_lead=False, state=Body.State.PASSED if own else Body.State.NO_PART)
    rows.happened(Event.Kind.PASSED, complaint, by=by, at=at, organisation=to, text=reason.strip(), to=to.pk)
    received = insert(
        reference=next_reference(at), title=complaint.title, words=complaint.words, wants=complaint.wants,
        received_by=to, received_at=at, recorded_at=at, taken_by=None, method=complaint.method,
        copy_given_on=complaint.copy_given_on, complainant_name=complaint.complainant_name,
        complainant_contact=complaint.complainant_contact, relation=complaint.relation,
        acts_because=complaint.acts_because, acts_checked=complaint.acts_checked, about_name=complaint.about_name,
        about_person=complaint.about_person, case=complaint.case, noticed_on=complaint.noticed_on,
        wished_lead=complaint.wished_lead, passed_from=complaint,
    )  # fmt: skip
    drafts = [ElementDraft(words=e.words, about_on=e.about_on, domain=e.domain, severity=e.severity) for e in elements]
    begin(
        received, elements=drafts, sharing=said, named_staff=named, by=by, at=at,
        text=f"Passed on by {origin.name}, where it was {complaint.reference}",
    )  # fmt: skip
    notices.passed(complaint=received, origin=origin, at=at)
    return received


def _check(complaint, to, reason):
    if complaint.routed_at is None:
        raise ValidationError("Who was responsible is still being looked up. Try again in a minute")
    if to.status != Organisation.Status.ACTIVE or not to.responsible_body:
        raise ValidationError(
            {"to": f"{to.name} does not answer complaints itself. Pass it to the body that answers for it"}
        )
    if to.pk == complaint.received_by_id:
        raise ValidationError({"to": f"{to.name} received this complaint. Choose another body"})
    mine = [e.number for e in complaint.elements.all() if e.responsible_id == complaint.received_by_id]
    if mine:
        raise ValidationError(
            f"Element {mine[0]} is {complaint.received_by.name}'s own to answer, so this is a joint complaint and is not "
            "passed on. If that is wrong, first set who was responsible"
        )
    if not complaint.consents.filter(organisation=to, ended_at=None, answer=SharingConsent.Answer.GIVEN).exists():
        raise ValidationError(
            {
                "to": f"The complainant has not agreed that {to.name} may have it. Ask them, and write down what they say first"
            }
        )
    if not reason.strip():
        raise ValidationError({"reason": "Say why it belongs to them"})
