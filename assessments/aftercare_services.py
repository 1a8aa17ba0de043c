"""Writes about aftercare under section 117: that it is in force, each body's signature, which services meet it.

No one worker ends it. Each of the two bodies signs for itself; with the second signature it ends, and its review clock.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access.decisions import Refused, deny
from assessments import aftercare_notices as notices
from assessments import aftercare_policies as policies
from assessments import aftercare_queries as queries
from assessments import aftercare_rules as rules
from assessments import clocks, reached
from assessments.models import Aftercare, AftercareService, AftercareSignature, ReviewClock
from assessments.plan_services import lock_draft
from assessments.values import LONG_TEXT_LIMIT
from audit import services as audit
from calendars import local_day
from cases import bulk, locks
from design.words import long_date
from partners.models import Organisation, Sector

CLOCK = "review.section_117"
#: How long a reason in one line may be.
LINE = 400


@transaction.atomic
def begin(*, case, section, in_force_since, nhs, council, how_known, by, at):
    """Write down that the person has a right to aftercare since the day on which they left the detention. Returns it.

    By a worker who signs for the NHS body or the council on the case. Begins the review clock where it does not run.
    Refuses a section that gives no right (2), a day to come or before the birth, bodies of another sector, no words on how
    it is known, and a second right while one is in force. Source: MHA83 s117.
    """
    decision = policies.may_write(by, case, at=at)
    if not decision:
        raise Refused(decision)
    case, errors = locks.case(case.pk), {}
    at = reached.moment_after(case.pk, at)
    if section == "2":
        errors["section"] = "A detention under section 2 gives no right to aftercare under section 117."
    elif not rules.is_entitled(section):
        errors["section"] = "Choose the section under which they were detained."
    if in_force_since is None:
        errors["in_force_since"] = "Enter the day on which they left that detention."
    elif in_force_since > local_day(at):
        errors["in_force_since"] = "The day cannot be in the future. Write it down when they have left."
    elif case.person.birth_date and in_force_since < case.person.birth_date:
        errors["in_force_since"] = f"The day must be after the person’s birth on {long_date(case.person.birth_date)}."
    errors |= _body_errors(nhs, council)
    how_known = _line("how_known", how_known, "Write how you know: the papers, or who told you.", errors)
    if not errors and queries.live(case):
        errors["__all__"] = "Aftercare is in force already. It stays so until both bodies have signed that it ends."
    if errors:
        raise ValidationError(errors)
    organisation_id = next(iter(policies.bodies(by, case, at=at)))
    number = Aftercare.objects.filter(case=case).count() + 1
    made = Aftercare.objects.create(
        case=case, number=number, section=section, in_force_since=in_force_since, how_known=how_known, nhs=nhs,
        council=council, at=at, by=by, organisation_id=organisation_id,
    )  # fmt: skip
    bulk.set_section_117([case.pk], "in_force")
    if not ReviewClock.objects.filter(case=case, kind=CLOCK, ended_at=None).exists():
        side = clocks.Side(
            started_on=in_force_since, source_text=f"Aftercare, written down by {by.name}", because=how_known
        )
        clocks.set_clocks(case=case, sides={CLOCK: side}, at=at, by=by)
    _audit("aftercare.begun", made, by, at, organisation_id, section=section, since=in_force_since.isoformat())
    return made


def _body_errors(nhs, council):
    errors = {}
    for field, body, sector, said in (
        ("nhs", nhs, Sector.NHS, "Choose the NHS body that owes it."),
        ("council", council, Sector.COUNCIL, "Choose the council that owes it."),
    ):
        if body is None or body.sector != sector or body.status != Organisation.Status.ACTIVE:
            errors[field] = said
    return errors


@transaction.atomic
def sign(*, aftercare, reason, by, at, persons_words=""):
    """Sign, for one's own body, that the person no longer needs aftercare. Returns the signature.

    As long as the other body's is missing, aftercare stays in force; with both it ends, its services may be charged again
    by the council's decision, and its review clock stops. Refuses no reason, a side that has signed, a worker who signed
    for the other body. Source: MHA83 s117(2).
    """
    decision = policies.may_sign(by, aftercare, at=at)
    if not decision:
        raise Refused(decision)
    aftercare, case = _locked(aftercare)
    at = reached.moment_after(aftercare.case_id, at)
    standing = {one.side: one for one in aftercare.signatures.filter(withdrawn_at=None)}
    sides = policies.sides_of(by, aftercare, at=at)
    open_sides = [side for side in rules.SIDES if side in sides and side not in standing]
    if not open_sides:
        theirs = standing[next(iter(sides))]
        raise ValidationError(f"{theirs.signed_name} signed for {theirs.signed_for} on {long_date(theirs.at)} already.")
    if any(one.by_id == by.pk for one in standing.values()):
        raise ValidationError("You have signed for the other body. Somebody else must sign for this one.")
    errors = {}
    reason = _text("reason", reason, errors, missing="Write why they no longer need aftercare.")
    persons_words = _text("persons_words", persons_words, errors)
    if errors:
        raise ValidationError(errors)
    side = open_sides[0]
    organisation = Organisation.objects.get(pk=sides[side])
    made = AftercareSignature.objects.create(
        aftercare=aftercare, side=side, reason=reason, persons_words=persons_words, signed_name=by.name,
        signed_for=organisation.name, at=at, by=by, organisation=organisation,
    )  # fmt: skip
    _audit("aftercare.signed", aftercare, by, at, organisation.pk, side=side)
    if rules.is_ended({*standing, side}):
        _end(aftercare, case, by, at)
    owed = {"nhs": aftercare.nhs_id, "council": aftercare.council_id}
    notices.tell(made, [owed[one] for one in rules.missing({*standing, side})], at=at)
    return made


def _end(aftercare, case, by, at):
    aftercare.ended_at = at
    aftercare.save(update_fields=["ended_at"])
    if not queries.live(case):
        bulk.set_section_117({case.pk, aftercare.case_id}, "ended")
        clocks.set_clocks(
            case=case,
            sides={CLOCK: None},
            at=at,
            by=by,
            because="Both bodies have signed that aftercare is no longer needed",
        )
    _audit("aftercare.ended", aftercare, by, at, None)


@transaction.atomic
def withdraw(*, signature, because, by, at):
    """Withdraw one's own body's signature before the other's has come. It stays on the record as withdrawn.

    Refuses once aftercare has ended, a worker of the other body, and no reason. Withdrawn again, nothing changes.
    """
    decision = policies.may_sign(by, signature.aftercare, at=at)
    if not decision:
        raise Refused(decision)
    if signature.side not in policies.sides_of(by, signature.aftercare, at=at):
        raise Refused(deny("not_accountable"))
    aftercare, _ = _locked(signature.aftercare)
    at = reached.moment_after(aftercare.case_id, at)
    signature.refresh_from_db()
    if signature.withdrawn_at is not None:
        return signature
    errors = {}
    because = _line("because", because, "Write why the signature is withdrawn.", errors)
    if errors:
        raise ValidationError(errors)
    signature.withdrawn_at, signature.withdrawn_by, signature.withdrawn_because = at, by, because
    signature.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    _audit("aftercare.withdrawn", signature.aftercare, by, at, signature.organisation_id, side=signature.side)
    return signature


@transaction.atomic
def mark_service(*, action, because, by, at):
    """Say that a service of the plan meets a need of aftercare: while that is in force nobody is charged for it.

    By either of the two bodies. Refuses where no aftercare is in force, no reason, and a version that is agreed. Marked
    again, nothing changes. Source: MHA83 s117(6): a need from the mental disorder, which reduces the risk of readmission.
    """
    assessment = action.goal.plan.assessment
    case = _writable(assessment, by, at=at)
    standing = action.as_aftercare.filter(removed_at=None).first()
    if standing is not None and standing.aftercare.ended_at is None:
        return standing
    errors = {}
    because = _line("because", because, "Write which need of aftercare it meets.", errors)
    found = queries.live(case)
    if not found:
        errors["__all__"] = "No aftercare is in force. Write that down first."
    if errors:
        raise ValidationError(errors)
    organisation_id = next(iter(policies.bodies(by, case, at=at)))
    if standing is not None:
        _remove(standing, "Aftercare had ended", by, at)
    made = AftercareService.objects.create(
        action=action, aftercare=found[0], because=because, at=at, by=by, organisation_id=organisation_id
    )
    _audit("aftercare.service_marked", found[0], by, at, organisation_id, action=action.pk)
    return made


@transaction.atomic
def unmark_service(*, action, because, by, at):
    """Say that a service does not meet a need of aftercare (any more). By either body, with the reason, which stays."""
    assessment = action.goal.plan.assessment
    _writable(assessment, by, at=at)
    standing = action.as_aftercare.filter(removed_at=None).select_related("aftercare__case").first()
    if standing is None:
        return None
    errors = {}
    because = _line("because", because, "Write why it does not meet a need of aftercare.", errors)
    if errors:
        raise ValidationError(errors)
    _remove(standing, because, by, at)
    _audit("aftercare.service_unmarked", standing.aftercare, by, at, None, action=action.pk)
    return standing


def _remove(link, because, by, at):
    link.removed_at, link.removed_by, link.removed_because = at, by, because
    link.save(update_fields=["removed_at", "removed_by", "removed_because"])


def _writable(assessment, by, *, at):
    decision = policies.may_write(by, assessment.case, at=at)
    if not decision:
        raise Refused(decision)
    lock_draft(assessment)
    return assessment.case


def _locked(aftercare):
    """(the right, the case it is read on) under the lock of the case. Refuses one that has ended."""
    locks.cases({aftercare.case_id, aftercare.case.merged_into_id or aftercare.case_id})
    aftercare = Aftercare.objects.select_related("case__person", "case__merged_into__person").get(pk=aftercare.pk)
    if aftercare.ended_at is not None:
        raise ValidationError(f"It ended on {long_date(aftercare.ended_at)}: both bodies have signed.")
    return aftercare, aftercare.case.merged_into or aftercare.case


def _line(name, text, missing, errors):
    text = (text or "").strip()
    if not text:
        errors[name] = missing
    elif len(text) > LINE:
        errors[name] = f"This is {len(text)} characters long. Shorten it to {LINE}."
    return text


def _text(name, text, errors, missing=""):
    text = (text or "").replace("\r\n", "\n").strip()
    if missing and not text:
        errors[name] = missing
    elif len(text) > LONG_TEXT_LIMIT:
        errors[name] = f"This is {len(text)} characters long. Shorten it to {LONG_TEXT_LIMIT}."
    return text


def _audit(what, aftercare, by, at, organisation_id, **detail):
    audit.record(
        what, target=aftercare, by=by, at=at, case_id=aftercare.case_id, person_id=aftercare.case.person_id,
        organisation_id=organisation_id, detail=detail,
    )  # fmt: skip
