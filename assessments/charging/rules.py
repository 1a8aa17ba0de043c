"""Whether a service is free, what is due on a day, and which charges the law refuses. Pure; amounts are whole pence.

Sources: Care Act 2014 s14(1), (3), (4); SI 2014/2672 regs 3 and 4; Mental Health Act 1983 s117 (domain-facts 2.7 and 2.8,
rule 17). Limits stand in ``classes.yaml``.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from assessments.charging.classes import AFTERCARE, COUNCIL, EQUIPMENT, REABLEMENT, SELF, classes

PERSON, CARER = "person", "carer"
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the council decided about one service. ``cost`` is what it costs the council, ``charge`` what it asks for.

    ``given_to`` and ``paid_by`` are the person or the carer. ``started_on`` is the first day of reablement.
    """

    charge_class: str
    given_to: str = PERSON
    paid_by: str = PERSON
    cost: int | None = None
    charge: int | None = None
    started_on: date | None = None


def last_free_day(started_on):
    """The last day of reablement that is free: day 42, where the first day is day 1."""
    return started_on + timedelta(days=classes()[REABLEMENT].limit_weeks * DAYS_OF_WEEK - 1)


def free_by(terms, *, on, in_aftercare):
    """The class by which a service is free on a day, or None where it may be charged for.

    ``in_aftercare``: it meets a need of aftercare that is in force on that day: then it is free whatever was decided.
    """
    known = classes()
    if in_aftercare:
        return known[AFTERCARE]
    chosen = known[terms.charge_class]
    if chosen.is_free:
        return chosen
    if chosen.code == EQUIPMENT and terms.cost is not None and terms.cost <= chosen.limit_pence:
        return chosen
    if chosen.code == REABLEMENT and terms.started_on is not None and on <= last_free_day(terms.started_on):
        return chosen
    return None


def due(terms, *, on, in_aftercare):
    """What is charged on a day, in pence: 0 where it is free; None where it may be charged and no amount is set."""
    if free_by(terms, on=on, in_aftercare=in_aftercare) is not None:
        return 0
    return terms.charge


def faults(terms, *, in_aftercare):
    """{field: sentence} for what the law or the form refuses; empty where the terms may be written."""
    chosen = classes().get(terms.charge_class)
    if chosen is None or chosen.derived:
        return {"charge_class": "Choose which of these it is."}
    errors = {}
    for field, said in (("given_to", terms.given_to), ("paid_by", terms.paid_by)):
        if said not in (PERSON, CARER):
            errors[field] = "Choose the person or the carer."
    for field, amount in (("cost", terms.cost), ("charge", terms.charge)):
        if amount is not None and amount < 0:
            errors[field] = "An amount cannot be less than nothing."
    asks = bool(terms.charge) or chosen.code == COUNCIL
    if in_aftercare and asks:
        errors["charge_class"] = (
            "This service is aftercare under section 117, and that is in force, so nobody is charged for it: the charge is £0."
        )
    if asks and terms.paid_by == CARER and terms.given_to == PERSON:
        errors["paid_by"] = (
            "A carer is never charged for care that is given to the person they care for (Care Act 2014 s14(3))."
        )
    return _amounts(terms, chosen) | errors


def _amounts(terms, chosen):
    errors = {}
    if chosen.is_free or chosen.code == SELF:
        if terms.charge:
            errors["charge"] = "The council charges nothing for this. Leave the amount empty."
        return errors
    if chosen.code == REABLEMENT and terms.started_on is None:
        errors["started_on"] = "Enter the first day: the weeks that are free are counted from it."
    if terms.cost is None and (chosen.code != REABLEMENT or terms.charge):
        errors["cost"] = "Enter what it costs the council: a charge is never more than that."
    elif chosen.code == EQUIPMENT and terms.cost <= chosen.limit_pence:
        if terms.charge:
            errors["charge"] = f"Up to {pounds(chosen.limit_pence)} it is free. Leave the amount empty."
    elif terms.charge is None and chosen.code != REABLEMENT:
        errors["charge"] = "Enter what is charged. If it is nothing, enter 0."
    elif terms.charge is not None and terms.cost is not None and terms.charge > terms.cost:
        errors["charge"] = f"A charge is never more than the cost, {pounds(terms.cost)} (Care Act 2014 s14(4))."
    return errors


def pounds(pence):
    """An amount as it is read: £1,000, £12.50."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02d}" if rest else f"£{whole:,}"


def pence(amount):
    """Pounds as people enter them (a Decimal with two places) in whole pence; None stays None."""
    return None if amount is None else int(amount * 100)


def budget_faults(*, total, person, direct_payment, same_frequency):
    """{field: sentence} for a personal budget: the person's part is of the total, and so is a direct payment.

    Source: Care Act 2014 s25(1)(e), s26 (from memory: the cost of meeting the needs, what the adult pays of it, the rest).
    """
    errors = {}
    if total is None or total <= 0:
        errors["total"] = "Enter what meeting the needs costs."
    if person is None or person < 0:
        errors["person"] = "Enter what the person pays of it. If it is nothing, enter 0."
    if errors:
        return errors
    if person > total:
        errors["person"] = f"The person’s part cannot be more than the budget, {pounds(total)}."
    if direct_payment is not None and direct_payment <= 0:
        errors["direct_payment"] = "Enter the amount, or leave it empty where there is no direct payment."
    elif direct_payment is not None and same_frequency and direct_payment > total:
        errors["direct_payment"] = f"A direct payment cannot be more than the budget, {pounds(total)}."
    return errors
