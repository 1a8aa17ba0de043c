"""The pages of cases: take a referral, change what is known, say what matters, who coordinates, what they agree to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from access.decisions import Refused
from access.policies import require
from access.roles import Permission
from cases import choices, people, services
from cases.policies import case_or_404
from cases.web import forms
from cases.web.banner import banner
from partners.standing import may_here


def add_refusal(form, error):
    """Put a service's refusal at the fields it names; a field the form does not have goes on top."""
    names = {"received_at": "received_on"}
    for name, messages_ in getattr(error, "error_dict", {None: [error]}).items():
        name = names.get(name, name)
        form.add_error(name if name in form.fields else None, messages_)


def refusable(form, act):
    """Run a service; True when it was done, False when it put its errors on the form."""
    try:
        act()
    except ValidationError as error:
        add_refusal(form, error)
        return False
    return True


def take_referral(request):
    """Two steps on one page: what we know; then, if somebody like this is here already, look before making a new one."""
    at = request.moment
    decision = may_here(request.user, Permission.TAKE_REFERRAL, at=at)
    if not decision:
        raise Refused(decision)
    organisation, team = choices.taking_organisation(request.user, at=at)
    form = forms.ReferralForm(
        request.POST or None,
        coordinators=choices.colleagues_on_cases(organisation, at=at),
        holders=choices.record_holders(organisation, at=at),
        today=at.date(),
    )
    known, case = [], None
    if request.method == "POST" and form.is_valid():
        form_key = form.cleaned_data["form_key"]
        case = services.referred_by(form_key, request.user) if form_key else None
        if case is not None:
            return redirect("desks:case", case.reference)
        details = form.details()
        known = people.already_known(request.user, details, at=at)
        same_number = any(k.because == "nhs_number" for k in known)
        if not form.errors and not (known and (same_number or not form.cleaned_data["not_the_same"])):

            def act():
                nonlocal case
                case = services.refer(
                    details=details,
                    reason=form.cleaned_data["reason"],
                    source=form.cleaned_data["source"],
                    received_at=min(forms.start_of(form.cleaned_data["received_on"]), at),
                    organisation=organisation,
                    team=team,
                    coordinator=form.cleaned_data["coordinator"],
                    lead_organisation=form.cleaned_data["lead_organisation"],
                    form_key=form_key,
                    by=request.user,
                    at=at,
                )

            if refusable(form, act):
                messages.success(request, f"The referral is taken. The record is {case.reference}.")
                return redirect("desks:case", case.reference)
    return render(
        request,
        "cases/refer.html",
        {
            "form": form,
            "known": known,
            "same_number": any(k.because == "nhs_number" for k in known),
            "organisation": organisation,
        },
    )


def _page(request, reference, permission):
    case = case_or_404(request.user, reference, at=request.moment)
    require(request.user, permission, case, at=request.moment)
    return case


def edit_person(request, reference):
    case = _page(request, reference, Permission.EDIT_PERSON)
    person = case.person
    names = list(forms.PersonForm.base_fields)
    form = forms.PersonForm(request.POST or None, initial={name: getattr(person, name) for name in names})
    if request.method == "POST" and form.is_valid():
        details = people.PersonDetails(**form.cleaned_data)

        def act():
            people.check_details(details, today=request.moment.date())
            people.change_details(case=case, changes=form.cleaned_data, by=request.user, at=request.moment)

        if refusable(form, act):
            messages.success(request, "Saved.")
            return redirect("desks:case", case.reference)
    context = {"form": form, "case": case, "banner": banner(case, request.user, at=request.moment, current="")}
    return render(request, "cases/person.html", context)


def what_matters(request, reference):
    case = _page(request, reference, Permission.EDIT_PERSON)
    form = forms.WhatMattersForm(request.POST or None, initial={"words": case.person.what_matters})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if refusable(form, lambda: people.say_what_matters(case=case, words=words, by=request.user, at=request.moment)):
            messages.success(request, f"Saved. Everybody who works with {case.person.called} sees these words first.")
            return redirect("desks:case", case.reference)
    context = {"form": form, "case": case, "banner": banner(case, request.user, at=request.moment, current="")}
    return render(request, "cases/what_matters.html", context)


def coordinator(request, reference):
    case = _page(request, reference, Permission.SET_COORDINATOR)
    here = case.coordinator_organisation or case.lead_organisation
    form = forms.CoordinatorForm(request.POST or None, workers=choices.colleagues_on_cases(here, at=request.moment))
    if request.method == "POST" and form.is_valid():

        def act():
            services.set_coordinator(
                case=case,
                organisation=here,
                team=case.coordinator_team or here.teams.get(is_whole=True),
                worker=form.cleaned_data["worker"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=request.moment,
            )

        if refusable(form, act):
            messages.success(request, f"{form.cleaned_data['worker'].name} coordinates from now and has been told.")
            return redirect("desks:case", case.reference)
    context = {
        "form": form,
        "case": case,
        "organisation": here,
        "banner": banner(case, request.user, at=request.moment, current=""),
    }
    return render(request, "cases/coordinator.html", context)
