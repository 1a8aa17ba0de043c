"""Every write to a case: opening, referral, coordination, consent, named access and bars, closing."""

from django.contrib.auth.models import Permission as DjangoPermission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from access import policies
from access.decisions import Refused
from access.grants import VIEW
from access.roles import READS_CASES, Permission
from access.rows import effective, writing
from audit import services as audit
from cases import involvement, locks, registry
from cases.models import (
    NO_DATE,
    Bar,
    Case,
    CaseGrant,
    CaseStatus,
    Consent,
    Coordination,
    Framework,
    InvolvementBasis,
    NamedAccess,
    Referral,
)
from cases.people import check_details, make_person
from notifications import services as notifications
from notifications.services import Recipient
from partners.models import STATUTORY, Domain, Membership
from partners.standing import may_here

COORDINATION = "coordination"


def open_case(
    *,
    person,
    lead_organisation,
    organisation,
    team,
    whole_team,
    coordinator,
    domain,
    at,
    by,
    framework=Framework.CPA_2008,
    opened_at=None,
    reason="",
    staff_code="",
    section_117="none",
    with_involvement=True,
):
    """Rows of a new open case: case, status, coordination and (unless the caller writes it with its own) involvement.

    Not a door: the services that call it have asked their policy, hold the transaction and write the audit.
    ``domain`` is the catalogue row of coordination. Returns the case and its coordination.
    """
    with writing(Case, Coordination):
        case = Case.objects.create(
            person=person,
            lead_organisation=lead_organisation,
            framework=framework,
            coordinator=coordinator,
            coordinator_organisation=organisation,
            coordinator_team=team,
            opened_at=opened_at or at,
            created_at=at,
            section_117=section_117,
            next_due=NO_DATE,
        )
        CaseStatus.objects.create(case=case, status=Case.Status.OPEN, at=at, by=by, reason=reason)
        coordination = Coordination.objects.create(
            case=case,
            organisation=organisation,
            team=team,
            worker=coordinator,
            staff_code=staff_code,
            effective_from=opened_at or at,
            recorded_at=at,
            recorded_by=by,
        )
    if with_involvement:
        involvement.add_bases(
            [coordination_basis(case, coordination, whole_team, domain)], at=at, facts=involvement.facts_of(case)
        )
    return case, coordination


def coordination_basis(case, coordination, whole_team, domain):
    return involvement.Basis(
        case_id=case.pk,
        organisation_id=coordination.organisation_id,
        team_id=coordination.team_id,
        whole_team_id=whole_team.pk,
        domain_id=domain.pk,
        kind=InvolvementBasis.Kind.COORDINATION,
        reference=coordination.pk,
    )


@transaction.atomic
def refer(*, details, reason, source, received_at, organisation, team, coordinator, lead_organisation, by, at):
    """Take a referral by hand: a new person, their case, why, from whom and who coordinates.

    The door shows people already known first (``people.already_known``); this refuses a second holder of an NHS number.
    Raises ValidationError with the field at fault, or Refused when the worker's role takes no referrals there.
    """
    decision = may_here(by, Permission.TAKE_REFERRAL, at=at, organisation_id=organisation.pk)
    if not decision:
        raise Refused(decision)
    errors = {}
    check_details(details, today=at.date())
    if not reason.strip():
        errors["reason"] = "Write why they were referred. One sentence is enough."
    if not source.strip():
        errors["source"] = "Write who referred them."
    if received_at > at:
        errors["received_at"] = "The referral cannot have come in the future. Check the date."
    if lead_organisation.sector not in STATUTORY:
        errors["lead_organisation"] = "Choose the trust or the council: one of them holds the record."
    if coordinator is not None and not _works_for(coordinator, organisation, at=at):
        errors["coordinator"] = (
            f"{coordinator.name} does not work on cases for {organisation.short_name}. Choose somebody else."
        )
    if details.nhs_number and number_taken(details.nhs_number):
        errors["nhs_number"] = (
            "Somebody with this NHS number is already known. Open that record instead of making a second one."
        )
    if errors:
        raise ValidationError(errors)
    person = make_person(details=details, at=at)
    case, _ = open_case(
        person=person,
        lead_organisation=lead_organisation,
        organisation=organisation,
        team=team,
        whole_team=organisation.teams.get(is_whole=True),
        coordinator=coordinator,
        domain=Domain.objects.get(code=COORDINATION),
        at=at,
        by=by,
        opened_at=received_at,
        reason="Referral taken",
    )
    Referral.objects.create(
        case=case,
        received_at=received_at,
        reason=reason.strip(),
        source=source.strip(),
        organisation=organisation,
        taken_by=by,
    )
    audit.record(
        "case.referred",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=person.pk,
        organisation_id=organisation.pk,
        detail={"coordinator": coordinator and coordinator.pk},
    )
    if coordinator is not None and coordinator.pk != by.pk:
        _tell_coordinator(case, at=at)
    return case


def number_taken(nhs_number):
    from cases.models import Identifier
    from cases.numbers import bare

    return Identifier.objects.filter(type=Identifier.Type.NHS, value=bare(nhs_number), is_settled=True).exists()


def _works_for(worker, organisation, *, at):
    return (
        worker.is_active
        and Membership.objects.filter(
            effective(at), worker=worker, organisation=organisation, role__in=READS_CASES
        ).exists()
    )


def _tell_coordinator(case, *, at):
    notifications.tell(
        cause=f"coordination:{case.pk}:{case.coordinator_id}:{at.isoformat(timespec='seconds')}",
        kind="case.allocated",
        subject_kind="case",
        subject_id=case.pk,
        case_id=case.pk,
        recipients=[Recipient.worker(case.coordinator_id)],
        at=at,
    )


@transaction.atomic
def set_coordinator(*, case, organisation, team, worker, by, at, staff_code="", reason=""):
    """Say who coordinates from now. The one before keeps it until this moment: nothing is ownerless in between.

    ``by`` None is the import. Refuses a worker without a current role on cases in that organisation.
    """
    if by is not None:
        policies.require(by, Permission.SET_COORDINATOR, case, at=at)
    case = locks.case(case.pk)
    if worker is not None and not _works_for(worker, organisation, at=at):
        raise ValidationError(
            {"worker": f"{worker.name} does not work on cases for {organisation.short_name}. Choose somebody else."}
        )
    if (case.coordinator_id, case.coordinator_team_id) == (worker and worker.pk, team.pk):
        return case
    with writing(Case, Coordination):
        before = list(Coordination.objects.filter(case=case, effective_until=None))
        for row in before:
            row.effective_until = max(at, row.effective_from)
            row.save(update_fields=["effective_until"])
        involvement.remove_bases(InvolvementBasis.Kind.COORDINATION, [row.pk for row in before])
        coordination = Coordination.objects.create(
            case=case,
            organisation=organisation,
            team=team,
            worker=worker,
            staff_code=staff_code,
            effective_from=at,
            recorded_at=at,
            recorded_by=by,
        )
        case.coordinator, case.coordinator_organisation, case.coordinator_team = worker, organisation, team
        case.save(update_fields=["coordinator", "coordinator_organisation", "coordinator_team"])
    involvement.add_bases(
        [
            coordination_basis(
                case, coordination, organisation.teams.get(is_whole=True), Domain.objects.get(code=COORDINATION)
            )
        ],
        at=at,
        facts=involvement.facts_of(case),
    )
    registry.coordinator_changed(case=case, by=by, at=at)
    audit.record(
        "case.coordinator_set",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"worker": worker and worker.pk, "organisation": organisation.pk, "reason": reason},
    )
    if worker is not None and (by is None or worker.pk != by.pk):
        _tell_coordinator(case, at=at)
    return case


@transaction.atomic
def record_consent(
    *,
    case,
    organisation,
    status,
    given_by,
    method,
    by,
    at,
    domain=None,
    purpose=Consent.Purpose.DIRECT_CARE,
    scope=Consent.Scope.WRITE,
    note="",
    until=None,
):
    """Write down what the person of a case said about one organisation. The answer before is ended, never changed.

    A refusal or withdrawal bites on the next request. Best interests needs words saying who decided and why
    (Mental Capacity Act 2005). ``by`` None is the system's own act (a migration of records).
    """
    if by is not None:
        policies.require(by, Permission.RECORD_CONSENT, case, at=at)
    case = locks.case(case.pk)
    if not given_by.strip():
        raise ValidationError({"given_by": "Write who gave this answer: the person, or who decided for them."})
    if status == Consent.Status.BEST_INTERESTS and not note.strip():
        raise ValidationError(
            {"note": "Write who decided in their best interests, and why they could not decide themselves."}
        )
    if until is not None and until <= at:
        raise ValidationError({"until": "The last day must be in the future. Leave it empty if they set no end."})
    same = Consent.objects.filter(
        person_id=case.person_id, organisation=organisation, domain=domain, purpose=purpose, ended_at=None
    )
    with writing(Consent):
        same.update(ended_at=at)
        consent = Consent.objects.create(
            person_id=case.person_id,
            organisation=organisation,
            domain=domain,
            purpose=purpose,
            scope=scope,
            status=status,
            given_by=given_by.strip(),
            method=method,
            note=note.strip(),
            recorded_by=by,
            effective_from=at,
            effective_until=until,
            recorded_at=at,
        )
    audit.record(
        "consent.recorded",
        target=consent,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"organisation": organisation.pk, "domain": domain and domain.code, "status": status, "scope": scope},
    )
    registry.consent_changed(consent=consent, by=by, at=at)
    return consent


@transaction.atomic
def let_in(*, case, worker, organisation, until, reason, by, at):
    """Let one named worker open a case until a moment (or without end). Refuses a worker without a seat there."""
    policies.require(by, Permission.NAME_WORKER, case, at=at)
    locks.case(case.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Write why they need to open this record."})
    if not _works_for(worker, organisation, at=at):
        raise ValidationError({"worker": f"{worker.name} does not work on cases for {organisation.short_name}."})
    if until is not None and until <= at:
        raise ValidationError({"until": "The end must be in the future."})
    with writing(NamedAccess):
        NamedAccess.objects.filter(effective(at), worker=worker, case=case).update(effective_until=at)
        access = NamedAccess.objects.create(
            worker=worker,
            organisation=organisation,
            case=case,
            reason=reason.strip(),
            granted_by=by,
            effective_from=at,
            effective_until=until,
            recorded_at=at,
        )
    CaseGrant.objects.update_or_create(
        user=worker,
        content_object=case,
        permission=view_permission(),
        defaults={"organisation": organisation, "expires_at": until},
    )
    audit.record(
        "case.worker_let_in",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"worker": worker.pk, "until": until.isoformat() if until else None},
    )
    return access


@transaction.atomic
def end_named_access(*, case, worker, by, at):
    """Take a named worker's access away now."""
    policies.require(by, Permission.NAME_WORKER, case, at=at)
    locks.case(case.pk)
    with writing(NamedAccess):
        NamedAccess.objects.filter(effective(at), worker=worker, case=case).update(effective_until=at)
    CaseGrant.objects.filter(user=worker, content_object=case).delete()
    audit.record(
        "case.worker_let_out",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"worker": worker.pk},
    )


def view_permission():
    """guardian's rows carry Django's own ``view_case`` permission, and never another."""
    return DjangoPermission.objects.get(content_type=ContentType.objects.get_for_model(Case), codename=VIEW)


@transaction.atomic
def bar(*, case, worker, reason, by, at):
    """Bar one worker from a case, whatever else would let them in. A second bar changes nothing."""
    policies.require(by, Permission.BAR_WORKER, case, at=at)
    locks.case(case.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Write why. The worker does not see it."})
    existing = Bar.objects.filter(Q(effective_until=None) | Q(effective_until__gt=at), worker=worker, case=case).first()
    if existing:
        return existing
    with writing(Bar):
        row = Bar.objects.create(
            worker=worker, case=case, reason=reason.strip(), set_by=by, effective_from=at, recorded_at=at
        )
    audit.record(
        "case.worker_barred",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"worker": worker.pk},
    )
    return row


@transaction.atomic
def close_case(*, case, status_reason, at, by=None):
    """Close a case by the system: a death in an extract. Its clocks are cancelled and it leaves every list."""
    case = locks.case(case.pk)
    if not case.is_open:
        return case
    with writing(Case):
        case.status, case.is_open, case.closed_at = Case.Status.CLOSED, False, at
        case.save(update_fields=["status", "is_open", "closed_at"])
    CaseStatus.objects.create(case=case, status=Case.Status.CLOSED, at=at, by=by, reason=status_reason)
    notifications.cancel_for_case(case_id=case.pk, at=at)
    involvement.set_next_due(case, None)
    involvement.copy_case(case)
    audit.record(
        "case.closed",
        target=case,
        by=by,
        at=at,
        case_id=case.pk,
        person_id=case.person_id,
        detail={"reason": status_reason},
    )
    return case
