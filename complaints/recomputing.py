"""The working-day clocks of complaints, worked out again when a calendar changes (``manage.py recompute_deadlines``)."""

from calendars import end_of_day, local_day
from complaints.models import Body, Complaint
from complaints.rules import clocks
from complaints.services.rows import ACKNOWLEDGE, CONSENT
from notifications import registry


def acknowledge(deadlines, at):
    """Three working days from the day on which each body got the complaint."""
    received = dict(Body.objects.filter(pk__in={d.subject_id for d in deadlines}).values_list("pk", "received_at"))
    return _due(deadlines, received, clocks.acknowledge_by)


def consent(deadlines, at):
    """Ten working days from the day on which the complaint was received."""
    received = dict(Complaint.objects.filter(pk__in={d.subject_id for d in deadlines}).values_list("pk", "received_at"))
    return _due(deadlines, received, clocks.ask_consent_by)


def _due(deadlines, received, rule):
    known = [d for d in deadlines if received.get(d.subject_id) is not None]
    return {d.pk: end_of_day(rule(local_day(received[d.subject_id]))) for d in known}


def lock_of_bodies(subject_ids):
    """Lock the complaints of these bodies, in the order of their keys."""
    lock(Body.objects.filter(pk__in=subject_ids).values_list("complaint", flat=True))


def lock(subject_ids):
    """Lock these complaints, in the order of their keys."""
    list(Complaint.objects.select_for_update(of=("self",)).filter(pk__in=set(subject_ids)).order_by("pk"))


def register():
    """Tell the register of deadlines how ours are worked out."""
    registry.recompute(ACKNOWLEDGE, acknowledge, lock_of_bodies)
    registry.recompute(CONSENT, consent, lock)
