"""The register of deadlines, the notices they raise, and the outbox that sends them.

This room knows subjects only by kind and number, and recipients only as workers and organisations (decisions.md 5).
"""

from django.db import models
from django.db.models import Q

from partners.models import Organisation, Team, Worker


class Audience(models.TextChoices):
    OWNER = "owner", "Whoever owes it"
    OWNER_TEAM_MANAGERS = "owner_team_managers", "The managers of the organisation that owes it"
    COMPLAINTS_LEADS = "complaints_leads", "The complaints leads of the organisation that owes it"
    ADMINISTRATORS = "administrators", "The administrators of the organisation that owes it"
    COORDINATOR = "coordinator", "Whoever coordinates the record that it is about"
    PRIVACY_OFFICERS = "privacy_officers", "The privacy officers of the organisation that owes it"
    WORKERS_OF_TEAM = "workers_of_team", "The workers of the team that owes it"


class DeadlineKind(models.Model):
    """A kind of deadline: what people call it, and how long it gives where that is fixed. Data, like its stages."""

    class Unit(models.TextChoices):
        DAYS = "days", "days"
        WORKING_DAYS = "working_days", "working days"
        HOURS = "hours", "elapsed hours"
        MONTHS = "months", "calendar months"

    kind = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120, help_text="What people call it: names nobody, so it may stand anywhere.")
    due_after = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty where the date is agreed.")
    due_unit = models.CharField(max_length=14, choices=Unit, blank=True)
    division = models.CharField(
        max_length=20, blank=True, help_text="Whose working days; empty for those of the organisation that owes it."
    )
    source = models.CharField(max_length=300, help_text="Where the number comes from.")

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_after=None, due_unit="") | Q(due_after__isnull=False) & ~Q(due_unit=""),
                name="deadline_kind_due_whole",
            )
        ]


class ReminderRule(models.Model):
    """One stage of reminding for one kind of deadline. Data, from ``notifications/rules/*.yaml``."""

    class Unit(models.TextChoices):
        DAYS = "days", "days"
        WORKING_DAYS = "working_days", "working days"
        HOURS = "hours", "elapsed hours"

    kind = models.CharField(max_length=60)
    stage = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    offset = models.SmallIntegerField(help_text="Before (negative) or after (positive) the due moment.")
    unit = models.CharField(max_length=14, choices=Unit, default=Unit.DAYS)
    audience = models.CharField(max_length=30, choices=Audience)
    is_escalation = models.BooleanField(default=False)
    by_email = models.BooleanField(default=True)
    division = models.CharField(
        max_length=20, blank=True, help_text="Whose working days; empty for those of the organisation that owes it."
    )
    source = models.CharField(max_length=300, blank=True, help_text="Where the number comes from.")

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "stage"], name="rule_stage_once"),
            models.UniqueConstraint(fields=["kind", "position"], name="rule_position_once"),
        ]


class Deadline(models.Model):
    """Something owed by a moment. One live row per subject and kind; a moved date is a new version.

    ``due_at`` is the moment from which it is late: for something owed *on a day*, ``calendars.end_of_day(day)``.
    """

    kind = models.CharField(max_length=60, help_text="Named rule, as review.cpa or complaint.acknowledge.")
    subject_kind = models.CharField(max_length=30, help_text="case, part, complaint, agreement …")
    subject_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True, blank=True, help_text="The case it stands on, where there is one.")
    version = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    owner_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="deadlines", db_index=False)
    owner_team = models.ForeignKey(Team, models.PROTECT, related_name="deadlines", db_index=False)
    owner_worker = models.ForeignKey(
        Worker, models.PROTECT, null=True, blank=True, related_name="deadlines", db_index=False
    )
    set_at = models.DateTimeField()
    set_by_rule = models.CharField(max_length=80, help_text="The rule that gave the date, with its source.")
    satisfied_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"], condition=Q(is_live=True), name="deadline_live_once"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "version"], name="deadline_version_once"
            ),
            models.CheckConstraint(
                condition=Q(is_live=True, satisfied_at=None, cancelled_at=None, superseded_at=None)
                | (
                    Q(is_live=False)
                    & (
                        Q(satisfied_at__isnull=False, cancelled_at=None, superseded_at=None)
                        | Q(satisfied_at=None, cancelled_at__isnull=False, superseded_at=None)
                        | Q(satisfied_at=None, cancelled_at=None, superseded_at__isnull=False)
                    )
                ),
                name="deadline_live_or_one_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner_organisation", "due_at", "id"], condition=Q(is_live=True), name="deadline_org_due"
            ),
            models.Index(fields=["owner_team", "due_at", "id"], condition=Q(is_live=True), name="deadline_team_due"),
            models.Index(
                fields=["owner_worker", "due_at", "id"], condition=Q(is_live=True), name="deadline_worker_due"
            ),
            models.Index(fields=["case_id", "kind"], condition=Q(is_live=True), name="deadline_case"),
        ]


class Waiting(models.Model):
    """The next stage that a live deadline waits for. A row of its own, and narrow: the sweep writes it for every stage.

    Kept inside the deadline it cost four times as much, because every index of the deadline was written with it.
    """

    deadline = models.OneToOneField(Deadline, models.CASCADE, primary_key=True, related_name="waiting")
    position = models.PositiveSmallIntegerField(help_text="Position of the rule to raise next.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "deadline"], name="waiting_sweep")]


class Notice(models.Model):
    """Something one recipient should know. Unique per cause, stage and recipient: the database makes it once."""

    cause = models.CharField(max_length=60, help_text="deadline:55, event:812")
    stage = models.CharField(max_length=30)
    recipient_key = models.CharField(max_length=80, help_text="worker:12, organisation:3:complaints")
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True, blank=True)
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="notices", db_index=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    is_escalation = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cause", "stage", "recipient_key"], name="notice_once")]
        indexes = [
            models.Index(fields=["worker", "-raised_at", "-id"], name="notice_worker"),
            models.Index(fields=["worker"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["-raised_at", "-id"], condition=Q(worker=None), name="notice_to_nobody"),
        ]


class Outbox(models.Model):
    """One message to be sent for one notice. Claimed, sent with backoff; a failure stays in sight."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "No longer needed"
        FAILED = "failed", "Failed"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="messages", db_index=False)
    channel = models.CharField(max_length=10, default="email")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="outbox_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None, next_attempt_at__isnull=False)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="outbox_state_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["-ended_at", "-id"], condition=Q(state="failed"), name="outbox_failed"),
        ]
