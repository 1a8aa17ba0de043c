"""One person's record, brought together for workers of statutory bodies on the case and for whoever coordinates it.

Composed from the rooms' own queries; nothing here decides who may read. Partners of the shared core have a page of their
own (``desks.shared``), made from its own read model: never this one with holes.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from access.policies import may
from access.roles import Permission
from assessments import discharge_queries, drafts, risk_queries
from assessments import queries as assessments
from assessments.policies import RISK_AND_CRISIS
from assessments.policies import reach as reach_of
from cases.models import Case
from cases.policies import family
from desks import timeline
from domains.maps import map_of
from domains.models import ProgressEntry
from instruments import queries as instruments
from merging import queries as merging

#: A worry stays among what matters now for a week.
WORRY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do on this record: links are drawn for these only, and each page asks again."""

    coordinates: bool
    decides: bool
    sees_audit: bool


@dataclass(slots=True)
class Record:
    """What the case page shows. ``disagreement`` comes from merging; clocks, meeting and plan from assessments.

    ``scores`` are the newest of the instruments whose domains the reader reads; None for who reads no such domain.
    """

    case: object
    map: object
    acts: Acts
    clocks: list
    planned: object | None
    plan: object | None
    worries: list
    disagreement: object
    scores: list | None = None
    home: list = field(default_factory=list)
    risks: list = field(default_factory=list)
    timeline: list = field(default_factory=list)
    older: bool = False

    @property
    def next_due(self):
        return min((clock.due_on for clock in self.clocks), default=None)


def record_of(worker, case, *, at, on=None, latest=8):
    """The record of a case that the worker reads fully. ``on`` is the day of the map, else the moment ``at``.

    The number of queries does not depend on how much the record holds.
    """
    reach = reach_of(worker, case, at=at)
    items, place = timeline.timeline(case, worker, at=at, size=latest)
    return Record(
        case=case, map=map_of(case, on=on or at), acts=acts_of(worker, case, at=at),
        clocks=assessments.clock_rows(case, at=at), planned=assessments.planned_review(case),
        plan=drafts.plan_at_a_glance(case, reach), worries=worries_of(family(case), reach.reads, at=at),
        disagreement=merging.disagreement_of(case), scores=scores_of(case, reach.reads),
        risks=risk_queries.risks(case, at=at, open_only=True) if RISK_AND_CRISIS in reach.reads else [],
        home=list(discharge_queries.owed(Case.objects.filter(pk=case.pk))), timeline=items, older=place is not None,
    )  # fmt: skip


def scores_of(case, reads):
    """The newest score of each questionnaire and scale, or None where none belongs to a domain that is read."""
    return instruments.latest(case, reads) if instruments.reads_any(reads) else None


def acts_of(worker, case, *, at):
    """What the worker may do here; three decisions, whatever the record holds."""
    return Acts(
        coordinates=bool(may(worker, Permission.PROPOSE, case, at=at)),
        decides=bool(may(worker, Permission.RESOLVE_CONFLICT, case, at=at)),
        sees_audit=bool(may(worker, Permission.VIEW_AUDIT, case, at=at)),
    )


def worries_of(case_ids, domain_codes, *, at):
    """What partners asked the coordinator to know at once, in the last week, newest first."""
    return list(
        ProgressEntry.objects.filter(
            case_id__in=case_ids, part__domain__code__in=domain_codes, tell_coordinator=True, at__gt=at - WORRY
        )
        .select_related("worker", "organisation", "part__domain")
        .order_by("-at", "-pk")[:5]
    )
