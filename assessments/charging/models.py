"""What the council decided about money: the charge of a service, the personal budget. Append-only, in whole pence."""

from django.db import models
from django.db.models import F, Q

from assessments.written import Written


class Often(models.TextChoices):
    ONCE = "once", "once"
    WEEK = "week", "a week"
    FOUR_WEEKS = "four_weeks", "every 4 weeks"
    MONTH = "month", "a month"
    YEAR = "year", "a year"


class ServiceCharge(Written):
    """What a service costs the person, as the council decided. The newest ``number`` of an action stands."""

    class Who(models.TextChoices):
        PERSON = "person", "The person"
        CARER = "carer", "A carer"

    action = models.ForeignKey("assessments.Action", models.CASCADE, related_name="charges", db_index=False)
    number = models.PositiveIntegerField()
    charge_class = models.CharField(max_length=12)
    given_to = models.CharField(max_length=6, choices=Who, default=Who.PERSON)
    paid_by = models.CharField(max_length=6, choices=Who, default=Who.PERSON)
    cost_pence = models.PositiveBigIntegerField(null=True, blank=True, help_text="What it costs the council.")
    charge_pence = models.PositiveBigIntegerField(null=True, blank=True, help_text="What is asked for it.")
    often = models.CharField(max_length=10, choices=Often, default=Often.WEEK)
    started_on = models.DateField(null=True, blank=True, help_text="The first day of reablement.")
    reasons = models.TextField()
    decided_at = models.DateTimeField(help_text="When it was decided; the row may be a copy in a later version.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="service_charge_number_once"),
            models.CheckConstraint(condition=~Q(reasons=""), name="service_charge_has_reasons"),
            models.CheckConstraint(
                condition=Q(charge_pence=None) | Q(cost_pence=None) | Q(charge_pence__lte=F("cost_pence")),
                name="service_charge_never_above_cost",
            ),
            models.CheckConstraint(
                condition=~Q(charge_pence__gt=0, paid_by="carer", given_to="person"),
                name="service_charge_spares_carers",
            ),
            models.CheckConstraint(
                condition=~Q(charge_class="reablement") | Q(started_on__isnull=False),
                name="service_charge_reablement_begins",
            ),
        ]


class PersonalBudget(Written):
    """What meeting the needs costs, what the person pays of it, and a direct payment where there is one.

    The newest ``number`` of a version stands. Source: Care Act 2014 s25(1)(e), s26.
    """

    assessment = models.ForeignKey("assessments.Assessment", models.CASCADE, related_name="budgets", db_index=False)
    number = models.PositiveIntegerField()
    total_pence = models.PositiveBigIntegerField()
    person_pence = models.PositiveBigIntegerField()
    often = models.CharField(max_length=10, choices=Often)
    direct_payment_pence = models.PositiveBigIntegerField(null=True, blank=True)
    direct_payment_often = models.CharField(max_length=10, choices=Often, blank=True)
    direct_payment_for = models.TextField(blank=True, help_text="Which needs the direct payment meets.")
    reasons = models.TextField()
    decided_at = models.DateTimeField(help_text="When it was decided; the row may be a copy in a later version.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="personal_budget_number_once"),
            models.CheckConstraint(
                condition=Q(person_pence__lte=F("total_pence")), name="personal_budget_part_of_whole"
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="personal_budget_has_reasons"),
            models.CheckConstraint(
                condition=Q(direct_payment_pence=None, direct_payment_often="", direct_payment_for="")
                | (Q(direct_payment_pence__gt=0) & ~Q(direct_payment_often="") & ~Q(direct_payment_for="")),
                name="direct_payment_whole",
            ),
        ]

    @property
    def council_pence(self):
        """What the council pays of it."""
        return self.total_pence - self.person_pence
