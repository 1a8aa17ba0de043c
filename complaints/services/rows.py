"""Rows that several services write: the lock, the status, the event with its audit, and the deadlines."""

from access.rows import writing
from audit import services as audit
from calendars import end_of_day, local_day
from complaints import states
from complaints.models import Body, Complaint, Event, StatusRow
from complaints.rules import clocks
from notifications import services as notifications
from partners.models import Team

BODY = "complaint_body"
COMPLAINT = "complaint"

ACKNOWLEDGE = "complaint.acknowledge"
CONSENT = "complaint.consent"
RESPOND = "complaint.respond"
PERIOD = "complaint.period"


def lock(complaint_id):
    """Lock one complaint until the end of the transaction and return it fresh. Always first."""
    return Complaint.objects.select_for_update(of=("self",)).get(pk=complaint_id)


def change(complaint, **values):
    """Write some fields of a complaint."""
    for name, value in values.items():
        setattr(complaint, name, value)
    with writing(Complaint):
        complaint.save(update_fields=[*values])


def change_body(body, **values):
    """Write some fields of a body."""
    for name, value in values.items():
        setattr(body, name, value)
    with writing(Body):
        body.save(update_fields=[*values])


def move(complaint, status, *, by, at, reason=""):
    """Give a complaint its next status; a move that the table does not have raises ``states.IllegalMove``."""
    states.check(complaint.status, status)
    change(complaint, status=status)
    StatusRow.objects.create(complaint=complaint, status=status, at=at, by=by, reason=reason)


def happened(kind, complaint, *, by, at, organisation=None, text="", **detail):
    """Write one event and its audit row, which holds codes and numbers only."""
    event = Event.objects.create(complaint=complaint, kind=kind, at=at, by=by, organisation=organisation, text=text)
    audit.record(
        f"complaint.{kind}", target=complaint, by=by, at=at,
        organisation_id=organisation.pk if organisation else complaint.received_by_id,
        detail={"reference": complaint.reference, **detail},
    )  # fmt: skip
    return event


def _owner(organisation_id):
    team = Team.objects.only("pk").get(organisation_id=organisation_id, is_whole=True)
    return {"owner_organisation_id": organisation_id, "owner_team_id": team.pk}


def owner_of(complaint):
    """The organisation that owes the answer: the lead, else the one that received the complaint."""
    lead = complaint.bodies.filter(is_lead=True).values_list("organisation_id", flat=True).first()
    return lead or complaint.received_by_id


def owes_acknowledgement(body, *, at):
    """The body's own clock: three working days from the day it got the complaint."""
    notifications.set_deadline(
        kind=ACKNOWLEDGE, subject_kind=BODY, subject_id=body.pk, at=at, **_owner(body.organisation_id),
        due_at=end_of_day(clocks.acknowledge_by(local_day(body.received_at))),
        rule="3 working days after the day of receipt (CR09 reg 13(3))",
    )  # fmt: skip


def owes_consent(complaint, *, at):
    """The receiver asks the complainant whether it may be shared."""
    notifications.set_deadline(
        kind=CONSENT, subject_kind=COMPLAINT, subject_id=complaint.pk, at=at, **_owner(complaint.received_by_id),
        due_at=end_of_day(clocks.ask_consent_by(local_day(complaint.received_at))),
        rule="10 working days from receipt (older NHS rule, ICAS)",
    )  # fmt: skip


def owes_response(complaint, *, at):
    """Whoever leads owes the answer on the day that was agreed or fixed."""
    notifications.set_deadline(
        kind=RESPOND, subject_kind=COMPLAINT, subject_id=complaint.pk, at=at, **_owner(owner_of(complaint)),
        due_at=end_of_day(complaint.response_due_on),
        rule="Response period, agreed or fixed in writing (CR09 reg 13(7), (8))",
    )  # fmt: skip


def owes_period(complaint, *, at):
    """Whoever leads owes the answer within the relevant period."""
    notifications.set_deadline(
        kind=PERIOD, subject_kind=COMPLAINT, subject_id=complaint.pk, at=at, **_owner(owner_of(complaint)),
        due_at=end_of_day(complaint.period_last_day),
        rule="Six months from the day of receipt, or as agreed (CR09 reg 14(3))",
    )  # fmt: skip


def answer_owner_changed(complaint):
    """The answer is owed by whoever leads now; the dates stand."""
    for kind in (RESPOND, PERIOD):
        notifications.move_owner(
            subject_kind=COMPLAINT, subject_id=complaint.pk, kind=kind, **_owner(owner_of(complaint))
        )


def nothing_owed(complaint, *, at):
    """A complaint that was closed or passed on: no clock of it runs any longer."""
    notifications.cancel(subject_kind=COMPLAINT, subject_id=complaint.pk, at=at)
    for body_id in complaint.bodies.values_list("pk", flat=True):
        notifications.cancel(subject_kind=BODY, subject_id=body_id, at=at)
