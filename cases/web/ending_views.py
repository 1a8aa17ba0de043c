"""The pages about how a case ends: what stands against closing, closing, opening again, a death."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from access.decisions import Refused, deny
from access.policies import may, require
from access.roles import Permission
from audit import services as audit
from cases import carer_queries, choices, ending_queries
from cases.policies import case_or_404, reads_fully
from cases.services import closing, deaths
from cases.transfer_states import LIVE
from cases.web import ending_forms as forms
from cases.web.banner import banner
from cases.web.unsaved import Unsaved, typed_into
from cases.web.views import refusable


def opened(request, reference, permission=None):
    """The case, for readers of the whole record; with ``permission`` for who may do that on it."""
    case = case_or_404(request.user, reference, at=request.moment)
    if not reads_fully(request.user, case, at=request.moment):
        raise Refused(deny("ending_is_not_shown"))
    if permission is not None:
        require(request.user, permission, case, at=request.moment)
    return case


def page(request, template, case, **context):
    context |= {"case": case, "banner": banner(case, request.user, at=request.moment, current="ending")}
    return render(request, template, context)


def ending(request, reference):
    """How the case stands, what would end with it, and what passes on. POST: a carer has been told."""
    case, at = opened(request, reference), request.moment
    if request.method == "POST":
        require(request.user, Permission.RECORD_DEATH, case, at=at)
        key = request.POST.get("carer", "")
        link = carer_queries.link_or_none(case, request.user, int(key), at=at) if key.isdecimal() else None
        if link is None or case.is_open:
            raise Http404
        closing.carer_told(case=case, link=link, by=request.user, at=at)
        messages.success(request, f"Written down: {link.carer.display_name} has been told.")
        return redirect("cases:ending", case.reference)
    audit.read(request, "ending.read", target=case, by=request.user, at=at, case_id=case.pk, person_id=case.person_id)
    rights = {
        name: bool(may(request.user, permission, case, at=at))
        for name, permission in (
            ("closes", Permission.CLOSE_CASE), ("writes_death", Permission.RECORD_DEATH), ("transfers", Permission.TRANSFER),
        )
    }  # fmt: skip
    found = ending_queries.ending(case, request.user, at=at)
    return page(request, "cases/ending.html", case, found=found, live=LIVE, **rights)


def close(request, reference):
    """Close the case, with a summary."""
    case, at = opened(request, reference, Permission.CLOSE_CASE), request.moment
    if not case.is_open:
        return redirect("cases:ending", case.reference)
    typed = Unsaved(request, case, "close")
    if answered := typed.answered():
        return answered
    found = ending_queries.ending(case, request.user, at=at)
    form = forms.CloseForm(request.POST if request.method == "POST" else None, needs_word=found.needs_word)
    unsaved = typed.shown(form)
    if typed.brought is not None:
        typed_into(form, typed.brought)
    if request.method == "POST" and form.is_valid():

        def act():
            closing.close_case(case=case, by=request.user, at=at, **form.cleaned_data)

        if refusable(form, act):
            typed.gone()
            messages.success(request, "The case is closed. Nobody is reminded of anything. Tell the carers below.")
            return redirect("cases:ending", case.reference)
    return page(request, "cases/close.html", case, form=form, found=found, unsaved=unsaved)


def reopen(request, reference):
    """Open a closed case again."""
    case, at = opened(request, reference, Permission.CLOSE_CASE), request.moment
    if case.is_open:
        return redirect("cases:ending", case.reference)
    here = case.coordinator_organisation or case.lead_organisation
    form = forms.ReopenForm(
        request.POST if request.method == "POST" else None, workers=choices.colleagues_on_cases(here, at=at)
    )
    if request.method == "POST" and form.is_valid():

        def act():
            closing.reopen_case(
                case=case, reason=form.cleaned_data["reason"], worker=form.chosen(), by=request.user, at=at
            )

        if refusable(form, act):
            messages.success(request, "The case is open again. Ask for the parts that are needed now.")
            return redirect("desks:case", case.reference)
    return page(request, "cases/reopen.html", case, form=form)


def death(request, reference):
    """Write down that the person died, or take it back."""
    case, at = opened(request, reference, Permission.RECORD_DEATH), request.moment
    standing = deaths.recorded(case.person)
    takes_back = standing is not None and not case.is_open  # open with a death: a join or an extract brought it
    data = request.POST if request.method == "POST" else None
    if takes_back:
        form = forms.TakeDeathBackForm(data)

        def act():
            deaths.take_death_back(case=case, by=request.user, at=at, **form.cleaned_data)

        done = "Taken back. The records that closed by it are open again; ask for the parts that are needed."
    else:
        form = forms.DeathForm(data, initial={"died_on": case.person.death_date})

        def act():
            deaths.record_death(case=case, by=request.user, at=at, **form.cleaned_data)

        done = "Written down. Every record is closed and nobody is reminded of anything. Tell the carers below."
    if request.method == "POST" and form.is_valid() and refusable(form, act):
        messages.success(request, done)
        return redirect("cases:ending", case.reference)
    return page(request, "cases/death.html", case, form=form, death=standing, takes_back=takes_back)
