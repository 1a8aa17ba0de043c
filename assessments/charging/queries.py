"""What pages, papers and seals read of charges and budgets. Callers have asked ``charging.policies.sees``."""

from dataclasses import dataclass

from assessments.charging import rules
from assessments.charging.classes import NHS, classes
from assessments.charging.models import PersonalBudget, ServiceCharge
from assessments.models import AftercareService
from assessments.sealing import moment, written
from calendars import local_day
from design.words import long_date
from partners.models import Sector


@dataclass(frozen=True, slots=True)
class Shown:
    """What one service costs on a day: a sentence, where it stands in law, who decided it and when."""

    is_free: bool
    words: str
    source: str
    who: str = ""
    charge: ServiceCharge | None = None
    in_aftercare: bool = False
    known: bool = True


def terms_of(charge):
    """The decision of a row as the rule takes it."""
    return rules.Terms(
        charge_class=charge.charge_class, given_to=charge.given_to, paid_by=charge.paid_by, cost=charge.cost_pence,
        charge=charge.charge_pence, started_on=charge.started_on,
    )  # fmt: skip


def charges(actions, *, at):
    """{action id: :class:`Shown`} as it stood at a moment. Two queries, whatever the plan holds."""
    actions = list(actions)
    keys = [action.pk for action in actions]
    newest = {}
    rows = ServiceCharge.objects.filter(action__in=keys, at__lte=at).select_related("by", "organisation")
    for row in rows.order_by("number"):
        newest[row.action_id] = row
    marked = set()
    links = AftercareService.objects.filter(action__in=keys, at__lte=at).select_related("aftercare")
    for link in links:
        if not _past(link.removed_at, at) and not _past(link.aftercare.ended_at, at):
            marked.add(link.action_id)
    return {action.pk: shown(action, newest.get(action.pk), action.pk in marked, at=at) for action in actions}


def _past(value, at):
    return value is not None and value <= at


def shown(action, charge, in_aftercare, *, at):
    """How one service reads. What nobody decided is free where the NHS does it, else it says that nothing is decided."""
    on = local_day(at)
    who = f"{charge.by.name}, {charge.organisation.short_name}, {long_date(charge.decided_at)}" if charge else ""
    if charge is None and not in_aftercare:
        if action.done_by.sector == Sector.NHS:
            nhs = classes()[NHS]
            return Shown(True, f"Free, {nhs.words}", nhs.source)
        return Shown(False, "The council has not said yet whether it is free", "", known=False)
    terms = terms_of(charge) if charge else rules.Terms(charge_class=NHS)
    free = rules.free_by(terms, on=on, in_aftercare=in_aftercare)
    if free is not None:
        until = ""
        if free.code == "reablement":
            until = f", until {long_date(rules.last_free_day(terms.started_on))}"
        return Shown(True, f"Free{until}, {free.words}", free.source, who, charge, in_aftercare)
    chosen = classes()[charge.charge_class]
    if chosen.code == "self":
        return Shown(False, f"{chosen.words.capitalize()}", chosen.source, who, charge, in_aftercare)
    due = rules.due(terms, on=on, in_aftercare=in_aftercare)
    if due is None:
        return Shown(False, "It may be charged for now. The council has not set an amount", chosen.source, who, charge)
    if due == 0:
        return Shown(True, "Free, because the council asks for nothing", chosen.source, who, charge)
    payer = "Charged to a carer" if charge.paid_by == "carer" else "Charged"
    words = f"{payer}: {rules.pounds(due)} {charge.get_often_display()}, paid to the council"
    return Shown(False, words, chosen.source, who, charge)


def decisions(action):
    """Every decision about a service, newest first, with its class and amount in words. One query."""
    rows = list(action.charges.select_related("by", "organisation").order_by("-number"))
    for row in rows:
        row.said = classes()[row.charge_class].name if row.charge_class in classes() else row.charge_class
        if row.charge_pence is not None:
            cost = f" of {rules.pounds(row.cost_pence)}" if row.cost_pence is not None else ""
            row.said = f"{row.said}, {rules.pounds(row.charge_pence)}{cost} {row.get_often_display()}"
    return rows


def link_of(action):
    """The mark that a service is aftercare, with the right it belongs to, or None. One query."""
    found = action.as_aftercare.filter(removed_at=None).select_related("aftercare", "by", "organisation")
    return found.first()


def budget(assessment):
    """The personal budget of a version that stands, or None. One query."""
    found = PersonalBudget.objects.filter(assessment=assessment).select_related("by", "organisation")
    return found.order_by("-number").first()


def budgets(assessment):
    """Every personal budget of a version, newest first."""
    return list(assessment.budgets.select_related("by", "organisation").order_by("-number"))


def budget_lines(one, payer="the person"):
    """((term, text), ...) of a personal budget. ``payer``: how the person is called in it."""
    often = one.get_often_display()
    lines = [
        ("Personal budget", f"{rules.pounds(one.total_pence)} {often}"),
        (f"Of it {payer} pays" if payer != "I" else "Of it I pay", f"{rules.pounds(one.person_pence)} {often}"),
        ("Of it the council pays", f"{rules.pounds(one.council_pence)} {often}"),
    ]
    if one.direct_payment_pence is not None:
        paid = f"{rules.pounds(one.direct_payment_pence)} {one.get_direct_payment_often_display()}"
        lines += [("Paid as a direct payment", paid), ("The direct payment is for", one.direct_payment_for)]
    return tuple(lines)


def canonical(assessment):
    """Charges, aftercare of services and budgets of a version, by the places of goal and action: what a seal covers."""
    made = getattr(assessment, "plan", None)
    said = []
    goals = made.goals.prefetch_related(
        "actions__charges__by", "actions__charges__organisation", "actions__as_aftercare__by",
        "actions__as_aftercare__organisation",
    ) if made else ()  # fmt: skip
    for place, goal in enumerate(goals):
        for number, action in enumerate(goal.actions.all()):
            rows = [_charge(row) for row in action.charges.all()]
            marks = [
                {**written(row), "because": row.because, "removed": moment(row.removed_at), "why": row.removed_because}
                for row in action.as_aftercare.all()
            ]
            if rows or marks:
                said.append({"goal": place, "action": number, "charges": rows, "aftercare": marks})
    return {
        "services": said,
        "budgets": [_budget(row) for row in assessment.budgets.select_related("by", "organisation")],
    }


def _charge(row):
    return {
        **written(row), "number": row.number, "class": row.charge_class, "given_to": row.given_to, "paid_by": row.paid_by,
        "cost": row.cost_pence, "charge": row.charge_pence, "often": row.often,
        "started": row.started_on and row.started_on.isoformat(), "reasons": row.reasons, "decided": moment(row.decided_at),
    }  # fmt: skip


def _budget(row):
    return {
        **written(row), "number": row.number, "total": row.total_pence, "person": row.person_pence, "often": row.often,
        "direct_payment": row.direct_payment_pence, "direct_payment_often": row.direct_payment_often,
        "direct_payment_for": row.direct_payment_for, "reasons": row.reasons, "decided": moment(row.decided_at),
    }  # fmt: skip
