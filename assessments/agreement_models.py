"""Who agrees to a version and who signed it. Nothing is overwritten: what somebody says next stands beside what they said."""

from django.db import models
from django.db.models import Q

from assessments.written import Written
from cases.models import Person
from partners.models import Organisation


class Party(models.TextChoices):
    PERSON = "person", "The person"
    CARER = "carer", "A carer"
    ORGANISATION = "organisation", "An organisation"


class Says(models.TextChoices):
    YES = "yes", "Yes"
    RESERVATIONS = "reservations", "Yes, with reservations"
    NO = "no", "No"


class How(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    BY_PHONE = "by_phone", "By phone"
    IN_WRITING = "in_writing", "In writing"


class Agreement(Written):
    """Append-only: what the person, a carer or an organisation says to one version. The newest ``number`` of each stands.

    ``said_on`` is when they said it, ``at`` when it was written down; ``named`` is who said it, as they were called then.
    """

    assessment = models.ForeignKey("assessments.Assessment", models.CASCADE, related_name="agreements")
    party = models.CharField(max_length=12, choices=Party)
    carer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    speaks_for = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    named = models.CharField(max_length=200)
    says = models.CharField(max_length=12, choices=Says)
    words = models.TextField(blank=True, help_text="What they said, in their words.")
    how = models.CharField(max_length=10, choices=How, blank=True, help_text="An organisation writes its own.")
    said_on = models.DateField()
    number = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(party="person", carer=None, speaks_for=None) & ~Q(how=""))
                | (Q(party="carer", carer__isnull=False, speaks_for=None) & ~Q(how=""))
                | Q(party="organisation", carer=None, speaks_for__isnull=False),
                name="agreement_party_whole",
            ),
            models.CheckConstraint(condition=Q(says="yes") | ~Q(words=""), name="agreement_says_why"),
            models.UniqueConstraint(
                fields=["assessment", "number"], condition=Q(party="person"), name="agreement_person_once"
            ),
            models.UniqueConstraint(
                fields=["assessment", "carer", "number"], condition=Q(party="carer"), name="agreement_carer_once"
            ),
            models.UniqueConstraint(
                fields=["assessment", "speaks_for", "number"],
                condition=Q(party="organisation"),
                name="agreement_organisation_once",
            ),
        ]


class Signature(Written):
    """Who signed a version and why with what was open; ``digest`` is over what was signed (``sealing``)."""

    assessment = models.OneToOneField("assessments.Assessment", models.CASCADE, related_name="signature")
    why_without_person = models.TextField(blank=True, help_text="Why the person's answer cannot be had.")
    why_incomplete = models.TextField(blank=True, help_text="Why it is signed although questions are open.")
    why_despite_no = models.TextField(blank=True, help_text="Why it is signed although somebody said no.")
    digest = models.CharField(max_length=64)
    parts = models.JSONField(help_text="Name of what is sealed -> its own digest.")
    reached = models.JSONField(
        default=dict,
        help_text="How far each list of the case went when it was signed: its name -> how many, or which version.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by__isnull=False), name="signature_by_somebody"),
        ]
