"""Determinations: what a body decides in law about a person, in writing, with reasons. Append-only."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from assessments.determination_kinds import ABOUT, Kind
from partners.models import Organisation, Worker


class Determination(models.Model):
    """One decision of one body, for the version of the assessment that stood when it was signed.

    The newest ``number`` of a kind stands; those before stay as they were signed. ``proposal`` is what the rule said and
    ``answers`` the confirmed answers it was said of, as they were: {question: {"value", "number"}}. ``facts`` holds what was
    asked for this decision alone. The signature keeps the names of that day.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", models.CASCADE, related_name="determinations", db_index=False
    )
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.PositiveIntegerField()
    decision = models.CharField(max_length=12)
    persons_words = models.TextField(blank=True, help_text="What the person said when they were told.")
    reasons = models.TextField(help_text="CA14 s13(2): a written determination with reasons.")
    advice = models.TextField(blank=True, help_text="CA14 s13(5): what can meet, reduce, prevent or delay needs.")
    facts = models.JSONField(default=dict)
    proposal = models.JSONField()
    answers = models.JSONField(default=dict)
    differs = models.BooleanField(help_text="Decided otherwise than the rule proposed.")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="Whose decision it is.")
    signed_name = models.CharField(max_length=200)
    signed_for = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "kind", "number"], name="determination_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="determination_number_from_one"),
            models.CheckConstraint(condition=~Q(reasons=""), name="determination_has_reasons"),
            models.CheckConstraint(
                condition=reduce(
                    or_,
                    (Q(kind=a.kind, decision__in=[code for code, _ in a.decisions]) for a in ABOUT.values()),
                ),
                name="determination_decides_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(
                    kind__in=["care_act_eligibility", "carer_eligibility"], decision="not_eligible", advice=""
                ),
                name="determination_advises_where_nothing_is_eligible",
            ),
        ]

    @property
    def about(self):
        return ABOUT[self.kind]

    @property
    def decided(self):
        """The decision in words."""
        return self.about.decided(self.decision)
