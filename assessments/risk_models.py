"""Risks, written in words: each has an owner, a date and a day by which it is looked at again. There is no score."""

from django.db import models
from django.db.models import F, Q

from assessments.written import Written
from cases.models import Case
from partners.models import Organisation, Worker


class Risk(Written):
    """One risk of a case, from the day on which it was first written until it is closed with a reason. What it says stands
    in its versions.
    """

    class Kind(models.TextChoices):
        SELF = "self", "Harm to themselves"
        NEGLECT = "neglect", "Neglecting themselves"
        OTHERS = "others", "Harm to others"
        EXPLOITATION = "exploitation", "Exploitation or abuse by others"
        OTHER = "other", "Something else"

    case = models.ForeignKey(Case, models.CASCADE, related_name="risks", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    closed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="risk_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, closed_because="")
                | (Q(closed_at__gte=F("at"), closed_by__isnull=False) & ~Q(closed_because="")),
                name="risk_closed_whole",
            ),
        ]


class RiskVersion(Written):
    """What is said about a risk on one day. Append-only: a new version replaces, the old one stays."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    now = models.TextField(help_text="What the risk is now, in words.")
    persons_view = models.TextField(blank=True)
    triggers = models.TextField(blank=True)
    protective = models.TextField(blank=True)
    plan = models.TextField(help_text="What we do about it.")
    owner = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    owner_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    looked_at_on = models.DateField()
    review_by = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_version_once"),
            models.CheckConstraint(condition=~Q(now="") & ~Q(plan=""), name="risk_says_what_and_plan"),
            models.CheckConstraint(condition=Q(review_by__gt=F("looked_at_on")), name="risk_review_after"),
        ]
