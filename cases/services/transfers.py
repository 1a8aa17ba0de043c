"""A case passes to another team, organisation or area: asked, information sent, handover meeting, accepted or not.

Whoever coordinates stays responsible until it is accepted. Aftercare under section 117, parts and consent stay as they are.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies
from access.decisions import Refused, deny
from access.roles import Permission
from access.rows import writing
from agreements.policies import in_force
from audit import services as audit
from calendars import local_day
from cases import involvement, locks
from cases.models import Case, Involvement, Transfer, TransferEvent
from cases.policies import agrees
from cases.services.closing import coordinating
from cases.services.opening import put_coordinator
from cases.sight import asks_agreement
from cases.transfer_states import LIVE, NEXT, may_move
from notifications import rulebook
from notifications import services as notifications
from notifications.services import Recipient
from partners.models import STATUTORY, Organisation, Sector, Team

Scope, State = Transfer.Scope, Transfer.State
ANSWER, HANDOVER, SUBJECT = "transfer.answer", "transfer.handover", "transfer"
RULE = "Handover of a case (notifications/rules/transfers.yaml)"
ASKED, ANSWERED, TAKEN_BACK = "transfer.asked", "transfer.answered", "transfer.withdrawn"


@transaction.atomic
def propose_transfer(
    *, case, scope, reason, words, by, at, to_organisation=None, to_team=None, to_name="", lead_moves=False
):  # fmt: skip
    """Ask another team, organisation or area to take the case over. Nothing is opened to them; who coordinates stays.

    Refuses, at the field, no reason, no words, the same team, a partner without agreement or without the person's yes
    where it needs one, a lead that is no statutory body (of a carer's record: no council), and a second transfer while one
    waits. The same proposal twice is one.
    """
    policies.require(by, Permission.TRANSFER, case, at=at)
    case = locks.case(case.pk)
    here = case.coordinator_organisation or case.lead_organisation
    team = case.coordinator_team or here.teams.get(is_whole=True)
    if scope == Scope.TEAM:
        to_organisation = here
    elif scope == Scope.AREA:
        to_organisation = to_team = None
    elif to_organisation is not None and (to_team is None or to_team.organisation_id != to_organisation.pk):
        to_team = Team.objects.get(organisation=to_organisation, is_whole=True)
    target = {
        "scope": scope, "to_organisation": to_organisation, "to_team": to_team,
        "to_name": to_name.strip() if scope == Scope.AREA else "", "lead_moves": lead_moves and scope == Scope.ORGANISATION,
    }  # fmt: skip
    waiting = Transfer.objects.filter(case=case, state__in=LIVE).first()
    if waiting is not None:
        if all(getattr(waiting, name) == value for name, value in target.items()):
            return waiting
        raise ValidationError(f"{waiting.receiver} is asked already. Take that back before you ask somebody else.")
    errors = _faults(case, here, team, target, reason=reason, words=words, at=at)
    if errors:
        raise ValidationError(errors)
    transfer = Transfer.objects.create(
        case=case, from_organisation=here, from_team=team, from_worker=case.coordinator, reason=reason.strip(),
        words=words.strip(), at=at, by=by, **target,
    )  # fmt: skip
    _event(transfer, State.PROPOSED, words=reason.strip(), on=local_day(at), by=by, at=at)
    _owe(transfer, HANDOVER, here, team.pk, case.coordinator_id, at=at)
    if to_organisation is not None:
        notifications.tell(
            cause=f"transfer:{transfer.pk}", kind=ASKED, subject_kind=SUBJECT, subject_id=transfer.pk, case_id=case.pk,
            recipients=[Recipient.team(to_organisation.pk, to_team.pk)], at=at,
        )  # fmt: skip
    return transfer


def _faults(case, here, team, target, *, reason, words, at):
    errors = {}
    for name, text in (("reason", reason), ("words", words)):
        if len(text.strip()) > 400:
            errors[name] = f"This is {len(text.strip())} characters long. Shorten it to 400."
    if not reason.strip():
        errors["reason"] = "Write why the case is to pass on."
    if not words.strip():
        errors["words"] = "Write what they need to know to answer. It is all they read before they accept."
    organisation, to_team = target["to_organisation"], target["to_team"]
    if target["scope"] not in Scope.values:
        errors["scope"] = "Choose to whom the case is to pass."
    elif target["scope"] == Scope.AREA:
        if not target["to_name"]:
            errors["to_name"] = "Write the name of the body, and whom to ask there."
    elif target["scope"] == Scope.TEAM:
        if to_team is None or to_team.organisation_id != here.pk:
            errors["to_team"] = f"Choose a team of {here.short_name}."
        elif to_team.pk == team.pk:
            errors["to_team"] = "This team coordinates already. Choose another."
    elif organisation is None or organisation.pk == here.pk:
        errors["to_organisation"] = "Choose another organisation."
    else:
        errors |= _faults_of_partner(case, organisation, target["lead_moves"], at=at)
    return errors


def _faults_of_partner(case, organisation, lead_moves, *, at):
    if organisation.status != Organisation.Status.ACTIVE or not in_force(
        organisation.pk, case.lead_organisation_id, at=at
    ):
        return {
            "to_organisation": f"{organisation.name} does not share records under an agreement now. Choose another."
        }
    if asks_agreement(case, organisation) and not agrees(case, organisation.pk, at=at):
        name = case.person.called
        return {
            "to_organisation": f"{name} has not agreed that {organisation.name} reads the record. Ask {name} first, and "
            "record the answer under who can see."
        }
    return {"lead_moves": fault} if lead_moves and (fault := _lead_fault(case, organisation, at=at)) else {}


def _lead_fault(case, organisation, *, at):
    """Why an organisation cannot hold the record, in a sentence; empty when it can."""
    if case.is_carers and organisation.sector != Sector.COUNCIL:
        return "A carer’s own record is held by a council."
    if organisation.sector not in STATUTORY:
        return f"{organisation.name} cannot hold the record: a trust or a council does. It can coordinate all the same."
    others = Organisation.objects.filter(pk__in=Involvement.objects.filter(case=case).values("organisation_id"))
    apart = [other.name for other in others if not in_force(other.pk, organisation.pk, at=at)]
    if apart:
        return (
            f"{organisation.name} has no sharing agreement with {', '.join(apart)}, who would lose sight of the record."
        )
    return ""


@transaction.atomic
def step_transfer(*, transfer, state, words, by, at, on=None):
    """The next step, by whoever asks: information sent, meeting held, or taken back; of an area also what it answered.

    Refuses a step that the table of states does not have, no words, and a day to come or before it was asked. The same step
    twice is one.
    """
    transfer = _locked(transfer)
    policies.require(by, Permission.TRANSFER, transfer.case, at=at)
    if transfer.state == state:
        return transfer
    allowed = {State.SENT, State.MET, State.WITHDRAWN}
    if transfer.scope == Scope.AREA:
        allowed |= {State.ACCEPTED, State.DECLINED}
    errors, on = {}, on or local_day(at)
    if state not in allowed or not may_move(transfer.state, state):
        errors["state"] = NEXT.get(transfer.state, "This cannot be the next step. Open the page again.")
    if not words.strip():
        errors["words"] = "Write what was sent, who met, or why: in a sentence."
    if on > local_day(at):
        errors["on"] = "The day must be today or before. Check the year."
    elif on < local_day(transfer.at):
        errors["on"] = "This is before the other body was asked. Check the day."
    if errors:
        raise ValidationError(errors)
    _event(transfer, state, words=words.strip(), on=on, by=by, at=at)
    if state == State.MET and transfer.to_organisation is not None:
        _owe(transfer, ANSWER, transfer.to_organisation, transfer.to_team_id, None, at=at)
    if state == State.WITHDRAWN:
        _taken_back(transfer, at=at)
    return transfer


@transaction.atomic
def accept_transfer(*, transfer, worker, by, at):
    """Take a case over for the receiving team: ``worker`` coordinates from now, and access begins now.

    Where it was asked, the receiver also holds the record from now. Refuses before the handover meeting, and somebody who
    does not work there. The same answer twice is one.
    """
    transfer = _locked(transfer)
    if transfer.state == State.ACCEPTED and transfer.to_worker_id == worker.pk:
        return transfer
    policies.require(by, Permission.TAKE_TRANSFER, transfer, at=at)
    if not may_move(transfer.state, State.ACCEPTED):
        raise ValidationError(
            f"{NEXT[transfer.state]} You can accept after the handover meeting; until then {_still(transfer)}."
        )
    case, organisation = transfer.case, transfer.to_organisation
    errors = _faults_of_partner(case, organisation, transfer.lead_moves, at=at) if transfer.scope != Scope.TEAM else {}
    if errors:
        raise ValidationError(" ".join(errors.values()))
    told = coordinating(case)
    if transfer.lead_moves:
        with writing(Case):
            case.lead_organisation = organisation
            case.save(update_fields=["lead_organisation"])
    put_coordinator(
        case=case, organisation=organisation, team=transfer.to_team, worker=worker, by=by, at=at,
        reason=f"Transfer accepted: {transfer.reason}"[:300],
    )  # fmt: skip
    transfer.to_worker = worker
    _event(transfer, State.ACCEPTED, words="", on=local_day(at), by=by, at=at, fields=["to_worker"])
    _tell(ANSWERED, transfer, told, at=at)
    return transfer


@transaction.atomic
def decline_transfer(*, transfer, reason, by, at):
    """Say no for the receiving team, in writing (CA14 s7(3) asks reasons of a body that was asked to co-operate)."""
    transfer = _locked(transfer)
    if transfer.state == State.DECLINED:
        return transfer
    policies.require(by, Permission.TAKE_TRANSFER, transfer, at=at)
    if not reason.strip():
        raise ValidationError({"reason": "Write why not. Whoever asked reads it."})
    _event(transfer, State.DECLINED, words=reason.strip(), on=local_day(at), by=by, at=at)
    _tell(ANSWERED, transfer, coordinating(transfer.case), at=at)
    return transfer


def end_transfers(*, case, words, by, at):
    """Take back what waits on a locked case that closes or becomes part of another. Returns the receivers, in words."""
    waiting = list(Transfer.objects.filter(case=case, state__in=LIVE).select_related("to_organisation", "to_team"))
    for transfer in waiting:
        _event(transfer, State.WITHDRAWN, words=words, on=local_day(at), by=by, at=at)
        _taken_back(transfer, at=at)
    return [transfer.receiver for transfer in waiting]


def coordinator_changed(*, case, by, at):
    """Somebody else coordinates: what is owed about a transfer that waits goes with it. Hangs in ``cases.registry``."""
    for transfer in Transfer.objects.filter(case=case, state__in=LIVE):
        team = (
            case.coordinator_team_id or involvement.whole_teams([case.lead_organisation_id])[case.lead_organisation_id]
        )
        notifications.move_owner(
            subject_kind=SUBJECT, subject_id=transfer.pk, kind=HANDOVER, at=at, owner_team_id=team,
            owner_organisation_id=case.coordinator_organisation_id or case.lead_organisation_id,
            owner_worker_id=case.coordinator_id,
        )  # fmt: skip


def _still(transfer):
    case = transfer.case
    who = case.coordinator.name if case.coordinator else (case.coordinator_organisation or case.lead_organisation).name
    return f"{who} stays responsible"


def _locked(transfer):
    case = locks.case(transfer.case_id)
    found = Transfer.objects.select_related("to_organisation", "to_team").get(pk=transfer.pk)
    if not case.is_open and found.state in LIVE:
        raise Refused(deny("case_closed"))
    found.case = case
    return found


def _event(transfer, state, *, words, on, by, at, fields=()):
    """One step: the transfer, its event, its deadlines, its audit."""
    transfer.state = state
    transfer.save(update_fields=["state", *fields])
    TransferEvent.objects.create(transfer=transfer, state=state, words=words, on=on, at=at, by=by)
    if state in (State.DECLINED, State.ACCEPTED):
        notifications.satisfy(subject_kind=SUBJECT, subject_id=transfer.pk, kind=ANSWER, at=at)
        notifications.satisfy(subject_kind=SUBJECT, subject_id=transfer.pk, kind=HANDOVER, at=at)
    elif state == State.WITHDRAWN:
        notifications.cancel(subject_kind=SUBJECT, subject_id=transfer.pk, at=at)
    audit.record(
        f"transfer.{state}", target=transfer, by=by, at=at, case_id=transfer.case_id, person_id=transfer.case.person_id,
        organisation_id=transfer.to_organisation_id, detail={"scope": str(transfer.scope), "lead": transfer.lead_moves},
    )  # fmt: skip


def _owe(transfer, kind, organisation, team_id, worker_id, *, at):
    notifications.set_deadline(
        kind=kind, subject_kind=SUBJECT, subject_id=transfer.pk, case_id=transfer.case_id,
        due_at=rulebook.due(kind, at, division=organisation.division), owner_organisation_id=organisation.pk,
        owner_team_id=team_id, owner_worker_id=worker_id, rule=RULE, at=at,
    )  # fmt: skip


def _taken_back(transfer, *, at):
    if transfer.to_organisation_id is not None:
        _tell(TAKEN_BACK, transfer, [Recipient.team(transfer.to_organisation_id, transfer.to_team_id)], at=at)


def _tell(kind, transfer, recipients, *, at):
    notifications.tell(
        cause=f"transfer:{transfer.pk}:{transfer.state}", kind=kind, subject_kind=SUBJECT, subject_id=transfer.pk,
        case_id=transfer.case_id, recipients=recipients, at=at,
    )  # fmt: skip
