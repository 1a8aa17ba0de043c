"""Safeguarding: how concerns on a record are handled, raising one, and the council's decision."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.decisions import Refused
from access.policies import may, require
from access.roles import Permission
from audit import services as audit
from cases.policies import case_or_404, sees_case
from cases.web.banner import banner
from cases.web.unsaved import Unsaved, typed_into
from domains import concerns as rules
from domains import services
from domains.choices import councils_among
from domains.models import Concern
from domains.queries import asked_name, concern_or_404
from domains.web.concern_forms import CloseForm, ConcernForm, DecideForm
from domains.web.pages import done


@require_http_methods(["GET", "HEAD", "POST"])
def concerns(request, reference):
    """For everybody on the record: that concerns are handled, and a form to raise one."""
    case, at = case_or_404(request.user, reference, at=request.moment), request.moment
    allowed = rules.may_raise(request.user, case, at=at)
    councils = councils_among(rules.councils_for(case, at=at))
    typed = Unsaved(request, case, "concern")
    if answered := typed.answered():
        return answered
    form = ConcernForm(request.POST if request.method == "POST" else None, called=case.person.called, councils=councils)
    if request.method == "POST":
        if not allowed:
            raise Refused(allowed)
        if form.is_valid():
            act = lambda: services.raise_concern(case=case, by=request.user, at=at, **form.said())  # noqa: E731
            raised = done(form, act)
            if raised is not None:
                typed.gone()
                messages.success(
                    request, f"{raised.council.name} has it now and decides what happens. If it gets worse, ring 999."
                )
                return redirect("domains:concerns", case.reference)
    unsaved = typed.shown(form)
    if typed.brought is not None:
        typed_into(form, typed.brought)
    audit.read(request, "concerns.read", target=case, by=request.user, at=at, person_id=case.person_id)
    context = {
        "case": case, "banner": banner(case, request.user, at=at, current="concerns"), "form": form, "unsaved": unsaved,
        "lines": rules.lines(case, request.user, at=at), "may_raise": bool(allowed), "has_council": councils.exists(),
    }  # fmt: skip
    return render(request, "domains/concerns.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def concern(request, pk):
    """One concern: its words, to who wrote it and the council; the decision and the end of an enquiry, to the council."""
    at = request.moment
    found = concern_or_404(request.user, pk, at=at)
    require(request.user, Permission.VIEW_CONCERN, found, at=at)
    decides = bool(may(request.user, Permission.DECIDE_CONCERN, found, at=at))
    kind = {Concern.State.RAISED: DecideForm, Concern.State.ENQUIRY: CloseForm}.get(found.state)
    form = kind(request.POST if request.method == "POST" else None) if kind and decides else None
    if request.method == "POST":
        require(request.user, Permission.DECIDE_CONCERN, found, at=at)
        if form is not None and form.is_valid() and _acted(request, found, form):
            return redirect("domains:concern", pk)
    audit.read(
        request,
        "concern.read",
        target=found,
        by=request.user,
        at=at,
        case_id=found.case_id,
        person_id=found.case.person_id,
    )
    case = rules.case_now(found)
    opens = sees_case(request.user, case.pk, at=at)
    context = {
        "found": found, "form": form, "name": asked_name(found.case.person), "said": rules.SAID[found.state],
        "banner": banner(case, request.user, at=at, current="concerns") if opens else None, "opens": opens, "case": case,
        "decides": decides,
    }  # fmt: skip
    return render(request, "domains/concern.html", context)


def _acted(request, found, form):
    act = {"concern": found, "by": request.user, "at": request.moment}
    if found.state == Concern.State.RAISED:
        made = done(form, lambda: services.decide_concern(**act, **form.said()))
    else:
        made = done(form, lambda: services.close_concern(outcome=form.cleaned_data["outcome"], **act))
    if made is not None:
        messages.success(request, "Saved. Whoever raised it is told what was decided, and none of the words.")
    return made is not None
