"""The partnership: its organisations, teams, workers, what each may do, and the catalogue of domains."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q

from access.roles import Role
from access.rows import Dated, Guarded, period_in_order


class Nation(models.TextChoices):
    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"


class Partnership(models.Model):
    """One installation is one partnership: exactly one row (decisions.md 1)."""

    name = models.CharField(max_length=120)
    nation = models.CharField(max_length=20, choices=Nation, default=Nation.ENGLAND)
    frameworks = models.JSONField(default=list, help_text="Codes of the assessment frameworks that apply here.")
    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_partnership")]

    def __str__(self):
        return self.name


class Sector(models.TextChoices):
    NHS = "nhs", "NHS"
    COUNCIL = "council", "Council"
    VOLUNTARY = "voluntary", "Voluntary or community organisation"
    HOUSING = "housing", "Housing organisation"
    PRIMARY_CARE = "primary_care", "Primary care"
    OTHER = "other", "Other"


#: Bodies that read a record on the basis of direct care under the agreement (decisions.md 9).
STATUTORY = frozenset({Sector.NHS, Sector.COUNCIL})


class Organisation(models.Model):
    """A partner. Suspended partners keep their rows, but none of their workers may open anything."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        LEFT = "left", "Left the partnership"

    class Sight(models.TextChoices):
        EVERYONE = "everyone", "All its workers see all its cases"
        TEAM = "team", "Workers see the cases of their own team; managers see all"

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, help_text="What colleagues say: Trust, Council, Workwise.")
    code = models.CharField(max_length=20, unique=True, null=True, blank=True, help_text="ODS code or council code.")
    sector = models.CharField(max_length=20, choices=Sector)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=300, blank=True)
    status_since = models.DateTimeField(null=True, blank=True)
    sight = models.CharField(max_length=10, choices=Sight, default=Sight.EVERYONE)
    division = models.CharField(
        max_length=20, default="england-and-wales", help_text="Whose bank holidays its working days follow."
    )
    responsible_body = models.BooleanField(
        default=False, help_text="A responsible body under CR09 reg 2: it must answer complaints itself."
    )
    answered_for_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for",
        help_text="The body treated as responsible for complaints about what it commissioned here.",
    )
    telephone = models.CharField(max_length=30, blank=True)
    succeeded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="succeeds")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(succeeded_by=F("id")), name="organisation_not_own_successor"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_statutory(self):
        return self.sector in STATUTORY


class Team(models.Model):
    """A team. Every organisation has one that stands for the whole of it, so a team is never unknown."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=40, blank=True, help_text="The organisation's own code, as in its extracts.")
    is_whole = models.BooleanField(default=False)
    telephone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["organisation", "-is_whole", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(is_whole=True), name="one_whole_team"),
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once"),
            models.UniqueConstraint(fields=["organisation", "code"], condition=~Q(code=""), name="team_code_once"),
        ]

    def __str__(self):
        return self.organisation.name if self.is_whole else f"{self.name}, {self.organisation.short_name}"


class WorkerManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        worker = self.model(email=self.normalize_email(email).lower(), **fields)
        worker.set_password(password)
        worker.save(using=self._db)
        return worker

    def create_superuser(self, email, password=None, **fields):
        """A superuser may administer partners from the command line. It opens no record."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class Worker(AbstractBaseUser):
    """Somebody who works for a partner. What they may do stands in their memberships, never here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkerManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]

    def has_perm(self, perm, obj=None):
        """Ask the policies for every object, superusers too. Without an object the answer is no (decisions.md 2)."""
        from access.backend import PolicyBackend

        if not self.is_active or obj is None:
            return False
        try:
            return PolicyBackend().has_perm(self, perm, obj)
        except PermissionDenied:
            return False

    def has_perms(self, perm_list, obj=None):
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label):
        return False


class StaffCode(models.Model):
    """A staff code of an extract. Unclaimed until an administrator says which worker it is (decisions.md 7)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff_codes")
    code = models.CharField(max_length=40)
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="staff_codes")
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="staff_code_once"),
            models.CheckConstraint(
                condition=Q(worker=None, claimed_at=None) | Q(worker__isnull=False, claimed_at__isnull=False),
                name="staff_code_claim_whole",
            ),
        ]


class Membership(Guarded, Dated):
    """A role that a worker has in a team of an organisation, from and until. The only source of roles."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [period_in_order("membership_period")]
        indexes = [
            models.Index(fields=["worker", "effective_until"], name="membership_worker"),
            models.Index(fields=["organisation", "role"], name="membership_org_role"),
        ]


class Mode(models.TextChoices):
    INDEPENDENT = "independent", "One body does it"
    SHARED = "shared", "Shared, with one lead"


class Domain(models.Model):
    """A kind of responsibility. Catalogue data from ``partners/catalogue/domains.yaml`` (decisions.md 10)."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    default_mode = models.CharField(max_length=12, choices=Mode)
    holders = models.JSONField(help_text="Sectors that may hold a part; empty means any.")
    contributors = models.JSONField(default=list, help_text="Further sectors that may contribute but not hold.")
    accountable = models.JSONField(help_text="Sectors whose body stays accountable in law.")
    sections = models.JSONField(help_text="Sections of the record that it owns.")
    shared_core = models.BooleanField(
        default=False, help_text="Its sections belong to the shared core that every partner on the case reads."
    )
    proposable = models.BooleanField(default=True, help_text="False for coordination, which has its own act.")
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.name


class ApiToken(Guarded):
    """Lets a program act as one worker until a day. The secret is shown once; only its digest is kept.

    A token never does more than its worker may at that moment, and less where its scopes say so.
    """

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Write"

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80, help_text="What it is for, in the worker's words.")
    prefix = models.CharField(max_length=12, help_text="The first characters, to know it by.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole secret.")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_period"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="token_revocation_whole",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"
