"""The pages of needs and of the plan: goals in the person's words, and who does what by when."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access import policies as access_policies
from access.decisions import Refused, deny
from access.roles import Permission
from assessments import drafts, queries, services
from assessments.aftercare_policies import AFTERCARE
from assessments.aftercare_policies import may_write as may_mark
from assessments.charging import policies as charging_policies
from assessments.charging import queries as charging
from assessments.models import Assessment
from assessments.web import plan_forms, presenters
from assessments.web.views import noted, opened, page, put_on
from calendars import local_day
from cases.web.unsaved import Unsaved, typed_into
from domains import policies as domain_policies


def _opened(request, reference):
    """(case, reach, assessment): 404 as long as nobody has begun one."""
    case, reach, found = opened(request, reference)
    if found is None:
        raise Http404
    return case, reach, found


def _run(form, act, names=None):
    """Run a service; what it refuses goes to its field and None comes back."""
    try:
        return act()
    except ValidationError as error:
        put_on(form, error, names)
        return None


def _form_page(request, case, current, form, *, title, intro, button, back, unsaved=None, status=200):
    context = {"form": form, "title": title, "intro": intro, "button": button, "back": back, "unsaved": unsaved}
    return page(request, "assessments/form.html", case, current, context, status=status)


def needs(request, reference):
    """The needs that stand, unmet first; and writing down another."""
    case, reach, found = _opened(request, reference)
    writable = queries.domains_among(reach.writes)
    may_write = bool(writable) and found.state == Assessment.State.DRAFT
    typed = Unsaved(request, case, f"need-{found.pk}", r"^need-\d+$")
    if answered := typed.answered():
        return answered
    form = unsaved = None
    if may_write:
        posted = request.POST if request.method == "POST" else None
        form = plan_forms.NeedForm(posted, domains=[(d.code, d.name) for d in writable], name=case.person.called)
        unsaved = typed.shown(form)
        if typed.brought is not None:
            typed_into(form, typed.brought)
    if request.method == "POST":
        if form is None:
            raise Refused(deny("signed" if writable else "not_your_part"))
        if form.is_valid():
            data = dict(form.cleaned_data)
            chosen = data.pop("domain")
            domain = next(d for d in writable if d.code == chosen)
            act = services.add_need
            if _run(form, lambda: act(assessment=found, domain=domain, by=request.user, at=request.moment, **data)):
                typed.gone()
                messages.success(request, "The need is written down.")
                return redirect("assessments:needs", reference=case.reference)
    else:
        noted(request, "assessment.needs_read", found, case)
    seen = drafts.seen(found, reach)
    rows = [(need, need.domain.code in reach.writes and may_write) for need in drafts.needs(seen)]
    context = {"assessment": found, "rows": rows, "form": form, "unsaved": unsaved}
    context["instead"] = presenters.instead_line(seen, at=request.moment)
    return page(request, "assessments/needs.html", case, "assessment", context)


def change_need(request, reference, number):
    """Say something else about a need. What it said before is kept."""
    case, reach, found = _opened(request, reference)
    need = next((n for n in queries.needs(found, reach.of(found)) if n.pk == number), None)
    if need is None:
        raise Http404
    if need.domain.code not in reach.writes:
        raise Refused(deny("not_your_part"))
    initial = {name: getattr(need, name) for name in ("text", "level", "persons_view", "workers_view")}
    form = plan_forms.NeedForm(request.POST or None, domains=None, name=case.person.called, initial=initial)
    if request.method == "POST" and form.is_valid():
        act = services.change_need
        if _run(form, lambda: act(need=need, by=request.user, at=request.moment, **form.cleaned_data)):
            messages.success(request, "The need is changed. What it said before is kept.")
            return redirect("assessments:needs", reference=case.reference)
    return _form_page(
        request, case, "assessment", form, title="Change a need", intro=need.domain.name, button="Save",
        back=("assessments:needs", "the needs"),
    )  # fmt: skip


@require_safe
def plan(request, reference):
    """The plan: goals in the person's words, each with its actions."""
    case, reach, found = opened(request, reference)
    seen = drafts.seen(found, reach) if found else None
    goals = drafts.goals(seen) if found else []
    if found:
        noted(request, "plan.read", found, case, version=found.version)
    writes = found is not None and bool(
        access_policies.may(request.user, Permission.WRITE_PLAN, found, at=request.moment)
    )
    held = {p.pk for p in domain_policies.writable_parts(request.user, case, at=request.moment)} if found else set()
    draft = found is not None and found.state == Assessment.State.DRAFT
    costs, sees = {}, charging_policies.sees(request.user, case, reach, at=request.moment)
    if sees and found:
        now = charging_policies.sees_in(request.user, case, reach, found, at=request.moment)
        told = [goal for goal in goals if now or goal.plan.assessment_id != found.pk]
        costs = charging.charges((a for goal in told for a in goal.shown_actions), at=request.moment)

    def changes(goal, action):
        return draft and goal.plan.assessment_id == found.pk and (writes or action.part_id in held)

    rows = [(goal, [(a, changes(goal, a), costs.get(a.pk)) for a in goal.shown_actions]) for goal in goals]
    context = {
        "assessment": found, "rows": rows, "writes": writes, "reads_all": reach.reads_all, "sees_money": sees and bool(found),
        "reads_aftercare": AFTERCARE in reach.reads,
        "marks_aftercare": draft and case.section_117 == "in_force" and bool(may_mark(request.user, case, at=request.moment)),
    }  # fmt: skip
    context["instead"] = presenters.instead_line(seen, at=request.moment) if found else ""
    agreed = queries.in_force(case) if draft else None
    context["refusals"] = queries.refusals([found, agreed], reach) if found else []
    return page(request, "assessments/plan.html", case, "plan", context)


def _planning(request, reference):
    """(case, reach, assessment) for whoever may write the plan; others are told why not."""
    case, reach, found = _opened(request, reference)
    access_policies.require(request.user, Permission.WRITE_PLAN, found, at=request.moment)
    return case, reach, found


def add_goal(request, reference):
    """Write down one thing the person wants."""
    case, reach, found = _planning(request, reference)
    typed = Unsaved(request, case, f"goal-{found.pk}", r"^goal-\d+$")
    if answered := typed.answered():
        return answered
    domains, needs_ = queries.goal_domains(), queries.needs(found, reach.of(found))
    choices = {"domains": [(d.code, d.name) for d in domains], "needs": [(n.pk, n.text) for n in needs_]}
    form = plan_forms.GoalForm(request.POST or None, **choices, name=case.person.called)
    unsaved = typed.shown(form)
    if typed.brought is not None:
        typed_into(form, typed.brought)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        domain = next(d for d in domains if d.code == data["domain"])
        need = next((n for n in needs_ if str(n.pk) == data.get("need")), None)
        act = services.write_goal
        if _run(form, lambda: act(
            assessment=found, domain=domain, words=data["words"], need=need, by=request.user, at=request.moment
        )):  # fmt: skip
            typed.gone()
            messages.success(request, "The goal is in the plan.")
            return redirect("assessments:plan", reference=case.reference)
    return _form_page(
        request, case, "plan", form, title="Write a goal", button="Put it in the plan", back=("assessments:plan", "the plan"),
        intro="Partners whose domain it touches see the goal in these words.", unsaved=unsaved,
    )  # fmt: skip


def _goal_or_404(found, reach, number):
    goal = next((g for g in queries.goals(found, reach.of(found)) if g.pk == number), None)
    if goal is None:
        raise Http404
    return goal


def goal(request, reference, number):
    """Say how a goal is going."""
    case, reach, found = _planning(request, reference)
    one = _goal_or_404(found, reach, number)
    form = plan_forms.GoalStateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = services.set_goal_state
        if _run(form, lambda: act(goal=one, by=request.user, at=request.moment, **form.cleaned_data)):
            messages.success(request, "The goal is up to date.")
            return redirect("assessments:plan", reference=case.reference)
    return _form_page(
        request, case, "plan", form, title="How is it going?", intro=f"“{one.words}”", button="Save",
        back=("assessments:plan", "the plan"),
    )  # fmt: skip


def add_action(request, reference, number):
    """Say who does what by when towards a goal."""
    case, reach, found = _planning(request, reference)
    one = _goal_or_404(found, reach, number)
    doers = queries.doers(case)
    today = local_day(request.moment)
    form = plan_forms.ActionForm(request.POST or None, doers=[(d.key, d.name) for d in doers], today=today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        doer = next(d for d in doers if d.key == data["done_by"])
        act = services.add_action
        if _run(form, lambda: act(
            goal=one, text=data["text"], by_when=data["by_when"], part=doer.part, organisation=doer.organisation,
            by=request.user, at=request.moment,
        )):  # fmt: skip
            messages.success(request, "The action is in the plan.")
            return redirect("assessments:plan", reference=case.reference)
    return _form_page(
        request, case, "plan", form, title="Add an action", intro=f"“{one.words}”", button="Put it in the plan",
        back=("assessments:plan", "the plan"),
    )  # fmt: skip


def action(request, reference, number):
    """Say whether an action is done: whoever holds its part, or coordinates."""
    case, reach, found = _opened(request, reference)
    shown = [a for g in queries.goals(found, reach.of(found)) for a in g.shown_actions if a.pk == number]
    if not shown:
        raise Http404
    one = shown[0]
    held = {part.pk for part in domain_policies.writable_parts(request.user, case, at=request.moment)}
    if one.part_id not in held:
        access_policies.require(request.user, Permission.WRITE_PLAN, found, at=request.moment)
    form = plan_forms.ActionStateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = services.set_action_state
        if _run(form, lambda: act(action=one, by=request.user, at=request.moment, **form.cleaned_data)):
            messages.success(request, "The action is up to date.")
            return redirect("assessments:plan", reference=case.reference)
    return _form_page(
        request,
        case,
        "plan",
        form,
        title="Is it done?",
        intro=one.text,
        button="Save",
        back=("assessments:plan", "the plan"),
    )
