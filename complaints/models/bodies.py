"""Who has to do with a complaint: bodies, what may be shared with them, staff it is about, and their parts of the answer."""

from django.db import models
from django.db.models import F, Q

from access.rows import Guarded
from complaints.models.complaint import Complaint, Element, Method
from partners.models import Organisation, Worker


class Body(Guarded):
    """An organisation that has to do with a complaint. It reads only in state *open*, and, unless it received the
    complaint itself, only with the complainant's agreement."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible", "Answers"
        CONTRIBUTES = "contributes", "Did it, and contributes"
        RECEIVED = "received", "Took the complaint"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for the complainant's agreement"
        OPEN = "open", "Has it"
        NOT_SHARED = "not_shared", "The complainant said no"
        PASSED = "passed", "Passed it on"
        NO_PART = "no_part", "No longer has a part"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="bodies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=12, choices=Role)
    because = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State)
    is_lead = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    received_at = models.DateTimeField(
        null=True, blank=True, help_text="When it got the complaint: its own clock starts."
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_method = models.CharField(max_length=12, choices=Method, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "organisation"], name="body_once"),
            models.UniqueConstraint(fields=["complaint"], condition=Q(is_lead=True), name="one_lead_body"),
            models.CheckConstraint(
                condition=Q(state="waiting", received_at=None)
                | Q(state__in=["open", "passed"], received_at__isnull=False)
                | Q(state__in=["not_shared", "no_part"]),
                name="body_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_lead=False) | Q(state="open", role__in=["responsible", "received"]),
                name="lead_body_has_it",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None, acknowledged_method="")
                | (
                    Q(acknowledged_at__gte=F("received_at"), acknowledged_by__isnull=False) & ~Q(acknowledged_method="")
                ),
                name="body_acknowledged_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "complaint"], name="body_org_state")]


class SharingConsent(Guarded):
    """What the complainant said about sharing their complaint with one named body. *Not asked* is the absence of a row.

    Apart from the consents of the care record (``cases.Consent``): who complains may be somebody else. A new answer
    ends the one before.
    """

    class Answer(models.TextChoices):
        GIVEN = "given", "Agreed"
        REFUSED = "refused", "Said no"
        WITHDRAWN = "withdrawn", "Agreed at first, then said no"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    given_by = models.CharField(
        max_length=120, help_text="The complainant, or who decided for them and on what authority."
    )
    method = models.CharField(max_length=12, choices=Method)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "organisation"], condition=Q(ended_at=None), name="sharing_answer_now_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("recorded_at")), name="sharing_answer_period"
            ),
        ]


class NamedStaff(Guarded):
    """A worker whom the complaint is about. They never open its papers, whatever their role."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="named_staff")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "worker"], name="named_staff_once")]


class PartOfAnswer(models.Model):
    """What one body says about one element. Append-only: the newest version counts, the older ones stay."""

    class Finding(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        PARTLY = "partly", "Upheld in part"
        NOT_UPHELD = "not_upheld", "Not upheld"

    body = models.ForeignKey(Body, models.PROTECT, related_name="parts_of_answer")
    element = models.ForeignKey(Element, models.PROTECT, related_name="parts_of_answer")
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    finding = models.CharField(max_length=12, choices=Finding, blank=True)
    approved = models.BooleanField(default=False, help_text="The body stands by it.")
    written_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "element", "version"], name="part_of_answer_version_once"),
            models.CheckConstraint(condition=~Q(words=""), name="part_of_answer_has_words"),
            models.CheckConstraint(condition=Q(approved=False) | ~Q(finding=""), name="part_of_answer_approved_finds"),
        ]
