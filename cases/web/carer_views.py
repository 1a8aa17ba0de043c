"""The pages about carers: who cares for a person, what a carer was told, and opening the carer's own record."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from access.decisions import Refused
from access.policies import may, require
from access.roles import Permission
from audit import services as audit
from calendars import local_day
from cases import carer_policies, carer_queries, services
from cases.policies import case_or_404
from cases.web import carer_forms as forms
from cases.web.banner import banner
from cases.web.unsaved import Unsaved, typed_into


def _opened(request, reference):
    """The case, for a worker who is shown who cares for the person; of a carer's own record for a reader of it."""
    case = case_or_404(request.user, reference, at=request.moment)
    decision = carer_policies.shows_carers(request.user, case, at=request.moment)
    if not decision:
        raise Refused(decision)
    return case


def _writing(request, reference, key=None):
    """(case, link): for who keeps carers; 404 for a link that the worker is not shown, as for one that is not there."""
    case = _opened(request, reference)
    if case.is_carers:
        raise Http404
    require(request.user, Permission.KEEP_CARERS, case, at=request.moment)
    if key is None:
        return case, None
    link = carer_queries.link_or_none(case, request.user, key, at=request.moment)
    if link is None:
        raise Http404
    return case, link


def _page(request, template, case, **context):
    context |= {"case": case, "banner": banner(case, request.user, at=request.moment, current="carers")}
    return render(request, template, context)


def _done(form, act):
    """Run a service; what it refuses stands at its field, or on top."""
    try:
        act()
    except ValidationError as error:
        for name, said in getattr(error, "error_dict", {None: [error]}).items():
            form.add_error(name if name in form.fields else None, said)
        return False
    return True


@require_safe
def carers(request, reference):
    """Who cares for the person; on a carer's own record, whom they care for."""
    case, at = _opened(request, reference), request.moment
    audit.read(request, "carers.read", target=case, by=request.user, at=at, case_id=case.pk, person_id=case.person_id)
    if case.is_carers:
        return _page(request, "cases/cares_for.html", case, found=carer_queries.cared_for(case, request.user, at=at))
    decision, _ = carer_policies.may_open_record(request.user, at=at)
    keeps = bool(may(request.user, Permission.KEEP_CARERS, case, at=at))
    found = carer_queries.carers_of(case, request.user, at=at)
    return _page(request, "cases/carers.html", case, found=found, keeps=keeps, opens=keeps and bool(decision))


def add(request, reference):
    """Write down that somebody cares for the person."""
    case, _ = _writing(request, reference)
    form = forms.CarerForm(request.POST if request.method == "POST" else None, today=local_day(request.moment))
    if request.method == "POST" and form.is_valid():

        def act():
            services.add_carer(
                case=case, details=form.details(), relationship=form.cleaned_data["relationship"], by=request.user,
                at=request.moment,
            )  # fmt: skip

        if _done(form, act):
            messages.success(request, "Written down. Tell them of their right to an assessment of their own.")
            return redirect("cases:carers", case.reference)
    return _page(request, "cases/carer_add.html", case, form=form)


def step(request, reference, key):
    """What a carer was told, asked for or declined."""
    case, link = _writing(request, reference, key)
    typed = Unsaved(request, case, f"carer-{link.pk}")
    if answered := typed.answered():
        return answered
    form = forms.StepForm(request.POST if request.method == "POST" else None, today=local_day(request.moment))
    unsaved = typed.shown(form)
    if typed.brought is not None:
        typed_into(form, typed.brought)
    if request.method == "POST" and form.is_valid():

        def act():
            services.record_step(case=case, link=link, by=request.user, at=request.moment, **form.cleaned_data)

        if _done(form, act):
            typed.gone()
            messages.success(request, "Written down.")
            return redirect("cases:carers", case.reference)
    return _page(request, "cases/carer_step.html", case, form=form, link=link, unsaved=unsaved)


def end(request, reference, key):
    """Somebody cares for the person no longer."""
    case, link = _writing(request, reference, key)
    form = forms.EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act():
            services.end_link(
                case=case, link=link, because=form.cleaned_data["because"], by=request.user, at=request.moment
            )

        if _done(form, act):
            messages.success(request, "Written down. What was said before is kept.")
            return redirect("cases:carers", case.reference)
    return _page(request, "cases/carer_end.html", case, form=form, link=link)


def open_record(request, reference, key):
    """Open the carer's own record, for a worker of the council."""
    case, link = _writing(request, reference, key)
    decision, _ = carer_policies.may_open_record(request.user, at=request.moment)
    if not decision:
        raise Refused(decision)
    fault = ""
    if request.method == "POST":
        try:
            made = services.open_carer_record(case=case, link=link, by=request.user, at=request.moment)
        except ValidationError as error:
            fault = " ".join(error.messages)
        else:
            messages.success(request, f"{made.person.called} has a record of their own: {made.reference}.")
            return redirect("desks:case", made.reference)
    return _page(request, "cases/carer_record.html", case, link=link, fault=fault)
