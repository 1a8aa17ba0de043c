"""Person, carer and case; who coordinates; who is involved and why; what the person agrees to; who is let in or barred."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q

from access.grants import WorkerGrantBase
from access.rows import Dated, Guarded, period_in_order
from partners.models import Domain, Organisation, Team, Worker

#: Stands for "no date yet" where an index must not hold nulls. Pages say "no date".
NO_DATE = datetime(9999, 1, 1, tzinfo=UTC)


class Gender(models.TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known"


class Person(models.Model):
    """Somebody the record is about, or a carer. A carer is a person of their own, with their own consent."""

    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    preferred_name = models.CharField(max_length=100, blank=True, help_text="How they like to be called.")
    birth_date = models.DateField(null=True, blank=True)
    death_date = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=10, choices=Gender, default=Gender.UNKNOWN)
    postcode = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    communication_needs = models.CharField(
        max_length=300,
        blank=True,
        help_text="Accessible Information Standard: large print, interpreter, text not call.",
    )
    what_matters = models.TextField(blank=True, help_text="In their own words.")
    what_matters_at = models.DateTimeField(null=True, blank=True)
    what_matters_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    search_key = models.CharField(
        max_length=260, editable=False, help_text="Case-folded, unaccented names; kept by services."
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(death_date=None) | Q(birth_date=None) | Q(death_date__gte=F("birth_date")),
                name="death_after_birth",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_not_own_survivor"),
        ]

    @property
    def display_name(self):
        """The name for pages: preferred name, else given name, with the family name; never empty."""
        first = self.preferred_name or self.given_name
        return " ".join(part for part in (first, self.family_name) if part) or "Name not known"

    @property
    def full_name(self):
        return " ".join(part for part in (self.given_name, self.family_name) if part)

    @property
    def called(self):
        """How they like to be called, alone."""
        return self.preferred_name or self.given_name or self.display_name


class WhatMatters(models.Model):
    """Append-only: everything the person has said matters to them, newest on top of the record."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="what_matters_history")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")


class Identifier(models.Model):
    """A number by which somebody is known. The same digits mean different people under different types."""

    class Type(models.TextChoices):
        NHS = "NHS", "NHS number"
        CHI = "CHI", "CHI number"
        HCN = "HCN", "Health and Care Number"
        LOCAL = "LOCAL", "Local number"

    person = models.ForeignKey(Person, models.PROTECT, related_name="identifiers")
    type = models.CharField(max_length=5, choices=Type)
    value = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    is_settled = models.BooleanField(
        default=True, help_text="False while a possible match holds the same number twice (decisions.md 7)."
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "value"], condition=Q(is_settled=True) & ~Q(type="LOCAL"), name="number_settled_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "value"], condition=Q(type="LOCAL"), name="local_number_once"
            ),
            models.CheckConstraint(
                condition=Q(type="LOCAL", organisation__isnull=False) | (~Q(type="LOCAL") & Q(organisation=None)),
                name="local_number_has_owner",
            ),
        ]
        indexes = [models.Index(fields=["type", "value"], name="identifier_value")]


class CarerLink(models.Model):
    """That one person cares for another. Never a case of its own here."""

    carer = models.ForeignKey(Person, models.PROTECT, related_name="cares_for")
    cared_for = models.ForeignKey(Person, models.PROTECT, related_name="carers")
    relationship = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carer", "cared_for"], name="carer_link_once"),
            models.CheckConstraint(condition=~Q(carer=F("cared_for")), name="carer_not_self"),
        ]


class Framework(models.TextChoices):
    """Legacy values are kept: historic records carry them (domain-facts 1.2)."""

    CPA_1999_STANDARD = "cpa-1999-standard", "CPA 1999, standard"
    CPA_1999_ENHANCED = "cpa-1999-enhanced", "CPA 1999, enhanced"
    CPA_2008 = "cpa-2008", "CPA 2008"
    CMHF_2022 = "cmhf-2022", "Community framework 2022"
    CTP_WALES = "ctp-wales", "Care and treatment plan, Wales"
    CPA_SCOTLAND = "cpa-scotland", "CPA, Scotland"


class Case(Guarded):
    """One coordinated episode of one person. ``status``, ``coordinator`` and ``next_due`` repeat the newest rows of
    :class:`CaseStatus`, :class:`Coordination` and the review deadlines; ``check_access`` proves it."""

    class Status(models.TextChoices):
        REFERRED = "referred", "Referred"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    lead_organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="led_cases", help_text="The statutory body that holds the record."
    )
    framework = models.CharField(max_length=20, choices=Framework, default=Framework.CPA_2008)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    is_open = models.BooleanField(default=True)
    restricted = models.BooleanField(default=False)
    coordinator = models.ForeignKey(
        Worker, models.PROTECT, null=True, blank=True, related_name="coordinates", db_index=False
    )
    coordinator_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    coordinator_team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    next_due = models.DateTimeField(default=NO_DATE, help_text="The earliest live review clock; far future for none.")
    section_117 = models.CharField(
        max_length=10,
        default="none",
        choices=[
            ("none", "No"),
            ("to_confirm", "Entitled by the extract, to confirm"),
            ("in_force", "In force"),
            ("ended", "Ended"),
        ],
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed", is_open=False, closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None) & Q(is_open=True))
                | Q(merged_into__isnull=False, is_open=False),
                name="case_status_whole",
            ),
            models.CheckConstraint(
                condition=Q(coordinator=None)
                | Q(coordinator_organisation__isnull=False, coordinator_team__isnull=False),
                name="coordinator_whole",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="case_not_own_survivor"),
        ]
        indexes = [
            models.Index(
                fields=["coordinator", "next_due", "id"], condition=Q(is_open=True), name="case_coordinator_open"
            ),
            models.Index(
                fields=["coordinator_organisation", "next_due", "id"],
                condition=Q(is_open=True),
                name="case_coord_org_open",
            ),
            models.Index(
                fields=["next_due", "id"], condition=Q(is_open=True, coordinator=None), name="case_unallocated"
            ),
        ]

    @property
    def reference(self):
        """What people see and say. The only form of the key that stands in a URL."""
        return f"C-{self.pk}"

    def __str__(self):
        return self.reference


class CaseStatus(models.Model):
    """Append-only: every status a case has had, when, by whom and why."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=10, choices=Case.Status)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)


class Coordination(Guarded, Dated):
    """Who coordinated, and for which organisation, from and until. No worker yet: nobody has been named."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="coordinations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    staff_code = models.CharField(max_length=40, blank=True, help_text="From an extract, until a worker claims it.")
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            period_in_order("coordination_period"),
            models.UniqueConstraint(fields=["case"], condition=Q(effective_until=None), name="one_coordination_now"),
        ]


class Referral(models.Model):
    """How the person came: why, from whom, when, and who takes it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="referrals")
    received_at = models.DateTimeField()
    reason = models.TextField()
    source = models.CharField(max_length=200, help_text="Who referred: GP, self, a partner, family.")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="Who took it.")
    taken_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    external_reference = models.CharField(max_length=60, blank=True, help_text="As in the extract it came with.")
    closed_at = models.DateTimeField(null=True, blank=True)


class InvolvementBasis(Guarded):
    """One live reason why an organisation is involved. ``domains`` and coordination write it through ``cases.involvement``."""

    class Kind(models.TextChoices):
        COORDINATION = "coordination", "Coordinates"
        PART = "part", "Holds a part"

    case = models.ForeignKey(Case, models.CASCADE, related_name="bases", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=Kind)
    reference = models.BigIntegerField(help_text="The part or coordination row it stands for.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="basis_once")]
        indexes = [
            models.Index(fields=["case", "organisation", "domain"], name="basis_case_org"),
            models.Index(fields=["organisation", "case"], name="basis_org_case"),
        ]


class Involvement(Guarded):
    """What case lists read: one row per case and team, always one for the whole organisation. Derived from the bases."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="involvements", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    next_due = models.DateTimeField()
    is_open = models.BooleanField()
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "team"], name="involvement_once")]
        indexes = [
            models.Index(
                fields=["team", "next_due", "case"],
                condition=Q(is_open=True, restricted=False),
                name="involvement_team_due",
            ),
            models.Index(fields=["case", "organisation"], name="involvement_case_org"),
        ]


class CaseGrant(WorkerGrantBase):
    """guardian's row: one named worker may open one case, for one organisation. A projection of NamedAccess."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta(WorkerGrantBase.Meta):
        indexes = [models.Index(fields=["user", "content_object"], name="case_grant_user")]


class NamedAccess(Guarded, Dated):
    """History of every grant to a named worker: who let them in, why and until when."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="named_access")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="named_access")
    reason = models.CharField(max_length=400)
    granted_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    class Meta:
        constraints = [period_in_order("named_access_period")]


class Bar(Guarded, Dated):
    """One worker may not open one case, whatever else is true (a relative on the staff)."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="bars")
    case = models.ForeignKey(Case, models.CASCADE, related_name="bars")
    reason = models.CharField(max_length=400)
    set_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            period_in_order("bar_period"),
            models.UniqueConstraint(fields=["worker", "case"], condition=Q(effective_until=None), name="one_bar_now"),
        ]


class Consent(Guarded, Dated):
    """What a person agreed to: per receiving organisation, domain (or all), purpose and scope. Never overwritten.

    A new answer ends the row before and adds one. *Not asked* is the absence of a row (decisions.md 9).
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
                fields=["person", "organisation", "domain", "purpose"],
                condition=Q(ended_at=None, domain__isnull=False),
                name="consent_domain_now_once",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "purpose"],
                condition=Q(ended_at=None, domain=None),
                name="consent_all_now_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"], condition=Q(ended_at=None), name="consent_now"),
        ]
