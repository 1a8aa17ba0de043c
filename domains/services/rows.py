"""What every service of this room does with rows: move a part with its event, its bases, its deadlines, its audit."""

from access.rows import writing
from audit import services as audit
from cases import involvement
from cases.models import NO_DATE, InvolvementBasis
from domains.models import Part, PartEvent, State
from domains.rules import CannotBe
from domains.states import may_move
from notifications import services as notifications
from notifications.services import Recipient

ANSWER = "part.answer"
CONTACT = "part.contact"
COUNTER = "part.counter"
LEAD = "part.lead"


def fresh(part):
    """The part as it stands now, after its case was locked, with what the services read of it."""
    return Part.objects.select_related(
        "case__lead_organisation", "case__person", "domain", "organisation", "team", "responsibility", "proposed_by"
    ).get(pk=part.pk)


def check_move(part, new):
    """Refuse a step that the table of states does not have."""
    if not may_move(part.state, new):
        raise CannotBe("not_allowed_now", state=State(part.state).label.lower())


def move(part, new, *, by, at, reason="", **fields):
    """Take one step of the handshake: the part and its event. The caller holds the lock. Returns the event."""
    check_move(part, new)
    if part.state == State.PROPOSED and part.counters.filter(answer="").exists():
        notifications.cancel(subject_kind="part", subject_id=part.pk, kind=COUNTER, at=at)
    part.state = new
    for name, value in fields.items():
        setattr(part, name, value)
    with writing(Part):
        part.save(update_fields=["state", *fields])
    return PartEvent.objects.create(part=part, state=new, at=at, by=by, reason=reason)


def bases_of(parts, whole_teams):
    """The reasons of involvement that accepted parts give."""
    return [
        involvement.Basis(
            case_id=part.case_id, organisation_id=part.organisation_id, team_id=part.team_id,
            whole_team_id=whole_teams[part.organisation_id], domain_id=part.domain_id,
            kind=InvolvementBasis.Kind.PART, reference=part.pk,
        )
        for part in parts
    ]  # fmt: skip


def close(part, *, reason, by, at, words="", ended_at=None):
    """End an accepted part: its access, its place on the map, its deadlines. The caller holds the lock.

    ``ended_at`` may lie in the past (when it truly ended); access ends when this is recorded (decisions.md 4).
    """
    ended_at = max(ended_at or at, part.effective_from)
    event = move(
        part,
        State.ENDED,
        by=by,
        at=at,
        reason=words,
        effective_until=ended_at,
        ended_recorded_at=at,
        end_reason=reason,
        due_at=NO_DATE,
    )
    involvement.remove_bases(InvolvementBasis.Kind.PART, [part.pk])
    notifications.cancel(subject_kind="part", subject_id=part.pk, at=at)
    return event


def put_down(action, part, *, by, at, **detail):
    """Write the audit of one act on a part."""
    audit.record(
        action, target=part, by=by, at=at, case_id=part.case_id, person_id=part.case.person_id,
        organisation_id=part.organisation_id, detail={"domain": part.domain.code, **detail},
    )  # fmt: skip


def coordinators(case):
    """Who is told about what happens on a case: its coordinator, else the managers of the body that coordinates it."""
    if case.coordinator_id is not None:
        return [Recipient.worker(case.coordinator_id, organisation_id=case.coordinator_organisation_id)]
    return [Recipient.organisation(case.coordinator_organisation_id or case.lead_organisation_id, "managers")]


def tell_coordinator(kind, event, part, *, by, at, cause=""):
    """Tell whoever coordinates, and whoever asked, about an event of a part. Nobody is told of their own act."""
    recipients = coordinators(part.case)
    if part.proposed_by_id is not None and part.proposed_by_id != part.case.coordinator_id:
        recipients.append(Recipient.worker(part.proposed_by_id))
    tell(kind, cause or f"part-event:{event.pk}", part, recipients, by=by, at=at)


def tell(kind, cause, part, recipients, *, by, at):
    """Tell some about a part, leaving out whoever did it. Nothing happens when nobody is left."""
    recipients = [r for r in recipients if by is None or r.worker_id != by.pk]
    if recipients:
        notifications.tell(
            cause=cause,
            kind=kind,
            subject_kind="part",
            subject_id=part.pk,
            case_id=part.case_id,
            recipients=recipients,
            at=at,
        )


__all__ = [
    "ANSWER", "CONTACT", "COUNTER", "LEAD", "bases_of", "check_move", "close", "coordinators", "fresh", "move", "put_down", "tell",
    "tell_coordinator",
]  # fmt: skip
