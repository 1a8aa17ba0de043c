"""The facts by which a worker sees a case, written once. Lists, details, searches and checks all read them here.

``branches(worker, at=...)`` yields one branch for each way in: the involvement of each team the worker reads for, being
the coordinator, and a live grant to them by name. Every branch already asks what a way in is never enough without: the
membership is current and its organisation active (standing), a sharing agreement is in force with the body that holds
the record, the person has agreed where the organisation is not statutory, and no bar stands (decisions.md 2, 3, 9). A
carer's own record asks for the carer's agreement of everybody but the council that leads it (domain facts 9; ADR 20).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from access import shapes
from access.grants import VIEW
from access.memory import of_worker_and_case, once_a_page
from access.rows import effective
from agreements.policies import shares_with
from cases.models import Bar, Case, CaseGrant, Consent, Involvement, InvolvementBasis, RecordKind
from partners.standing import outline_of, standing_of

#: Answers that open sight, decisions to share without a yes among them (domain facts 5.3), and scopes that let an organisation read.
AGREED = (Consent.Status.GIVEN, Consent.Status.BEST_INTERESTS, Consent.Status.OVERRIDE)
READS = (Consent.Scope.READ, Consent.Scope.WRITE)


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in. ``rows`` is a queryset with a due moment and a case key; ``open`` is the predicate of its index."""

    name: str
    rows: QuerySet
    due: str
    case: str
    open: Q
    on_case: Callable  # (OuterRef name of the case key) -> condition usable on a queryset of cases
    organisation_id: int  # for which organisation the worker comes in by it
    is_statutory: bool

    def page(self):
        """Open cases of this branch in the order of the desk: (due, case id)."""
        return self.rows.filter(self.open).order_by(self.due, self.case).values_list(self.due, self.case)


def current_consents(organisation_id, *, at):
    """Answers in force for one organisation and direct care."""
    return Consent.objects.filter(
        effective(at),
        organisation_id=organisation_id,
        ended_at=None,
        purpose=Consent.Purpose.DIRECT_CARE,
        recorded_at__lte=at,
    )


def asks_agreement(case, organisation):
    """Whether an organisation reads a record only with the agreement of whom it is about.

    Of a person's record the NHS and the council read under their agreement. Of a carer's own record only the council
    that leads it does (CA14 s10 is its duty); the NHS, another council and every other partner ask the carer.
    """
    return not organisation.is_statutory or (case.is_carers and organisation.pk != case.lead_organisation_id)


def consented(organisation_id, *, at, path, case):
    """The person lets the organisation read something it is there for: all domains, or one in which it is involved.

    ``path`` leads from the row to its case, ``case`` names the key of the case on the queryset that this filters.
    """
    given = _given(organisation_id, at=at, path=path)
    holds = InvolvementBasis.objects.filter(case=OuterRef(OuterRef(case)), organisation_id=organisation_id)
    return Exists(given.filter(Q(domain=None) | Exists(holds.filter(domain=OuterRef("domain")))))


def _given(organisation_id, *, at, path):
    """Yeses in force of whom a record is about, about that record."""
    return current_consents(organisation_id, at=at).filter(
        status__in=AGREED, scope__in=READS, person=OuterRef(f"{path}person"), about=OuterRef(f"{path}kind")
    )


def agreed(organisation_id, statutory, *, at, path, case):
    """The condition that whoever a record is about has agreed, where the organisation needs it (:func:`asks_agreement`).

    A statutory body reads a carer's record whole or not at all: it needs the yes to everything it does.
    """
    if not statutory:
        return Q(consented(organisation_id, at=at, path=path, case=case))
    unasked = Q(**{f"{path}kind": RecordKind.PERSON}) | Q(**{f"{path}lead_organisation": organisation_id})
    return unasked | Q(Exists(_given(organisation_id, at=at, path=path).filter(domain=None)))


def _with_agreement(organisation_id, *, at, lead):
    return Q(**{lead: organisation_id}) | Q(**{f"{lead}__in": shares_with(organisation_id, at=at)})


def _not_barred(worker_id, *, at, case):
    return ~Exists(Bar.objects.filter(effective(at), worker_id=worker_id, case=OuterRef(case)))


def needs(standing, organisation_id, statutory, *, at, path, case):
    """What every way in needs besides itself. ``path`` leads from the row to its case ("" when it is the case)."""
    condition = _with_agreement(organisation_id, at=at, lead=f"{path}lead_organisation")
    condition &= Q(_not_barred(standing.worker_id, at=at, case=case))
    return condition & agreed(organisation_id, statutory, at=at, path=path, case=case)


def row_by_row(condition):
    """The same condition, asked of each row that an index brings, until the page is full.

    As plain conditions PostgreSQL joins the cases and consents of a whole organisation first and sorts what is left:
    at 200,000 cases that read the whole table of cases for a partner with 300 (50 ms instead of 1).
    """
    return Choose(When(condition, then=Value(True)), default=Value(False))


def branches(worker, *, at):
    """Every way in that the worker has at ``at``; one query for the standing, none for the branches themselves."""
    return branches_of(standing_of(worker, at=at), at=at)


def ways_of(standing):
    """(name, organisation id, statutory, team id) of every way in that a standing gives, in the order of the branches."""
    for seat in standing.reading_seats():
        yield "involvement", seat.organisation_id, seat.is_statutory, seat.reads_team_id
    for organisation_id, statutory in standing.case_organisations().items():
        yield "coordinator", organisation_id, statutory, None
        yield "grant", organisation_id, statutory, None


def branches_of(standing, *, at):
    """Every way in that a standing gives at ``at``: the one place where they are written down."""
    for name, organisation_id, statutory, team_id in ways_of(standing):
        if name == "involvement":
            found = _involved(standing, organisation_id, statutory, team_id, at=at)
        elif name == "coordinator":
            found = _coordinates(standing, organisation_id, statutory, at=at)
        else:
            found = _granted(standing, organisation_id, statutory, at=at)
        yield Branch(name, *found, organisation_id, statutory)


def _involved(standing, organisation_id, statutory, team_id, *, at):
    """The worker's team, or their whole organisation, is involved."""
    rows = Involvement.objects.filter(
        row_by_row(needs(standing, organisation_id, statutory, at=at, path="case__", case="case_id")),
        team_id=team_id,
        restricted=False,
        case__merged_into=None,
    )
    return rows, "next_due", "case_id", Q(is_open=True), lambda ref: Q(Exists(rows.filter(case=OuterRef(ref))))


def _coordinates(standing, organisation_id, statutory, *, at):
    """The worker coordinates the case, for this organisation."""
    conditions = needs(standing, organisation_id, statutory, at=at, path="", case="pk")
    mine = Q(coordinator_id=standing.worker_id, coordinator_organisation_id=organisation_id, merged_into=None)
    rows = Case.objects.filter(mine, conditions)

    def on_case(ref):
        return (mine & conditions) if ref == "pk" else Q(Exists(rows.filter(pk=OuterRef(ref))))

    return rows, "next_due", "pk", Q(is_open=True), on_case


def _granted(standing, organisation_id, statutory, *, at):
    """The worker was let in by name, for this organisation, and the grant has not run out."""
    grants = CaseGrant.objects.filter(
        needs(standing, organisation_id, statutory, at=at, path="content_object__", case="content_object_id"),
        Q(expires_at=None) | Q(expires_at__gt=at),
        user_id=standing.worker_id,
        organisation_id=organisation_id,
        permission__codename=VIEW,
        content_object__merged_into=None,
    )
    due, is_open = "content_object__next_due", Q(content_object__is_open=True)
    return grants, due, "content_object_id", is_open, lambda ref: Q(Exists(grants.filter(content_object=OuterRef(ref))))


def sees(worker, *, at, case="pk"):
    """The condition, on any queryset with a case key, that the worker sees that case. Nothing for a worker without standing."""
    return any_way(standing_of(worker, at=at), at=at, case=case)


def any_way(standing, *, at, case="pk"):
    """The same for a standing."""
    conditions = [branch.on_case(case) for branch in branches_of(standing, at=at)]
    return reduce(or_, conditions) if conditions else Q(pk__in=[])


@once_a_page(of_worker_and_case)
def ways_in(worker, case, *, at):
    """Organisation id -> statutory, for each organisation through which the worker sees the case. One query, compiled
    once a shape."""
    standing = standing_of(worker, at=at)
    outline = outline_of(standing)
    found = list(ways_of(standing))
    if not found:
        return {}

    def build(values):
        ways = branches_of(outline.standing(values), at=values["at"])
        flags = {
            f"way_{number}": Coalesce(Exists(Case.objects.filter(way.on_case("pk"), pk=OuterRef("pk"))), Value(False))
            for number, way in enumerate(ways)
        }
        return Case.objects.filter(pk=values["case"]).annotate(**flags).values_list(*flags)

    rows = shapes.ask("ways in", outline.seats, {**outline.facts, "case": case.pk, "at": at}, build)
    opened = rows[0] if rows else ()
    return {way[1]: way[2] for way, is_open in zip(found, opened, strict=False) if is_open}
