"""Scores of questionnaires and scales: what was answered, and what it came to then."""

from django.db import models
from django.db.models import Q

from cases.models import Case
from instruments.definition import ANSWERED_BY
from partners.models import Domain, Organisation, Worker


class Score(models.Model):
    """Append-only: one questionnaire, answered once. A correction is a new row that replaces the one before, with a reason.

    ``totals`` are as they were worked out then (``rules.score``), so that a later version of the instrument changes nothing.
    ``domain`` is the instrument's when it was recorded: access follows it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="scores", db_index=False)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    instrument = models.CharField(max_length=40, help_text="Code of the definition.")
    version = models.CharField(max_length=12, help_text="Version of the definition.")
    name = models.CharField(max_length=80, help_text="What the instrument was called then.")
    measured_on = models.DateField()
    answered_by = models.CharField(max_length=8, choices=list(ANSWERED_BY.items()))
    answers = models.JSONField(help_text="Item code -> value; 8.detail and 8.words for what is asked beside item 8.")
    totals = models.JSONField(help_text="One mapping a scorer, as worked out then.")
    at = models.DateTimeField(help_text="When it was recorded.")
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", models.RESTRICT, null=True, blank=True, related_name="replaced_by")
    because = models.CharField(max_length=400, blank=True, help_text="Why it was corrected.")
    form_key = models.UUIDField(
        null=True, blank=True, unique=True, help_text="So that the same form sent twice is one score."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None, because="") | Q(replaces__isnull=False) & ~Q(because=""),
                name="score_correction_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "measured_on", "id"], name="score_case_measured"),
            models.Index(fields=["case", "at", "id"], name="score_case_at"),
        ]


class Withdrawal(models.Model):
    """A score that is not this person's, or was never answered. The row stays and is sealed where it was sealed; nobody is
    shown its answers or totals any more, and no chart, page or print counts it.
    """

    score = models.OneToOneField(Score, models.CASCADE, related_name="withdrawal")
    because = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="withdrawal_has_reason")]
