"""What a person agreed to. Never overwritten."""

from django.db import models
from django.db.models import Q

from access.rows import Dated, Guarded, period_in_order
from cases.models.people import Person, RecordKind
from partners.models import Domain, Organisation, Worker


class Consent(Guarded, Dated):
    """What a person agreed to: per receiving organisation, domain (or all), purpose and scope. Never overwritten.

    ``about`` says about which record: somebody who also cares for another answers about each by itself. A new answer ends
    the row before and adds one. *Not asked* is the absence of a row (decisions.md 9).
    """

    class Purpose(models.TextChoices):
        DIRECT_CARE = "direct_care", "Direct care"
        COMPLAINT = "complaint", "Handling a complaint"
        EVALUATION = "evaluation", "Finding out what works"

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"
        NOTIFY = "notify", "Be told"

    class Status(models.TextChoices):
        GIVEN = "given", "Agreed"
        REFUSED = "refused", "Said no"
        WITHDRAWN = "withdrawn", "Withdrew"
        BEST_INTERESTS = "best_interests", "Lacks capacity: decided in best interests"

    class Method(models.TextChoices):
        SPOKEN = "spoken", "Said so"
        WRITTEN = "written", "In writing"
        ELECTRONIC = "electronic", "By e-mail or message"
        IMPORTED = "imported", "From an earlier record"

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    about = models.CharField(max_length=6, choices=RecordKind, default=RecordKind.PERSON, db_default=RecordKind.PERSON)
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: all domains."
    )
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.DIRECT_CARE)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.WRITE)
    status = models.CharField(max_length=16, choices=Status)
    given_by = models.CharField(max_length=120, help_text="The person, or who decided for them and on what authority.")
    method = models.CharField(max_length=12, choices=Method)
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When a newer answer took its place.")

    class Meta:
        constraints = [
            period_in_order("consent_period"),
            models.UniqueConstraint(
                fields=["person", "about", "organisation", "domain", "purpose"],
                condition=Q(ended_at=None, domain__isnull=False),
                name="consent_domain_now_once",
            ),
            models.UniqueConstraint(
                fields=["person", "about", "organisation", "purpose"],
                condition=Q(ended_at=None, domain=None),
                name="consent_all_now_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"], condition=Q(ended_at=None), name="consent_now"),
        ]
