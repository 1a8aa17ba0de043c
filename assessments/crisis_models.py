"""The crisis plan and the contingency plan: things of their own beside the versions of the assessment."""

from django.db import models
from django.db.models import Q

from assessments.written import Written
from cases.models import Case


class CasePlan(Written):
    """A plan of its own beside the versions of the assessment. Append-only: a new version replaces, the old one stays."""

    version = models.PositiveIntegerField()
    started_from = models.CharField(max_length=200, blank=True, help_text="Version 2 of the assessment, where it was.")

    class Meta:
        abstract = True


class CrisisPlan(CasePlan):
    """What to do in a crisis: early-warning signs, what helps, whom to call, what the person wishes (domain-facts 1.4).

    ``contacts`` is [{"name", "relation", "number", "when"}] in the order of calling.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="crisis_plans", db_index=False)
    signs = models.TextField(blank=True)
    helps = models.TextField(blank=True)
    contacts = models.JSONField(default=list, blank=True)
    wishes = models.TextField(blank=True, help_text="Advance statements among them, and where they are kept.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="crisis_plan_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="crisis_plan_from_one"),
        ]


class ContingencyPlan(CasePlan):
    """What to do at short notice if part of the plan fails (domain-facts 1.4).

    ``steps`` is [{"situation", "then", "who"}]: if this happens, then that is done, by whom.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="contingency_plans", db_index=False)
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="contingency_plan_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="contingency_plan_from_one"),
        ]
