"""The pages of money: what one service costs the person, and the personal budget. Read by statutory bodies, decided by the council."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect

from access.decisions import Refused, deny
from assessments import queries as assessments
from assessments.charging import policies, queries, services
from assessments.web.charging_forms import BudgetForm, ChargeForm
from assessments.web.views import noted, opened, page, put_on


def _opened(request, reference):
    """(case, reach, assessment) for who sees what is charged: others are told that it is not theirs."""
    case, reach, found = opened(request, reference)
    if not policies.sees(request.user, case, reach, at=request.moment):
        raise Refused(deny("other_domain"))
    if found is None:
        raise Http404
    return case, reach, found


def _seen(request):
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _saved(form, save):
    """True when it is saved; else what is refused stands beside its field."""
    try:
        save()
    except ValidationError as error:
        put_on(form, error)
        return False
    return True


def _why_not(authority):
    """Why there is no form, and who to ask."""
    if authority.decision.because == "not_accountable":
        return f"What is charged is decided by {authority.body} alone. Ask them if you think it is wrong."
    return authority.decision.message


def _service(request, case, reach, found, number):
    """(the service, its version) as the plan shows it to the worker; of a version being written also to who decides what it
    costs. 404 for every other, as for one that there is not."""
    if policies.sees_in(request.user, case, reach, found, at=request.moment):
        decides = bool(policies.authority(request.user, found, at=request.moment, reach=reach).decision)
        within = reach if decides else reach.of(found)
        actions = [a for goal in assessments.goals(found, within) for a in goal.shown_actions if a.pk == number]
        if actions:
            return actions[0], found
    agreed = assessments.in_force(case)
    if agreed is not None and agreed.pk != found.pk:
        actions = [a for goal in assessments.goals(agreed, reach) for a in goal.shown_actions if a.pk == number]
        if actions:
            return actions[0], agreed
    raise Http404


def charge(request, reference, number):
    """What a service costs the person: every decision with who and when; the council decides the next."""
    case, reach, found = _opened(request, reference)
    action, found = _service(request, case, reach, found, number)
    at = request.moment
    authority = policies.authority(request.user, found, at=at, reach=reach)
    decisions, form = queries.decisions(action), None
    standing, posted = (decisions[0] if decisions else None), request.method == "POST"
    if posted and not authority.decision:
        raise Refused(authority.decision)
    if authority.decision:
        form = ChargeForm(request.POST if posted else None, name=case.person.called, standing=standing)
    if posted and form.is_valid() and _saved(
        form,
        lambda: services.decide_charge(action=action, by=request.user, at=at, seen=_seen(request), **form.given()),
    ):  # fmt: skip
        messages.success(request, "It is written down what this costs.")
        return redirect("assessments:plan", reference=case.reference)
    if not posted:
        noted(request, "charges.read", found, case)
    context = {
        "action": action, "shown": queries.charges([action], at=at)[action.pk], "decisions": decisions, "form": form,
        "seen": decisions[0].number if decisions else 0, "why_not": _why_not(authority),
    }  # fmt: skip
    return page(request, "assessments/charge.html", case, "plan", context)


def budget(request, reference):
    """The personal budget and the direct payment of this version, of the agreed one for who sees nothing of the one that is
    being written; the council decides the next."""
    case, reach, found = _opened(request, reference)
    if not policies.sees_in(request.user, case, reach, found, at=request.moment):
        found = assessments.in_force(case)
        if found is None:
            raise Refused(deny("being_written"))
    at, posted = request.moment, request.method == "POST"
    authority = policies.authority(request.user, found, at=at, reach=reach)
    rows, form = queries.budgets(found), None
    if posted and not authority.decision:
        raise Refused(authority.decision)
    if authority.decision:
        form = BudgetForm(request.POST if posted else None, name=case.person.called, standing=rows[0] if rows else None)
    if posted and form.is_valid() and _saved(
        form,
        lambda: services.decide_budget(assessment=found, by=request.user, at=at, seen=_seen(request), **form.given()),
    ):  # fmt: skip
        messages.success(request, "The personal budget is written down.")
        return redirect("assessments:budget", reference=case.reference)
    if not posted:
        noted(request, "charges.read", found, case)
    context = {
        "assessment": found, "rows": [(row, queries.budget_lines(row)) for row in rows], "form": form,
        "seen": rows[0].number if rows else 0, "why_not": _why_not(authority),
    }  # fmt: skip
    return page(request, "assessments/budget.html", case, "plan", context)
