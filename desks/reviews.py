"""What a manager follows: reviews overdue and due, who has no coordinator, who waits for a partner, by team and partner.

Scoped by the organisation that owes a review (a column of the register of deadlines), never by joining the cases somebody
may see: that is what keeps it quick for an organisation of any size. Lists hold no clinical content.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, Subquery

from access.decisions import Refused
from access.roles import Permission, Role
from access.rows import effective
from assessments.framework_files import library
from assessments.models import Review, ReviewClock
from assessments.rules import YEAR
from calendars import add_months, local_day
from cases.models import Bar, Case, Involvement, RecordKind
from desks.moments import owed, soon_until
from desks.sight import open_to
from domains.models import Part, State
from notifications.models import Deadline, Notice
from partners.models import Organisation
from partners.standing import may_here, standing_of

SIZE = 20
COUNT_LIMIT = 1000
#: The twelve-month indicator counts reviews of the care programme (domain-facts 7.1, MHS13).
INDICATOR = "review.cpa"
#: What the partners agreed to reach, in per cent.
AIM = 95


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose reviews are looked at. ``all_partners``: a partnership manager, who opens no record."""

    organisation_ids: tuple
    chosen: int | None
    choices: tuple
    all_partners: bool
    opens_records: bool

    @property
    def everybody(self):
        return self.all_partners and self.chosen is None


def scope_of(worker, *, at, chosen=None):
    """What the worker may follow, narrowed to one organisation where it is among them. Refuses the other roles."""
    decision = may_here(worker, Permission.VIEW_REVIEWS, at=at)
    if not decision:
        raise Refused(decision)
    standing = standing_of(worker, at=at)
    all_partners = Role.PARTNERSHIP_MANAGER in standing.roles()
    partners = Organisation.objects.exclude(status=Organisation.Status.LEFT).order_by("name")
    if not all_partners:
        partners = partners.filter(pk__in=standing.organisation_ids(Permission.VIEW_REVIEWS))
    choices = tuple(partners.values_list("pk", "name", "short_name"))
    ids = tuple(pk for pk, _, _ in choices)
    if chosen not in ids:
        chosen = None
    return Scope(
        (chosen,) if chosen else ids, chosen, choices, all_partners,
        opens_records=Role.TEAM_MANAGER in standing.roles(),
    )  # fmt: skip


def review_kinds():
    return sorted(library().clocks())


def clock_name(kind):
    return library().clocks()[kind].name if kind in library().clocks() else kind


def live_reviews(scope):
    return Deadline.objects.filter(
        is_live=True, owner_organisation_id__in=scope.organisation_ids, kind__in=review_kinds()
    )


@dataclass(frozen=True, slots=True)
class Team:
    """One bar: a team's reviews that are overdue, and those due within 28 days."""

    team_id: int
    name: str
    organisation: str
    overdue: int
    soon: int
    people: int


def teams(scope, *, at):
    """Reviews overdue and due soon by the team that owes them, most overdue first. Two queries."""
    rows = (
        live_reviews(scope)
        .filter(due_at__lt=soon_until(at))
        .order_by()
        .values("owner_team_id", "owner_team__name", "owner_team__is_whole", "owner_organisation__short_name")
        .annotate(overdue=Count("due_at", filter=Q(due_at__lt=at)), soon=Count("due_at", filter=Q(due_at__gte=at)))
    )
    rows = list(rows)
    people = dict(
        Involvement.objects.filter(team_id__in=[row["owner_team_id"] for row in rows], is_open=True, restricted=False)
        .order_by()
        .values_list("team_id")
        .annotate(Count("case_id"))
    )
    made = [
        Team(
            row["owner_team_id"], "Whole organisation" if row["owner_team__is_whole"] else row["owner_team__name"],
            row["owner_organisation__short_name"], row["overdue"], row["soon"], people.get(row["owner_team_id"], 0),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda team: (-team.overdue, -team.soon, team.organisation, team.name))


def unallocated(scope):
    """Open cases of these organisations that nobody coordinates."""
    return Case.objects.filter(
        is_open=True, coordinator=None, coordinator_organisation_id__in=scope.organisation_ids, merged_into=None
    )


def unanswered(scope):
    """Proposals that wait for an answer on cases these organisations coordinate."""
    return Part.objects.filter(state=State.PROPOSED, case__coordinator_organisation_id__in=scope.organisation_ids)


@dataclass(frozen=True, slots=True)
class Figures:
    overdue: int
    soon: int
    unallocated: int
    unanswered: int
    unanswered_week: int


def figures(scope, by_team, *, at):
    """The four figures on top. Two queries besides the teams; the last two stop counting at a thousand."""
    week = at - timedelta(days=7)
    waiting = list(unanswered(scope).order_by().values_list("proposed_at", flat=True)[: COUNT_LIMIT + 1])
    return Figures(
        overdue=sum(team.overdue for team in by_team),
        soon=sum(team.soon for team in by_team),
        unallocated=unallocated(scope).order_by()[: COUNT_LIMIT + 1].count(),
        unanswered=len(waiting),
        unanswered_week=sum(asked < week for asked in waiting),
    )


@dataclass(frozen=True, slots=True)
class Indicator:
    """Of people in the care programme for twelve months or more, how many were reviewed in the last twelve."""

    organisation_id: int
    organisation: str
    counted: int
    reviewed: int

    @property
    def not_yet(self):
        return self.counted - self.reviewed

    @property
    def percent(self):
        """Whole per cent, rounded down: 94.9 is not 95."""
        return self.reviewed * 100 // self.counted if self.counted else None


def _counted(scope, day):
    before = add_months(day + timedelta(days=1), -YEAR)
    clocks = ReviewClock.objects.filter(
        kind=INDICATOR,
        ended_at=None,
        case__is_open=True,
        started_on__lt=before,
        organisation_id__in=scope.organisation_ids,
    )
    return clocks, Q(last_done_on__gte=before, last_done_on__lte=day)


def indicator(scope, *, at):
    """The twelve-month indicator by organisation, as the national data set counts it (MHS13). One query.

    Counted: the care programme began before the twelve months that end today. Reviewed: a review falls within them.
    """
    clocks, reviewed = _counted(scope, local_day(at))
    rows = (
        clocks.order_by()
        .values_list("organisation_id", "organisation__short_name")
        .annotate(counted=Count("pk"), reviewed=Count("pk", filter=reviewed))
    )
    return sorted((Indicator(*row) for row in rows), key=lambda one: one.organisation)


@dataclass(slots=True)
class Late:
    """One person on a list of the manager. ``opens``: the reader may open the record."""

    case_id: int
    person: str
    opens: bool
    due: datetime | None
    clocks: list
    coordinator: str
    team: str
    planned_for: datetime | None
    called_off: str
    escalated_at: datetime | None

    @property
    def reference(self):
        return f"C-{self.case_id}"


LISTS = ("overdue", "soon", "unallocated", "unanswered", "not-reviewed")


def listed(worker, scope, which, *, at, after=None, team_id=None, size=SIZE):
    """One page of one of the lists, longest first: (rows, place of the next page or None). Four queries at most.

    A person who is on the page by two clocks stands there once, with both.
    """
    rows = _places(scope, which, at=at, team_id=team_id)
    moment, key = _ORDER[which]
    if after is not None:
        rows = rows.filter(**{f"{moment}__gte": after[0]}).filter(
            Q(**{f"{moment}__gt": after[0]}) | Q(**{f"{key}__gt": after[1]})
        )
    case, kind = _CASE[which]
    found = list(rows.order_by(moment, key).values_list(moment, key, case, *([kind] if kind else []))[: size + 1])
    more, found = len(found) > size, found[:size]
    people = _people(worker, scope, {row[2] for row in found}, at=at)
    escalated = _escalated([row[1] for row in found]) if kind else {}
    made = {}
    for place, number, case_id, *kinds in found:
        late = made.setdefault(case_id, people[case_id])
        if kinds:
            late.due = late.due or owed(place)
            late.clocks.append(clock_name(kinds[0]))
            late.escalated_at = late.escalated_at or escalated.get(number)
    return list(made.values()), (found[-1][0], found[-1][1]) if more else None


def _escalated(deadline_ids):
    """Deadline -> when somebody's manager was told, through the index on what raised a notice."""
    causes = {f"deadline:{number}": number for number in deadline_ids}
    told = Notice.objects.filter(cause__in=causes, is_escalation=True).order_by("raised_at")
    return {causes[cause]: at for cause, at in told.values_list("cause", "raised_at")}


_ORDER = {
    "overdue": ("due_at", "pk"),
    "soon": ("due_at", "pk"),
    "unallocated": ("opened_at", "pk"),
    "unanswered": ("proposed_at", "pk"),
    "not-reviewed": ("set_at", "pk"),
}
_CASE = {
    "overdue": ("case_id", "kind"),
    "soon": ("case_id", "kind"),
    "unallocated": ("pk", None),
    "unanswered": ("case_id", None),
    "not-reviewed": ("case_id", None),
}


def _places(scope, which, *, at, team_id):
    if which in ("overdue", "soon"):
        rows = live_reviews(scope)
        if team_id is not None:
            rows = rows.filter(owner_team_id=team_id)
        if which == "overdue":
            return rows.filter(due_at__lt=at)
        return rows.filter(due_at__gte=at, due_at__lt=soon_until(at))
    if which == "unallocated":
        return unallocated(scope)
    if which == "unanswered":
        return unanswered(scope)
    clocks, reviewed = _counted(scope, local_day(at))
    return clocks.exclude(reviewed)


def _people(worker, scope, case_ids, *, at):
    """What the lists show of each case. Two queries, whatever the page; three for the manager of all partners."""
    opens = open_to(worker, case_ids, at=at) if scope.opens_records else frozenset()
    barred = set()
    if scope.all_partners:
        barred = set(
            Bar.objects.filter(effective(at), worker=worker, case__in=case_ids).values_list("case_id", flat=True)
        )
    meetings = Review.objects.filter(case=OuterRef("pk"), held_on=None)
    called_off = meetings.filter(called_off_at__isnull=False).order_by("-called_off_at")
    rows = (
        Case.objects.filter(pk__in=case_ids)
        .order_by()
        .values_list(
            "pk", "restricted", "kind", "person__given_name", "person__family_name", "person__preferred_name",
            "coordinator__name", "coordinator_team__name", "coordinator_team__is_whole",
            "coordinator_organisation__short_name",
            Subquery(meetings.filter(called_off_at=None).values("scheduled_for")[:1]),
            Subquery(called_off.values("called_off_because")[:1]),
        )
    )  # fmt: skip
    made = {}
    for (
        pk, restricted, kind, given, family, preferred, coordinator, team, whole, organisation, planned, because,
    ) in rows:  # fmt: skip
        sees_it = pk in opens
        listed = scope.all_partners and kind == RecordKind.PERSON  # a carer is named to nobody they have not agreed to
        named = sees_it or (listed and not restricted and pk not in barred)
        name = " ".join(part for part in (preferred or given, family) if part) or "Name not known"
        made[pk] = Late(
            case_id=pk, person=name if named else "", opens=sees_it, due=None, clocks=[], coordinator=coordinator or "",
            team=", ".join(part for part in ("" if whole else team, organisation) if part),
            planned_for=planned, called_off=(because or "") if sees_it else "", escalated_at=None,
        )  # fmt: skip
    return made


def complaint_clocks(scope, *, at):
    """How many live complaints clocks these organisations owe, by kind, and how many of them are late. One query.

    For managers who open no complaint: figures from the register alone. Returns [(kind, number, late)].
    """
    rows = Deadline.objects.filter(
        is_live=True, owner_organisation_id__in=scope.organisation_ids, kind__startswith="complaint."
    )
    return list(
        rows.order_by("kind")
        .values_list("kind")
        .annotate(number=Count("pk"), late=Count("pk", filter=Q(due_at__lte=at)))
    )
