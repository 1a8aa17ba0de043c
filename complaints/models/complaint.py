"""The complaint itself and its elements."""

from django.db import models
from django.db.models import F, Q

from access.rows import Guarded
from cases.models import Case, Coordination, Person
from domains.models import Part
from partners.models import Domain, Organisation, Worker


class ReferenceCounter(models.Model):
    """The last number given out in a year. Locked while a complaint is taken, so that no number is given twice."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)


class Method(models.TextChoices):
    SPOKEN = "spoken", "Spoken, face to face or by phone"
    WRITTEN = "written", "In writing"
    ELECTRONIC = "electronic", "By e-mail or online"


class Relation(models.TextChoices):
    """Who may complain: CR09 reg 5."""

    SELF = "self", "The person who receives the service"
    AFFECTED = "affected", "Somebody affected by it"
    REPRESENTATIVE = "representative", "Somebody acting for the person"


class ActsBecause(models.TextChoices):
    """Why somebody else may act: CR09 reg 5(2)."""

    ASKED = "asked", "The person asked them to"
    DIED = "died", "The person has died"
    CHILD = "child", "The person is a child"
    LACKS_CAPACITY = "lacks_capacity", "The person lacks the capacity to complain"
    UNABLE = "unable", "The person is physically unable to complain"


class Status(models.TextChoices):
    TAKEN = "taken", "Taken, not yet routed"
    OPEN = "open", "Open"
    PASSED = "passed", "Passed to the right body"
    EXCLUDED = "excluded", "Not under the regulations"
    OUT_OF_TIME = "out_of_time", "Not accepted: out of time"
    WITHDRAWN = "withdrawn", "Withdrawn by the complainant"
    ANSWERED = "answered", "Answered"


#: Statuses in which clocks run and bodies work.
LIVE = (Status.TAKEN, Status.OPEN)


class Complaint(Guarded):
    """What somebody said, in their words. ``status`` repeats the newest :class:`StatusRow`."""

    class ResponseBasis(models.TextChoices):
        AGREED = "agreed", "Agreed with the complainant"
        FIXED = "fixed", "Fixed by the body, and told in writing"

    class LeadState(models.TextChoices):
        NONE = "", "Nobody leads"
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        TO_SETTLE = "to_settle", "To be settled by the complaints managers"

    reference = models.CharField(max_length=16, unique=True, help_text="JC-2026-0042: what people see and say.")
    title = models.CharField(max_length=120, help_text="What it is about in a few words. No names.")
    words = models.TextField(help_text="What they said, in their words.")
    wants = models.TextField(blank=True, help_text="What they want to happen.")
    received_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(help_text="When the organisation heard or got it. Its clocks start here.")
    recorded_at = models.DateTimeField()
    taken_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=12, choices=Method)
    copy_given_on = models.DateField(
        null=True, blank=True, help_text="When the written record of spoken words was given."
    )
    form_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="The same form sent twice is one complaint."
    )

    complainant_name = models.CharField(max_length=120)
    complainant_contact = models.CharField(max_length=300, help_text="How they want to be reached.")
    relation = models.CharField(max_length=16, choices=Relation)
    acts_because = models.CharField(max_length=16, choices=ActsBecause, blank=True)
    acts_checked = models.CharField(
        max_length=400, blank=True, help_text="What was seen or heard that allows them to act."
    )
    about_name = models.CharField(
        max_length=120, blank=True, help_text="Whom it is about, when not found in the record."
    )
    about_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")

    noticed_on = models.DateField(
        null=True, blank=True, help_text="When they came to know of it, if later than it happened."
    )
    good_reason = models.BooleanField(
        null=True, blank=True, help_text="Late: they had good reason (CR09 reg 12(2)(a))."
    )
    still_fair = models.BooleanField(
        null=True, blank=True, help_text="Late: it can still be looked into fairly (12(2)(b))."
    )
    discretion_note = models.CharField(max_length=400, blank=True)

    status = models.CharField(max_length=12, choices=Status, default=Status.TAKEN)
    routed_at = models.DateTimeField(null=True, blank=True, help_text="Empty: routing is still owed.")
    discussion_offered_at = models.DateTimeField(null=True, blank=True)
    response_due_on = models.DateField(null=True, blank=True)
    response_basis = models.CharField(max_length=8, choices=ResponseBasis, blank=True)
    response_set_at = models.DateTimeField(null=True, blank=True)
    period_ends_on = models.DateField(help_text="Last day of the relevant period: six months, inclusive.")
    period_agreed_until = models.DateField(
        null=True, blank=True, help_text="A longer period, agreed before the first ran out."
    )
    period_agreed_at = models.DateTimeField(null=True, blank=True)
    late_notice_at = models.DateTimeField(
        null=True, blank=True, help_text="When the reason for lateness was sent in writing."
    )
    late_notice_reason = models.TextField(blank=True)

    wished_lead = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The body that runs the service for both under section 75, where there is one.",
    )
    lead_state = models.CharField(max_length=10, choices=LeadState, blank=True, default=LeadState.NONE)
    lead_because = models.CharField(
        max_length=30, blank=True, help_text="The step of lead_order.yaml that decided, or by_hand."
    )
    lead_reason = models.CharField(max_length=400, blank=True, help_text="In words, where people decided.")
    lead_decided_at = models.DateTimeField(null=True, blank=True)
    passed_from = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="passed_to")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(recorded_at__gte=F("received_at")), name="complaint_received_first"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(title=""), name="complaint_has_words"),
            models.CheckConstraint(
                condition=~Q(relation="representative") | ~Q(acts_because=""), name="complaint_representative_because"
            ),
            models.CheckConstraint(
                condition=Q(case=None) | Q(about_person__isnull=False), name="complaint_case_has_person"
            ),
            models.CheckConstraint(
                condition=Q(good_reason=None, still_fair=None) | Q(good_reason__isnull=False, still_fair__isnull=False),
                name="complaint_discretion_whole",
            ),
            models.CheckConstraint(
                condition=Q(response_due_on=None, response_basis="", response_set_at=None)
                | (Q(response_due_on__isnull=False, response_set_at__isnull=False) & ~Q(response_basis="")),
                name="complaint_response_whole",
            ),
            models.CheckConstraint(
                condition=Q(period_agreed_until=None, period_agreed_at=None)
                | Q(period_agreed_until__gt=F("period_ends_on"), period_agreed_at__isnull=False),
                name="complaint_extension_whole",
            ),
            models.CheckConstraint(
                condition=Q(late_notice_at=None, late_notice_reason="")
                | (Q(late_notice_at__isnull=False) & ~Q(late_notice_reason="")),
                name="complaint_late_notice_whole",
            ),
            models.CheckConstraint(
                condition=Q(lead_state="", lead_because="", lead_decided_at=None)
                | (~Q(lead_state="") & ~Q(lead_because="") & Q(lead_decided_at__isnull=False)),
                name="complaint_lead_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="open") | Q(routed_at__isnull=False), name="complaint_open_is_routed"
            ),
            models.CheckConstraint(condition=~Q(passed_from=F("id")), name="complaint_not_passed_from_itself"),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at", "id"], condition=Q(routed_at=None, status="taken"), name="complaint_unrouted"
            ),
            models.Index(fields=["received_by", "status", "-received_at"], name="complaint_receiver"),
            models.Index(fields=["taken_by", "-recorded_at"], name="complaint_taker"),
        ]

    def __str__(self):
        return self.reference

    @property
    def period_last_day(self):
        """The last day on which the answer is in time: as agreed, else six months."""
        return self.period_agreed_until or self.period_ends_on


class Element(models.Model):
    """One thing the complaint is about, the day it is about, and who was responsible on that day."""

    class State(models.TextChoices):
        UNROUTED = "unrouted", "Nobody found yet"
        ROUTED = "routed", "With whoever was responsible"
        ANSWERED = "answered", "Answered"

    class How(models.TextChoices):
        """How we know who was responsible."""

        HELD = "held", "Held the domain on that day"
        COORDINATED = "coordinated", "Coordinated on that day"
        NOBODY = "nobody", "Nobody held the domain on that day"
        NO_RECORD = "no_record", "No record or domain to look in"
        BY_HAND = "by_hand", "Set by a complaints lead"

    class Severity(models.IntegerChoices):
        LOW = 1, "Low"
        MODERATE = 2, "Moderate"
        HIGH = 3, "High"
        EXTREME = 4, "Extreme"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="elements")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=400)
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, blank=True, related_name="+")
    about_on = models.DateField(help_text="The day it happened, or the first of the days.")
    severity = models.PositiveSmallIntegerField(choices=Severity, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.UNROUTED)
    responsible = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The body that answers this element.",
    )
    delivered_by = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who did it, where that is another.",
    )
    accountable = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=12, choices=How, blank=True)
    how_words = models.CharField(max_length=400, blank=True)
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    coordination = models.ForeignKey(Coordination, models.PROTECT, null=True, blank=True, related_name="+")
    set_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "number"], name="element_number_once"),
            models.CheckConstraint(condition=~Q(words=""), name="element_has_words"),
            models.CheckConstraint(
                condition=Q(state="unrouted", responsible=None, how="", set_at=None)
                | (~Q(state="unrouted") & Q(responsible__isnull=False, set_at__isnull=False) & ~Q(how="")),
                name="element_routed_whole",
            ),
            models.CheckConstraint(condition=~Q(how="by_hand") | ~Q(how_words=""), name="element_by_hand_says_why"),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__gte=1, severity__lte=4), name="element_severity_known"
            ),
        ]
