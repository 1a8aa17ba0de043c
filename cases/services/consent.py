"""Writing down what a person agreed to; looking ahead at what an answer would change; sharing without a yes."""

from django.core.exceptions import ValidationError
from django.db import transaction

from access import memory, policies
from access.roles import Permission
from access.rows import writing
from audit import services as audit
from cases import consent_deadlines, locks, registry
from cases.models import Case, Consent
from cases.sight import AGREED, asks_agreement

Status, Authority = Consent.Status, Consent.Authority


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
    authority="",
    authority_note="",
    witness="",
    note="",
    until=None,
):
    """Write down what the person of a case said about one organisation. The answer before is ended, never changed.

    A refusal or withdrawal bites on the next request; one about everything the organisation does ends the yeses for
    single domains that were given before, and leaves the noes. Best interests needs words saying who decided and why
    (Mental Capacity Act 2005). Somebody without authority to answer for the person is refused at the field. ``authority``
    left out is the person, or for best interests the professional who decided. ``by`` None is the system's own act (a
    migration of records).
    """
    if by is not None:
        policies.require(by, Permission.RECORD_CONSENT, case, at=at)
    case = locks.case(case.pk)
    if status == Status.OVERRIDE:
        raise ValidationError({"status": "This is not an answer of the person. Write it down as a decision to share."})
    authority = authority or (Authority.DECISION_MAKER if status == Status.BEST_INTERESTS else Authority.PERSON)
    _check(status, given_by, authority, authority_note, note, case)
    if until is not None and until <= at:
        raise ValidationError({"until": "The last day must be in the future. Leave it empty if they set no end."})
    _check_about(case, organisation, domain)
    asked = {"person_id": case.person_id, "about": case.kind, "organisation": organisation, "purpose": purpose}
    answers = Consent.objects.filter(**asked, ended_at=None).exclude(status=Status.OVERRIDE)
    ends = set(answers.filter(domain=domain).values_list("pk", flat=True))
    if domain is None and status not in AGREED:
        ends |= set(answers.filter(status__in=AGREED).values_list("pk", flat=True))
    with writing(Consent):
        Consent.objects.filter(pk__in=ends).update(ended_at=at)
        consent = Consent.objects.create(
            **asked,
            domain=domain,
            scope=scope,
            status=status,
            given_by=given_by.strip(),
            authority=authority,
            authority_note=authority_note.strip(),
            method=method,
            witness=witness.strip(),
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
    consent_deadlines.follow(case, consent, ended=ends, at=at)
    registry.consent_changed(consent=consent, by=by, at=at)
    return consent


def _check(status, given_by, authority, authority_note, note, case):
    """Whether whoever answered may answer. [M]: who may decide for an adult (Mental Capacity Act 2005), to be confirmed."""
    faults, called = {}, case.person.called
    if not given_by.strip():
        faults["given_by"] = "Write who gave this answer: the person, or who decided for them."
    if authority == Authority.OTHER:
        faults["authority"] = (
            f"Nobody may answer for {called} only because they are close. Ask {called}. If {called} cannot decide, "
            "choose “decided in best interests”, and write who decided and on what authority."
        )
    elif authority == Authority.PERSON and status == Status.BEST_INTERESTS:
        faults["authority"] = (
            f"If {called} decided, choose what they said. In best interests somebody else decides: who?"
        )
    elif authority == Authority.DECISION_MAKER and status != Status.BEST_INTERESTS:
        faults["authority"] = (
            f"A professional does not answer for {called}. Choose “decided in best interests” above, or who gave this answer."
        )
    elif authority in (Authority.ATTORNEY, Authority.DEPUTY) and not authority_note.strip():
        faults["authority_note"] = "Write which document gives them this power, and who has seen it."
    if status == Status.BEST_INTERESTS and not note.strip():
        faults["note"] = "Write who decided in their best interests, and why they could not decide themselves."
    if faults:
        raise ValidationError(faults)


def _check_about(case, organisation, domain):
    if case.is_carers and organisation.pk == case.lead_organisation_id:
        raise ValidationError({"organisation": f"{organisation.short_name} leads this record and reads it as such."})
    if case.is_carers and organisation.is_statutory and domain is not None:
        raise ValidationError(
            {
                "domain": f"{organisation.short_name} reads a carer’s record whole or not at all. Choose everything it does."
            }
        )


@transaction.atomic
def share_without_yes(*, case, organisation, basis, reason, approved_by, until, by, at, domain=None, scope=None):
    """Write down a decision to let an organisation read without the person's yes, and why it is lawful. Returns the row.

    It stands beside what the person said, which stays as it is. Each has its own basis, words, approver and end, at most
    a year ahead (domain facts 5.4; the year is a default [M]); the same question decided again ends the decision before.
    Refuses a body that reads without being asked, because there is nothing to decide.
    """
    policies.require(by, Permission.RECORD_CONSENT, case, at=at)
    case = locks.case(case.pk)
    faults = {}
    if basis not in Consent.Basis.values:
        faults["basis"] = "Choose the basis in law."
    if len(reason.split()) < 3:
        faults["reason"] = "Write in a sentence why this is needed, and why it cannot wait for the person’s answer."
    if not approved_by.strip():
        faults["approved_by"] = "Write who approved it, and their post: the Caldicott guardian, for example."
    if until is None or until <= at:
        faults["until"] = "Give the last day. It must be in the future: a decision to share always ends."
    elif until > consent_deadlines.latest_end(at):
        faults["until"] = "Give a day within a year. It can be decided again."
    if not asks_agreement(case, organisation):
        faults["organisation"] = f"{organisation.short_name} reads this record without being asked. Nothing to decide."
    if faults:
        raise ValidationError(faults)
    _check_about(case, organisation, domain)
    asked = {"person_id": case.person_id, "about": case.kind, "organisation": organisation, "domain": domain}
    before = Consent.objects.filter(**asked, status=Status.OVERRIDE, ended_at=None)
    ends = set(before.values_list("pk", flat=True))
    with writing(Consent):
        before.update(ended_at=at)
        made = Consent.objects.create(
            **asked,
            scope=scope or Consent.Scope.READ,
            status=Status.OVERRIDE,
            given_by="Nobody: shared on another basis",
            authority=Authority.OTHER,
            method=Consent.Method.WRITTEN,
            basis=basis,
            approved_by=approved_by.strip(),
            note=reason.strip(),
            recorded_by=by,
            effective_from=at,
            effective_until=until,
            recorded_at=at,
        )
    _audit_override("consent.overridden", made, case, by, at, basis=basis)
    consent_deadlines.follow(case, made, ended=ends, at=at)
    return made


@transaction.atomic
def end_sharing(*, case, decision, by, at):
    """End a decision to share without a yes, now. What the person said decides again on the next request."""
    policies.require(by, Permission.RECORD_CONSENT, case, at=at)
    case = locks.case(case.pk)
    row = Consent.objects.filter(
        pk=decision.pk, person_id=case.person_id, about=case.kind, status=Status.OVERRIDE, ended_at=None
    ).first()
    if row is None:
        raise ValidationError("This decision has ended already.")
    with writing(Consent):
        Consent.objects.filter(pk=row.pk).update(ended_at=at)
    row.ended_at = at
    _audit_override("consent.override_ended", row, case, by, at)
    consent_deadlines.follow(case, None, ended={row.pk}, at=at)
    registry.consent_changed(consent=row, by=by, at=at)
    return row


def _audit_override(action, row, case, by, at, **detail):
    domain = row.domain and row.domain.code
    audit.record(
        action, target=row, by=by, at=at, case_id=case.pk, person_id=case.person_id,
        detail={"organisation": row.organisation_id, "domain": domain, **detail},
    )  # fmt: skip


@transaction.atomic
def look_ahead(*, case, act, at):
    """What ``act()`` would change in who sees the case: a comparison of two pictures of it. Nothing stays written.

    The act is done inside a savepoint, the same policies are asked again, and all of it is taken back: rows, deadlines,
    notices and audit. Whatever the act refuses with is raised.
    """
    locks.case(case.pk)
    with memory.page():
        before = registry.sight(case, at=at)
    with transaction.atomic():
        with memory.afresh():
            act()
        with memory.page():
            after = registry.sight(Case.objects.get(pk=case.pk), at=at)
        transaction.set_rollback(True)
    return before.compared(after)


@transaction.atomic
def as_looked_at(*, case, act, mark, at):
    """Do the act if it changes what was shown under ``mark``, else return what it would change now and do nothing.

    Returns None where it was done. The case is locked first, so that nothing comes between the look and the act.
    """
    ahead = look_ahead(case=case, act=act, at=at)
    if ahead.mark != mark:
        return ahead
    act()
    return None
