"""Writes of the council about money: what a service is charged, the personal budget. Each replaces the one before, which stays.

``seen`` is the number of the newest that the writer has read (0 for none); where another stands meanwhile, ValidationError.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from access.decisions import Refused
from assessments.charging import policies, rules
from assessments.charging.models import Often, PersonalBudget, ServiceCharge
from assessments.models import AftercareService
from assessments.plan_services import lock_draft
from assessments.values import LONG_TEXT_LIMIT
from audit import services as audit
from calendars import local_day
from design.words import long_date


@transaction.atomic
def decide_charge(
    *, action, charge_class, reasons, by, at, seen, given_to="person", paid_by="person", cost=None, charge=None, often="week",
    started_on=None,
):  # fmt: skip
    """Decide whether a service of the plan is free or charged, and how much, in whole pence. Returns the charge.

    Refuses whoever is not of the council; a charge for what is free by law, for aftercare in force, above the cost, or to a
    carer for care given to the person; no reasons. Source: Care Act 2014 s14; SI 2014/2672 regs 3, 4; MHA83 s117.
    """
    assessment = action.goal.plan.assessment
    organisation_id = _authorised(assessment, by, at=at)
    newest = action.charges.order_by("-number").first()
    _same(newest, seen)
    terms = rules.Terms(
        charge_class=charge_class, given_to=given_to, paid_by=paid_by, cost=cost, charge=charge, started_on=started_on
    )
    errors = rules.faults(terms, in_aftercare=is_aftercare(action))
    if often not in Often.values:
        errors["often"] = "Choose how often."
    if started_on is not None and assessment.case.person.birth_date and started_on < assessment.case.person.birth_date:
        errors["started_on"] = (
            f"The day must be after the person’s birth on {long_date(assessment.case.person.birth_date)}."
        )
    reasons = _reasons(reasons, errors)
    if errors:
        raise ValidationError(errors)
    made = ServiceCharge.objects.create(
        action=action, number=(newest.number if newest else 0) + 1, charge_class=charge_class, given_to=given_to,
        paid_by=paid_by, cost_pence=cost, charge_pence=charge, often=often, started_on=started_on, reasons=reasons,
        decided_at=at, at=at, by=by, organisation_id=organisation_id,
    )  # fmt: skip
    _audit("charge.decided", made, assessment, by, at, organisation_id, charge_class=charge_class, number=made.number)
    return made


@transaction.atomic
def decide_budget(
    *, assessment, total, person, often, reasons, by, at, seen, direct_payment=None, direct_payment_often="",
    direct_payment_for="",
):  # fmt: skip
    """Decide the personal budget, and the direct payment with its amount, how often and for which needs. In whole pence.

    Refuses whoever is not of the council, parts above the whole, a direct payment without how often or what it is for, and
    no reasons. Source: Care Act 2014 s25(1)(e), s26.
    """
    organisation_id = _authorised(assessment, by, at=at)
    newest = assessment.budgets.order_by("-number").first()
    _same(newest, seen)
    direct_payment_for = direct_payment_for.replace("\r\n", "\n").strip()
    errors = rules.budget_faults(
        total=total, person=person, direct_payment=direct_payment, same_frequency=often == direct_payment_often
    )
    if often not in Often.values:
        errors["often"] = "Choose how often."
    if direct_payment is not None:
        if direct_payment_often not in Often.values:
            errors["direct_payment_often"] = "Choose how often it is paid."
        if not direct_payment_for:
            errors["direct_payment_for"] = "Write which needs the direct payment meets."
        elif len(direct_payment_for) > LONG_TEXT_LIMIT:
            errors["direct_payment_for"] = (
                f"This is {len(direct_payment_for)} characters long. Shorten it to {LONG_TEXT_LIMIT}."
            )
    elif direct_payment_for:
        errors["direct_payment"] = "Enter the amount of the direct payment, or leave out what it is for."
    reasons = _reasons(reasons, errors)
    if errors:
        raise ValidationError(errors)
    made = PersonalBudget.objects.create(
        assessment=assessment, number=(newest.number if newest else 0) + 1, total_pence=total, person_pence=person, often=often,
        direct_payment_pence=direct_payment, direct_payment_often=direct_payment_often if direct_payment else "",
        direct_payment_for=direct_payment_for, reasons=reasons, decided_at=at, at=at, by=by, organisation_id=organisation_id,
    )  # fmt: skip
    _audit("budget.decided", made, assessment, by, at, organisation_id, number=made.number)
    return made


def is_aftercare(action):
    """Whether a service meets a need of aftercare that is in force now. One query."""
    return action.as_aftercare.filter(removed_at=None, aftercare__ended_at=None).exists()


def carry_on(copies, before, assessment):
    """What was decided goes on into the next version with who decided it and when: charges, aftercare and the budget.

    ``copies`` maps the key of an action of the version before to its copy. Called where plans are copied.
    """
    newest = {row.action_id: row for row in ServiceCharge.objects.filter(action__in=list(copies)).order_by("number")}
    ServiceCharge.objects.bulk_create([_copy(row, action=copies[key], number=1) for key, row in newest.items()])
    links = AftercareService.objects.filter(action__in=list(copies), removed_at=None, aftercare__ended_at=None)
    AftercareService.objects.bulk_create([_copy(row, action=copies[row.action_id]) for row in links])
    budget = PersonalBudget.objects.filter(assessment=before).order_by("-number").first()
    if budget is not None:
        _copy(budget, assessment=assessment, number=1).save(force_insert=True)


def _copy(row, **changed):
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    for name, value in changed.items():
        field = row._meta.get_field(name)
        values[field.attname] = value.pk if field.is_relation else value
    return type(row)(**values)


def _authorised(assessment, by, *, at):
    found = policies.authority(by, assessment, at=at)
    if not found.decision:
        raise Refused(found.decision)
    lock_draft(assessment)
    return found.organisation_id


def _same(newest, seen):
    if (newest.number if newest else 0) != seen:
        who = f"{newest.by.name} decided this on {long_date(local_day(newest.at))}" if newest else "Something changed"
        raise ValidationError(
            f"{who} while you were writing. Read it below, then save again to put yours in its place."
        )


def _reasons(text, errors):
    text = text.replace("\r\n", "\n").strip()
    if not text:
        errors["reasons"] = "Write the reasons, in words the person can follow."
    elif len(text) > LONG_TEXT_LIMIT:
        errors["reasons"] = f"This is {len(text)} characters long. Shorten it to {LONG_TEXT_LIMIT}."
    return text


def _audit(what, target, assessment, by, at, organisation_id, **detail):
    audit.record(
        what, target=target, by=by, at=at, case_id=assessment.case_id, person_id=assessment.case.person_id,
        organisation_id=organisation_id, detail=detail,
    )  # fmt: skip
