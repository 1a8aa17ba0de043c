"""A complaint, what it is about, who answers, and what the complainant agreed to.

Complaint papers stay off the care record: nothing here is reachable from a person or a case (``related_name="+"``), and
audit rows of this room carry no case. Rows that give access are guarded; what happened is append-only.
"""

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


class StatusRow(models.Model):
    """Append-only: every status a complaint has had, when, by whom and why. No worker: the system itself."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=12, choices=Status)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)


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


class Body(Guarded):
    """An organisation that has to do with a complaint. It reads only in state *open*, and, unless it received the
    complaint itself, only with the complainant's agreement."""

    class Role(models.TextChoices):
        RESPONSIBLE = "responsible", "Answers"
        CONTRIBUTES = "contributes", "Did it, and contributes"
        RECEIVED = "received", "Took the complaint"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for the complainant's agreement"
        OPEN = "open", "Has it"
        NOT_SHARED = "not_shared", "The complainant said no"
        PASSED = "passed", "Passed it on"
        NO_PART = "no_part", "No longer has a part"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="bodies")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=12, choices=Role)
    because = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State)
    is_lead = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    received_at = models.DateTimeField(
        null=True, blank=True, help_text="When it got the complaint: its own clock starts."
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_method = models.CharField(max_length=12, choices=Method, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "organisation"], name="body_once"),
            models.UniqueConstraint(fields=["complaint"], condition=Q(is_lead=True), name="one_lead_body"),
            models.CheckConstraint(
                condition=Q(state="waiting", received_at=None)
                | Q(state__in=["open", "passed"], received_at__isnull=False)
                | Q(state__in=["not_shared", "no_part"]),
                name="body_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_lead=False) | Q(state="open", role__in=["responsible", "received"]),
                name="lead_body_has_it",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None, acknowledged_method="")
                | (
                    Q(acknowledged_at__gte=F("received_at"), acknowledged_by__isnull=False) & ~Q(acknowledged_method="")
                ),
                name="body_acknowledged_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "complaint"], name="body_org_state")]


class SharingConsent(Guarded):
    """What the complainant said about sharing their complaint with one named body. *Not asked* is the absence of a row.

    Apart from the consents of the care record (``cases.Consent``): who complains may be somebody else. A new answer
    ends the one before.
    """

    class Answer(models.TextChoices):
        GIVEN = "given", "Agreed"
        REFUSED = "refused", "Said no"
        WITHDRAWN = "withdrawn", "Agreed at first, then said no"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    given_by = models.CharField(
        max_length=120, help_text="The complainant, or who decided for them and on what authority."
    )
    method = models.CharField(max_length=12, choices=Method)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "organisation"], condition=Q(ended_at=None), name="sharing_answer_now_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("recorded_at")), name="sharing_answer_period"
            ),
        ]


class NamedStaff(Guarded):
    """A worker whom the complaint is about. They never open its papers, whatever their role."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="named_staff")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "worker"], name="named_staff_once")]


class PartOfAnswer(models.Model):
    """What one body says about one element. Append-only: the newest version counts, the older ones stay."""

    class Finding(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        PARTLY = "partly", "Upheld in part"
        NOT_UPHELD = "not_upheld", "Not upheld"

    body = models.ForeignKey(Body, models.PROTECT, related_name="parts_of_answer")
    element = models.ForeignKey(Element, models.PROTECT, related_name="parts_of_answer")
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    finding = models.CharField(max_length=12, choices=Finding, blank=True)
    approved = models.BooleanField(default=False, help_text="The body stands by it.")
    written_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "element", "version"], name="part_of_answer_version_once"),
            models.CheckConstraint(condition=~Q(words=""), name="part_of_answer_has_words"),
            models.CheckConstraint(condition=Q(approved=False) | ~Q(finding=""), name="part_of_answer_approved_finds"),
        ]


class Event(models.Model):
    """Append-only: what was done with a complaint, by whom and for which body."""

    class Kind(models.TextChoices):
        TAKEN = "taken", "Taken"
        ROUTED = "routed", "Routed"
        RESPONSIBLE_SET = "responsible_set", "Responsible body set by hand"
        CONSENT = "consent", "Answer about sharing"
        LEAD = "lead", "Who leads"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESPONSE_DATE = "response_date", "Date of the answer"
        EXTENDED = "extended", "Longer period agreed"
        LATE_NOTICE = "late_notice", "Reason for lateness sent"
        PART_WRITTEN = "part_written", "Part of the answer written"
        PASSED = "passed", "Passed on"
        NOTE = "note", "Note"
        STATUS = "status", "Status"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["complaint", "-at", "-id"], name="complaint_event")]
