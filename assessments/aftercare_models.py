"""Aftercare under section 117, which bodies owe it, and each body's signature that it is no longer needed."""

from django.db import models
from django.db.models import F, Q

from assessments.aftercare_rules import SECTIONS
from assessments.written import Written
from cases.models import Case
from partners.models import Organisation, Worker


class Aftercare(Written):
    """A right to aftercare, in force until both bodies have signed that it is no longer needed. It never lapses by time.

    ``in_force_since`` is the day on which the person left the detention. Source: MHA83 s117 (domain-facts 2.8).
    """

    class Section(models.TextChoices):
        S3 = "3", "Section 3"
        S37 = "37", "Section 37"
        S45A = "45A", "Section 45A"
        S47 = "47", "Section 47"
        S48 = "48", "Section 48"

    case = models.ForeignKey(Case, models.CASCADE, related_name="aftercare", db_index=False)
    number = models.PositiveIntegerField()
    section = models.CharField(max_length=4, choices=Section)
    in_force_since = models.DateField()
    how_known = models.CharField(max_length=400)
    nhs = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="The NHS body that owes it.")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="The council that owes it.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="aftercare_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="aftercare_live_once"),
            models.CheckConstraint(condition=Q(section__in=sorted(SECTIONS)), name="aftercare_section_entitles"),
            models.CheckConstraint(condition=~Q(nhs=F("council")), name="aftercare_two_bodies"),
            models.CheckConstraint(condition=~Q(how_known=""), name="aftercare_is_known"),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("at")), name="aftercare_period"),
        ]


class AftercareSignature(Written):
    """One body's signature that the person no longer needs aftercare. It can be withdrawn until the other body's comes."""

    class Side(models.TextChoices):
        NHS = "nhs", "The NHS body"
        COUNCIL = "council", "The council"

    aftercare = models.ForeignKey(Aftercare, models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=7, choices=Side)
    reason = models.TextField()
    persons_words = models.TextField(blank=True, help_text="What the person says about it ending.")
    signed_name = models.CharField(max_length=200)
    signed_for = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_because = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["aftercare", "side"], condition=Q(withdrawn_at=None), name="aftercare_signed_once_a_side"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="aftercare_signature_has_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="aftercare_withdrawn_whole",
            ),
        ]


class AftercareService(Written):
    """A service of the plan that meets a need of aftercare, as one of the two bodies said. ``by`` and ``organisation``
    said so; who said otherwise later stands beside it.
    """

    action = models.ForeignKey("assessments.Action", models.CASCADE, related_name="as_aftercare")
    aftercare = models.ForeignKey(Aftercare, models.CASCADE, related_name="services")
    because = models.CharField(max_length=400)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    removed_because = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["action"], condition=Q(removed_at=None), name="aftercare_service_once"),
            models.CheckConstraint(condition=~Q(because=""), name="aftercare_service_has_reason"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removed_because="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_because="")),
                name="aftercare_service_removed_whole",
            ),
        ]
