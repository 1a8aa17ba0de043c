"""That somebody left hospital, and the contacts after it. Append-only."""

from django.db import models
from django.db.models import F, Q

from assessments.written import Written
from cases.models import Case
from partners.models import Worker


class Discharge(Written):
    """A person left an adult mental health bed. The contact within 72 hours is owed from ``left_at``."""

    class WentTo(models.TextChoices):
        HOME = "home", "Home"
        CARE_HOME = "care_home", "A care home"
        RESIDENTIAL = "residential", "Another residential place"
        OTHER_HOSPITAL = "other_hospital", "A hospital that is not psychiatric"

    case = models.ForeignKey(Case, models.CASCADE, related_name="discharges")
    left_at = models.DateTimeField()
    left_from = models.CharField(max_length=200, help_text="Hospital and ward.")
    went_to = models.CharField(max_length=14, choices=WentTo)
    went_to_words = models.CharField(max_length=200, blank=True, help_text="Where they can be reached.")
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_because = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left_at__lte=F("at")), name="discharge_not_to_come"),
            models.CheckConstraint(
                condition=Q(set_aside_at=None, set_aside_by=None, set_aside_because="")
                | (Q(set_aside_at__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_because="")),
                name="discharge_set_aside_whole",
            ),
        ]


class FollowUpContact(Written):
    """One contact, or one try, after a discharge."""

    class How(models.TextChoices):
        FACE_TO_FACE = "face_to_face", "Face to face"
        TELEPHONE = "telephone", "By telephone"
        VIDEO = "video", "By video"
        NOT_REACHED = "not_reached", "Tried, and did not reach them"

    discharge = models.ForeignKey(Discharge, models.CASCADE, related_name="contacts")
    happened_at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=How)
    seen_by = models.CharField(max_length=120, help_text="Who was in contact.")
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["happened_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(happened_at__lte=F("at")), name="follow_up_not_to_come")]
