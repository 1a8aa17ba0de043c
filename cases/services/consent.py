"""Writing down what a person agreed to."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import policies
from access.roles import Permission
from access.rows import writing
from audit import services as audit
from cases import locks, registry
from cases.models import Consent
from cases.sight import AGREED


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

    A refusal or withdrawal bites on the next request; one about everything the organisation does ends the yeses for
    single domains that were given before, and leaves the noes. Best interests needs words saying who decided and why
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
    if case.is_carers and organisation.pk == case.lead_organisation_id:
        raise ValidationError({"organisation": f"{organisation.short_name} leads this record and reads it as such."})
    if case.is_carers and organisation.is_statutory and domain is not None:
        raise ValidationError(
            {
                "domain": f"{organisation.short_name} reads a carer’s record whole or not at all. Choose everything it does."
            }
        )
    same = Consent.objects.filter(
        person_id=case.person_id,
        about=case.kind,
        organisation=organisation,
        domain=domain,
        purpose=purpose,
        ended_at=None,
    )
    with writing(Consent):
        same.update(ended_at=at)
        if domain is None and status not in AGREED:
            Consent.objects.filter(
                person_id=case.person_id,
                about=case.kind,
                organisation=organisation,
                purpose=purpose,
                status__in=AGREED,
                ended_at=None,
            ).update(ended_at=at)
        consent = Consent.objects.create(
            person_id=case.person_id,
            about=case.kind,
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
