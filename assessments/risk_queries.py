"""What pages, papers and seals read of risks, over a case and what became part of it. Callers have asked who reads them."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse

from access.roles import READS_CASES
from access.rows import effective
from assessments.models import Risk, RiskVersion
from assessments.policies import RISK_AND_CRISIS
from assessments.sealing import called, moment, written
from calendars import local_day
from cases.policies import family
from cases.timeline import TimelineItem
from design.words import long_date
from domains.models import Part, State
from domains.policies import WRITES
from partners.models import STATUTORY, Membership, Organisation, Worker


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One risk as it is said now, its earlier versions, and whether whoever owned it has gone."""

    risk: Risk
    version: RiskVersion
    earlier: tuple
    owner_gone: bool
    is_late: bool

    @property
    def is_open(self):
        return self.risk.closed_at is None

    @property
    def owner(self):
        return f"{self.version.owner.name}, {self.version.owner_organisation.short_name}"


def risks(case, *, at, open_only=False):
    """The :class:`RiskRow` of every risk, open ones first, the earliest review first. Three queries beside the family."""
    versions = RiskVersion.objects.select_related("by", "organisation", "owner", "owner_organisation")
    found = Risk.objects.filter(case_id__in=family(case))
    if open_only:
        found = found.filter(closed_at=None)
    found = found.select_related("case__merged_into", "closed_by", "organisation").prefetch_related(
        Prefetch("versions", versions.order_by("-number"))
    )
    rows = [(risk, list(risk.versions.all())) for risk in found]
    here = _working({version.owner_id for _, said in rows for version in said[:1]}, at=at)
    today = local_day(at)
    made = [
        RiskRow(
            risk, said[0], tuple(said[1:]),
            risk.closed_at is None and (said[0].owner_id, said[0].owner_organisation_id) not in here,
            risk.closed_at is None and said[0].review_by < today,
        )
        for risk, said in rows
    ]  # fmt: skip
    return sorted(made, key=lambda row: (not row.is_open, row.version.review_by, row.risk.pk))


def _working(worker_ids, *, at):
    """(worker, organisation) of those who work there now. One query."""
    if not worker_ids:
        return set()
    rows = Membership.objects.filter(
        effective(at), worker_id__in=worker_ids, worker__is_active=True, organisation__status=Organisation.Status.ACTIVE
    )
    return set(rows.values_list("worker_id", "organisation_id"))


def owners(case, *, at):
    """((key, "Jo Price, Trust"), ...) of who may own a risk: workers who open cases, of the statutory bodies on the case and
    of those that hold risk and crisis. The key is "worker-organisation". Three queries.
    """
    holding = Part.objects.filter(
        case_id=case.pk, domain__code=RISK_AND_CRISIS, state=State.ACCEPTED, share__in=WRITES
    ).values_list("organisation_id", flat=True)
    involved = Organisation.objects.filter(sector__in=STATUTORY, pk__in=case.involvements.values("organisation"))
    bodies = {*holding, *involved.values_list("pk", flat=True)}
    rows = Membership.objects.filter(
        effective(at), organisation_id__in=bodies, role__in=READS_CASES, worker__is_active=True,
        organisation__status=Organisation.Status.ACTIVE,
    )  # fmt: skip
    found = rows.values_list("worker_id", "organisation_id", "worker__name", "organisation__short_name").distinct()
    named = sorted(found, key=lambda row: (row[2], row[3]))
    return tuple((f"{worker}-{body}", f"{name}, {short}") for worker, body, name, short in named)


def owner_of(worker_id, organisation_id):
    """(worker, organisation) of a choice among :func:`owners`; None for what is gone."""
    return Worker.objects.filter(pk=worker_id).first(), Organisation.objects.filter(pk=organisation_id).first()


def words(version, called_name):
    """((heading, text), ...) of what is said about a risk; what nobody wrote is left out."""
    said = (
        ("What the risk is now", version.now),
        (f"How {called_name} sees it", version.persons_view),
        ("What sets it off", version.triggers),
        ("What protects", version.protective),
        ("What we do", version.plan),
        ("Who owns it", f"{version.owner.name}, {version.owner_organisation.short_name}"),
        ("Looked at on", long_date(version.looked_at_on)),
        ("Looked at again by", long_date(version.review_by)),
    )
    return tuple((heading, text) for heading, text in said if text)


def as_of(case, until):
    """(risk, its version) of every risk that was open at a moment, as it was said then."""
    found = (
        Risk.objects.filter(case_id__in=family(case), at__lte=until)
        .select_related("case", "by", "organisation")
        .prefetch_related("versions__by", "versions__organisation", "versions__owner", "versions__owner_organisation")
    )
    made = []
    for risk in found:
        said = [version for version in risk.versions.all() if version.at <= until]
        if said and (risk.closed_at is None or risk.closed_at > until):
            made.append((risk, said[-1]))
    return made


def canonical(case, *, until):
    """The risks of a case that were open at a moment, as they were said then: what a seal covers."""
    return [
        {
            **written(version), "risk": risk.number, "kind": risk.kind, "number": version.number, "now": version.now,
            "persons_view": version.persons_view, "triggers": version.triggers, "protective": version.protective,
            "plan": version.plan, "owner": version.owner.email, "owner_for": called(version.owner_organisation),
            "looked_at": version.looked_at_on.isoformat(), "review_by": version.review_by.isoformat(),
            "begun": moment(risk.at),
        }
        for risk, version in as_of(case, until)
        if risk.case_id == case.pk
    ]  # fmt: skip


def timeline(case, ids):
    """Everything that risks add to a timeline, for readers of risk and crisis. One query where there is none, else two."""
    url, items = reverse("assessments:risks", args=[case.reference]), []
    versions = RiskVersion.objects.select_related("by", "organisation")
    for risk in Risk.objects.filter(case_id__in=ids).prefetch_related(Prefetch("versions", versions)):
        kind = risk.get_kind_display().lower()
        for row in risk.versions.all():
            title = f"Risk written, {kind}, version {row.number}"
            items.append(TimelineItem(row.at, title, f"{row.by.name}, {row.organisation.short_name}", url))
        if risk.closed_at is not None:
            items.append(TimelineItem(risk.closed_at, f"Risk closed, {kind}", risk.closed_because, url))
    return items
