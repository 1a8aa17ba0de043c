"""Acknowledging, agreeing the day of the answer, and writing one's own part of it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from access import policies as access
from access.decisions import Refused, deny
from access.roles import Permission
from calendars import local_day
from complaints.models import Body, Complaint, Element, Event, Method, PartOfAnswer
from complaints.rules import clocks
from complaints.services import rows
from complaints.services.sharing import require_for_all
from design.words import long_date
from notifications import services as notifications

Basis = Complaint.ResponseBasis


def _may_set_date(complaint, body):
    return body.is_lead or body.organisation_id == complaint.received_by_id


@transaction.atomic
def acknowledge(*, body, method, offered, by, at, due_on=None, basis="", copy_given_on=None):
    """Write down that a body acknowledged the complaint: its own three-day clock ends.

    The offer to discuss how it is handled and when it is answered belongs to it (CR09 reg 13(7)), so without the offer
    it is refused. The body that leads or received it may set the day of the answer in the same step. A second
    acknowledgement is refused: the first one stands.
    """
    access.require(by, Permission.HANDLE_COMPLAINT, body, at=at)
    complaint = rows.lock(body.complaint_id)
    body = Body.objects.select_related("organisation").get(pk=body.pk)
    if body.acknowledged_at is not None:
        raise ValidationError(
            f"{body.organisation.name} acknowledged this on {long_date(body.acknowledged_at)} already"
        )
    if method not in Method.values:
        raise ValidationError({"method": "Choose how you acknowledged it"})
    if not offered:
        raise ValidationError(
            {
                "offered": "Offer to talk about how it is handled and when it is answered, then tick this. The law asks for it"
            }
        )
    if copy_given_on is not None and copy_given_on > local_day(at):
        raise ValidationError({"copy_given_on": "The day the copy was given must be today or before"})
    rows.change_body(body, acknowledged_at=at, acknowledged_by=by, acknowledged_method=method)
    values = {}
    if complaint.discussion_offered_at is None:
        values["discussion_offered_at"] = at
    if copy_given_on is not None:
        values["copy_given_on"] = copy_given_on
    if values:
        rows.change(complaint, **values)
    notifications.satisfy(subject_kind=rows.BODY, subject_id=body.pk, kind=rows.ACKNOWLEDGE, at=at)
    rows.happened(
        Event.Kind.ACKNOWLEDGED, complaint, by=by, at=at, organisation=body.organisation,
        text=f"{Method(method).label}. A discussion was offered", method=method,
    )  # fmt: skip
    if due_on is not None:
        if not _may_set_date(complaint, body):
            raise Refused(deny("complaint_not_yours"))
        _set_response_date(complaint, due_on, basis, by=by, at=at)
    return body


@transaction.atomic
def set_response_date(*, complaint, due_on, basis, by, at):
    """The day by which the answer is sent: agreed with the complainant, or fixed by the body and told in writing.

    Refuses a day that is past, and one after the relevant period: a longer period is agreed first.
    """
    require_for_all(by, complaint, at=at)
    _set_response_date(rows.lock(complaint.pk), due_on, basis, by=by, at=at)


def _set_response_date(complaint, due_on, basis, *, by, at):
    if basis not in Basis.values:
        raise ValidationError(
            {"basis": "Choose whether the day was agreed with them, or fixed by you and told in writing"}
        )
    if due_on < local_day(at):
        raise ValidationError({"due_on": "The day of the answer must be today or later"})
    if due_on > complaint.period_last_day:
        raise ValidationError(
            {
                "due_on": f"The day of the answer must be on or before {long_date(complaint.period_last_day)}, six months "
                "from receipt. If they agree to wait longer, write that down first"
            }
        )
    rows.change(complaint, response_due_on=due_on, response_basis=basis, response_set_at=at)
    rows.owes_response(complaint, at=at)
    rows.happened(
        Event.Kind.RESPONSE_DATE, complaint, by=by, at=at, organisation=complaint.received_by,
        text=f"{long_date(due_on)}. {Basis(basis).label}", due_on=due_on.isoformat(), basis=basis,
    )  # fmt: skip


@transaction.atomic
def extend_period(*, complaint, until, by, at):
    """A longer period, agreed with the complainant while the first still runs (CR09 reg 14(3)(b)). Later it is refused:
    then a written reason is owed instead."""
    require_for_all(by, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    last = complaint.period_last_day
    if not clocks.may_extend(last, local_day(at)):
        raise ValidationError(
            {
                "until": f"The period ended on {long_date(last)}, so it can no longer be made longer. "
                "Send the complainant the reason in writing instead"
            }
        )
    if until <= last:
        raise ValidationError({"until": f"The new day must be after {long_date(last)}"})
    rows.change(complaint, period_agreed_until=until, period_agreed_at=at)
    rows.owes_period(complaint, at=at)
    rows.happened(
        Event.Kind.EXTENDED, complaint, by=by, at=at, organisation=complaint.received_by, text=long_date(until),
        until=until.isoformat(),
    )  # fmt: skip


@transaction.atomic
def send_late_notice(*, complaint, reason, by, at):
    """The complainant was told in writing why the answer is late (CR09 reg 14(4)). Refused while it is not late."""
    require_for_all(by, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    if not clocks.owes_late_notice(complaint.period_last_day, local_day(at)):
        raise ValidationError(f"The answer is not late: the period runs until {long_date(complaint.period_last_day)}")
    if not reason.strip():
        raise ValidationError({"reason": "Write the reason as you gave it to the complainant"})
    rows.change(complaint, late_notice_at=at, late_notice_reason=reason.strip())
    rows.happened(
        Event.Kind.LATE_NOTICE, complaint, by=by, at=at, organisation=complaint.received_by, text=reason.strip()
    )


@transaction.atomic
def write_part(*, body, element, words, finding="", approved=False, by, at):
    """Write, or write again, a body's own part of the answer about one element. Older versions stay.

    Only about elements that the body answers or did. To approve it, it needs a finding. The element counts as answered
    when the body responsible for it stands by its newest version.
    """
    access.require(by, Permission.HANDLE_COMPLAINT, body, at=at)
    complaint = rows.lock(body.complaint_id)
    element = Element.objects.get(pk=element.pk, complaint=complaint)
    if body.organisation_id not in (element.responsible_id, element.delivered_by_id):
        raise Refused(deny("complaint_not_yours"))
    if not words.strip():
        raise ValidationError({"words": "Write what you found out, as the complainant will read it"})
    if finding and finding not in PartOfAnswer.Finding.values:
        raise ValidationError({"finding": "Choose a finding from the list"})
    if approved and not finding:
        raise ValidationError({"finding": "Choose what you found before you approve this part"})
    before = PartOfAnswer.objects.filter(body=body, element=element).aggregate(newest=Max("version"))["newest"] or 0
    part = PartOfAnswer.objects.create(
        body=body, element=element, version=before + 1, words=words.strip(), finding=finding, approved=approved,
        written_by=by, written_at=at,
    )  # fmt: skip
    if body.organisation_id == element.responsible_id:
        element.state = Element.State.ANSWERED if approved else Element.State.ROUTED
        element.save(update_fields=["state"])
    rows.happened(
        Event.Kind.PART_WRITTEN, complaint, by=by, at=at, organisation=body.organisation, element=element.number,
        version=part.version, approved=approved,
        text=f"Element {element.number}, version {part.version}{', approved' if approved else ''}",
    )  # fmt: skip
    return part


@transaction.atomic
def note(*, complaint, text, by, at):
    """Keep a note with the papers: a call, a meeting, something promised."""
    access.require(by, Permission.HANDLE_COMPLAINT, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    if not text.strip():
        raise ValidationError({"text": "Write the note"})
    return rows.happened(Event.Kind.NOTE, complaint, by=by, at=at, text=text.strip())
