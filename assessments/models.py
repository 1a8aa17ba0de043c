"""The single assessment, its answers and needs; the plan; who agrees and who signed; reviews, and the clocks of each duty.

Nothing here is overwritten: an answer, a person's words, a need and an agreement keep every version with who and when.
"""

from django.db import models
from django.db.models import F, Q

from assessments.aftercare_models import Aftercare, AftercareService, AftercareSignature
from assessments.agreement_models import Agreement, How, Party, Says, Signature
from assessments.charging.models import PersonalBudget, ServiceCharge
from assessments.crisis_models import ContingencyPlan, CrisisPlan
from assessments.determination_models import Determination
from assessments.discharge_models import Discharge, FollowUpContact
from assessments.documents.models import CopyGiven, CopySentInError
from assessments.review_models import Attendance, CalendarFeed, Came, Contribution, ReviewMove, ReviewRequest, Seat
from assessments.risk_models import Risk, RiskVersion
from assessments.written import Written
from cases.models import Case
from domains.models import Part
from partners.models import Domain, Organisation, Worker

__all__ = [
    "Action", "ActionState", "Aftercare", "AftercareService", "AftercareSignature", "Agreement", "Answer",
    "AnswerState", "AnswerVersion", "Assessment", "Attendance", "CalendarFeed", "Came", "ContingencyPlan",
    "Contribution", "CopyGiven", "CopySentInError", "CrisisPlan", "Determination", "Discharge", "FollowUpContact",
    "Goal", "GoalState", "How", "Need", "NeedLevel", "Party", "PersonalBudget", "Plan", "PlanEvent", "Review",
    "ReviewClock", "ReviewCovers", "ReviewMove", "ReviewRequest", "Risk", "RiskVersion", "Says", "Seat",
    "SectionWords", "SectionWordsVersion", "ServiceCharge", "Signature", "Written",
]  # fmt: skip


class Assessment(models.Model):
    """One assessment per case and version, for all the frameworks that the partnership has chosen.

    ``frameworks`` pins code -> version of each, so that a signed version is read as it was asked.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        SIGNED = "signed", "Agreed"

    case = models.ForeignKey(Case, models.CASCADE, related_name="assessments", db_index=False)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    frameworks = models.JSONField(help_text="Framework code -> version, as chosen when it was started.")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", help_text="Whose worker started it."
    )
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When the partners were first asked to answer.")
    asked_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="assessment_version_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="draft"), name="one_draft_assessment"),
            models.CheckConstraint(condition=Q(version__gte=1), name="assessment_version_from_one"),
            models.CheckConstraint(
                condition=Q(state="draft", signed_at=None) | Q(state="signed", signed_at__isnull=False),
                name="assessment_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="assessment_asked_whole",
            ),
        ]

    @property
    def signed_for(self):
        """The :class:`Signature` of this version, or None while nobody has signed it."""
        return getattr(self, "signature", None)


class SectionWords(Written):
    """What the person says about a section, in their own words. ``number`` counts its versions."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="words")
    section = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "section"], name="section_words_once")]


class SectionWordsVersion(Written):
    """Append-only: every version of a person's words."""

    section_words = models.ForeignKey(SectionWords, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["section_words", "number"], name="section_words_version_once")]


class AnswerState(models.TextChoices):
    CARRIED_IN = "carried_in", "Carried in, to confirm"
    CONFIRMED = "confirmed", "Answered"


class Answer(Written):
    """The newest answer to one item. It repeats its newest :class:`AnswerVersion`.

    ``domain`` is the item's when it was answered: access follows it. A carried-in answer counts for no duty until
    somebody confirms it. ``also_recorded`` keeps what other sources said, as [{"value", "source_text", "source_ref"}].
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    value = models.JSONField(
        null=True, blank=True, help_text="Text, a choice's code, yes/no as a boolean, a date as ISO."
    )
    state = models.CharField(max_length=10, choices=AnswerState)
    why = models.CharField(max_length=400, blank=True, help_text="Why it differs from what was carried in.")
    source_text = models.CharField(max_length=200, blank=True, help_text="Council, assessment of 3 April 2026.")
    source_ref = models.CharField(
        max_length=120, blank=True, help_text="Where the source holds it: file, row, version."
    )
    also_recorded = models.JSONField(default=list, blank=True)
    number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "item"], name="answer_once"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(by__isnull=False), name="answer_confirmed_by_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state="carried_in") | ~Q(source_text=""), name="answer_carried_in_has_source"
            ),
        ]


class AnswerVersion(Written):
    """Append-only: every value an answer has had, with who, when, for which organisation and from which source."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AnswerState)
    why = models.CharField(max_length=400, blank=True)
    source_text = models.CharField(max_length=200, blank=True)
    source_ref = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once")]


class NeedLevel(models.TextChoices):
    UNMET = "unmet", "Unmet: it is not being helped with"
    MET = "met", "Met: the help given is enough"
    NONE = "none", "No need here"


class Need(Written):
    """Something the person needs help with. A change makes a new row that replaces the old one, which stays."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="needs")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=60, blank=True, help_text="The question it came out of, where there is one.")
    text = models.CharField(max_length=400)
    level = models.CharField(max_length=6, choices=NeedLevel)
    persons_view = models.TextField(blank=True)
    workers_view = models.TextField(blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)


class Plan(Written):
    """The plan of one version of the assessment. It is agreed when that version is."""

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="plan")


class GoalState(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    GOING_WELL = "going_well", "Going well"
    STUCK = "stuck", "Stuck"
    REACHED = "reached", "Reached"
    LEFT = "left", "The person no longer wants it"


class Goal(Written):
    """What the person wants, in their own words. ``state`` repeats its newest :class:`PlanEvent`."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    words = models.TextField()
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="goals")
    state = models.CharField(max_length=12, choices=GoalState, default=GoalState.NOT_STARTED)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]


class ActionState(models.TextChoices):
    TO_DO = "to_do", "To do"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Will not be done"


class Action(Written):
    """Who does what by when towards a goal: an organisation, by one of its parts where it holds one.

    ``organisation`` (of :class:`Written`) wrote it down; ``done_by`` does it.
    """

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="actions")
    text = models.CharField(max_length=400)
    part = models.ForeignKey(Part, models.PROTECT, null=True, blank=True, related_name="+")
    done_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    by_when = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=ActionState, default=ActionState.TO_DO)

    class Meta:
        ordering = ["pk"]


class PlanEvent(Written):
    """Append-only: every state a goal or an action has had, and what was said about it."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="events")
    action = models.ForeignKey(Action, models.CASCADE, null=True, blank=True, related_name="events")
    state = models.CharField(max_length=12)
    note = models.CharField(max_length=400, blank=True)


class ReviewClock(models.Model):
    """The truth behind a review deadline: when the duty's side began, when it was last reviewed, and whose duty it is.

    The due day is never stored here: ``rules.review_due_on`` makes it, and the register of deadlines holds it.
    Append-only: a new date ends the row and begins another. One live row per case and kind.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="review_clocks", db_index=False)
    kind = models.CharField(max_length=40, help_text="review.cpa, review.care_act: named by a framework.")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", help_text="The body whose duty it is."
    )
    started_on = models.DateField(null=True, blank=True, help_text="When the episode, service or assessment began.")
    last_done_on = models.DateField(null=True, blank=True, help_text="The last review that counts for this duty.")
    source_text = models.CharField(max_length=200, blank=True)
    because = models.CharField(
        max_length=400, blank=True, default="", db_default="", help_text="Why a worker began it by hand."
    )
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = models.CharField(max_length=400, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(ended_at=None), name="review_clock_live_once"),
            models.CheckConstraint(
                condition=Q(started_on__isnull=False) | Q(last_done_on__isnull=False), name="review_clock_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("set_at")), name="review_clock_period"
            ),
        ]
        indexes = [models.Index(fields=["case", "kind", "set_at"], name="review_clock_history")]


class Review(models.Model):
    """One meeting for one or several duties: planned, held and checked; or planned and called off.

    A meeting that is moved stays this row: ``scheduled_for`` and ``place`` repeat the newest time, those before are
    :class:`ReviewMove` rows. ``sequence`` counts the changes that a calendar must hear of (RFC 5545).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="reviews", db_index=False)
    planned_at = models.DateTimeField(null=True, blank=True, help_text="When it was arranged.")
    planned_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    scheduled_for = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField(null=True, blank=True)
    held_recorded_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="Who called it.")
    persons_words = models.TextField(blank=True, help_text="What the person said about how things are.")
    what_was_decided = models.TextField(blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_because = models.CharField(max_length=400, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    checked_without = models.CharField(
        max_length=400, blank=True, help_text="Why it was closed without somebody who shares a domain."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False, held_on__isnull=False),
                name="review_checked_whole",
            ),
            models.CheckConstraint(
                condition=Q(held_on=None, held_recorded_at=None, held_by=None)
                | Q(held_on__isnull=False, held_recorded_at__isnull=False, held_by__isnull=False),
                name="review_held_whole",
            ),
            models.CheckConstraint(
                condition=Q(planned_at=None, scheduled_for=None)
                | Q(planned_at__isnull=False, scheduled_for__isnull=False),
                name="review_planned_whole",
            ),
            models.CheckConstraint(
                condition=Q(planned_at__isnull=False) | Q(held_on__isnull=False), name="review_planned_or_held"
            ),
            models.CheckConstraint(condition=Q(called_off_at=None) | Q(held_on=None), name="review_held_or_called_off"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(held_on=None, called_off_at=None), name="one_review_planned"
            ),
        ]
        indexes = [models.Index(fields=["case", "held_on"], name="review_case_held")]


class ReviewCovers(models.Model):
    """That a review counts for a duty, with the day on which that duty was due: each clock keeps its own compliance."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="covers")
    kind = models.CharField(max_length=40)
    was_due_on = models.DateField(null=True, blank=True, help_text="As it stood when the review was held.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "kind"], name="review_covers_once")]
