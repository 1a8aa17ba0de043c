"""Why an organisation is involved, and which single workers are let in or barred. Written by their services only."""

from django.db import models
from django.db.models import Q

from access.grants import WorkerGrantBase
from access.rows import Dated, Guarded, period_in_order
from cases.models.case import Case
from partners.models import Domain, Organisation, Team, Worker


class InvolvementBasis(Guarded):
    """One live reason why an organisation is involved. ``domains`` and coordination write it through ``cases.involvement``."""

    class Kind(models.TextChoices):
        COORDINATION = "coordination", "Coordinates"
        PART = "part", "Holds a part"

    case = models.ForeignKey(Case, models.CASCADE, related_name="bases", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=Kind)
    reference = models.BigIntegerField(help_text="The part or coordination row it stands for.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="basis_once")]
        indexes = [
            models.Index(fields=["case", "organisation", "domain"], name="basis_case_org"),
            models.Index(fields=["organisation", "case"], name="basis_org_case"),
        ]


class Involvement(Guarded):
    """What case lists read: one row per case and team, always one for the whole organisation. Derived from the bases."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="involvements", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False)
    next_due = models.DateTimeField()
    is_open = models.BooleanField()
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "team"], name="involvement_once")]
        indexes = [
            models.Index(
                fields=["team", "next_due", "case"],
                condition=Q(is_open=True, restricted=False),
                name="involvement_team_due",
            ),
            models.Index(fields=["case", "organisation"], name="involvement_case_org"),
        ]


class CaseGrant(WorkerGrantBase):
    """guardian's row: one named worker may open one case, for one organisation. A projection of NamedAccess."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta(WorkerGrantBase.Meta):
        indexes = [models.Index(fields=["user", "content_object"], name="case_grant_user")]


class NamedAccess(Guarded, Dated):
    """History of every grant to a named worker: who let them in, why and until when."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="named_access")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="named_access")
    reason = models.CharField(max_length=400)
    granted_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    class Meta:
        constraints = [period_in_order("named_access_period")]


class Bar(Guarded, Dated):
    """One worker may not open one case, whatever else is true (a relative on the staff)."""

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="bars")
    case = models.ForeignKey(Case, models.CASCADE, related_name="bars")
    reason = models.CharField(max_length=400)
    set_by = models.ForeignKey(Worker, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            period_in_order("bar_period"),
            models.UniqueConstraint(fields=["worker", "case"], condition=Q(effective_until=None), name="one_bar_now"),
        ]
