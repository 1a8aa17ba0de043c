"""Opening cases, taking referrals, and saying who coordinates."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from access import policies
from access.decisions import Refused
from access.roles import Permission
from access.rows import effective, writing
from audit import services as audit
from cases import involvement, locks, registry
from cases.models import (
    NO_DATE,
    Bar,
    Case,
    CaseStatus,
    Coordination,
    Framework,
    Identifier,
    InvolvementBasis,
    RecordKind,
    Referral,
)
from cases.numbers import bare
from cases.people import check_details, make_person
from cases.services.colleagues import works_for
from cases.services.letting_in import named_to_stay
from notifications import services as notifications
from notifications.services import Recipient
from partners.models import STATUTORY, Domain, Worker
from partners.standing import may_here

COORDINATION = "coordination"
KNOWN_ALREADY = "Somebody with this NHS number is already known. Open that record instead of making a second one."


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
    kind=RecordKind.PERSON,
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
            kind=kind,
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
    """Why the organisation that coordinates is involved, in the form ``involvement.add_bases`` takes."""
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
def refer(
    *, details, reason, source, received_at, organisation, team, coordinator, lead_organisation, by, at, form_key=None
):  # fmt: skip
    """Take a referral by hand: a new person, their case, why, from whom and who coordinates.

    The door shows people already known first (``people.already_known``); this refuses a second holder of an NHS number.
    ``form_key`` is the form's own key: the same form sent twice is one referral. Raises ValidationError with the field at
    fault, or Refused when the worker's role takes no referrals there.
    """
    decision = may_here(by, Permission.TAKE_REFERRAL, at=at, organisation_id=organisation.pk)
    if not decision:
        raise Refused(decision)
    if form_key is not None:
        Worker.objects.select_for_update().get(pk=by.pk)  # the second of two sendings waits here for the first
        again = referred_by(form_key, by)
        if again is not None:
            return again
        if Referral.objects.filter(form_key=form_key).exists():
            raise ValidationError("This form has been used already. Open the page again and fill it in anew.")
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
    if coordinator is not None and not works_for(coordinator, organisation, at=at):
        errors["coordinator"] = (
            f"{coordinator.name} does not work on cases for {organisation.short_name}. Choose somebody else."
        )
    if details.nhs_number and number_taken(details.nhs_number):
        errors["nhs_number"] = KNOWN_ALREADY
    if errors:
        raise ValidationError(errors)
    try:
        with transaction.atomic():
            person = make_person(details=details, at=at)
    except IntegrityError as error:  # somebody else took the same number at the same moment
        raise ValidationError({"nhs_number": KNOWN_ALREADY}) from error
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
        form_key=form_key,
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


def referred_by(form_key, worker):
    """The case that a worker made with this form already, or None."""
    return Case.objects.filter(referrals__form_key=form_key, referrals__taken_by=worker).first()


def number_taken(nhs_number):
    """Whether a settled NHS number belongs to somebody already."""
    return Identifier.objects.filter(type=Identifier.Type.NHS, value=bare(nhs_number), is_settled=True).exists()


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
    return put_coordinator(
        case=locks.case(case.pk), organisation=organisation, team=team, worker=worker, by=by, at=at,
        staff_code=staff_code, reason=reason,
    )  # fmt: skip


def put_coordinator(*, case, organisation, team, worker, by, at, staff_code="", reason=""):
    """The same for services that have asked a policy of their own and hold the lock of the case."""
    if worker is not None and not works_for(worker, organisation, at=at):
        raise ValidationError(
            {"worker": f"{worker.name} does not work on cases for {organisation.short_name}. Choose somebody else."}
        )
    if by is not None and worker is not None and Bar.objects.filter(effective(at), worker=worker, case=case).exists():
        raise ValidationError({"worker": f"{worker.name} may not open this record. Choose somebody else."})
    if by is not None and worker is None and case.restricted and not named_to_stay(case, at=at).exists():
        raise ValidationError({"worker": "Only named workers open this record. Choose who coordinates it."})
    same = (case.coordinator_id, case.coordinator_team_id) == (worker and worker.pk, team.pk)
    if same and not (worker is None and staff_code):  # another code of an extract is another person, though unnamed
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
