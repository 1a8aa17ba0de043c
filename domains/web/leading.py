"""Asking a partner to lead what it shares, and its answer: one page, which is a question to some and a form to others."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.decisions import Refused, deny
from access.policies import may
from access.roles import Permission
from cases import policies as case_policies
from cases.web.banner import banner
from domains import services
from domains.models import Share, State
from domains.services import leading
from domains.web.forms import AskToLeadForm, LeadForm
from domains.web.pages import done, part_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request, pk):
    """The part of whoever is, or is to be, asked to lead."""
    part, at = part_or_404(request, pk), request.moment
    if part.state != State.ACCEPTED or part.share not in (Share.JOINT, Share.CONTRIBUTOR):
        return redirect("domains:part", pk)
    waiting = leading.waiting_in(part)
    theirs = waiting is not None and waiting.part_id == part.pk
    answers = theirs and bool(may(request.user, Permission.END_PART, part, at=at))
    if not answers and not leading.may_ask(request.user, part, at=at):
        raise Refused(deny("not_your_part"))
    form = (LeadForm if answers else AskToLeadForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = done(form, lambda: (_answered if answers else _asked)(request, part, form.cleaned_data))
        if said:
            messages.success(request, said)
            return redirect("domains:part", pk)
    sees = case_policies.may(request.user, Permission.VIEW_CASE, part.case, at=at)
    context = {
        "form": form, "part": part, "waiting": waiting, "answers": answers, "now": leading.lead_now(part),
        "banner": banner(part.case, request.user, at=at, current="") if sees else None,
    }  # fmt: skip
    return render(request, "domains/lead.html", context)


def _asked(request, part, said):
    services.ask_to_lead(part=part, words=said["words"], by=request.user, at=request.moment)
    return f"{part.organisation.name} has been asked to lead. Whoever leads goes on until they say yes."


def _answered(request, part, said):
    act = {"part": part, "by": request.user, "at": request.moment}
    if said["choice"] == "yes":
        services.take_the_lead(**act)
        return f"You lead {part.domain.name.lower()} from now."
    if said["choice"] == "no":
        services.decline_the_lead(words=said["words"], **act)
        return "Your answer has been sent. Whoever leads goes on."
    return "Nothing has changed. It waits for your answer."
