"""Sharing agreements between partners, and the services they offer."""

from django.db import models
from django.db.models import F, Q

from access.rows import Dated, Guarded, period_in_order
from partners.models import Domain, Organisation, Team, Worker


class SharingAgreement(Guarded, Dated):
    """What lets partners share a record. Expiry or suspension closes access at that moment."""

    class Status(models.TextChoices):
        IN_FORCE = "in_force", "In force"
        SUSPENDED = "suspended", "Suspended"
        ENDED = "ended", "Ended"

    name = models.CharField(max_length=160)
    status = models.CharField(max_length=12, choices=Status, default=Status.IN_FORCE)
    review_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When an administrator confirmed one made by an import."
    )
    confirmed_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    parties = models.ManyToManyField(Organisation, through="Party", related_name="agreements")

    class Meta:
        constraints = [
            period_in_order("agreement_period"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="agreement_confirmation_whole",
            ),
        ]

    def __str__(self):
        return self.name


class Party(Guarded):
    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="party_rows")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "organisation"], name="party_once")]


class InForce(Guarded, Dated):
    """That two organisations share under an agreement: one join away from every policy. Both directions stand here.

    Derived from agreement, parties, status and dates by ``agreements.services``; proved by ``check_access``.
    """

    agreement = models.ForeignKey(SharingAgreement, models.PROTECT, related_name="pairs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="shares_with")
    other = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation", "other"], name="in_force_once"),
            models.CheckConstraint(condition=~Q(organisation=F("other")), name="in_force_two"),
            period_in_order("in_force_period"),
        ]
        indexes = [models.Index(fields=["organisation", "other", "effective_until"], name="in_force_pair")]


class Service(models.Model):
    """Something a partner offers in one or more domains: whom to ask, and how to reach them."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    team = models.ForeignKey(Team, models.PROTECT, related_name="services")
    name = models.CharField(max_length=160)
    about = models.CharField(max_length=400, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    domains = models.ManyToManyField(Domain, related_name="services")
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="service_once")]

    def __str__(self):
        return f"{self.name}, {self.organisation.short_name}"
