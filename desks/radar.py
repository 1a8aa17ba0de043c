"""The gap radar: what is with no one, passed around, unanswered, silent, held by somebody who has gone, or about to lapse.

Over the caseload of whoever coordinates, or over a team, an organisation or the partnership for those who manage it. Each
kind is one condition over rows of the record, so a figure and the list behind it cannot disagree. Restricted records are
on nobody's radar but their coordinator's, and nobody's radar holds a record that they are barred from.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q
from django.http import Http404

from access.roles import READS_CASES, Permission, Role
from access.rows import effective
from cases import sight
from cases.consent_deadlines import CONSENT, REVIEW
from cases.models import Bar, Case, Consent
from desks.reviews import scope_of
from desks.sight import open_to
from domains.models import Part, Responsibility, Share, State
from domains.policies import WRITES
from domains.queries import with_no_one
from notifications.models import Deadline
from partners.models import Membership
from partners.standing import standing_of

#: Figures stop here, lists show so many at most.
COUNTED, LISTED = 1_000, 100
#: Nobody coordinates more people than this.
OWN = 5_000
#: Days without an entry after which a part is silent, and days within which an end is near. Defaults of the partnership, no rule.
SILENT_DAYS, ENDING_DAYS = 28, 28
LEAST_DAYS, MOST_DAYS = 1, 730

MINE, TEAM, ALL = "mine", "team", "all"
KINDS = {
    "ownerless": "With no one",
    "contested": "Passed around",
    "unanswered": "Asked, not answered in time",
    "silent": "Silent",
    "gone": "Held by somebody who has gone",
    "ending": "Agreement of the person ending",
}


@dataclass(frozen=True, slots=True)
class Over:
    """What somebody's radar covers. ``organisation_ids`` None: the whole partnership."""

    which: str
    organisation_ids: tuple | None
    team_ids: tuple = ()
    choices: tuple = ()
    names: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap. ``person`` is "" to whoever may not open the record; ``since`` is None where no row says since when."""

    case_id: int
    person: str
    opens: bool
    domain: str
    domain_code: str
    organisation: str
    worker: str
    since: datetime | None

    @property
    def reference(self):
        return f"C-{self.case_id}"


def over(worker, *, at, chosen="", organisation=None):
    """The worker's radar: what they chose among what they may follow, else the first. Refuses the other roles."""
    standing = standing_of(worker, at=at)
    choices = []
    if Role.COORDINATOR in standing.roles():
        choices.append((MINE, "The people I coordinate"))
    manages = standing.permits(Permission.VIEW_REVIEWS)
    if manages or not choices:
        scope = scope_of(worker, at=at, chosen=organisation)  # refuses whoever may not follow reviews
        teams = tuple(
            seat.team_id for seat in standing.seats if seat.role == Role.TEAM_MANAGER and not seat.reads_whole
        ) or tuple(seat.team_id for seat in standing.seats if seat.role == Role.TEAM_MANAGER)
        if teams:
            choices.append((TEAM, "My teams"))
        choices.append((ALL, "The partnership" if scope.everybody else "My organisation"))
    chosen = chosen if chosen in dict(choices) else choices[0][0]
    if chosen == MINE:
        return Over(MINE, None, (), tuple(choices))
    ids = None if scope.everybody else scope.organisation_ids
    return Over(chosen, ids, teams if chosen == TEAM else (), tuple(choices), scope.opens_records)


class Radar:
    """All kinds over one scope at one moment. ``silent_after`` in days."""

    def __init__(self, worker, covers, *, at, silent_after=SILENT_DAYS):
        self.worker, self.covers, self.at, self.silent_after = worker, covers, at, silent_after

    def figures(self):
        """[(kind, how many, at most 1,001)] of every kind. One query each, none reads more rows than it counts."""
        return [(kind, len(rows.order_by().values_list("pk")[: COUNTED + 1])) for kind, rows in self._kinds()]

    def listed(self, kind, size=LISTED):
        """The gaps of one kind, the oldest first. 404 for a kind that there is none of. Three queries."""
        rows = dict(self._kinds()).get(kind)
        if rows is None:
            raise Http404
        found = list(self._shown(kind, rows)[:size])
        opens = open_to(self.worker, {row.case_id for row in found}, at=self.at) if self.covers.names else frozenset()
        people = {}
        if opens:
            for case in Case.objects.filter(pk__in=opens).select_related("person"):
                people[case.pk] = case.person.display_name
        if kind == "ending":
            said = Consent.objects.select_related("organisation", "domain").in_bulk({row.subject_id for row in found})
            return [_of_consent(row, said[row.subject_id], people) for row in found if row.subject_id in said]
        of = _of_responsibility if kind in ("ownerless", "contested") else _of_part
        return [of(row, people) for row in found]

    def _cases(self, path=""):
        """The condition on the case of a row: open, in the scope, and nobody's secret. ``path`` as "case__", "" on cases."""
        if self.covers.which == MINE:
            return Q(**{f"{path}pk__in": self._own})
        condition = Q(**{f"{path}is_open": True, f"{path}merged_into": None, f"{path}restricted": False})
        if self.covers.team_ids:
            condition &= Q(**{f"{path}coordinator_team_id__in": self.covers.team_ids})
        elif self.covers.organisation_ids is not None:
            condition &= Q(**{f"{path}coordinator_organisation_id__in": self.covers.organisation_ids})
        return condition & ~Q(**{f"{path}pk__in": self._barred})

    @cached_property
    def _own(self):
        keys = set()
        for branch in sight.branches(self.worker, at=self.at):
            if branch.name == "coordinator":
                keys |= set(branch.rows.filter(branch.open).values_list("pk", flat=True)[:OWN])
        return keys

    @cached_property
    def _barred(self):
        return list(Bar.objects.filter(effective(self.at), worker=self.worker).values_list("case_id", flat=True))

    def _kinds(self):
        """Each kind with its rows: responsibilities, parts or deadlines."""
        at = self.at
        parts = Part.objects.filter(responsibility=OuterRef("pk"))
        led = Exists(parts.filter(state=State.ACCEPTED, share=Share.LEAD))
        refused = Exists(parts.filter(state=State.DECLINED))
        here = Responsibility.objects.filter(self._cases("case__"), effective_until=None)
        mine = Part.objects.filter(self._cases("case__"))
        quiet = at - timedelta(days=self.silent_after)
        still = Membership.objects.filter(
            effective(at), worker=OuterRef("worker_id"), organisation=OuterRef("organisation_id"), role__in=READS_CASES
        )
        gone = Q(worker__is_active=False) | ~Exists(still)
        yield "ownerless", with_no_one().filter(self._cases("case__"))
        yield "contested", here.filter(~led & refused)
        yield "unanswered", mine.filter(state=State.PROPOSED, due_at__lt=at)
        yield "silent", mine.filter(
            Q(last_entry_at__lt=quiet) | Q(last_entry_at=None, effective_from__lt=quiet), state=State.ACCEPTED,
            share__in=WRITES,
        )  # fmt: skip
        yield "gone", mine.filter(gone, state=State.ACCEPTED, worker__isnull=False)
        soon = at + timedelta(days=ENDING_DAYS)
        due = Deadline.objects.filter(is_live=True, kind=REVIEW, subject_kind=CONSENT, due_at__lt=soon)
        yield "ending", due.filter(case_id__in=Case.objects.filter(self._cases()).values("pk"))

    def _shown(self, kind, rows):
        if kind in ("ownerless", "contested"):
            return rows.select_related("domain", "accountable").order_by("effective_from", "pk")
        if kind == "ending":
            return rows.order_by("due_at", "pk")
        rows = rows.select_related("domain", "organisation", "worker")
        if kind == "unanswered":
            return rows.order_by("proposed_at", "pk")
        return rows.order_by(F("last_entry_at").asc(nulls_first=True), "effective_from", "pk")


def _about(row, people):
    name = people.get(row.case_id, "")
    return {"case_id": row.case_id, "person": name, "opens": bool(name)}


def _of_responsibility(row, people):
    return Gap(
        **_about(row, people), domain=row.domain.name, domain_code=row.domain.code, organisation=row.accountable.name, worker="",
        since=row.effective_from,
    )  # fmt: skip


def _of_part(row, people):
    since = row.proposed_at if row.state == State.PROPOSED else row.last_entry_at or row.effective_from
    return Gap(
        **_about(row, people), domain=row.domain.name, domain_code=row.domain.code, organisation=row.organisation.name,
        worker=row.worker.name if row.worker else "", since=since,
    )  # fmt: skip


def _of_consent(row, consent, people):
    domain = consent.domain.name if consent.domain else "Everything it does"
    return Gap(
        **_about(row, people), domain=domain, domain_code="", organisation=consent.organisation.name, worker="",
        since=row.due_at,
    )  # fmt: skip
