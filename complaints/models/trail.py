"""What was done with a complaint: append-only rows."""

from django.db import models

from complaints.models.complaint import Complaint, Status
from partners.models import Organisation, Worker


class StatusRow(models.Model):
    """Append-only: every status a complaint has had, when, by whom and why. No worker: the system itself."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=12, choices=Status)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)


class Event(models.Model):
    """Append-only: what was done with a complaint, by whom and for which body."""

    class Kind(models.TextChoices):
        TAKEN = "taken", "Taken"
        ROUTED = "routed", "Routed"
        RESPONSIBLE_SET = "responsible_set", "Responsible body set by hand"
        CONSENT = "consent", "Answer about sharing"
        LEAD = "lead", "Who leads"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESPONSE_DATE = "response_date", "Date of the answer"
        EXTENDED = "extended", "Longer period agreed"
        LATE_NOTICE = "late_notice", "Reason for lateness sent"
        PART_WRITTEN = "part_written", "Part of the answer written"
        PASSED = "passed", "Passed on"
        NOTE = "note", "Note"
        STATUS = "status", "Status"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["complaint", "-at", "-id"], name="complaint_event")]
