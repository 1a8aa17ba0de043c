"""The pages of a transfer: asking somebody to take the case over, its steps, and the receiving team's answer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from access.policies import may
from access.roles import Permission
from audit import services as audit
from cases import choices, ending_queries
from cases.people import asked_name
from cases.policies import visible_to
from cases.services import transfers
from cases.transfer_policies import offers_to
from cases.transfer_states import LIVE, MOVES, NEXT
from cases.web import ending_forms as forms
from cases.web.ending_views import opened, page
from cases.web.views import refusable


def propose(request, reference):
    """Ask another team, organisation or area to take the case over."""
    case, at = opened(request, reference, Permission.TRANSFER), request.moment
    here = case.coordinator_organisation or case.lead_organisation
    form = forms.TransferForm(
        request.POST if request.method == "POST" else None,
        teams=here.teams.exclude(pk=case.coordinator_team_id).order_by("name"),
        organisations=choices.taking_over(case, at=at),
    )
    if request.method == "POST" and form.is_valid():

        def act():
            transfers.propose_transfer(case=case, by=request.user, at=at, **form.cleaned_data)

        if refusable(form, act):
            messages.success(request, "Asked. You stay responsible until they accept.")
            return redirect("cases:ending", case.reference)
    return page(request, "cases/transfer.html", case, form=form)


def step(request, reference, key):
    """The next step of a transfer that waits."""
    case, at = opened(request, reference, Permission.TRANSFER), request.moment
    transfer = ending_queries.transfer_or_404(case, key)
    if transfer.state not in LIVE:
        messages.info(request, "This transfer has been settled already.")
        return redirect("cases:ending", case.reference)
    allowed = {"sent", "met", "withdrawn"} | ({"accepted", "declined"} if transfer.scope == "area" else set())
    states = [state for state in forms.StepForm.WORDS if state in MOVES[transfer.state] and state in allowed]
    form = forms.StepForm(request.POST if request.method == "POST" else None, states=states)
    if request.method == "POST" and form.is_valid():

        def act():
            transfers.step_transfer(transfer=transfer, by=request.user, at=at, **form.cleaned_data)

        if refusable(form, act):
            messages.success(request, "Written down.")
            return redirect("cases:ending", case.reference)
    return page(request, "cases/transfer_step.html", case, form=form, transfer=transfer)


def answer(request, key):
    """What the receiving team reads, and its answer. A stranger gets 404; so does who only asks."""
    at = request.moment
    transfer = offers_to(request.user, [key], at=at).get(key)
    if transfer is None:
        raise Http404
    decision = may(request.user, Permission.TAKE_TRANSFER, transfer, at=at)
    form = None
    if decision:
        workers = choices.colleagues_on_cases(transfer.to_organisation, at=at)
        form = forms.AnswerForm(request.POST if request.method == "POST" else None, workers=workers)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data

            def act():
                if said["answer"] == "yes":
                    transfers.accept_transfer(transfer=transfer, worker=said["worker"], by=request.user, at=at)
                else:
                    transfers.decline_transfer(transfer=transfer, reason=said["reason"], by=request.user, at=at)

            if refusable(form, act):
                words = (
                    f"{said['worker'].name} coordinates from now."
                    if said["answer"] == "yes"
                    else "Your answer is sent."
                )
                messages.success(request, words)
                return redirect("cases:transfer-answer", transfer.pk)
    elif request.method == "POST":
        transfers.policies.require(request.user, Permission.TAKE_TRANSFER, transfer, at=at)
    audit.read(request, "transfer.read", target=transfer, by=request.user, at=at, case_id=transfer.case_id)
    context = {
        "transfer": transfer,
        "name": asked_name(transfer.case.person),
        "form": form,
        "refusal": "" if decision or decision.because == "already_answered" else decision.message,
        "waits": NEXT.get(transfer.state, ""),
        "is_live": transfer.state in LIVE,
        "case": visible_to(request.user, at=at).filter(pk=transfer.case_id).first(),
    }
    return render(request, "cases/transfer_answer.html", context)
