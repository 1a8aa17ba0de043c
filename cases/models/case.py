"""The case: one coordinated episode, its statuses, who coordinates it, and how the person came."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q

from access.rows import Dated, Guarded, period_in_order
from cases.models.people import Person, RecordKind
from partners.models import Organisation, Team, Worker

#: Stands for "no date yet" where an index must not hold nulls. Pages say "no date".
NO_DATE = datetime(9999, 1, 1, tzinfo=UTC)


class Framework(models.TextChoices):
    """Legacy values are kept: historic records carry them (domain-facts 1.2)."""

    CPA_1999_STANDARD = "cpa-1999-standard", "CPA 1999, standard"
    CPA_1999_ENHANCED = "cpa-1999-enhanced", "CPA 1999, enhanced"
    CPA_2008 = "cpa-2008", "CPA 2008"
    CMHF_2022 = "cmhf-2022", "Community framework 2022"
    CTP_WALES = "ctp-wales", "Care and treatment plan, Wales"
    CPA_SCOTLAND = "cpa-scotland", "CPA, Scotland"
    CARER = "care-act-carer", "Care Act 2014, carer"


class Case(Guarded):
    """One coordinated episode of one person: about their own needs, or (``kind``) about theirs as somebody's carer.

    ``status``, ``coordinator`` and ``next_due`` repeat the newest rows of :class:`CaseStatus`, :class:`Coordination` and
    the review deadlines; ``check_access`` proves it."""

    class Status(models.TextChoices):
        REFERRED = "referred", "Referred"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=6, choices=RecordKind, default=RecordKind.PERSON, db_default=RecordKind.PERSON)
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
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kind="carer", is_open=True, merged_into=None),
                name="one_open_record_of_a_carer",
            ),
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

    @property
    def is_carers(self):
        """Whether this is a carer's own record."""
        return self.kind == RecordKind.CARER

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
    form_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="The same form sent twice is one referral."
    )
