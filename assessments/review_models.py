"""What belongs to one review beside its time: who came, what each part brought, who asked for it; and calendar feeds.

Append-only: a correction is another row, and the one before is marked superseded.
"""

from django.db import models
from django.db.models import Q

from assessments.written import Written
from cases.models import Case
from domains.models import Part
from partners.models import Worker


class ReviewMove(models.Model):
    """A time that a meeting had before it was moved."""

    review = models.ForeignKey("assessments.Review", models.CASCADE, related_name="moves")
    was_for = models.DateTimeField()
    was_at = models.CharField(max_length=200, blank=True, help_text="The place it had.")
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")


class Seat(models.TextChoices):
    PART = "part", "A part"
    PERSON = "person", "The person"
    CARER = "carer", "The carer"


class Came(models.TextChoices):
    ATTENDED = "attended", "Came"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Did not come"


class Attendance(Written):
    """Whether one part, the person or the carer came to a meeting. One row in force for each."""

    review = models.ForeignKey("assessments.Review", models.CASCADE, related_name="attendances")
    seat = models.CharField(max_length=6, choices=Seat)
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    came = models.CharField(max_length=9, choices=Came)
    words = models.CharField(max_length=400, blank=True, help_text="Who came, or why not.")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seat="part", part__isnull=False) | (~Q(seat="part") & Q(part=None)),
                name="attendance_of_a_part_or_a_person",
            ),
            models.UniqueConstraint(
                fields=["review", "part"],
                condition=Q(superseded_at=None, part__isnull=False),
                name="attendance_part_once",
            ),
            models.UniqueConstraint(
                fields=["review", "seat"], condition=Q(superseded_at=None, part=None), name="attendance_seat_once"
            ),
        ]


class Contribution(Written):
    """What a part brings to a meeting in writing. Append-only; several may follow each other."""

    review = models.ForeignKey("assessments.Review", models.CASCADE, related_name="contributions")
    part = models.ForeignKey(Part, models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["pk"]


class ReviewRequest(Written):
    """That a review was asked for, by or for the person or the carer (CA14 s27(1)). Answered by a meeting or a refusal."""

    class AskedBy(models.TextChoices):
        PERSON = "person", "The person"
        CARER = "carer", "The carer"
        FOR_THEM = "for_them", "Somebody on their behalf"

    case = models.ForeignKey(Case, models.CASCADE, related_name="review_requests")
    asked_by = models.CharField(max_length=8, choices=AskedBy)
    asked_name = models.CharField(max_length=120, blank=True, help_text="Who, where it is not the person.")
    asked_on = models.DateField()
    words = models.TextField(help_text="Why, in their words.")
    review = models.ForeignKey("assessments.Review", models.PROTECT, null=True, blank=True, related_name="requests")
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    refused_because = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refused_at=None, refused_by=None, refused_because="")
                | (Q(refused_at__isnull=False, refused_by__isnull=False, review=None) & ~Q(refused_because="")),
                name="review_request_refused_whole",
            ),
        ]


class CalendarFeed(models.Model):
    """A secret address under which a calendar program fetches a worker's reviews to come. Only its digest is kept."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker"], condition=Q(revoked_at=None), name="one_calendar_feed"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=models.F("made_at")), name="calendar_feed_period"
            ),
        ]
