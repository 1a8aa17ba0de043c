"""What this room tells whom. An e-mail says only that something waits; the inbox asks the policies before it says more.

Notices carry no case: complaint papers stay off the care record. A complaints lead whom the complaint is about is told
nothing; where an organisation has no other, its managers are told that somebody is needed, and nothing else.
"""

from django.urls import reverse

from access.roles import Role
from access.rows import effective
from cases.models import Bar
from complaints.models import Body, Complaint, NamedStaff
from complaints.policies import visible_to, waiting_for
from design.words import long_date
from notifications import registry, services
from notifications.models import Audience
from notifications.registry import Described
from notifications.services import Recipient
from partners.models import Membership

BODY = "complaint_body"
COMPLAINT = "complaint"

TAKEN = "complaint.taken"
ROUTED = "complaint.routed"
WAITS = "complaint.waits"
LEAD = "complaint.lead"
PASSED = "complaint.passed"

SENTENCES = {
    TAKEN: "{reference} was taken for your organisation. Acknowledge it within 3 working days",
    ROUTED: "{reference} concerns your organisation: {because}",
    LEAD: "{reference}: {lead}",
    PASSED: "{reference} was passed to your organisation. Acknowledge it within 3 working days",
    "complaint.acknowledge": "{reference} must be acknowledged",
    "complaint.consent": "{reference}: ask the complainant whether it may be shared",
    "complaint.respond": "{reference}: the answer is due",
    "complaint.period": "{reference}: the six months run out",
}


def _barred_from(complaint_id, *, at):
    case = Complaint.objects.filter(pk=complaint_id).values("case")
    return Bar.objects.filter(effective(at), case__in=case).values("worker")


def leads_of(organisation_id, complaint_id, *, at):
    """Current complaints leads of an organisation, without any whom it is about or who is barred from the record."""
    return list(
        Membership.objects.filter(
            effective(at), organisation_id=organisation_id, role=Role.COMPLAINTS_LEAD, recorded_at__lte=at,
            worker__is_active=True,
        ).exclude(worker__in=NamedStaff.objects.filter(complaint=complaint_id).values("worker"))
        .exclude(worker__in=_barred_from(complaint_id, at=at))
        .values_list("worker_id", flat=True).distinct().order_by("worker_id")
    )  # fmt: skip


def _tell(kind, *, cause, stage, body, at):
    leads = leads_of(body.organisation_id, body.complaint_id, at=at)
    recipients = [Recipient.worker(worker_id, organisation_id=body.organisation_id) for worker_id in leads]
    services.tell(
        cause=cause, stage=stage, kind=kind, subject_kind=BODY, subject_id=body.pk, at=at,
        recipients=recipients or [Recipient.organisation(body.organisation_id, "managers")],
        is_escalation=not recipients,
    )  # fmt: skip


def _cause(event):
    return f"complaint-event:{event.pk}"


def taken(*, event, body, at):
    """The receiver's complaints leads: acknowledge it."""
    if event.complaint.passed_from_id is None:
        _tell(TAKEN, cause=_cause(event), stage="taken", body=body, at=at)


def routed(*, event, body, at):
    """A body that has it now: what its part is. The receiver knows already that it came; it hears what it answers."""
    if body.role != Body.Role.RECEIVED:
        _tell(ROUTED, cause=_cause(event), stage=f"routed:{body.pk}", body=body, at=at)


def waits(*, event, body, at):
    """A body that the complainant has not agreed to yet: that something waits, and nothing of what it is."""
    _tell(WAITS, cause=_cause(event), stage=f"waits:{body.pk}", body=body, at=at)


def lead(*, event, complaint, at):
    """Every body that has it: who is proposed, or who leads."""
    for body in complaint.bodies.filter(state=Body.State.OPEN):
        _tell(LEAD, cause=_cause(event), stage=f"lead:{body.pk}", body=body, at=at)


def passed(*, complaint, origin, at):
    """The right body: a complaint was passed to it, and its clock runs."""
    body = complaint.bodies.get(organisation_id=complaint.received_by_id)
    _tell(PASSED, cause=f"complaint:{complaint.pk}", stage="passed", body=body, at=at)


def described(notices, worker, at):
    """Sentences for those who may open the complaint; for who only waits, that it waits; for a stand-in, what to do."""
    shown = {}
    body_ids = {n.subject_id for n in notices if n.subject_kind == BODY}
    bodies = {b.pk: b for b in Body.objects.filter(pk__in=body_ids).select_related("organisation")}
    complaint_ids = {b.complaint_id for b in bodies.values()}
    complaint_ids |= {n.subject_id for n in notices if n.subject_kind == COMPLAINT}
    seen = {c.pk: c for c in visible_to(worker, at=at).filter(pk__in=complaint_ids)}
    waiting = {b.pk for b in waiting_for(worker, at=at).filter(pk__in=body_ids)}
    received = {c.pk: c for c in Complaint.objects.filter(pk__in=complaint_ids).select_related("received_by")}
    named = set(
        NamedStaff.objects.filter(complaint__in=complaint_ids, worker=worker).values_list("complaint", flat=True)
    )
    for notice in notices:
        body = bodies.get(notice.subject_id) if notice.subject_kind == BODY else None
        complaint_id = body.complaint_id if body else notice.subject_id
        if complaint_id in named or complaint_id not in received:
            continue
        if complaint_id in seen:
            shown[notice.pk] = _sentence(notice, seen[complaint_id], body)
        elif body is not None and body.pk in waiting:
            shown[notice.pk] = _waiting(received[complaint_id])
        elif notice.is_escalation:
            shown[notice.pk] = _standing_in(notice, received[complaint_id], body)
    return shown


def _sentence(notice, complaint, body):
    words = SENTENCES.get(notice.kind, "{reference}")
    lead = Body.objects.filter(complaint=complaint, is_lead=True).select_related("organisation").first()
    if lead is None:
        who = "the complaints managers decide who leads"
    elif complaint.lead_state == Complaint.LeadState.AGREED:
        who = f"{lead.organisation.name} leads"
    else:
        who = f"{lead.organisation.name} is proposed to lead"
    if notice.kind == WAITS:
        words = "{reference} can be opened now: the complainant agreed"
    text = words.format(reference=complaint.reference, because=body.because if body else "", lead=who)
    return Described(text, reverse("complaints:complaint", args=[complaint.reference]))


CLOCKS = {
    "complaint.acknowledge": "its acknowledgement is overdue",
    "complaint.consent": "the complainant has not been asked about sharing it",
    "complaint.respond": "its answer is overdue",
    "complaint.period": "its six months are over",
}


def _standing_in(notice, complaint, body):
    """For a manager or administrator who is told instead: that somebody must act, and nothing of what it is about."""
    organisation = body.organisation.name if body is not None else complaint.received_by.name
    if notice.kind in CLOCKS:
        text = f"{complaint.reference}: {CLOCKS[notice.kind]}. Ask the complaints lead of {organisation}"
    else:
        text = (
            f"A complaint waits for {organisation}, where nobody is there to handle it. "
            "Ask your administrator to name a complaints lead"
        )
    return Described(text)


def _waiting(complaint):
    return Described(
        f"{complaint.reference}, received by {complaint.received_by.name} on {long_date(complaint.received_at)}, waits "
        "for the complainant to agree that you may have it. You will be told",
        reverse("complaints:list"),
    )


def still_wanted(notices, at):
    """Not for a complaint that was closed or passed on meanwhile, nor for a worker who was named in it since."""
    bodies = dict(
        Body.objects.filter(pk__in={n.subject_id for n in notices if n.subject_kind == BODY}).values_list(
            "pk", "complaint"
        )
    )
    of = {n.pk: bodies.get(n.subject_id) if n.subject_kind == BODY else n.subject_id for n in notices}
    live = set(Complaint.objects.filter(pk__in=of.values(), status__in=["taken", "open"]).values_list("pk", flat=True))
    named = set(NamedStaff.objects.filter(complaint__in=of.values()).values_list("complaint", "worker"))
    return {n.pk for n in notices if of[n.pk] in live and (of[n.pk], n.worker_id) not in named}


def recipients(deadlines, at):
    """Complaints leads of whoever owes it, without any whom the complaint is about."""
    deadlines = list(deadlines)
    bodies = dict(
        Body.objects.filter(pk__in={d.subject_id for d in deadlines if d.subject_kind == BODY}).values_list(
            "pk", "complaint"
        )
    )
    found = {}
    for deadline in deadlines:
        complaint_id = bodies.get(deadline.subject_id) if deadline.subject_kind == BODY else deadline.subject_id
        found[deadline.pk] = leads_of(deadline.owner_organisation_id, complaint_id, at=at)
    return found


def register():
    """Tell the register of notices how ours read, who gets them, and which are still wanted."""
    for kind in (TAKEN, ROUTED, WAITS, LEAD, PASSED):
        registry.describe(kind, described)
        registry.still_wanted(kind, still_wanted)
    for kind in ("complaint.acknowledge", "complaint.consent", "complaint.respond", "complaint.period"):
        registry.describe(kind, described)
        registry.still_wanted(kind, still_wanted)
        registry.recipients(kind, Audience.COMPLAINTS_LEADS, recipients)
