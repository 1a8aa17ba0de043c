"""Deciding that the regulations do not cover a complaint, or whether to accept one that comes late."""

from django.core.exceptions import ValidationError
from django.db import transaction

from calendars import local_day
from complaints.models import Event, Method, Status
from complaints.rules import clocks
from complaints.rules.scope import Excluded, needs_written_reason, put_right_at_once
from complaints.services import rows
from complaints.services.sharing import require_for_all


@transaction.atomic
def exclude(*, complaint, kind, by, at, reason="", resolved_on=None, satisfied=False):
    """Close a complaint that the regulations do not cover (CR09 reg 8). Its clocks end.

    Put right at once: only if it was spoken and put right, to their satisfaction, by the next working day. For every
    other kind the reason is given in writing, so it is needed here.
    """
    require_for_all(by, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    kind = Excluded(kind)
    if kind == Excluded.RESOLVED_AT_ONCE:
        spoken = complaint.method == Method.SPOKEN
        if not put_right_at_once(
            spoken=spoken, received_on=local_day(complaint.received_at), resolved_on=resolved_on, satisfied=satisfied
        ):
            raise ValidationError(
                "This stays a complaint under the regulations: only one that was spoken, and put right to their "
                "satisfaction by the next working day, does not count. Acknowledge it, and answer in writing"
            )
    if needs_written_reason(kind) and not reason.strip():
        raise ValidationError({"reason": "Write the reason as you gave it to the complainant in writing"})
    rows.move(complaint, Status.EXCLUDED, by=by, at=at, reason=reason.strip() or kind.label)
    rows.nothing_owed(complaint, at=at)
    rows.happened(
        Event.Kind.STATUS, complaint, by=by, at=at, organisation=complaint.received_by, text=reason.strip() or kind.label,
        excluded=kind,
    )  # fmt: skip
    return complaint


def late_elements(complaint):
    """Elements about days more than twelve months before the complaint was made (CR09 reg 12)."""
    made_on = local_day(complaint.received_at)
    return [e for e in complaint.elements.all() if not clocks.in_time(made_on, e.about_on, complaint.noticed_on)]


@transaction.atomic
def decide_late(*, complaint, good_reason, still_fair, note, by, at):
    """Decide whether a complaint that comes late is looked into: both answers must be yes (CR09 reg 12(2)).

    Not accepted only when all of it is late; else what is in time goes on, and the answer says why the rest does not.
    """
    require_for_all(by, complaint, at=at)
    complaint = rows.lock(complaint.pk)
    late = late_elements(complaint)
    if not late:
        raise ValidationError("Nothing in this complaint is more than 12 months old, so there is nothing to decide")
    if not note.strip():
        raise ValidationError({"note": "Write why, as you will tell the complainant"})
    rows.change(complaint, good_reason=good_reason, still_fair=still_fair, discretion_note=note.strip())
    accepted = clocks.accepts_late(good_reason, still_fair)
    if not accepted and len(late) == complaint.elements.count():
        rows.move(complaint, Status.OUT_OF_TIME, by=by, at=at, reason=note.strip()[:400])
        rows.nothing_owed(complaint, at=at)
    rows.happened(
        Event.Kind.STATUS, complaint, by=by, at=at, organisation=complaint.received_by, text=note.strip(),
        good_reason=good_reason, still_fair=still_fair, accepted=accepted,
    )  # fmt: skip
    return accepted
