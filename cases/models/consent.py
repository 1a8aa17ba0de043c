"""What a person agreed to. Never overwritten."""

from django.db import models
from django.db.models import Q

from access.rows import Dated, Guarded, period_in_order
from cases.models.case import Case
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
        OVERRIDE = "override", "Shared on another lawful basis"

    class Authority(models.TextChoices):
        """Who gave the answer. [M]: who may decide for an adult is to be checked by the partnership before a release."""

        PERSON = "person", "The person themselves"
        ATTORNEY = "attorney", "Their attorney for health and welfare"
        DEPUTY = "deputy", "Their deputy, appointed by the court"
        DECISION_MAKER = "decision_maker", "A professional who decided in their best interests"
        OTHER = "other", "A relative, a friend or somebody else"

    class Basis(models.TextChoices):
        """On what a decision to share without the person's yes rests. Source: domain facts 5.4 (the last four [M])."""

        COURT = "court", "The law or a court requires it"
        PUBLIC_INTEREST = "public_interest", "Overriding public interest: serious crime or serious harm"
        VITAL = "vital", "Vital interests: an emergency, and they cannot decide"
        SAFEGUARDING = "safeguarding", "A safeguarding enquiry (Care Act 2014, section 42)"
        BEST_INTERESTS = "best_interests", "Best interests (Mental Capacity Act 2005)"
        MENTAL_HEALTH_ACT = "mental_health_act", "A function under the Mental Health Act 1983"

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
    authority = models.CharField(
        max_length=14, choices=Authority, default=Authority.PERSON, db_default=Authority.PERSON
    )
    authority_note = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Which document or decision lets somebody else answer."
    )
    method = models.CharField(max_length=12, choices=Method)
    witness = models.CharField(max_length=120, blank=True, db_default="")
    basis = models.CharField(
        max_length=17, choices=Basis, blank=True, db_default="", help_text="Of a decision to share without a yes."
    )
    approved_by = models.CharField(
        max_length=120, blank=True, db_default="", help_text="Who approved a decision to share without a yes."
    )
    note = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When a newer answer took its place.")

    class Meta:
        constraints = [
            period_in_order("consent_period"),
            models.UniqueConstraint(
                fields=["person", "about", "organisation", "domain", "purpose"],
                condition=Q(ended_at=None, domain__isnull=False) & ~Q(status="override"),
                name="consent_domain_now_once",
            ),
            models.UniqueConstraint(
                fields=["person", "about", "organisation", "purpose"],
                condition=Q(ended_at=None, domain=None) & ~Q(status="override"),
                name="consent_all_now_once",
            ),
            models.CheckConstraint(
                condition=(~Q(status="override") & Q(basis="", approved_by=""))
                | (
                    Q(status="override", effective_until__isnull=False)
                    & ~Q(basis="")
                    & ~Q(approved_by="")
                    & ~Q(note="")
                ),
                name="consent_override_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"], condition=Q(ended_at=None), name="consent_now"),
        ]

    @property
    def is_override(self):
        """Whether this is a decision to share without the person's yes, beside what they said, and not an answer of theirs."""
        return self.status == self.Status.OVERRIDE


class AccessRequest(models.Model):
    """A colleague who was refused something on a record asked its coordinator. Never changed; opens nothing by itself."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="access_requests", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="access_request_has_words")]
        indexes = [models.Index(fields=["case", "worker", "at"], name="access_request_case")]
