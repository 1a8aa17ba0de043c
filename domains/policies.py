"""Who may see, answer, write, end and propose parts; which domains of a record somebody reads (decisions.md 8 and 9).

An offer shows itself only to the organisation that is asked; the case stays closed to it until somebody accepts. Sight
of the case itself is never decided here: it comes from ``cases.sight``, so lists and details cannot disagree.
"""

from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q
from django.http import Http404

from access import shapes
from access.decisions import allow, deny
from access.memory import of_worker_and_case, once_a_page
from access.roles import Permission, permits
from access.rows import effective
from agreements.policies import in_force, shares_with
from cases import policies as case_policies
from cases.models import Bar, Consent
from cases.sight import AGREED, READS, any_way, asks_agreement, branches_of, ways_in
from domains.models import Part, Share, State
from partners.models import STATUTORY, Domain, Sector
from partners.standing import outline_of, standing_of

#: Shares that write. Who is kept informed reads the shared core and writes nothing.
WRITES = (Share.LEAD, Share.JOINT, Share.CONTRIBUTOR)


def own(standing, permission):
    """The condition that a part was given to what the worker acts for: the whole organisation, or their team."""
    seats = [s for s in standing.seats if s.reads_team_id is not None and permits(s.role, permission)]
    whole = {s.organisation_id for s in seats if s.reads_whole}
    teams = {s.reads_team_id for s in seats if not s.reads_whole}
    if not seats:
        return Q(pk__in=[])
    return Q(organisation_id__in=whole) | Q(team_id__in=teams)


def is_own(standing, permission, part):
    """The same as :func:`own`, for one part."""
    return any(
        (seat.reads_whole and seat.organisation_id == part.organisation_id) or seat.reads_team_id == part.team_id
        for seat in standing.seats
        if seat.reads_team_id is not None and permits(seat.role, permission)
    )


def not_barred(worker_id, *, at):
    """The condition that no bar keeps the worker from the case of a part."""
    return ~Exists(Bar.objects.filter(effective(at), worker_id=worker_id, case=OuterRef("case_id")))


def still_shares(*, at):
    """The condition that a part's organisation shares, now, with the body that holds the record: an offer needs it too."""
    agreed = shares_with(OuterRef("organisation_id"), at=at).filter(other_id=OuterRef("case__lead_organisation_id"))
    return Q(organisation=F("case__lead_organisation")) | Q(Exists(agreed))


def asked_of(worker, *, at):
    """Parts that wait for an answer of the worker's organisation or team, and that the worker may answer."""
    standing = standing_of(worker, at=at)
    return Part.objects.filter(own(standing, Permission.ANSWER), state=State.PROPOSED).filter(
        not_barred(worker.pk, at=at), still_shares(at=at), case__is_open=True
    )


def visible_parts(worker, *, at):
    """Every part the worker may open: of cases they see, what is asked of them, and their own past work."""
    return Part.objects.filter(_opens(standing_of(worker, at=at), at=at))


def _opens(standing, *, at):
    mine = own(standing, Permission.VIEW_PART) & Q(not_barred(standing.worker_id, at=at))
    asked = mine & Q(state=State.PROPOSED, case__is_open=True) & still_shares(at=at)
    past = mine & Q(state=State.ENDED)
    return asked | past | any_way(standing, at=at, case="case_id")


def sees_part(worker, pk, *, at):
    """Whether the worker may open one part: the same as being in :func:`visible_parts`, compiled once a shape."""
    if pk > BigIntegerField.MAX_BIGINT:
        return False  # no row has such a key, and no database takes it
    standing = standing_of(worker, at=at)
    outline = outline_of(standing)

    def build(values):
        condition = _opens(outline.standing(values), at=values["at"])
        return Part.objects.filter(condition, pk=values["part"]).values_list("pk")

    return bool(shapes.ask("part", outline.seats, {**outline.facts, "part": pk, "at": at}, build))


def part_or_404(worker, pk, *, at, related=()):
    """One part with its ``related`` rows, if the worker may open it: a stranger gets the 404 of one that does not exist."""
    if not sees_part(worker, pk, at=at):
        raise Http404
    return Part.objects.select_related(*related).get(pk=pk)


def _answers(organisation_ids, case, *, at):
    """(organisation, domain or None: all, whether shared without a yes) -> what is in force about this record. One query,
    none without organisations."""
    if not organisation_ids:
        return {}
    rows = Consent.objects.filter(
        effective(at),
        person_id=case.person_id,
        about=case.kind,
        organisation_id__in=organisation_ids,
        ended_at=None,
        purpose=Consent.Purpose.DIRECT_CARE,
        recorded_at__lte=at,
    ).only("organisation_id", "domain_id", "status", "scope")
    return {(row.organisation_id, row.domain_id, row.is_override): row for row in rows}


def _agreed(answers, organisation_id, domain_id, *, write=False):
    """The domain's own answer decides; without one, the answer for all domains; without any, no. Or it is shared without a
    yes, on a basis that is written down (domain facts 5.3)."""
    decided = [answers.get((organisation_id, about, True)) for about in (domain_id, None)]
    rows = [_answer(answers, organisation_id, domain_id), *decided]
    scopes = {row.scope for row in rows if row is not None and row.status in AGREED}
    return Consent.Scope.WRITE in scopes if write else not scopes.isdisjoint(READS)


def _answer(answers, organisation_id, domain_id):
    """What the person said: about the domain, else about everything."""
    return answers.get((organisation_id, domain_id, False)) or answers.get((organisation_id, None, False))


@once_a_page(of_worker_and_case)
def readable_domains(worker, case, *, at):
    """Codes of the domains whose sections and entries the worker reads in full on this case.

    Statutory bodies on the case: all. Others: the domains their own accepted parts do or contribute to, as far as the
    person agrees; where the organisation coordinates, every domain the person agrees to. Nobody else: none. The shared
    core is not part of this (:func:`reads_shared_core`). At most four queries, whatever the case holds.
    """
    ways = ways_in(worker, case, at=at)
    if not ways:
        return frozenset()
    if any(ways.values()):
        return frozenset(Domain.objects.values_list("code", flat=True))
    answers = _answers(list(ways), case, at=at)
    readable = set()
    parts = Part.objects.filter(
        own(standing_of(worker, at=at), Permission.READ_DOMAIN), case_id=case.pk, state=State.ACCEPTED, share__in=WRITES
    )
    for organisation_id, domain_id, code in parts.values_list("organisation_id", "domain_id", "domain__code"):
        if organisation_id in ways and _agreed(answers, organisation_id, domain_id):
            readable.add(code)
    if case.coordinator_organisation_id in ways:
        for domain_id, code in Domain.objects.values_list("pk", "code"):
            if _agreed(answers, case.coordinator_organisation_id, domain_id):
                readable.add(code)
    return frozenset(readable)


def reads_shared_core(worker, case, *, at):
    """Whether the worker reads how to reach the person, what matters, the crisis page and who does what."""
    return bool(case_policies.may(worker, Permission.VIEW_CASE, case, at=at))


@once_a_page(of_worker_and_case)
def write_flags(case, worker, *, at):
    """Keys of the parts of a case that the worker may write in now.

    At most two queries besides the standing, three for somebody who is not in by the involvement of their team.
    """
    standing = standing_of(worker, at=at)
    if not standing.seats or not case.is_open:
        return frozenset()
    # The commonest way in alone is much cheaper to ask than all of them; the others are asked only where it fails.
    held = _held(standing, case.pk, commonest=True, at=at) or _held(standing, case.pk, commonest=False, at=at)
    theirs = case.lead_organisation_id if case.is_carers else None
    asks = {o for _, o, sector, _ in held if sector not in STATUTORY or (case.is_carers and o != theirs)}
    answers = _answers(asks, case, at=at)
    return frozenset(
        pk
        for pk, organisation, _, domain in held
        if organisation not in asks or _agreed(answers, organisation, domain, write=True)
    )


def _held(standing, case_id, *, commonest, at):
    """Accepted parts of a case that somebody's organisation or team holds and that write, where they see the case by their
    commonest way in, or by any. (part, organisation, its sector, domain); one query, compiled once a shape."""
    outline = outline_of(standing)

    def build(values):
        here = outline.standing(values)
        ways = branches_of(here, at=values["at"])
        conditions = [branch.on_case("case_id") for branch in (islice(ways, 1) if commonest else ways)]
        rows = Part.objects.filter(
            own(here, Permission.WRITE_ENTRY), case_id=values["case"], state=State.ACCEPTED, share__in=WRITES
        )
        if not conditions:
            return rows.none()
        return rows.filter(reduce(or_, conditions)).values_list(
            "pk", "organisation_id", "organisation__sector", "domain_id"
        )

    return shapes.ask("held", (outline.seats, commonest), {**outline.facts, "case": case_id, "at": at}, build)


def writable_parts(worker, case, *, at):
    """The accepted parts of a case in which the worker may write now, with their domains, in the order of the catalogue."""
    keys = write_flags(case, worker, at=at)
    if not keys:
        return []
    return list(
        Part.objects.filter(pk__in=keys).select_related("domain", "organisation").order_by("domain__position", "pk")
    )


def may(worker, permission, part, *, at):
    """Decide about one part."""
    permission = Permission(permission)
    standing = standing_of(worker, at=at)
    if not standing.seats:
        return deny("organisation_suspended" if standing.suspended else "no_membership")
    if permission in (Permission.PROPOSE, Permission.VIEW_CASE):
        return case_policies.may(worker, permission, part.case, at=at)
    if Bar.objects.filter(effective(at), worker=worker, case_id=part.case_id).exists():
        return deny("barred")
    if permission == Permission.VIEW_PART:
        return _may_view(worker, standing, part, at=at)
    if permission == Permission.READ_DOMAIN:
        return _may_read(worker, part, at=at)
    if permission not in (Permission.ANSWER, Permission.END_PART, Permission.WRITE_ENTRY):
        return deny("unknown_action")
    if not is_own(standing, permission, part):
        return _not_own(worker, standing, permission, part, at=at)
    if not part.case.is_open:
        return deny("case_closed")
    if permission == Permission.ANSWER:
        return allow("asked") if part.state == State.PROPOSED else deny("already_answered")
    if part.state != State.ACCEPTED:
        return deny("part_not_accepted" if part.state == State.PROPOSED else "part_ended")
    seen = case_policies.may(worker, Permission.VIEW_CASE, part.case, at=at)
    if not seen:
        return seen
    if permission == Permission.END_PART:
        return allow("holds")
    return _may_write(part, at=at)


def _may_view(worker, standing, part, *, at):
    if is_own(standing, Permission.VIEW_PART, part):
        if part.state == State.PROPOSED and part.case.is_open:
            shares = in_force(part.organisation_id, part.case.lead_organisation_id, at=at)
            return allow("asked") if shares else deny("no_agreement")
        if part.state == State.ENDED:
            return allow("past_work")
    return case_policies.may(worker, Permission.VIEW_CASE, part.case, at=at)


def _may_read(worker, responsibility_or_part, *, at):
    case = responsibility_or_part.case
    seen = case_policies.may(worker, Permission.VIEW_CASE, case, at=at)
    if not seen:
        return seen
    if responsibility_or_part.domain.code in readable_domains(worker, case, at=at):
        return allow("reads")
    return deny("other_domain")


def _may_write(part, *, at):
    if part.share not in WRITES:
        return deny("kept_informed")
    if not asks_agreement(part.case, part.organisation):
        return allow("holds")
    answers = _answers([part.organisation_id], part.case, at=at)
    if _agreed(answers, part.organisation_id, part.domain_id, write=True):
        return allow("holds")
    answer = _answer(answers, part.organisation_id, part.domain_id)
    return deny("consent_missing" if answer is None or answer.status in AGREED else "consent_withdrawn")


def _not_own(worker, standing, permission, part, *, at):
    seen = case_policies.may(worker, Permission.VIEW_CASE, part.case, at=at)
    if not seen:
        return seen
    if not standing.permits(permission):
        return deny("role_may_not")
    return deny("not_your_part")


def may_responsibility(worker, permission, responsibility, *, at):
    """Decide about a responsibility: seeing it comes with the case, asking partners with coordinating it."""
    permission = Permission(permission)
    if permission == Permission.VIEW_PART:
        return case_policies.may(worker, Permission.VIEW_CASE, responsibility.case, at=at)
    if permission == Permission.READ_DOMAIN:
        return _may_read(worker, responsibility, at=at)
    if permission == Permission.PROPOSE:
        return case_policies.may(worker, Permission.PROPOSE, responsibility.case, at=at)
    return deny("unknown_action")


def nameable_domains(worker, case, *, at):
    """Codes of the domains whose name and holders the worker may be shown on this case.

    Readers of the whole record: all. Others: what they read, coordination, what their own organisation is in, and what
    bodies outside the NHS and the council may hold; the name of any other says something clinical by itself.
    """
    if case_policies.reads_fully(worker, case, at=at):
        return frozenset(Domain.objects.values_list("code", flat=True))
    standing = standing_of(worker, at=at)
    mine = Part.objects.filter(own(standing, Permission.VIEW_PART), case_id=case.pk).values_list(
        "domain__code", flat=True
    )
    closed = STATUTORY | {Sector.PRIMARY_CARE}
    rows = Domain.objects.values_list("code", "holders")
    return (
        readable_domains(worker, case, at=at)
        | {c for c, holders in rows if not holders or set(holders) - closed}
        | set(mine)
    )
