"""The caseload: one page of open cases by next review, with what each row of the worklist shows.

At most four queries on PostgreSQL, whatever the size of the page or of the organisation: the standing, the keys of the
page (``cases.policies.caseload_page``), the rows, and the parts of those cases.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value

from access.rows import effective
from assessments.models import Assessment, Review
from cases import policies
from cases.models import NO_DATE, Case, RecordKind
from desks import disagreements
from desks.moments import owed, soon_until
from domains.models import Part, Responsibility, Share, State
from partners.models import Organisation

SIZE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A part that waits for an answer."""

    part_id: int
    organisation: str
    domain: str
    at: datetime


@dataclass(slots=True)
class Row:
    """One person on the worklist."""

    case_id: int
    person: str
    called: str
    status: str
    coordinator: str
    coordinates_for: str
    due: datetime | None
    planned_for: datetime | None
    planned_at: str
    draft: int | None
    signed: int | None
    signed_at: datetime | None
    disagreeing: int
    possible_match: bool
    is_carers: bool = False
    parts: dict = field(default_factory=dict)  # organisation's short name -> accepted parts
    waiting: list = field(default_factory=list)
    nobody: list = field(default_factory=list)  # names of domains without an accepted lead

    @property
    def reference(self):
        return f"C-{self.case_id}"


@dataclass(frozen=True, slots=True)
class Caseload:
    rows: list
    after: tuple | None


def waiting():
    """The condition on a case that a partner has been asked and has not answered."""
    return Q(Exists(Part.objects.filter(case=OuterRef("pk"), state=State.PROPOSED)))


def nobody(at):
    """The condition on a case that one of its domains has no accepted lead."""
    led = Part.objects.filter(responsibility=OuterRef("pk"), state=State.ACCEPTED, share=Share.LEAD)
    return Q(Exists(Responsibility.objects.filter(effective(at), ~Exists(led), case=OuterRef("pk"))))


#: What a caseload may be narrowed to by the state of the work.
STATES = {
    "referred": lambda at: Q(status=Case.Status.REFERRED),
    "assessing": lambda at: Q(Exists(Assessment.objects.filter(case=OuterRef("pk"), state="draft"))),
    "planned": lambda at: Q(Exists(Assessment.objects.filter(case=OuterRef("pk"), state="signed"))),
    "waiting": lambda at: waiting(),
    "nobody": nobody,
    "disagree": lambda at: disagreements.any_on("pk"),
}

#: And by the next review: (from, before) as moments.
REVIEWS = {
    "overdue": lambda at: (None, at),
    "soon": lambda at: (at, soon_until(at)),
    "none": lambda at: (NO_DATE, None),
}


def filters(*, at, mine=False, partner_id=None, state="", review=""):
    """The filters of ``cases.policies`` for what somebody chose. An unknown choice narrows nothing."""
    due_from, due_before = REVIEWS[review](at) if review in REVIEWS else (None, None)
    return policies.Filters(
        only=frozenset({"coordinator"}) if mine else frozenset(),
        partner_id=partner_id,
        due_from=due_from,
        due_before=due_before,
        case_condition=STATES[state](at) if state in STATES else None,
    )


def caseload(worker, *, at, after=None, size=SIZE, filters=None, among=None):
    """One page of the caseload. ``after`` is the place where the page before ended.

    ``among`` is a longer page from the beginning of the same list (:func:`counted`): then the keys are not asked again.
    """
    if among is None:
        page = policies.caseload_page(worker, at=at, after=after, size=size, filters=filters)
    else:
        page = policies.Page(among.rows[:size], among.rows[size - 1] if len(among.rows) > size else None)
    keys = [case_id for _, case_id in page.rows]
    if not keys:
        return Caseload([], None)
    rows = _rows(keys)
    _add_parts(rows, keys)
    return Caseload([rows[key] for key in keys if key in rows], page.after)


def _rows(keys):
    draft = Assessment.objects.filter(case=OuterRef("pk"), state="draft").values("version")
    signed = Assessment.objects.filter(case=OuterRef("pk"), state="signed").order_by("-version")
    planned = Review.objects.filter(case=OuterRef("pk"), held_on=None, called_off_at=None)
    found = (
        Case.objects.filter(pk__in=keys)
        .order_by()
        .values_list(
            "pk", "person__given_name", "person__family_name", "person__preferred_name", "status", "next_due",
            "coordinator__name", "coordinator_organisation__short_name",
            Subquery(planned.values("scheduled_for")[:1]), Subquery(planned.values("place")[:1]),
            Subquery(draft[:1]), Subquery(signed.values("version")[:1]), Subquery(signed.values("signed_at")[:1]),
            disagreements.count_on("pk"), disagreements.match_on("pk"), "kind",
        )
    )  # fmt: skip
    rows = {}
    for (
        pk, given, family, preferred, status, due, coordinator, organisation,
        planned_for, place, draft_version, signed_version, signed_at, conflicts, match, kind,
    ) in found:  # fmt: skip
        name = " ".join(part for part in (preferred or given, family) if part) or "Name not known"
        rows[pk] = Row(
            case_id=pk, person=name, called=preferred or "", status=status, coordinator=coordinator or "",
            coordinates_for=organisation or "", due=None if due == NO_DATE else owed(due), planned_for=planned_for,
            planned_at=place or "", draft=draft_version, signed=signed_version, signed_at=signed_at,
            disagreeing=conflicts or 0, possible_match=match is not None, is_carers=kind == RecordKind.CARER,
        )  # fmt: skip
    return rows


def _add_parts(rows, keys):
    """One query: every live responsibility of the page's cases beside its live parts."""
    live = FilteredRelation("parts", condition=Q(parts__state__in=[State.PROPOSED, State.ACCEPTED]))
    found = (
        Responsibility.objects.filter(case_id__in=keys, effective_until=None)
        .annotate(live=live)
        .order_by("case_id", F("domain__position"), "live__id")
        .values_list(
            "case_id", "pk", "domain__name", "live__id", "live__state", "live__share",
            "live__organisation__short_name", "live__proposed_at",
        )
    )  # fmt: skip
    led, named = set(), {}
    for case_id, responsibility, domain, part, state, share, organisation, asked_at in found:
        row = rows[case_id]
        named[responsibility] = (row, domain)
        if state == State.ACCEPTED:
            row.parts[organisation] = row.parts.get(organisation, 0) + 1
            if share == Share.LEAD:
                led.add(responsibility)
        elif state == State.PROPOSED:
            row.waiting.append(Asked(part, organisation, domain, asked_at))
    for responsibility, (row, domain) in named.items():
        if responsibility not in led:
            row.nobody.append(domain)


#: Views stop counting here: "1,000+".
COUNT_LIMIT = 1000


def counted(worker, *, at, mine):
    """The first thousand cases of the list without a filter, by next review. One query on PostgreSQL."""
    return policies.caseload_page(worker, at=at, size=COUNT_LIMIT, filters=filters(at=at, mine=mine))


def counts(page, *, at):
    """How many of the cases of :func:`counted` each view has. One query.

    Returns {"all": 37, "soon": 9, "overdue": 2, "waiting": 6, "nobody": 2}; "all" is 1,001 where there are more.
    """
    keys = [case_id for _, case_id in page.rows]
    asked = (
        Part.objects.filter(case_id__in=keys, state=State.PROPOSED).order_by().values_list("case_id", Value("waiting"))
    )
    led = Part.objects.filter(responsibility=OuterRef("pk"), state=State.ACCEPTED, share=Share.LEAD)
    ownerless = Responsibility.objects.filter(~Exists(led), effective(at), case_id__in=keys)
    found = set(asked.union(ownerless.order_by().values_list("case_id", Value("nobody")), all=True)) if keys else set()
    soon = soon_until(at)
    return {
        "all": len(keys) + (page.after is not None),
        "overdue": sum(due < at for due, _ in page.rows),
        "soon": sum(at <= due < soon for due, _ in page.rows),
        "waiting": sum(which == "waiting" for _, which in found),
        "nobody": sum(which == "nobody" for _, which in found),
    }


def partner_choices():
    """(key, name) of every partner that has not left, for the filter. One query."""
    partners = Organisation.objects.exclude(status=Organisation.Status.LEFT).order_by("name")
    return [(str(key), name) for key, name in partners.values_list("pk", "name")]
