"""Every write to sharing agreements. The pairs that policies read (:class:`InForce`) are derived here and nowhere else."""

from datetime import timedelta
from itertools import permutations

from django.db import transaction

from access.decisions import Refused
from access.roles import Permission
from access.rows import writing
from agreements.models import InForce, Party, Service, SharingAgreement
from audit.services import record
from calendars import end_of_day, local_day
from notifications import services as deadlines
from partners.errors import PartnersError
from partners.models import Sector, Team
from partners.standing import may_here

Status = SharingAgreement.Status

#: How long an administrator has to confirm an agreement that an import recorded: a default of the partnership.
CONFIRM_WITHIN = timedelta(weeks=4)
CONFIRM = "agreement.confirm"
ENDING, PARTY = "agreement.ending", "agreement_party"
_RULE_OF_END = "The end written in the agreement (notifications/rules/partners.yaml)"
_RULE = "Confirm an imported agreement: 4 weeks (partnership default)"


class AgreementError(PartnersError):
    """The agreement or the service cannot be made or changed so; the sentence says why and what to do."""


@transaction.atomic
def make_agreement(*, name, organisations, since, until, by, at, review_on=None, to_confirm=None):
    """Record an agreement between two partners or more, in force from ``since`` (access follows ``at`` at the earliest).

    ``by`` is an administrator, whoever imports, or None for the system. One made by the system, or with
    ``to_confirm=True``, waits for an administrator to confirm it, and is in force meanwhile (decisions.md 7).
    Refuses fewer than two different partners, one that has left, and a period that ends before it begins.
    """
    if by is not None:
        _require_either(by, at, Permission.ADMINISTER, Permission.IMPORT)
    organisations = list({organisation.pk: organisation for organisation in organisations}.values())
    if len(organisations) < 2:
        raise AgreementError(
            "An agreement is between two partners or more. Choose at least two.", field="organisations"
        )
    gone = [organisation.name for organisation in organisations if organisation.status == organisation.Status.LEFT]
    if gone:
        raise AgreementError(f"{', '.join(gone)} has left the partnership. Choose partners that are still in it.")
    if until is not None and until <= since:
        raise AgreementError("The agreement must end after it begins. Change one of the dates.", field="until")
    waits = by is None if to_confirm is None else to_confirm
    with writing(SharingAgreement, Party, InForce):
        agreement = SharingAgreement.objects.create(
            name=name, review_on=review_on, recorded_by=by, effective_from=since, effective_until=until,
            recorded_at=at, confirmed_at=None if waits or by is None else at, confirmed_by=None if waits else by,
        )  # fmt: skip
        Party.objects.bulk_create([Party(agreement=agreement, organisation=o) for o in organisations])
        _derive(agreement, at)
    if waits:
        _wait_for_confirmation(agreement, organisations, at)
    _warn_of_end(agreement, at)
    record(
        "agreement.made", target=agreement, by=by, at=at,
        detail={"organisations": sorted(o.pk for o in organisations), "waits_for_confirmation": waits},
    )  # fmt: skip
    return agreement


@transaction.atomic
def confirm(*, agreement, by, at):
    """An administrator says that an agreement recorded by an import is real. Twice is the same as once."""
    agreement = _locked(agreement, by, at)
    if agreement.confirmed_at is None:
        _change(agreement, "agreement.confirmed", by, at, confirmed_at=at, confirmed_by=by)
        deadlines.satisfy(subject_kind="agreement", subject_id=agreement.pk, kind=CONFIRM, at=at)
    return agreement


@transaction.atomic
def suspend(*, agreement, reason, by, at):
    """Close all sharing under the agreement at this moment, until it is resumed. Refuses one that has ended."""
    agreement = _locked(agreement, by, at)
    _not_ended(agreement)
    if agreement.status != Status.SUSPENDED:
        _change(agreement, "agreement.suspended", by, at, reason=reason, status=Status.SUSPENDED)
        _tell_parties(agreement, "agreement.suspended", at)
    return agreement


@transaction.atomic
def resume(*, agreement, by, at):
    """Let a suspended agreement count again, from this moment. Refuses one that has ended."""
    agreement = _locked(agreement, by, at)
    _not_ended(agreement)
    if agreement.status == Status.SUSPENDED:
        _change(agreement, "agreement.resumed", by, at, status=Status.IN_FORCE)
        _tell_parties(agreement, "agreement.resumed", at)
    return agreement


@transaction.atomic
def end(*, agreement, reason, by, at):
    """End the agreement at this moment, for good. What was shared under it stays with whoever wrote it."""
    agreement = _locked(agreement, by, at)
    if agreement.status == Status.ENDED:
        return agreement
    until = max(at, agreement.effective_from)
    if agreement.effective_until is not None:
        until = min(until, max(agreement.effective_until, agreement.effective_from))
    _change(agreement, "agreement.ended", by, at, reason=reason, status=Status.ENDED, effective_until=until)
    deadlines.cancel(subject_kind="agreement", subject_id=agreement.pk, at=at)
    parties = list(agreement.party_rows.values_list("pk", flat=True))
    deadlines.cancel_many(subject_kind=PARTY, subject_ids=parties, kind=ENDING, at=at)
    _tell_parties(agreement, "agreement.ended", at)
    return agreement


@transaction.atomic
def renew(*, agreement, until, by, at):
    """Give an agreement another end, or none: sharing goes on without a gap. Refuses one that has ended, or an end gone by."""
    agreement = _locked(agreement, by, at)
    _not_ended(agreement)
    if agreement.effective_until is not None and agreement.effective_until <= at:
        raise AgreementError("This agreement has run out, so nothing is shared under it. Make a new one.")
    if until is not None and until <= at:
        raise AgreementError("The new end must be in the future.", field="until")
    with writing(SharingAgreement, InForce):
        agreement.effective_until = until
        agreement.save(update_fields=["effective_until"])
        _derive(agreement, at)
    record("agreement.renewed", target=agreement, by=by, at=at, detail={"until": until.isoformat() if until else None})
    _warn_of_end(agreement, at)
    return agreement


@transaction.atomic
def offer_service(*, organisation, name, domains, by, at, team=None, about="", telephone="", email=""):
    """Add something a partner offers, in one or more domains. Refuses a name it has already, and a domain not its to hold."""
    if by is not None:
        _require_either(by, at, Permission.ADMINISTER)
    name, domains = name.strip(), list(domains)
    if Service.objects.filter(organisation=organisation, name__iexact=name).exists():
        raise AgreementError(
            f"{organisation.name} offers something called {name} already. Choose another name.", field="name"
        )
    if not domains:
        raise AgreementError("Choose at least one domain, so that the service can be found.", field="domains")
    wrong = [
        domain.name
        for domain in domains
        if domain.holders and organisation.sector not in (*domain.holders, *domain.contributors)
    ]
    if wrong:
        kind = organisation.get_sector_display()
        raise AgreementError(
            f"{', '.join(wrong)} cannot be held by this kind of partner ({kind}). Leave it out.", field="domains"
        )
    team = team or organisation.teams.get(is_whole=True)
    if team.organisation_id != organisation.pk:
        raise AgreementError(f"{team.name} is not a team of {organisation.name}. Choose one of its own.")
    service = Service.objects.create(
        organisation=organisation,
        team=team,
        name=name,
        about=about.strip(),
        telephone=telephone.strip(),
        email=email.strip(),
    )
    service.domains.set(domains)
    record(
        "service.offered",
        target=service,
        by=by,
        at=at,
        organisation_id=organisation.pk,
        detail={"domains": sorted(domain.code for domain in domains)},
    )
    return service


@transaction.atomic
def set_service_open(*, service, is_open, by, at):
    """Say that a service takes people, or for now takes nobody. The directory shows both."""
    _require_either(by, at, Permission.ADMINISTER)
    if service.is_open != is_open:
        service.is_open = is_open
        service.save(update_fields=["is_open"])
        action = "service.opened" if is_open else "service.closed"
        record(action, target=service, by=by, at=at, organisation_id=service.organisation_id)
    return service


def let_succeed(*, old, new, at):
    """Make the successor of an organisation a party to every agreement of it that has not ended. For ``merging``, which asks.

    The old party stays on the agreement: it signed it.
    """
    agreements = SharingAgreement.objects.select_for_update().filter(party_rows__organisation=old)
    for agreement in agreements.exclude(status=Status.ENDED).order_by("pk"):
        if not agreement.party_rows.filter(organisation=new).exists():
            with writing(Party, InForce):
                Party.objects.create(agreement=agreement, organisation=new)
                _derive(agreement, at)


def expected_pairs(agreement, organisation_ids):
    """The pairs an agreement gives, from what is true: {(organisation, other): (from, until)}, both directions.

    A suspended agreement gives none; an ended one keeps the period in which it counted.
    """
    if agreement.status == Status.SUSPENDED:
        return {}
    period = (agreement.effective_from, agreement.effective_until)
    return dict.fromkeys(permutations(sorted(organisation_ids), 2), period)


def _wait_for_confirmation(agreement, organisations, at):
    """Owed by the first NHS body among the parties, or failing one by the first: its administrators are told."""
    owner = next((o for o in organisations if o.sector == Sector.NHS), organisations[0])
    deadlines.set_deadline(
        kind=CONFIRM,
        subject_kind="agreement",
        subject_id=agreement.pk,
        due_at=end_of_day(local_day(at + CONFIRM_WITHIN)),
        owner_organisation_id=owner.pk,
        owner_team_id=owner.teams.get(is_whole=True).pk,
        rule=_RULE,
        at=at,
    )


def _warn_of_end(agreement, at):
    """Both sides hear beforehand that sharing will close: a deadline for each party, at the moment the agreement ends."""
    parties = list(agreement.party_rows.select_related("organisation"))
    if agreement.effective_until is None:
        deadlines.cancel_many(subject_kind=PARTY, subject_ids=[party.pk for party in parties], kind=ENDING, at=at)
        return
    whole = dict(
        Team.objects.filter(organisation__in=[party.organisation_id for party in parties], is_whole=True).values_list(
            "organisation_id", "pk"
        )
    )
    deadlines.set_deadlines(
        [
            deadlines.DeadlineSpec(
                kind=ENDING, subject_kind=PARTY, subject_id=party.pk, due_at=agreement.effective_until,
                owner_organisation_id=party.organisation_id, owner_team_id=whole[party.organisation_id], rule=_RULE_OF_END,
            )
            for party in parties
        ],
        at,
    )  # fmt: skip


def _tell_parties(agreement, kind, at):
    """The managers of every party hear what changed, at once."""
    deadlines.tell(
        cause=f"{kind}:{agreement.pk}:{at.isoformat(timespec='seconds')}", kind=kind, subject_kind="agreement",
        subject_id=agreement.pk, at=at,
        recipients=[
            deadlines.Recipient.organisation(organisation_id, "managers")
            for organisation_id in agreement.party_rows.values_list("organisation_id", flat=True)
        ],
    )  # fmt: skip


def _derive(agreement, at):
    wanted = expected_pairs(agreement, agreement.party_rows.values_list("organisation_id", flat=True))
    known = dict.fromkeys(wanted, at)
    for one, other, recorded in InForce.objects.filter(agreement=agreement).values_list(
        "organisation_id", "other_id", "recorded_at"
    ):
        known[one, other] = recorded
    InForce.objects.filter(agreement=agreement).delete()
    InForce.objects.bulk_create(
        [
            InForce(
                agreement=agreement, organisation_id=one, other_id=other, effective_from=since, effective_until=until,
                recorded_at=known[one, other],
            )
            for (one, other), (since, until) in wanted.items()
        ]
    )  # fmt: skip


def _change(agreement, action, by, at, *, reason="", **fields):
    with writing(SharingAgreement, InForce):
        for name, value in fields.items():
            setattr(agreement, name, value)
        agreement.save(update_fields=list(fields))
        if "status" in fields:
            _derive(agreement, at)
    record(action, target=agreement, by=by, at=at, detail={"reason": reason} if reason else None)


def _locked(agreement, by, at):
    _require_either(by, at, Permission.ADMINISTER)
    return SharingAgreement.objects.select_for_update().get(pk=agreement.pk)


def _not_ended(agreement):
    if agreement.status == Status.ENDED:
        raise AgreementError("This agreement has ended. Make a new one.")


def _require_either(by, at, *permissions):
    decisions = [may_here(by, permission, at=at) for permission in permissions]
    if not any(decisions):
        raise Refused(decisions[0])
