"""Asking partners to take on domains, and writing down what they hold already. Many at once, in a constant number of
statements: what a case with one domain costs, a case with twelve costs too."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from access import copying, policies
from access.roles import Permission
from access.rows import effective, writing
from agreements.policies import shares_with
from audit import services as audit
from cases import involvement, locks
from cases import policies as case_policies
from cases.models import NO_DATE, Consent
from cases.sight import AGREED, asks_agreement
from domains import rules
from domains.models import Part, PartEvent, Responsibility, Share, State
from domains.policies import is_own
from domains.rules import CannotBe
from domains.services.rows import ANSWER, bases_of
from domains.states import LIVE
from notifications import services as notifications
from notifications.models import DeadlineKind
from notifications.rulebook import RuleMissing
from notifications.services import DeadlineSpec, Recipient
from notifications.stages import due_after
from partners.models import STATUTORY, Domain, Mode, Organisation, Team, Worker
from partners.standing import standing_of

ANSWER_RULE = "Answer to a proposal (notifications/rules/partners.yaml)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRequest:
    """One organisation, or one of its teams, for one domain.

    ``share`` and ``mode`` come from the catalogue where they are not given; ``accountable`` as ``rules.accountable_body``
    says. ``words`` is what an offer shows of the person's own words. ``at_once``: the worker's own team takes it without
    being asked. ``since`` is for what is written down afterwards (``establish``): when it truly began. ``replaces`` is
    the accepted part that ends when this one is accepted.
    """

    domain: Domain
    organisation: Organisation
    team: Team | None = None
    worker: Worker | None = None
    share: str | None = None
    mode: str | None = None
    accountable: Organisation | None = None
    words: str = ""
    at_once: bool = False
    since: datetime | None = None
    replaces: Part | None = None


@transaction.atomic
def establish(*, case, requests, by, at):
    """Write down parts that are held already: accepted at once, for an import, a demonstration, a new case.

    ``by`` None is the system itself. Refuses what ``propose`` refuses but consent: access still asks for it at each
    reading. Returns the parts in the order of the requests.
    """
    if by is not None:
        policies.require(by, Permission.PROPOSE, case, at=at)
    return establish_many(placed=[(locks.case(case.pk), requests)], by=by, at=at)


@transaction.atomic
def establish_many(*, placed, by, at, noted=True):
    """The same for many cases, as an import brings them: ``placed`` is a list of (case, requests).

    For the system and for services that have asked their own policy and hold the locks; never a door. ``noted`` False:
    the caller writes one row for each case into the audit, which names the parts.
    """
    parts = _place(placed, at_once=True, by=by, at=at)
    if noted:
        audit.record_many([_entry("part.established", part, by=by, at=at) for part in parts])
    return parts


@transaction.atomic
def propose(*, case, requests, by, at):
    """Ask partners to take on domains. Access begins only when each accepts; until then they see an offer.

    Refused, with the way out: a body whose sector may not hold the domain, a partner that is not active or shares no
    agreement, somebody the person has said no to, a second lead, a part that is there already. Tells the workers of each
    team that is asked. Returns the parts in the order of the requests.
    """
    policies.require(by, Permission.PROPOSE, case, at=at)
    return place(case=locks.case(case.pk), requests=requests, by=by, at=at)


def place(*, case, requests, by, at, is_new=False, with_bases=(), with_entries=()):
    """``propose`` for a service that has asked its policy and holds the lock.

    ``is_new``: the case was made just now, so nothing stands on it; ``with_bases`` are its first reasons of involvement
    and ``with_entries`` acts for the audit, each written together with those of the parts.
    """
    if not requests:
        raise CannotBe("nothing_asked", field="domains")
    parts = _place([(case, requests)], at_once=False, by=by, at=at, is_new=is_new, with_bases=with_bases)
    asked = [p for p in parts if p.state == State.PROPOSED]
    if asked:
        divisions = {part.organisation_id: part.organisation.division for part in asked}
        notifications.set_deadlines([_deadline(part) for part in asked], at, are_new=True, divisions=divisions)
        _tell_asked(asked, at=at)
    words = {State.PROPOSED: "part.proposed", State.ACCEPTED: "part.established"}
    audit.record_many([*with_entries, *(_entry(words[p.state], p, by=by, at=at) for p in parts)])
    return parts


def _tell_asked(parts, *, at):
    """One telling for the whole batch. The notice stands on its first part; each reader is shown their own (notices)."""
    first = parts[0]
    teams = sorted({(part.organisation_id, part.team_id) for part in parts})
    notifications.tell(
        cause=f"proposal:{first.pk}", kind="part.proposed", subject_kind="part", subject_id=first.pk,
        case_id=first.case_id, recipients=[Recipient.team(organisation_id, team_id) for organisation_id, team_id in teams], at=at,
    )  # fmt: skip


def _deadline(part):
    return DeadlineSpec(
        kind=ANSWER, subject_kind="part", subject_id=part.pk, due_at=part.due_at, case_id=part.case_id, rule=ANSWER_RULE,
        owner_organisation_id=part.organisation_id, owner_team_id=part.team_id, owner_worker_id=part.worker_id,
    )  # fmt: skip


def answer_due(organisation, *, at):
    """Until when an organisation that is asked now should answer. Raises RuleMissing where no time is laid down."""
    kind = DeadlineKind.objects.filter(kind=ANSWER).exclude(due_after=None).first()
    if kind is None:
        raise RuleMissing(f"No time is laid down for {ANSWER}: run manage.py load_rules.")
    return due_after(at, kind.due_after, kind.due_unit, kind.division or organisation.division)


def answer_deadlines(parts, *, at):
    """Give offers that a service made set-based in this transaction their deadlines."""
    notifications.set_deadlines([_deadline(part) for part in parts], at, are_new=True)


def _entry(action, part, *, by, at):
    return {
        "action": action, "target": part, "by": by, "at": at, "case_id": part.case_id, "person_id": part.case.person_id,
        "organisation_id": part.organisation_id, "detail": {"domain": part.domain.code, "share": part.share},
    }  # fmt: skip


def _laid_down(name):
    """How long an answer may take, as the rules say it: read with the partners, so that it costs no query of its own."""
    return Subquery(DeadlineKind.objects.filter(kind=ANSWER).values(name)[:1])


class _Board:
    """Everything the checks of one batch read, fetched in a fixed number of queries."""

    def __init__(self, placed, *, at, is_new, checks_consent):
        self.at, self.checks_consent = at, checks_consent
        self.cases = {case.pk: case for case, _ in placed}
        self.requested = {request.organisation.pk for _, requests in placed for request in requests}
        self.responsibilities, self.live, self.on_case = {}, defaultdict(list), defaultdict(list)
        if not is_new:
            self._read_cases()
        self._read_partners()
        self.said_no = self._read_refusals() if checks_consent and not is_new else set()

    def _read_cases(self):
        rows = Responsibility.objects.filter(case_id__in=self.cases, effective_until=None)
        self.responsibilities = {(row.case_id, row.domain_id): row for row in rows}
        parts = Part.objects.filter(case_id__in=self.cases, state__in=LIVE).select_related("organisation")
        for part in parts.order_by("effective_from", "pk"):
            self.live[part.case_id, part.domain_id].append(part)
            if part.state == State.ACCEPTED:
                self.on_case[part.case_id].append(part.organisation)

    def _read_partners(self):
        self.lead_ids = {case.lead_organisation_id for case in self.cases.values()}
        coordinating = {case.coordinator_organisation_id for case in self.cases.values()}
        whole = Team.objects.filter(organisation=OuterRef("pk"), is_whole=True).values("pk")[:1]
        shares = {
            f"shares_{lead_id}": Exists(shares_with(OuterRef("pk"), at=self.at).filter(other_id=lead_id))
            for lead_id in self.lead_ids
        }
        wanted = Q(pk__in=self.requested | self.lead_ids | coordinating - {None}) | Q(sector__in=STATUTORY)
        rows = Organisation.objects.filter(wanted).annotate(
            whole_team_id=Subquery(whole), answer_after=_laid_down("due_after"), answer_unit=_laid_down("due_unit"),
            answer_division=_laid_down("division"), **shares,
        )  # fmt: skip
        self.partners = {row.pk: row for row in rows}
        self.whole_teams = {row.pk: row.whole_team_id for row in self.partners.values()}

    def _read_refusals(self):
        others = [o for o in self.requested if not self.partners[o].is_statutory]
        if not others:
            return set()
        people = {case.person_id for case in self.cases.values()}
        rows = Consent.objects.filter(
            effective(self.at),
            person_id__in=people,
            about__in={case.kind for case in self.cases.values()},
            organisation_id__in=others,
            ended_at=None,
            recorded_at__lte=self.at,
            purpose=Consent.Purpose.DIRECT_CARE,
        ).values_list("person_id", "organisation_id", "domain_id", "status")
        rows = sorted(
            rows, key=lambda row: row[3] == Consent.Status.OVERRIDE
        )  # a decision to share without a yes counts
        answers = {row[:3]: row[3] for row in rows}
        return {key for key, status in answers.items() if status not in AGREED} | {
            (person, organisation, None, "except", domain)
            for person, organisation, domain in answers
            if domain is not None and answers[person, organisation, domain] in AGREED
        }

    def has_said_no(self, case, organisation, domain):
        """The person said no to this organisation for the domain, or for everything and not yes for the domain."""
        person = case.person_id
        if (person, organisation.pk, domain.pk) in self.said_no:
            return True
        excepted = (person, organisation.pk, None, "except", domain.pk) in self.said_no
        return (person, organisation.pk, None) in self.said_no and not excepted

    def waits_for_carer(self, case, organisation, domain):
        """Whether the carer has not agreed that the organisation learns of their own record, which even an offer tells."""
        if not (self.checks_consent and case.is_carers and asks_agreement(case, organisation)):
            return False
        about = None if organisation.is_statutory else domain.pk
        return not case_policies.agrees(case, organisation.pk, about, at=self.at)

    def answer_due(self, organisation):
        """Until when it should answer: the time laid down for ``part.answer``, in its own working days."""
        if organisation.answer_after is None:
            raise RuleMissing(f"No time is laid down for {ANSWER}: run manage.py load_rules.")
        division = organisation.answer_division or organisation.division
        return due_after(self.at, organisation.answer_after, organisation.answer_unit, division)

    def shares(self, organisation, case):
        if organisation.pk == case.lead_organisation_id:
            return True
        return getattr(self.partners[organisation.pk], f"shares_{case.lead_organisation_id}")

    def accountable(self, request, case, *, position):
        """The body that answers for a new responsibility, or a refusal that names who could."""
        domain, given = request.domain, request.accountable
        words = {"domain": domain.name, "sectors": rules.sectors_in_words(domain.accountable)}
        if given is not None:
            if domain.accountable and given.sector not in domain.accountable:
                raise CannotBe("accountable_sector", field="accountable", position=position, **words)
            return given
        lead = self.partners[case.lead_organisation_id]
        on_case = [*self.on_case[case.pk], *(self.partners[i] for i in [case.coordinator_organisation_id] if i)]
        sharing = [
            o for o in self.partners.values()
            if o.status == Organisation.Status.ACTIVE and o.is_statutory and self.shares(o, case)
        ]  # fmt: skip
        found = rules.accountable_body(domain, lead, [*on_case, request.organisation], sharing)
        if found is None:
            raise CannotBe("nobody_accountable", field="accountable", position=position, **words)
        return found


def _place(placed, *, at_once, by, at, is_new=False, with_bases=()):
    """Check every request, then write responsibilities, parts, events, bases and involvement: one statement each."""
    board = _Board(placed, at=at, is_new=is_new, checks_consent=not at_once)
    standing = standing_of(by, at=at) if by is not None else None
    parts, new_responsibilities = [], []
    for case, requests in placed:
        if not case.is_open:
            raise CannotBe("case_closed")
        for position, request in enumerate(requests):
            part, made = _checked(board, case, request, position, at_once=at_once, standing=standing, by=by, at=at)
            parts.append(part)
            if made is not None:
                new_responsibilities.append(made)
    with writing(Responsibility, Part):
        copying.create(Responsibility.objects, new_responsibilities)
        for part in parts:
            part.responsibility_id = part.responsibility.pk
        copying.create(Part.objects, parts)
    copying.create(PartEvent.objects, [PartEvent(part=p, state=p.state, at=at, by=by) for p in parts])
    facts = {pk: (case.next_due, case.is_open, case.restricted) for pk, case in board.cases.items()}
    accepted = [p for p in parts if p.state == State.ACCEPTED]
    involvement.add_bases([*with_bases, *bases_of(accepted, board.whole_teams)], at=at, facts=facts)
    return parts


def _checked(board, case, request, position, *, at_once, standing, by, at):
    """One request that keeps every rule, as an unsaved part, and its responsibility when that is new."""
    domain, organisation = request.domain, board.partners[request.organisation.pk]
    if not domain.proposable:
        raise CannotBe("not_proposable", field="domain", position=position, domain=domain.name)
    responsibility = board.responsibilities.get((case.pk, domain.pk))
    made = None
    mode = request.mode or (responsibility.mode if responsibility else domain.default_mode)
    if responsibility is None:
        made = responsibility = Responsibility(
            case=case, domain=domain, mode=mode, accountable=board.accountable(request, case, position=position),
            recorded_by=by, effective_from=(at_once and request.since) or at, recorded_at=at,
        )  # fmt: skip
        board.responsibilities[case.pk, domain.pk] = responsibility
    elif responsibility.mode != mode:
        raise CannotBe(
            "other_mode",
            field="mode",
            position=position,
            domain=domain.name,
            mode=Mode(responsibility.mode).label.lower(),
        )
    live = board.live[case.pk, domain.pk]
    share = request.share or _share(mode, live, request)
    _check_partner(board, case, request, organisation, share, position)
    team_id = request.team.pk if request.team is not None else organisation.whole_team_id
    _check_place(live, request, organisation, team_id, share, mode, position)
    part = Part(
        responsibility=responsibility, case=case, domain=domain, organisation=organisation, team_id=team_id,
        worker=request.worker, share=share, words=request.words.strip(), proposed_by=by, proposed_at=at,
        replaces=request.replaces, due_at=NO_DATE,
    )  # fmt: skip
    if at_once or _own_team(request, part, standing):
        since = (at_once and request.since) or at
        if since > at:
            raise CannotBe("moment_in_future", position=position)
        part.state, part.answered_at, part.effective_from = State.ACCEPTED, at, since
    else:
        part.due_at = board.answer_due(organisation)
    live.append(part)
    return part, made


def _share(mode, live, request):
    if request.replaces is not None:
        return request.replaces.share
    has_lead = any(p.share == Share.LEAD for p in live)
    return rules.default_share(request.domain, request.organisation.sector, mode, has_lead=has_lead)


def _own_team(request, part, standing):
    """A worker takes something on for their own team without asking it, where they may answer for it."""
    return (
        request.at_once and standing is not None and is_own(standing, Permission.ANSWER, part)
        and any(seat.team_id == part.team_id for seat in standing.seats)
    )  # fmt: skip


def _check_partner(board, case, request, organisation, share, position):
    """The catalogue lets the sector hold it; the partner is active, shares an agreement, and was not refused."""
    rules.check_sector(request.domain, organisation, share, position=position)
    refuse = {"field": "organisation", "position": position, "organisation": organisation.name}
    if organisation.status != Organisation.Status.ACTIVE:
        raise CannotBe("partner_not_active", **refuse)
    if not board.shares(organisation, case):
        raise CannotBe("no_agreement", lead=board.partners[case.lead_organisation_id].name, **refuse)
    if board.has_said_no(case, organisation, request.domain):
        raise CannotBe("said_no", **refuse)
    if board.waits_for_carer(case, organisation, request.domain):
        raise CannotBe("carer_not_agreed", **refuse)
    if request.team is not None and request.team.organisation_id != organisation.pk:
        raise CannotBe("team_elsewhere", **{**refuse, "field": "team"})


def _check_place(live, request, organisation, team_id, share, mode, position):
    """One lead, nothing twice, and nobody beside the one body of an independent domain but those kept informed."""
    refuse = {
        "field": "organisation", "position": position, "organisation": organisation.name, "domain": request.domain.name
    }  # fmt: skip
    replaced = request.replaces.pk if request.replaces is not None else None
    for other in live:
        if other.team_id == team_id and other.pk == replaced:
            raise CannotBe("handover_to_itself", **refuse)
        if other.team_id == team_id:
            raise CannotBe("already_there", **refuse)
        if replaced is not None and other.replaces_id == replaced:
            raise CannotBe("handover_waits", holder=other.organisation.name, **refuse)
    lead = next((p for p in live if p.share == Share.LEAD and p.pk != replaced), None)
    if share == Share.LEAD and lead is not None:
        raise CannotBe(
            "one_lead" if lead.state == State.ACCEPTED else "lead_asked", holder=lead.organisation.name, **refuse
        )
    if mode == Mode.INDEPENDENT and share in (Share.JOINT, Share.CONTRIBUTOR):
        raise CannotBe("done_alone", **refuse)


__all__ = ["PartRequest", "establish", "establish_many", "place", "propose"]
