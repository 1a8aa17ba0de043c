"""Everything read and written on one case, by whom: for coordinators, managers and privacy officers, and for the person."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from access import policies
from access.decisions import Refused, deny
from access.roles import Permission, Role
from audit import queries
from cases.models import BreakGlass, Case
from cases.policies import case_number, case_or_404, family
from desks.audit_words import kind_said, said
from desks.why_opened import Reasons
from domains.models import Part
from domains.policies import nameable_domains
from partners.models import Organisation, Worker
from partners.standing import standing_of

SIZE = 50
#: The list that is printed for the person: long enough for years of care, short enough to print.
PRINTED = 400


@dataclass(frozen=True, slots=True)
class Opening:
    """One act or one reading, in words."""

    at: datetime
    by: str
    organisation: str
    said: str
    about: str
    is_read: bool


def case_of(worker, reference, *, at):
    """The case whose audit the worker may see. A stranger gets 404, a colleague without the right is refused with the reason.

    A privacy officer needs no part in the case, and sees none of it here: only who did what.
    """
    if Role.PRIVACY_OFFICER in standing_of(worker, at=at).roles():
        case = Case.objects.filter(pk=case_number(reference)).select_related("person").first()
        if case is None:
            raise Http404
    else:
        case = case_or_404(worker, reference, at=at)
    policies.require(worker, Permission.VIEW_AUDIT, case, at=at)
    return case


def shown_domains(worker, case, *, at):
    """Codes of the domains that may be named: to who opens the case, those they may know of on it; to others none.

    A privacy officer sees acts and bodies only. A partner's manager is not told of domains whose name says something clinical.
    """
    if not policies.may(worker, Permission.VIEW_CASE, case, at=at):
        return frozenset()
    return nameable_domains(worker, case, at=at)


def require_officer(worker, *, at):
    """Refuse everybody but a privacy officer: opening the audit of a case without a part in it."""
    if Role.PRIVACY_OFFICER not in standing_of(worker, at=at).roles():
        raise Refused(deny("role_may_not"))


def page(case, *, before=None, size=SIZE, domains=frozenset()):
    """(openings, place of the next page or None), newest first. Four queries, five with ``domains``, whatever the history.

    ``domains`` are the codes that may be named.
    """
    rows = queries.entries(case_ids=family(case), before=before, size=size)
    more, rows = len(rows) > size, rows[:size]
    return _in_words(rows, domains), (rows[-1].at, rows[-1].pk) if more else None


def emergencies_of(case):
    """Every emergency access to a record and those joined to it, the newest first."""
    rows = _emergencies().filter(access__case__in=family(case))
    return list(rows.order_by("-access__effective_from", "-pk")[:50])


def emergencies():
    """(those that nobody has reviewed, the oldest first; those reviewed, the newest first). For privacy officers."""
    rows = _emergencies()
    waiting = rows.filter(verdict="").order_by("access__effective_from", "pk")
    return list(waiting[:200]), list(rows.exclude(verdict="").order_by("-reviewed_at", "-pk")[:100])


def emergency_or_404(pk):
    """One emergency access, for a privacy officer."""
    found = _emergencies().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _emergencies():
    return BreakGlass.objects.select_related("access__worker", "access__organisation", "access__case", "reviewed_by")


def in_emergency(access):
    """What one worker opened and wrote on one record while it was open to them in an emergency, newest first, in words."""
    case = Case.objects.get(pk=access.case_id)
    while case.merged_into_id is not None:  # what they opened after two became one stands on the one
        case = case.merged_into
    until = access.effective_until
    rows = queries.of_worker(access.worker_id, since=access.effective_from, until=until, size=PRINTED)
    keys = set(family(case))
    return _in_words([row for row in rows if row.case_id in keys], frozenset())


def for_the_person(case):
    """Who opened the record and when, one line for a worker and day, newest first: what a person may ask for."""
    other = Case.objects.filter(person=case.person_id).exclude(kind=case.kind).values_list("pk", flat=True)
    rows = queries.openings(person_ids=[case.person_id], but_cases=list(other), size=PRINTED)
    workers = _workers({row["worker_id"] for row in rows})
    reasons = Reasons(case, {row["worker_id"] for row in rows if row["worker_id"]})
    return [
        {
            **row,
            "by": workers.get(row["worker_id"], ("The system", "")),
            "why": reasons.of(row["worker_id"], row["day"]) if row["worker_id"] else "",
        }
        for row in rows
    ]


def _workers(keys):
    """Worker key -> (name, short names of the organisations they have worked for)."""
    found = {}
    rows = Worker.objects.filter(pk__in=[key for key in keys if key]).order_by("pk", "memberships__effective_from")
    for key, name, organisation in rows.values_list("pk", "name", "memberships__organisation__short_name"):
        names = found.setdefault(key, (name, []))[1]
        if organisation and organisation not in names:
            names.append(organisation)
    return {key: (name, ", ".join(names)) for key, (name, names) in found.items()}


def _in_words(rows, domains):
    workers = _workers({row.worker_id for row in rows})
    bodies = {row.organisation_id for row in rows if row.organisation_id}
    organisations = dict(Organisation.objects.filter(pk__in=bodies).values_list("pk", "short_name"))
    parts = {}
    if domains:
        about = {row.target_id for row in rows if row.target_kind == "part"}
        parts = dict(Part.objects.filter(pk__in=about, domain__code__in=domains).values_list("pk", "domain__name"))
    made = []
    for row in rows:
        name, works_for = workers.get(row.worker_id, ("The system", ""))
        domain = parts.get(row.target_id, "") if row.target_kind == "part" else ""
        about = domain or kind_said(row.target_kind, row.target_id)
        body = organisations.get(row.organisation_id, "")
        about = ", ".join(word for word in (about, body if body != works_for else "") if word)
        made.append(Opening(row.at, name, works_for, said(row.action), about, row.is_read))
    return made
