"""Who may open which case, and do what with it. Lists and details read the same branches (``cases.sight``)."""

import heapq
import re
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import or_

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from access import shapes
from access.decisions import allow, deny
from access.memory import of_worker_and_case, once_a_page
from access.roles import READS_CASES, READS_WHOLE_ORGANISATION, Permission, Role, permits
from access.rows import effective
from agreements.policies import shares_with
from audit import services as audit
from cases.models import Bar, Case, CaseGrant, Consent, Involvement
from cases.sight import AGREED, READS, agreed, branches_of, current_consents, sees, ways_in
from partners.models import STATUTORY, Membership, Organisation, Worker
from partners.standing import outline_of, standing_of

#: Acts of whoever coordinates: the coordinator, or a manager of the organisation that coordinates.
_COORDINATORS_ACTS = frozenset(
    {
        Permission.EDIT_PERSON,
        Permission.SET_COORDINATOR,
        Permission.RECORD_CONSENT,
        Permission.PROPOSE,
        Permission.WRITE_PLAN,
        Permission.HOLD_REVIEW,
        Permission.NAME_WORKER,
        Permission.BAR_WORKER,
        Permission.RESTRICT,
        Permission.JOIN_CASES,
        Permission.CLOSE_CASE,
        Permission.TRANSFER,
    }
)
#: Acts of any worker with the role in a statutory body on the case.
_STATUTORY_ACTS = frozenset(
    {
        Permission.RESOLVE_CONFLICT,
        Permission.KEEP_DUTY,
        Permission.FOLLOW_UP,
        Permission.KEEP_CARERS,
        Permission.RECORD_DEATH,
    }
)
#: Acts that a closed case still allows.
_ON_CLOSED = frozenset(
    {
        Permission.VIEW_CASE, Permission.VIEW_AUDIT, Permission.VIEW_DEADLINE, Permission.SET_COORDINATOR,
        Permission.GIVE_COPY, Permission.CLOSE_CASE, Permission.RECORD_DEATH,
    }
)  # fmt: skip


def visible_to(worker, *, at):
    """Every case the worker may open, closed ones too: for details, searches, exports and EXISTS. Not for long lists."""
    return Case.objects.filter(sees(worker, at=at))


@once_a_page(of_worker_and_case)
def sees_case(worker, case_id, *, at):
    """Whether the worker sees one case: the same branches, asked one way in after the other, the commonest first.

    One query for whoever is involved, two for everybody else: much cheaper to compile than all ways in at once.
    """
    standing = standing_of(worker, at=at)
    return bool(standing.case_organisations()) and (
        _opens(standing, case_id, commonest=True, at=at) or _opens(standing, case_id, commonest=False, at=at)
    )


def _opens(standing, case_id, *, commonest, at):
    """Whether the commonest way in opens a case, or any other. Compiled once a shape."""
    outline = outline_of(standing)

    def build(values):
        ways = branches_of(outline.standing(values), at=values["at"])
        chosen = islice(ways, 1) if commonest else islice(ways, 1, None)
        conditions = [branch.on_case("pk") for branch in chosen]
        return Case.objects.filter(reduce(or_, conditions), pk=values["case"]).values_list("pk")

    return bool(shapes.ask("opens", (outline.seats, commonest), {**outline.facts, "case": case_id, "at": at}, build))


@dataclass(frozen=True)
class Page:
    """One page of a case list: (next due, case id) in order, and where the next page begins (None at the end)."""

    rows: list
    after: tuple | None


@dataclass(frozen=True)
class Filters:
    """What a list may be narrowed to. ``only`` keeps some branches: {"coordinator"} is *everyone I coordinate*."""

    only: frozenset = frozenset()
    partner_id: int | None = None
    due_before: object = None
    due_from: object = None
    case_condition: Q | None = field(default=None, compare=False)  # further condition on Case, from a room above

    @property
    def narrows(self):
        """Whether anything is asked beyond the ways in."""
        return (self.partner_id, self.due_before, self.due_from, self.case_condition) != (None, None, None, None)

    def apply(self, branch):
        rows = branch.page()
        if self.due_before is not None:
            rows = rows.filter(**{f"{branch.due}__lt": self.due_before})
        if self.due_from is not None:
            rows = rows.filter(**{f"{branch.due}__gte": self.due_from})
        if self.partner_id is not None:
            rows = rows.filter(
                Exists(Involvement.objects.filter(case=OuterRef(branch.case), organisation_id=self.partner_id))
            )
        if self.case_condition is not None:
            rows = rows.filter(Exists(Case.objects.filter(self.case_condition, pk=OuterRef(branch.case))))
        return rows


def _after(rows, branch, after):
    """Keyset: the redundant ``>=`` is what makes a deep page as cheap as the first (performance.md 4.10)."""
    if after is None:
        return rows
    due, case_id = after
    return rows.filter(**{f"{branch.due}__gte": due}).filter(
        Q(**{f"{branch.due}__gt": due}) | Q(**{f"{branch.case}__gt": case_id})
    )


def _cut(standing, *, at, after, size, filters):
    for branch in branches_of(standing, at=at):
        if filters.only and branch.name not in filters.only:
            continue
        yield _after(filters.apply(branch), branch, after)[:size]


def caseload_page(worker, *, at, after=None, size=50, filters=None):
    """Open cases by next review, one branch per way in, each cut at the page by an index, merged.

    One query on PostgreSQL (a UNION of the branches), one per branch on SQLite, which cannot cut inside a UNION.
    ``after`` is the last (due, case id) of the page before.
    """
    standing, filters = standing_of(worker, at=at), filters or Filters()
    if connection.vendor == "postgresql":
        merged = _union(standing, at=at, after=after, size=size + 1, filters=filters)
    else:
        merged = heapq.merge(*_cut(standing, at=at, after=after, size=size + 1, filters=filters))
    rows = []
    for row in merged:
        if not rows or rows[-1] != row:
            rows.append(row)
        if len(rows) > size:
            return Page(rows[:size], rows[size - 1])
    return Page(rows, None)


def _union(standing, *, at, after, size, filters):
    """The branches as one question. Without further conditions, which may hold anything, it is compiled once a shape."""
    outline = outline_of(standing)
    facts = {**outline.facts, "at": at}
    if after is not None:
        facts |= {"due": after[0], "case": after[1]}

    def build(values):
        place = (values["due"], values["case"]) if after is not None else None
        cuts = list(_cut(outline.standing(values), at=values["at"], after=place, size=size, filters=filters))
        if len(cuts) < 2:
            return cuts[0] if cuts else Case.objects.none()
        return cuts[0].union(*cuts[1:]).order_by(*_positions(cuts[0]))[:size]

    if not standing.case_organisations():
        return []
    if filters.narrows:
        return build(facts)
    return shapes.ask("caseload", (outline.seats, after is None, size, filters.only), facts, build)


def _positions(queryset):
    """The two columns of a union, by the names that its first branch gave them."""
    return queryset.query.values_select or ("next_due", "pk")


def count(worker, *, at, filters=None, limit=1000):
    """How many open cases, counted no further than ``limit + 1``: pages say "1,000+"."""
    seen = set()
    for cut in _cut(standing_of(worker, at=at), at=at, after=None, size=limit + 1, filters=filters or Filters()):
        seen.update(case_id for _, case_id in cut)
        if len(seen) > limit:
            return limit + 1
    return len(seen)


def case_number(reference):
    """The key behind ``C-123``, or None for anything else."""
    found = re.fullmatch(r"[Cc]-?([0-9]{1,18})", (reference or "").strip())
    return int(found.group(1)) if found else None


def case_or_404(worker, reference, *, at):
    """The case behind a reference, if the worker may open it; the survivor where two cases became one.

    A stranger gets the same 404 as for a reference that does not exist; that a case was asked for in vain is kept in its
    audit, so that guessing shows.
    """
    number = case_number(reference)
    if number is None:
        raise Http404
    for _ in range(6):
        survivor = Case.objects.filter(pk=number).values_list("merged_into", flat=True).first()
        if survivor is None:
            break
        number = survivor
    case = (
        Case.objects.select_related(
            "person", "coordinator", "coordinator_organisation", "coordinator_team", "lead_organisation"
        )
        .filter(pk=number)
        .first()
    )
    if case is None:
        raise Http404
    if not sees_case(worker, number, at=at):
        audit.read(None, "case.refused", target=("case", number), by=worker, at=at)
        raise Http404
    return case


def family(case):
    """Keys of the case and of every case that became part of it: what reads of one record go over."""
    return tuple(family_of([case.pk]))


@once_a_page(lambda case_ids: tuple(sorted(case_ids)))
def family_of(case_ids):
    """Keys of the cases and of every case that became part of one of them. One query, one more for each depth of joins."""
    keys, newest = list(case_ids), list(case_ids)
    while newest:
        newest = list(Case.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        keys += newest
    return keys


def may(worker, permission, case, *, at):
    """Decide about one case: visible at all, the role includes the act, and the act belongs to this worker here."""
    permission = Permission(permission)
    standing = standing_of(worker, at=at)
    if permission == Permission.VIEW_AUDIT and Role.PRIVACY_OFFICER in standing.roles():
        return allow("privacy_officer")
    if not standing.seats:
        return deny("organisation_suspended" if standing.suspended else "no_membership")
    if not sees_case(worker, case.pk, at=at):
        return deny(_why_not(worker, standing, case, at=at))
    if permission == Permission.VIEW_CASE:
        return allow("sees")
    if not standing.permits(permission):
        return deny("role_may_not")
    if not case.is_open and permission not in _ON_CLOSED:
        return deny("case_closed")
    if permission in _COORDINATORS_ACTS:
        return _as_coordinator(standing, case, permission)
    if permission in _STATUTORY_ACTS:
        able = {s.organisation_id for s in standing.seats if s.is_statutory and permits(s.role, permission)}
        if able and not able.isdisjoint(ways_in(worker, case, at=at)):
            return allow("statutory")
        return _as_coordinator(standing, case, permission)
    return allow("sees")


def _as_coordinator(standing, case, permission):
    if case.coordinator_id == standing.worker_id:
        return allow("coordinator")
    here = case.coordinator_organisation_id or case.lead_organisation_id
    roles = {s.role for s in standing.seats if s.organisation_id == here and permits(s.role, permission)}
    if Role.TEAM_MANAGER in roles or (case.coordinator_id is None and roles):
        return allow("coordinating_organisation")
    return deny("not_coordinator")


def _why_not(worker, standing, case, *, at):
    """The nearest true reason, for the audit and for a colleague. A stranger is shown none of it, only a 404."""
    if Bar.objects.filter(effective(at), worker=worker, case=case).exists():
        return "barred"
    organisations = standing.case_organisations()
    involved = list(
        Involvement.objects.filter(case=case, organisation_id__in=organisations).values_list(
            "organisation_id", flat=True
        )
    )
    if not involved:
        return "not_involved"
    if case.restricted:
        return "restricted"
    for organisation_id in involved:
        if (
            organisation_id != case.lead_organisation_id
            and not shares_with(organisation_id, at=at).filter(other_id=case.lead_organisation_id).exists()
        ):
            return "no_agreement"
    for organisation_id in involved:
        if not organisations[organisation_id] or (case.is_carers and organisation_id != case.lead_organisation_id):
            said = current_consents(organisation_id, at=at).filter(person=case.person_id, about=case.kind)
            return "consent_withdrawn" if said.exclude(status__in=AGREED).exists() else "consent_missing"
    return "not_involved"


def consent_for(case, organisation_id, domain_id=None, *, at, write=False):
    """The answer in force about one record, organisation and domain: the domain's own answer, else that for all domains.

    Returns the :class:`Consent` or None (*not asked*). With ``write`` only an answer that lets the organisation write.
    """
    rows = current_consents(organisation_id, at=at).filter(person=case.person_id, about=case.kind)
    # A decision to share without a yes comes before what the person said, the domain's own before that for everything.
    order = [(row.is_override, row.domain_id is not None, row) for row in rows if row.domain_id in (None, domain_id)]
    chosen = max(order, key=lambda known: known[:2], default=(None,) * 3)[2]
    if chosen is not None and write and chosen.status in AGREED and chosen.scope != Consent.Scope.WRITE:
        return None
    return chosen


def agrees(case, organisation_id, domain_id=None, *, at, write=False):
    """Whether the answer in force lets the organisation read (or, with ``write``, write) that domain."""
    answer = consent_for(case, organisation_id, domain_id, at=at, write=write)
    return answer is not None and answer.status in AGREED and answer.scope in READS


@once_a_page(of_worker_and_case)
def reads_fully(worker, case, *, at):
    """Whether a worker who sees the case sees it as a statutory body or as its coordinator: identity, sources, history.

    Everybody else reads the shared core and their own domains (decisions.md 9).
    """
    # Somebody with two employers reads fully only where the statutory one is their way in, not where it is merely there too.
    return case.coordinator_id == worker.pk or any(ways_in(worker, case, at=at).values())


def who_may(permission, case, *, at):
    """Active workers who may do something with a case: the inverse of ``may``. For notices and *who can see this*."""
    permission = Permission(permission)
    current = Membership.objects.filter(
        effective(at), recorded_at__lte=at, worker=OuterRef("pk"), organisation__status=Organisation.Status.ACTIVE
    )
    condition = Q(pk__in=[])
    for organisation_id, teams, _statutory in _organisations_that_see(case, at=at):
        seats = current.filter(organisation_id=organisation_id, role__in=READS_CASES)
        reads = Q(organisation__sight=Organisation.Sight.EVERYONE) | Q(role__in=READS_WHOLE_ORGANISATION)
        reads |= Q(team__in=teams) | Q(team__is_whole=True)
        ways = Exists(seats.filter(reads)) if teams and not case.restricted else None
        personal = (
            Q(pk=case.coordinator_id) & Q(Exists(seats))
            if case.coordinator_organisation_id == organisation_id
            else None
        )
        granted = CaseGrant.objects.filter(
            Q(expires_at=None) | Q(expires_at__gt=at),
            user=OuterRef("pk"),
            content_object=case,
            organisation_id=organisation_id,
        )
        way = Q(Exists(granted)) & Q(Exists(seats))
        for more in (ways, personal):
            if more is not None:
                way |= Q(more)
        condition |= way
    workers = Worker.objects.filter(condition, is_active=True).exclude(
        Exists(Bar.objects.filter(effective(at), case=case, worker=OuterRef("pk")))
    )
    if permission == Permission.VIEW_CASE:
        return workers
    return Worker.objects.filter(pk__in=[w.pk for w in workers if may(w, permission, case, at=at)])


def _organisations_that_see(case, *, at):
    """Organisation id, its involved teams, statutory or not: those with agreement and, where needed, consent."""
    teams = {}
    for organisation_id, team_id in Involvement.objects.filter(case=case).values_list("organisation_id", "team_id"):
        teams.setdefault(organisation_id, []).append(team_id)
    for organisation_id in CaseGrant.objects.filter(content_object=case).values_list("organisation_id", flat=True):
        teams.setdefault(organisation_id, [])
    if case.coordinator_organisation_id:
        teams.setdefault(case.coordinator_organisation_id, [])
    for organisation in Organisation.objects.filter(pk__in=teams, status=Organisation.Status.ACTIVE):
        shares = organisation.pk == case.lead_organisation_id or (
            shares_with(organisation.pk, at=at).filter(other_id=case.lead_organisation_id).exists()
        )
        statutory = organisation.sector in STATUTORY
        condition = agreed(organisation.pk, statutory, at=at, path="", case="pk")
        if shares and Case.objects.filter(condition, pk=case.pk).exists() and case.merged_into_id is None:
            yield organisation.pk, teams[organisation.pk], statutory
