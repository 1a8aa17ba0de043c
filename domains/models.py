"""Responsibilities on a case, the parts of organisations in them, the handshake, and progress."""

from django.db import models
from django.db.models import Q

from access.rows import Dated, Guarded, period_in_order
from cases.models import Case
from domains.attached import Attachment  # noqa: F401 - a model of this room
from partners.models import Domain, Mode, Organisation, Team, Worker


class Responsibility(Guarded, Dated):
    """A domain on a case: one body does it, or several share it with exactly one lead."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="responsibilities", db_index=False)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=12, choices=Mode)
    accountable = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", help_text="The body that answers for it in law."
    )
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            period_in_order("responsibility_period"),
            models.UniqueConstraint(
                fields=["case", "domain"], condition=Q(effective_until=None), name="responsibility_once"
            ),
        ]
        # The map as it was on any day; the constraint's index holds only what runs on.
        indexes = [models.Index(fields=["case", "effective_from"], name="responsibility_case")]


class Share(models.TextChoices):
    LEAD = "lead", "Leads, or does it alone"
    JOINT = "joint", "Shares it"
    CONTRIBUTOR = "contributor", "Contributes"
    INFORMED = "informed", "Kept informed"


class State(models.TextChoices):
    PROPOSED = "proposed", "Asked, not answered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Said no"
    WITHDRAWN = "withdrawn", "Taken back before it was answered"
    ENDED = "ended", "Ended"


class EndReason(models.TextChoices):
    DONE = "done", "Done"
    HANDED_OVER = "handed_over", "Handed over"
    CONSENT_WITHDRAWN = "consent_withdrawn", "The person withdrew their agreement"
    CASE_CLOSED = "case_closed", "The case was closed"
    CASES_JOINED = "cases_joined", "Two cases became one"
    ORGANISATION_LEFT = "organisation_left", "The organisation left"


class Part(Guarded):
    """An organisation's (or its team's) part in a responsibility. Access begins at accepted and ends at ended.

    ``state`` repeats the newest :class:`PartEvent`. Effective period: when the part was held; null until accepted.
    """

    responsibility = models.ForeignKey(Responsibility, models.CASCADE, related_name="parts")
    case = models.ForeignKey(Case, models.CASCADE, related_name="parts", db_index=False)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="parts", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="parts", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="parts")
    share = models.CharField(max_length=12, choices=Share)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    words = models.TextField(blank=True, help_text="What the proposer chose from the person's words.")
    proposed_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)
    effective_until = models.DateTimeField(null=True, blank=True)
    ended_recorded_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    due_at = models.DateTimeField(help_text="Next contact or answer due; far future for none. Orders My domains.")
    last_entry_at = models.DateTimeField(null=True, blank=True)
    goal_state = models.CharField(max_length=12, blank=True, help_text="As the newest entry said.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["responsibility"], condition=Q(state="accepted", share="lead"), name="one_lead"
            ),
            models.UniqueConstraint(
                fields=["responsibility", "team"],
                condition=Q(state__in=["proposed", "accepted"]),
                name="one_live_part_per_team",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_at=None, effective_from=None, effective_until=None)
                | Q(state="accepted", answered_at__isnull=False, effective_from__isnull=False, effective_until=None)
                | Q(state="declined", answered_at__isnull=False, effective_from=None)
                | Q(state="withdrawn", effective_from=None)
                | Q(
                    state="ended",
                    effective_from__isnull=False,
                    effective_until__isnull=False,
                    ended_recorded_at__isnull=False,
                ),
                name="part_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=models.F("effective_from")),
                name="part_period",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_at", "id"],
                condition=Q(state__in=["proposed", "accepted"]),
                name="part_org_due",
            ),
            models.Index(
                fields=["team", "due_at", "id"], condition=Q(state__in=["proposed", "accepted"]), name="part_team_due"
            ),
            models.Index(fields=["organisation", "due_at", "id"], condition=Q(state="proposed"), name="part_org_asked"),
            models.Index(fields=["team", "due_at", "id"], condition=Q(state="proposed"), name="part_team_asked"),
            models.Index(fields=["case", "organisation"], name="part_case_org"),
            # What is asked and what was refused, by responsibility: few rows, and all that the gap radar needs of them.
            models.Index(
                fields=["state", "responsibility"],
                condition=Q(state__in=["proposed", "declined"]),
                name="part_unsettled",
            ),
        ]


class PartEvent(models.Model):
    """Append-only: every step of the handshake, with who, when and why."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)


class Counter(Guarded):
    """What a partner would take on instead of what it was asked: another share, another team of theirs, or later.

    The part stays asked, and nothing is open, until whoever may propose has answered. Append-only but for the answer.
    """

    class Answer(models.TextChoices):
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Asked for what was asked before"

    part = models.ForeignKey(Part, models.CASCADE, related_name="counters")
    share = models.CharField(max_length=12, choices=Share)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    from_on = models.DateField(null=True, blank=True, help_text="From which day they could; empty for now.")
    words = models.TextField(help_text="Why, in their words.")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part"], condition=Q(answer=""), name="one_counter_waits"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="counter_answer_whole",
            ),
        ]


class LeadChange(Guarded):
    """That a partner in something shared is asked to lead it. Whoever leads goes on until they say yes; then they share it.

    Append-only but for the answer. At every moment exactly one leads.
    """

    class Answer(models.TextChoices):
        YES = "yes", "Leads it"
        NO = "no", "Said no"
        TAKEN_BACK = "taken_back", "Taken back"

    part = models.ForeignKey(
        Part, models.CASCADE, related_name="lead_changes", help_text="Of whoever is asked to lead."
    )
    words = models.TextField(help_text="Why, in the words of whoever asks.")
    asked_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_words = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part"], condition=Q(answer=""), name="one_lead_change_waits"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="lead_change_answer_whole",
            ),
        ]


class GoalState(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    GOING_WELL = "going_well", "Going well"
    STUCK = "stuck", "Stuck"
    REACHED = "reached", "Reached"


class ProgressEntry(models.Model):
    """What happened, written by whoever holds the part. Never changed afterwards; a correction is a new entry."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, models.CASCADE, related_name="entries", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    happened_on = models.DateField()
    what_happened = models.TextField()
    goal_state = models.CharField(max_length=12, choices=GoalState, blank=True)
    next_contact_on = models.DateField(null=True, blank=True)
    tell_coordinator = models.BooleanField(default=False)
    worry = models.CharField(max_length=400, blank=True, help_text="Why the coordinator should know now.")
    form_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="So that the same form sent twice is one entry."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tell_coordinator=False) | ~Q(worry=""), name="worry_has_words"),
        ]
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="entry_case"),
            models.Index(fields=["part", "-at", "-id"], name="entry_part"),
        ]


class Concern(Guarded):
    """Somebody on a case fears that the person is being abused or neglected. Its words are read by who wrote them and by the
    council that decides; everybody else on the case sees only that it is handled.

    Source: Care Act 2014 s42(1): a council with reasonable cause to suspect that an adult (a) has needs for care and support,
    (b) is experiencing, or at risk of, abuse or neglect, and (c) because of those needs cannot protect themselves, must make
    enquiries. Decided by the council, whoever raised it.
    """

    class State(models.TextChoices):
        RAISED = "raised", "Raised, to be decided"
        ENQUIRY = "enquiry", "An enquiry has begun"
        NO_ENQUIRY = "no_enquiry", "No enquiry"
        CLOSED = "closed", "The enquiry is closed"

    case = models.ForeignKey(Case, models.CASCADE, related_name="concerns")
    council = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="The council that decides.")
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    words = models.TextField(help_text="What was seen or heard.")
    wishes = models.TextField(blank=True, help_text="What the person wants to happen, in their words.")
    told_person = models.BooleanField(help_text="Whether the person knows that it was raised.")
    raised_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", help_text="For whom they raised it."
    )
    raised_at = models.DateTimeField()
    has_needs = models.BooleanField(null=True, blank=True, help_text="s42(1)(a)")
    at_risk = models.BooleanField(null=True, blank=True, help_text="s42(1)(b)")
    cannot_protect = models.BooleanField(null=True, blank=True, help_text="s42(1)(c)")
    reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    closed_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="raised", decided_at=None, closed_at=None)
                | Q(state__in=["enquiry", "no_enquiry"], decided_at__isnull=False, closed_at=None)
                | Q(state="closed", decided_at__isnull=False, closed_at__isnull=False),
                name="concern_state_whole",
            ),
        ]
        indexes = [models.Index(fields=["case", "-raised_at"], name="concern_case")]

    def __str__(self):
        return f"Concern {self.pk}"
