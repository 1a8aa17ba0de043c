"""What the complainant agreed to, and which bodies have the complaint because of it.

Before the complainant's answer another body learns only that a complaint, received by this organisation on this day,
waits for it: nothing about anybody and nothing of what it is about, so that it can say when it will be able to begin.
Work may begin while the answer is awaited, disclosure may not (Leicestershire Partnership procedure, 2017).
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies as access
from access.decisions import Refused, deny
from access.roles import Permission
from access.rows import writing
from complaints import notices
from complaints.models import Body, Event, NamedStaff, SharingConsent
from complaints.policies import acts_for
from complaints.services import rows
from complaints.services.leading import propose_lead
from notifications import services as notifications

Answer = SharingConsent.Answer


def wanted_bodies(complaint):
    """Organisation id -> (role, why): what the elements ask for. The receiver always has a place, and keeps it as the
    receiver where another body answers for what it did: until that body has the complaint, nobody else leads it."""
    answers, did = {}, {}
    for element in complaint.elements.all():
        if element.responsible_id:
            answers.setdefault(element.responsible_id, []).append(element.number)
        if element.delivered_by_id:
            did.setdefault(element.delivered_by_id, []).append(element.number)
    receiver = complaint.received_by_id
    wanted = {receiver: (Body.Role.RECEIVED, "Took the complaint")}
    for key, numbers in did.items():
        role = Body.Role.RECEIVED if key == receiver else Body.Role.CONTRIBUTES
        wanted[key] = (role, f"{_elements(numbers)}: did it")
    wanted |= {key: (Body.Role.RESPONSIBLE, f"{_elements(numbers)}: answers") for key, numbers in answers.items()}
    return wanted


def _elements(numbers):
    words = [str(number) for number in numbers]
    if len(words) == 1:
        return f"Element {words[0]}"
    return f"Elements {', '.join(words[:-1])} and {words[-1]}"


def sync_bodies(complaint, *, event, at):
    """Make the bodies what elements and answers say: add, open, shut, and tell each that changed. Locks are held.

    A body that gets the complaint now starts its own clock now.
    """
    wanted = wanted_bodies(complaint)
    said = dict(complaint.consents.filter(ended_at=None).values_list("organisation_id", "answer"))
    present = {body.organisation_id: body for body in complaint.bodies.select_related("organisation")}
    for organisation_id, (role, because) in sorted(wanted.items()):
        state = _state(complaint, organisation_id, said)
        body = present.get(organisation_id)
        if body is None:
            with writing(Body):
                body = Body.objects.create(
                    complaint=complaint, organisation_id=organisation_id, role=role, because=because, state=state,
                    added_at=at, received_at=at if state == Body.State.OPEN else None,
                )  # fmt: skip
            _changed(body, event=event, at=at)
        else:
            _update(body, role, because, state, event=event, at=at)
    for organisation_id, body in present.items():
        if organisation_id not in wanted and body.state != Body.State.NO_PART:
            _update(body, body.role, "No element is about it any longer", Body.State.NO_PART, event=event, at=at)
    _consent_owed(complaint, at=at)


def _state(complaint, organisation_id, said):
    if organisation_id == complaint.received_by_id or said.get(organisation_id) == Answer.GIVEN:
        return Body.State.OPEN
    return Body.State.WAITING if organisation_id not in said else Body.State.NOT_SHARED


def _update(body, role, because, state, *, event, at):
    changed = (body.state, body.role) != (state, role)
    values = {"role": role, "because": because, "state": state}
    if state == Body.State.OPEN and body.received_at is None:
        values["received_at"] = at
    if body.is_lead and (state != Body.State.OPEN or role == Body.Role.CONTRIBUTES):
        values["is_lead"] = False
    rows.change_body(body, **values)
    if changed:
        _changed(body, event=event, at=at)


def _changed(body, *, event, at):
    receiver = body.organisation_id == body.complaint.received_by_id
    if body.state == Body.State.OPEN:
        if body.role == Body.Role.RESPONSIBLE and body.acknowledged_at is None:
            rows.owes_acknowledgement(body, at=at)
        elif not receiver:
            notifications.cancel(subject_kind=rows.BODY, subject_id=body.pk, at=at)
        notices.routed(event=event, body=body, at=at)
        return
    notifications.cancel(subject_kind=rows.BODY, subject_id=body.pk, at=at)
    if body.state == Body.State.WAITING:
        notices.waits(event=event, body=body, at=at)


def _consent_owed(complaint, *, at):
    if complaint.bodies.filter(state=Body.State.WAITING).exists():
        rows.owes_consent(complaint, at=at)
    else:
        notifications.satisfy(subject_kind=rows.COMPLAINT, subject_id=complaint.pk, kind=rows.CONSENT, at=at)


def require_for_all(by, complaint, *, at):
    """Acts for the complaint as a whole belong to the body that received it and to the one that leads."""
    access.require(by, Permission.HANDLE_COMPLAINT, complaint, at=at)
    leads = complaint.bodies.filter(is_lead=True).values_list("organisation_id", flat=True)
    if not {complaint.received_by_id, *leads} & set(acts_for(by, complaint, at=at)):
        raise Refused(deny("complaint_not_yours"))


@transaction.atomic
def record_sharing(*, complaint, organisation, answer, given_by, method, by, at):
    """Write down what the complainant said about sharing with one named body. The answer before is kept, ended.

    Agreed: the body has the complaint from now on. Said no, or withdrew: it closes at once, and each body answers only
    its own part. Refuses for the body that received the complaint, and without who said it.
    """
    require_for_all(by, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    if organisation.pk == complaint.received_by_id:
        raise ValidationError({"organisation": f"{organisation.name} received the complaint, so it has it already"})
    if not given_by.strip():
        raise ValidationError({"given_by": "Enter who said so: the complainant, or who decides for them"})
    now = complaint.consents.filter(organisation=organisation, ended_at=None).first()
    if now is not None and now.answer == answer:
        return now
    if answer == Answer.REFUSED and now is not None and now.answer == Answer.GIVEN:
        answer = Answer.WITHDRAWN
    with writing(SharingConsent):
        complaint.consents.filter(organisation=organisation, ended_at=None).update(ended_at=at)
        consent = SharingConsent.objects.create(
            complaint=complaint, organisation=organisation, answer=answer, given_by=given_by.strip(), method=method,
            recorded_at=at, recorded_by=by,
        )  # fmt: skip
    event = rows.happened(
        Event.Kind.CONSENT, complaint, by=by, at=at, organisation=organisation, text=Answer(answer).label, answer=answer
    )
    if complaint.routed_at is not None:
        sync_bodies(complaint, event=event, at=at)
        propose_lead(complaint, at=at)
    return consent


@transaction.atomic
def name_staff(*, complaint, worker, by, at):
    """Say that a complaint is about a worker: from now on they never open its papers. Naming twice changes nothing."""
    require_for_all(by, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    with writing(NamedStaff):
        named, new = NamedStaff.objects.get_or_create(
            complaint=complaint, worker=worker, defaults={"named_at": at, "named_by": by}
        )
    if new:
        rows.happened(Event.Kind.NOTE, complaint, by=by, at=at, text="A member of staff was named", worker=worker.pk)
    return named
