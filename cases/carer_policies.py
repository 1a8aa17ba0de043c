"""Who is shown that somebody is a person's carer, and who opens a carer's own record.

That somebody cares for a person is written on the person's record; who it is, is the carer's to share. On the page *People
who care for …* a carer is **named** to a worker who opens the person's record through

(a) a council on the case: the duty to offer and make carers' assessments is the local authority's (CA14 s10), and the
    council's own extracts bring carers;
(b) the organisation whose worker wrote the carer down, or wrote what was said with them: it knows already; or
(c) an organisation that the carer has agreed to, for everything it does or for carer support, about their record as a carer
    (``Consent.about``): a yes that they gave about their own care as a patient says nothing here.

Everybody else who reads the person's record is told how many more there are, and whom to ask. The carer's own record is a
case: it opens by ``cases.sight`` alone, and being named opens nothing (domain facts 9; ADR 20).
"""

from access.decisions import allow, deny
from access.roles import Permission, permits
from cases import policies
from cases.models import CarerStep, Consent, RecordKind
from cases.policies import visible_to
from cases.sight import AGREED, READS, current_consents, ways_in
from partners.models import Sector
from partners.standing import standing_of

#: The domain of the catalogue whose own answer shows a carer's name, besides the answer for everything.
CARER_SUPPORT = "carers"


def shows_carers(worker, case, *, at):
    """Whether the worker sees who cares for the person at all: readers of the whole record and whoever coordinates."""
    seen = policies.may(worker, Permission.VIEW_CASE, case, at=at)
    if not seen:
        return seen
    return allow("reads_fully") if policies.reads_fully(worker, case, at=at) else deny("carers_are_not_shown")


#: How much of a link is shown: all that was said, or what the worker's own organisation wrote.
ALL, OWN = "all", "own"


def named(worker, case, links, *, at):
    """{key of a link: ALL or OWN} of those whose carer the worker is shown by name on a person's record.

    OWN is for whom only (b) holds: the name they wrote down and their own words, nothing that others wrote. No query
    without links.
    """
    links = list(links)
    if not links:
        return {}
    ways = set(ways_in(worker, case, at=at))
    if for_a_council(worker, case, at=at):
        return {link.pk: ALL for link in links}
    agreed = _agreed(ways, {link.carer_id for link in links}, at=at)
    wrote = CarerStep.objects.filter(link__in=links, organisation__in=ways).values_list("link", flat=True)
    found = {link.pk: OWN for link in links if link.organisation_id in ways} | dict.fromkeys(wrote, OWN)
    return found | {link.pk: ALL for link in links if link.carer_id in agreed}


def for_a_council(worker, case, *, at):
    """Whether the worker comes to a record for a council on the case."""
    ways = ways_in(worker, case, at=at)
    return any(s.sector == Sector.COUNCIL for s in standing_of(worker, at=at).seats if s.organisation_id in ways)


def _agreed(organisation_ids, carer_ids, *, at):
    """Those carers who have said yes to one of the organisations, about their record as a carer. A query an organisation."""
    found = set()
    for organisation_id in organisation_ids:
        answers = {}
        rows = current_consents(organisation_id, at=at).filter(about=RecordKind.CARER, person__in=carer_ids)
        rows = rows.exclude(status=Consent.Status.OVERRIDE)  # who a carer is, is the carer's alone to share
        for person_id, domain, status, scope in rows.values_list("person_id", "domain__code", "status", "scope"):
            answers[person_id, domain] = status in AGREED and scope in READS
        for carer_id in carer_ids:
            if answers.get((carer_id, CARER_SUPPORT), answers.get((carer_id, None), False)):
                found.add(carer_id)
    return found


def records_open_to(worker, carer_ids, *, at):
    """Carer's key -> their own record, of those that the worker may open. One query, none without carers."""
    carer_ids = list(carer_ids)
    if not carer_ids:
        return {}
    rows = visible_to(worker, at=at).filter(person__in=carer_ids, kind=RecordKind.CARER).order_by("is_open", "pk")
    return {case.person_id: case for case in rows}


def people_open_to(worker, person_ids, *, at):
    """Person's key -> their record, of those that the worker may open: whom a carer cares for is shown to nobody else."""
    person_ids = list(person_ids)
    if not person_ids:
        return {}
    rows = visible_to(worker, at=at).filter(person__in=person_ids, kind=RecordKind.PERSON).select_related("person")
    return {case.person_id: case for case in rows.order_by("is_open", "pk")}


def may_open_record(worker, *, at):
    """(the decision, the seat): whether the worker may open a carer's own record, and for which council.

    Source: CA14 s10(1): the local authority assesses a carer. A council's worker whose role takes referrals.
    """
    seats = [seat for seat in standing_of(worker, at=at).seats if seat.sector == Sector.COUNCIL]
    able = next((seat for seat in seats if permits(seat.role, Permission.TAKE_REFERRAL)), None)
    if able is not None:
        return allow("council"), able
    return deny("role_may_not" if seats else "carers_council"), None
