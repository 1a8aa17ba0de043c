"""Prove that everything derived, which decides who sees what, equals what it is derived from.

Each check is one set-based query (or two) that returns only differences, so it may run on a full database. It reads; it
repairs nothing: a difference in these tables is a fault to be understood first.
"""

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from access.grants import VIEW
from agreements.checking import check_pairs
from cases.models import (
    NO_DATE,
    Case,
    CaseGrant,
    CaseStatus,
    Coordination,
    Involvement,
    InvolvementBasis,
    NamedAccess,
)
from domains.models import Part, PartEvent, Responsibility, Share, State
from notifications.models import Deadline

Kind = InvolvementBasis.Kind
KEY = BigIntegerField()


def _basis_of(kind, domain):
    """The basis that stands for the row of the outer query, in every column."""
    return Exists(
        InvolvementBasis.objects.filter(
            domain, kind=kind, reference=OuterRef("pk"), case_id=OuterRef("case_id"),
            organisation_id=OuterRef("organisation_id"), team_id=OuterRef("team_id"),
        )
    )  # fmt: skip


def bases_of_parts():
    """Every accepted part has its basis, and every basis of a part an accepted part."""
    held = Part.objects.filter(state=State.ACCEPTED)
    for part in held.exclude(_basis_of(Kind.PART, Q(domain_id=OuterRef("domain_id")))):
        yield f"Part {part.pk} on C-{part.case_id} is accepted, but nothing says that its organisation is involved by it."
    same = held.filter(
        pk=OuterRef("reference"), case_id=OuterRef("case_id"), organisation_id=OuterRef("organisation_id"),
        team_id=OuterRef("team_id"), domain_id=OuterRef("domain_id"),
    )  # fmt: skip
    for basis in InvolvementBasis.objects.filter(kind=Kind.PART).exclude(Exists(same)):
        yield (
            f"C-{basis.case_id}: organisation {basis.organisation_id} is involved by part {basis.reference}, which is not "
            "accepted, or is not theirs."
        )


def bases_of_coordination():
    """Whoever coordinates now has its basis, and nobody else has one for coordinating."""
    now = Coordination.objects.filter(effective_until=None)
    for row in now.exclude(_basis_of(Kind.COORDINATION, Q(domain__code="coordination"))):
        yield f"C-{row.case_id} is coordinated by organisation {row.organisation_id}, but nothing says that it is involved."
    same = now.filter(
        pk=OuterRef("reference"), case_id=OuterRef("case_id"), organisation_id=OuterRef("organisation_id"),
        team_id=OuterRef("team_id"),
    )  # fmt: skip
    for basis in InvolvementBasis.objects.filter(kind=Kind.COORDINATION).exclude(Exists(same)):
        yield (
            f"C-{basis.case_id}: organisation {basis.organisation_id} is involved for coordinating (row {basis.reference}), "
            "which it does not do."
        )


def involvement():
    """Each basis gives sight to its team and to the whole organisation; nobody else has sight."""
    rows = Involvement.objects.filter(case_id=OuterRef("case_id"), organisation_id=OuterRef("organisation_id"))
    bases = InvolvementBasis.objects.values("case_id", "organisation_id", "team_id").distinct()
    for basis in bases.exclude(Exists(rows.filter(team_id=OuterRef("team_id")))):
        yield f"C-{basis['case_id']}: team {basis['team_id']} of organisation {basis['organisation_id']} should see it and does not."
    whole = InvolvementBasis.objects.values("case_id", "organisation_id").distinct()
    for basis in whole.exclude(Exists(rows.filter(team__is_whole=True))):
        yield f"C-{basis['case_id']}: organisation {basis['organisation_id']} as a whole should see it and does not."
    reasons = InvolvementBasis.objects.filter(case_id=OuterRef("case_id"), organisation_id=OuterRef("organisation_id"))
    unreasoned = Involvement.objects.exclude(Exists(reasons.filter(team_id=OuterRef("team_id"))))
    for row in unreasoned.exclude(Q(team__is_whole=True) & Q(Exists(reasons))):
        yield f"C-{row.case_id}: team {row.team_id} of organisation {row.organisation_id} sees it without any reason."
    for row in Involvement.objects.exclude(organisation_id=F("team__organisation_id")):
        yield f"C-{row.case_id}: team {row.team_id} does not belong to organisation {row.organisation_id}, which sees it."


def involvement_copies():
    """Lists carry the case's own due date, state and restriction."""
    stale = Involvement.objects.exclude(
        next_due=F("case__next_due"), is_open=F("case__is_open"), restricted=F("case__restricted")
    )
    for row in stale:
        yield f"C-{row.case_id}: the lists of team {row.team_id} carry another date, state or restriction than the case."


def newest_events():
    """A part is in the state of its newest step."""
    newest = PartEvent.objects.filter(part=OuterRef("pk")).order_by("-at", "-pk").values("state")[:1]
    rows = Part.objects.annotate(told=Coalesce(Subquery(newest), Value(""))).exclude(told=F("state"))
    for part in rows:
        yield f"Part {part.pk} on C-{part.case_id} says {part.state}; its newest step says {part.told or 'nothing'}."


def responsibilities():
    """Parts stand on the case and the domain of their responsibility, and nothing shared has two leads."""
    for part in Part.objects.exclude(case_id=F("responsibility__case_id"), domain_id=F("responsibility__domain_id")):
        yield f"Part {part.pk} stands on another case or domain than its responsibility {part.responsibility_id}."
    for part in Part.objects.exclude(organisation_id=F("team__organisation_id")):
        yield f"Part {part.pk} names team {part.team_id}, which does not belong to organisation {part.organisation_id}."
    leads = Count("parts", filter=Q(parts__state=State.ACCEPTED, parts__share=Share.LEAD))
    for row in Responsibility.objects.annotate(leads=leads).filter(leads__gt=1):
        yield f"Responsibility {row.pk} on C-{row.case_id} has {row.leads} leads."
    for part in Part.objects.filter(state=State.ACCEPTED).exclude(responsibility__effective_until=None):
        yield f"Part {part.pk} on C-{part.case_id} is held in a responsibility that is over."


def case_statuses():
    """A case is in the state of its newest status, and open unless that is closed or it became part of another."""
    newest = CaseStatus.objects.filter(case=OuterRef("pk")).order_by("-at", "-pk").values("status")[:1]
    cases = Case.objects.annotate(told=Coalesce(Subquery(newest), Value("")))
    for case in cases.exclude(told=F("status")):
        yield f"C-{case.pk} says {case.status}; its newest status says {case.told or 'nothing'}."
    closed = Q(status=Case.Status.CLOSED) | Q(merged_into__isnull=False)
    for case in Case.objects.filter(Q(closed, is_open=True) | Q(~closed, is_open=False)):
        yield f"C-{case.pk} is {'open' if case.is_open else 'shut'} against its status."


def coordinators():
    """A case names whoever its newest coordination names."""
    now = Coordination.objects.filter(case=OuterRef("pk"), effective_until=None)
    names = ("worker", "organisation", "team")
    copies = ("coordinator", "coordinator_organisation", "coordinator_team")
    rows = Case.objects.filter(merged_into=None).annotate(
        **{
            f"said_{name}": Coalesce(Subquery(now.values(f"{name}_id")[:1]), Value(0), output_field=KEY)
            for name in names
        },
        **{
            f"has_{name}": Coalesce(F(f"{copy}_id"), Value(0), output_field=KEY)
            for name, copy in zip(names, copies, strict=True)
        },
    )
    for case in rows.exclude(**{f"has_{name}": F(f"said_{name}") for name in names}):
        yield (
            f"C-{case.pk} names worker {case.has_worker or 'nobody'} of organisation {case.has_organisation or 'none'} as "
            f"coordinator; its coordination names worker {case.said_worker or 'nobody'} of organisation "
            f"{case.said_organisation or 'none'}."
        )


def next_dues():
    """A case is listed by the earliest of its live review clocks, and by no date when it has none.

    In two joins rather than one look-up for each case: what the case says is a live clock, and no live clock is earlier.
    """
    clocks = Deadline.objects.filter(is_live=True, subject_kind="case", kind__startswith="review.")
    said = clocks.filter(case_id=OuterRef("pk"), due_at=OuterRef("next_due"))
    for case in Case.objects.exclude(next_due=NO_DATE).exclude(Exists(said)):
        yield f"C-{case.pk} is listed by {case.next_due}, which is not the date of any of its live clocks."
    later = Case.objects.filter(pk=OuterRef("case_id"), next_due__gt=OuterRef("due_at"))
    for clock in clocks.filter(Exists(later)):
        yield f"C-{clock.case_id} has a live clock ({clock.kind}) on {clock.due_at}, earlier than the date it is listed by."


def grants(*, at):
    """guardian's rows are what the history of named access says, worker by worker, with the same end."""
    live = (Q(effective_until=None) | Q(effective_until__gt=at)) & Q(effective_from__lte=at)
    for row in NamedAccess.objects.filter(live, effective_until=None).exclude(
        Exists(_grant_of().filter(expires_at=None))
    ):
        yield f"C-{row.case_id}: worker {row.worker_id} was let in without end, and has no such grant."
    for row in NamedAccess.objects.filter(live, effective_until__isnull=False).exclude(
        Exists(_grant_of().filter(expires_at=OuterRef("effective_until")))
    ):
        yield f"C-{row.case_id}: worker {row.worker_id} was let in until {row.effective_until}, and has no such grant."
    named = NamedAccess.objects.filter(
        live,
        worker_id=OuterRef("user_id"),
        case_id=OuterRef("content_object_id"),
        organisation_id=OuterRef("organisation_id"),
    )
    as_said = named.filter(effective_until=OuterRef("expires_at"))
    current = CaseGrant.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at))
    wrong = current.exclude(Q(expires_at=None) & Q(Exists(named.filter(effective_until=None)))).exclude(Exists(as_said))
    for row in wrong:
        yield f"C-{row.content_object_id}: worker {row.user_id} holds a grant that no named access gives."
    for row in CaseGrant.objects.exclude(permission__codename=VIEW):
        yield f"C-{row.content_object_id}: worker {row.user_id} holds a grant of another kind than {VIEW}."


def _grant_of():
    """The grant of the named access of the outer query."""
    return CaseGrant.objects.filter(
        user_id=OuterRef("worker_id"),
        content_object_id=OuterRef("case_id"),
        organisation_id=OuterRef("organisation_id"),
    )


def differences(*, at):
    """Every difference between what decides access and what it is derived from, in words. Empty when all is proved."""
    for check in (
        bases_of_parts, bases_of_coordination, involvement, involvement_copies, newest_events, responsibilities, case_statuses,
        coordinators, next_dues, check_pairs,
    ):  # fmt: skip
        yield from check()
    yield from grants(at=at)
