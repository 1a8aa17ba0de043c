"""Who can see a record, what of it, and the facts that let them: the policies asked the other way round.

No rule stands here. Who opens a case is ``cases.policies.who_may``; what they read and write is ``readable_domains``,
``write_flags`` and ``may``, asked of one worker for all who are alike in every fact that those policies read: the
memberships, being the coordinator, being let in by name (and nobody barred is among them). So the number of questions
follows the kinds of workers on a case, never how many there are.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from access.roles import READS_CASES, Permission
from access.rows import effective
from agreements.models import InForce
from cases import policies as case_policies
from cases.models import Bar, CaseGrant, Consent, Coordination, Involvement, NamedAccess
from cases.sight import asks_agreement, ways_in
from domains.looking_ahead import compare
from domains.models import Part, Responsibility, State
from domains.policies import WRITES, readable_domains, writable_parts
from domains.states import LIVE
from partners.models import Domain, Membership, Organisation, Worker
from partners.standing import standings_of


@dataclass(frozen=True, slots=True)
class Reach:
    """What a worker reaches of a record: codes of the domains they read and write, and whether they keep the plan.

    The shared core is read by everybody who opens the record.
    """

    reads: frozenset = frozenset()
    writes: frozenset = frozenset()
    keeps_plan: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Workers of one organisation who reach the same. ``workers`` are by name."""

    workers: tuple
    reach: Reach


@dataclass(frozen=True, slots=True)
class Held:
    """One live part: what it is about, and since when it is held or has been asked for."""

    domain: str
    code: str
    share: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """The chain of facts about one organisation, as rows of the record. ``why_not`` is the policies' own code, "" if it sees."""

    holds_record: bool
    coordinates_since: datetime | None
    parts: tuple
    asks_agreement: bool
    answers: tuple
    agreement: object | None
    named: tuple
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One organisation on the record: its groups of workers (none: it sees nothing) and its facts."""

    organisation: Organisation
    groups: tuple
    facts: Facts

    @property
    def workers(self):
        return sorted({w for group in self.groups for w in group.workers}, key=lambda w: (w.name, w.pk))

    @property
    def reach(self):
        """What the organisation reaches by all of its workers together."""
        return Reach(
            frozenset().union(*(group.reach.reads for group in self.groups)),
            frozenset().union(*(group.reach.writes for group in self.groups)),
            any(group.reach.keeps_plan for group in self.groups),
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """Who sees one record at one moment. ``domains`` is code -> name, in the order of the catalogue."""

    case: object
    at: datetime
    domains: dict
    rows: tuple
    holders: dict = field(default_factory=dict)  # code -> ids of organisations that do or share it
    accountable: dict = field(default_factory=dict)  # code -> the body that answers for it in law
    barred: tuple = ()

    @property
    def workers(self):
        """Keys of everybody who opens the record."""
        return frozenset(worker.pk for row in self.rows for worker in row.workers)

    def by_worker(self):
        """{(organisation's key, worker's key): Reach}: the whole picture, for comparing and for tests."""
        return {
            (row.organisation.pk, worker.pk): group.reach
            for row in self.rows
            for group in row.groups
            for worker in group.workers
        }

    def compared(self, after):
        """What is different in a later picture of the same record."""
        return compare(self, after)


def picture(case, *, at):
    """Who can see the case at ``at``, by organisation, with what lets them. The record's holder first, then by name."""
    domains = dict(Domain.objects.order_by("position").values_list("code", "name"))
    groups = _groups(case, at=at)
    parts = _parts(case)
    answers = _answers(case, at=at)
    grants = _by(NamedAccess.objects.filter(effective(at), case=case).select_related("worker"), "organisation_id")
    ids = {case.lead_organisation_id, *groups, *parts, *answers, *grants}
    ids |= set(Involvement.objects.filter(case=case).values_list("organisation_id", flat=True))
    organisations = sorted(
        Organisation.objects.filter(pk__in=ids),
        key=lambda o: (o.pk != case.lead_organisation_id, o.pk not in groups, not o.is_statutory, o.name),
    )
    blind = [o for o in organisations if o.pk not in groups]
    why_not = _why_not(case, blind, at=at)
    agreements = {
        row.organisation_id: row
        for row in InForce.objects.filter(
            effective(at), organisation_id__in=ids, other=case.lead_organisation_id, recorded_at__lte=at
        ).select_related("agreement").order_by("effective_until")
    }  # fmt: skip
    coordination = Coordination.objects.filter(effective(at), case=case).first()
    rows = []
    for organisation in organisations:
        coordinates = coordination is not None and coordination.organisation_id == organisation.pk
        facts = Facts(
            holds_record=organisation.pk == case.lead_organisation_id,
            coordinates_since=coordination.effective_from if coordinates else None,
            parts=tuple(parts.get(organisation.pk, ())),
            asks_agreement=asks_agreement(case, organisation),
            answers=tuple(answers.get(organisation.pk, ())),
            agreement=agreements.get(organisation.pk),
            named=tuple(grants.get(organisation.pk, ())),
            why_not=why_not.get(organisation.pk, ""),
        )
        rows.append(Seen(organisation, tuple(groups.get(organisation.pk, ())), facts))
    return Picture(
        case, at, domains, tuple(rows), _holders(case), _accountable(case, at=at), tuple(_barred(case, at=at))
    )


def _by(rows, key):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def _groups(case, *, at):
    """Organisation's key -> its groups of workers. The questions follow the kinds of workers, not their number."""
    workers = list(case_policies.who_may(Permission.VIEW_CASE, case, at=at).order_by("name", "pk"))
    standings = standings_of(workers, at=at)
    granted = dict(
        CaseGrant.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), content_object=case).values_list(
            "user_id", "organisation_id"
        )
    )
    alike = defaultdict(list)
    for worker in workers:
        kind = (_kind(standings[worker.pk]), worker.pk == case.coordinator_id, granted.get(worker.pk))
        alike[kind].append(worker)
    reached = defaultdict(lambda: defaultdict(list))
    for same in alike.values():
        one = same[0]
        reach = reach_of(one, case, at=at)
        for organisation_id in ways_in(one, case, at=at):
            reached[organisation_id][reach] += same
    return {
        organisation_id: [
            Group(tuple(sorted(some, key=lambda w: (w.name, w.pk))), reach)
            for reach, some in sorted(found.items(), key=lambda item: (-len(item[0].reads), -len(item[1])))
        ]
        for organisation_id, found in reached.items()
    }


def _kind(standing):
    """Every fact of a standing that a policy of a record reads: not the name, not a team that opens nothing."""
    return frozenset((s.organisation_id, s.sector, s.reads_team_id, s.reads_whole, s.role) for s in standing.seats)


def reach_of(worker, case, *, at):
    """What one worker reaches of a case, by the policies."""
    return Reach(
        readable_domains(worker, case, at=at),
        frozenset(part.domain.code for part in writable_parts(worker, case, at=at)),
        bool(case_policies.may(worker, Permission.WRITE_PLAN, case, at=at)),
    )


def _parts(case):
    rows = Part.objects.filter(case_id__in=case_policies.family(case), state__in=LIVE).select_related("domain")
    found = defaultdict(list)
    for part in rows.order_by("domain__position", "pk"):
        since = part.effective_from if part.state == State.ACCEPTED else part.proposed_at
        held = Held(part.domain.name, part.domain.code, part.share, part.state, since)
        found[part.organisation_id].append(held)
    return found


def _answers(case, *, at):
    """Organisation's key -> the answers in force about this record and direct care, for everything first."""
    rows = Consent.objects.filter(
        effective(at), person_id=case.person_id, about=case.kind, ended_at=None, recorded_at__lte=at,
        purpose=Consent.Purpose.DIRECT_CARE,
    ).select_related("domain").order_by("domain__position", "pk")  # fmt: skip
    return _by(sorted(rows, key=lambda row: row.domain_id is not None), "organisation_id")


def _why_not(case, organisations, *, at):
    """Organisation's key -> the code with which the policies refuse a worker there who could open records; one of each."""
    if not organisations:
        return {}
    current = Membership.objects.filter(
        effective(at), organisation__in=organisations, role__in=READS_CASES, worker__is_active=True, recorded_at__lte=at
    )
    barred = Bar.objects.filter(effective(at), case=case).values("worker_id")
    someone = dict(current.exclude(worker__in=barred).order_by("-pk").values_list("organisation_id", "worker_id"))
    workers = Worker.objects.in_bulk(set(someone.values()))
    standings_of(list(workers.values()), at=at)
    codes = {}
    for organisation in organisations:
        worker = workers.get(someone.get(organisation.pk))
        if worker is None:
            codes[organisation.pk] = "nobody_there"
            continue
        refusal = case_policies.may(worker, Permission.VIEW_CASE, case, at=at)
        codes[organisation.pk] = refusal.because
    return codes


def _holders(case):
    rows = Part.objects.filter(case_id=case.pk, state=State.ACCEPTED, share__in=WRITES)
    found = defaultdict(set)
    for code, organisation_id in rows.values_list("domain__code", "organisation_id"):
        found[code].add(organisation_id)
    return dict(found)


def _accountable(case, *, at):
    rows = Responsibility.objects.filter(effective(at), case_id=case.pk).select_related("accountable", "domain")
    return {row.domain.code: row.accountable for row in rows}


def _barred(case, *, at):
    """(when, until, short names of where they work) of each bar. Who they are and why is not told here."""
    bars = list(Bar.objects.filter(effective(at), case=case).order_by("effective_from", "pk"))
    seats = Membership.objects.filter(effective(at), worker__in={bar.worker_id for bar in bars})
    works = defaultdict(list)
    for worker_id, name in seats.values_list("worker_id", "organisation__short_name").distinct():
        works[worker_id].append(name)
    return [(bar.effective_from, bar.effective_until, ", ".join(sorted(works[bar.worker_id]))) for bar in bars]
