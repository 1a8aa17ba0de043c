"""Access in an emergency, and what the privacy officer made of it afterwards."""

from django.db import models
from django.db.models import Q

from access.rows import Guarded
from cases.models.sight import NamedAccess
from partners.models import Worker


class BreakGlass(Guarded):
    """A worker opened a record that was closed to them, in an emergency. ``access`` says who, which, why and until when.

    Source: domain facts 5.4 (emergency access raises an alert to a privacy officer, who must review it).
    """

    class Verdict(models.TextChoices):
        JUSTIFIED = "justified", "It was justified"
        NOT_JUSTIFIED = "not_justified", "It was not justified"

    access = models.OneToOneField(NamedAccess, models.CASCADE, related_name="emergency")
    verdict = models.CharField(max_length=14, choices=Verdict, blank=True)
    reviewed_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_by=None, reviewed_at=None, review_words="")
                | (~Q(verdict="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(review_words="")),
                name="emergency_review_whole",
            ),
        ]

    @property
    def reference(self):
        """What notices and pages call it: names neither the person nor their record."""
        return f"BG-{self.pk}"

    def __str__(self):
        return self.reference
