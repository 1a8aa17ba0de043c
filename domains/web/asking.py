"""Asking a partner, answering, taking back."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render

from access.policies import require
from access.roles import Permission
from audit import services as audit
from cases.policies import case_or_404, consent_for
from cases.sight import AGREED, asks_agreement
from cases.web.banner import banner
from design.words import distance, long_date
from domains import choices, services
from domains.models import Share, State
from domains.queries import asked_name
from domains.services import PartRequest
from domains.services.countering import teams_to_suggest
from domains.web import forms
from domains.web.pages import done, part_or_404, with_inside
from partners.models import Mode

#: What is asked inside an answer to an offer.
INSIDE = {
    "decline": ["reason", "when"],
    "counter": ["other_share", "other_team", "other_from", "other_words"],
}


def propose(request, reference):
    """Two steps, each its own page: the domain; then whom to ask, what they are told, and whether the person agreed."""
    case = case_or_404(request.user, reference, at=request.moment)
    require(request.user, Permission.PROPOSE, case, at=request.moment)
    domains = choices.domains_to_ask(case)
    chosen = next((domain for domain, _ in domains if domain.code == request.GET.get("domain")), None)
    about = {"case": case, "banner": banner(case, request.user, at=request.moment, current="")}
    if chosen is None:
        form = forms.DomainForm(request.GET if "domain" in request.GET else None, domains=domains)
        form.is_valid()
        return render(request, "domains/choose_domain.html", {**about, "form": form})
    return _propose_in(request, case, chosen, about)


def _propose_in(request, case, domain, about):
    candidates = choices.fitting_partners(case, domain, at=request.moment)
    lead = choices.lead_of(case, domain)
    form = forms.ProposeForm(
        request.POST or None, initial={"given_by": case.person.display_name}, candidates=candidates, has_lead=lead is not None,
        teams=choices.teams_of([c.organisation for c in candidates]),
        bodies=choices.accountable_bodies(domain, case=case, at=request.moment),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        own = choices.takes_for_own_team(request.user, said["organisation"], said.get("team"), at=request.moment)
        asked = PartRequest(
            domain=domain, organisation=said["organisation"], team=said.get("team"), share=said.get("share") or None,
            accountable=said.get("accountable"), words=said["words"], at_once=own, worker=request.user if own else None,
        )  # fmt: skip
        parts = done(
            form,
            lambda: services.propose_with_consent(
                case=case, requests=[asked], consents=form.consents(domain), by=request.user, at=request.moment
            ),
        )
        if parts:
            messages.success(request, _asked(parts[0], at=request.moment))
            return redirect("desks:case", case.reference)
    return render(
        request,
        "domains/propose.html",
        {
            **about, "form": form, "domain": domain, "lead": lead, "candidates": candidates,
            "agreed": with_inside(form, "agreed", {forms.AGREED_NOW: ["given_by", "method"]}),
        },
    )  # fmt: skip


def _asked(part, *, at):
    if part.state == State.ACCEPTED:
        return f"{part.organisation.name} does {part.domain.name.lower()} from now."
    return (
        f"{part.organisation.name} has been asked about {part.domain.name.lower()}. You are told what they answer, "
        f"or if they have not answered by {_last_day(part, at)}."
    )


def _last_day(part, at):
    """The day that ends at the moment from which the answer is late."""
    return long_date(part.due_at - timedelta(seconds=1), at)


def answer(request, pk):
    """The offer and its answer (mockup 06c). It shows what an offer shows: the case itself is not open yet."""
    part = part_or_404(request, pk)
    if part.state != State.PROPOSED:
        return redirect("domains:part", pk)
    require(request.user, Permission.ANSWER, part, at=request.moment)
    person = part.case.person
    asker = part.proposed_by.get_short_name() if part.proposed_by else "the coordinator"
    form = forms.AnswerForm(
        request.POST or None, organisation=part.organisation, called=person.called, asker=asker,
        teams=teams_to_suggest(part),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        response = _answered(request, part, form)
        if response is not None:
            return response
    audit.read(
        request,
        "offer.read",
        target=part,
        by=request.user,
        at=request.moment,
        case_id=part.case_id,
        person_id=person.pk,
    )
    return render(
        request, "domains/answer.html",
        {
            "form": form, "part": part, "name": asked_name(person), "called": person.called, "asker": asker,
            "radios": with_inside(form, "answer", INSIDE),
            "last_day": _last_day(part, request.moment), "share": _share_words(part),
            "waiting": part.counters.filter(answer="").first(),
            "agreed": _agreed(part, at=request.moment), "asked": distance(part.proposed_at, request.moment),
        },
    )  # fmt: skip


def _answered(request, part, form):
    choice = form.cleaned_data["answer"]
    if choice == "leave":
        messages.success(request, "Nothing has changed. It waits for your answer.")
        return redirect("desks:my_domains")
    if choice == "counter":
        return _suggested(request, part, form)
    if choice == "decline":
        act = lambda: services.decline(part=part, reason=form.why(), by=request.user, at=request.moment)  # noqa: E731
    else:
        act = lambda: services.accept(part=part, by=request.user, at=request.moment)  # noqa: E731
    if done(form, act) is None:
        return None
    if choice == "decline":
        messages.success(request, "Your answer has been sent. Thank you for saying why.")
        return redirect("desks:my_domains")
    messages.success(
        request, f"You have accepted. {part.domain.name} is yours from now, and the record is open to you."
    )
    return redirect("desks:case", part.case.reference)


def _suggested(request, part, form):
    names = {"share": "other_share", "team": "other_team", "from_on": "other_from", "words": "other_words"}
    act = lambda: services.counter(part=part, by=request.user, at=request.moment, **form.suggestion())  # noqa: E731
    if done(form, act, names) is None:
        return None
    messages.success(request, "Your suggestion has been sent. You are told what the coordinator says.")
    return redirect("desks:my_domains")


def counter(request, pk):
    """What a partner suggests instead, for whoever may propose: agree, ask for what was asked before, or leave it."""
    part = part_or_404(request, pk, Permission.PROPOSE)
    waiting = part.counters.filter(answer="").select_related("by", "team").first()
    if waiting is None or part.state != State.PROPOSED:
        return redirect("domains:part", pk)
    form, at = forms.CounterForm(request.POST or None), request.moment
    if request.method == "POST" and form.is_valid():
        said = _counter_answered(request, part, form)
        if said:
            messages.success(request, said)
            return redirect("desks:case", part.case.reference)
    about = banner(part.case, request.user, at=at, current="")
    radios = with_inside(form, "choice", {"refuse": ["words"]})
    context = {"form": form, "part": part, "banner": about, "waiting": waiting, "radios": radios}
    return render(request, "domains/counter.html", context)


def _counter_answered(request, part, form):
    choice, act = form.cleaned_data["choice"], {"part": part, "by": request.user, "at": request.moment}
    if choice == "leave":
        return "Nothing has changed. It waits for your answer."
    if choice == "refuse":
        asked = done(form, lambda: services.refuse_counter(words=form.cleaned_data["words"], **act))
        return asked and f"{part.organisation.name} is asked again, as before."
    agreed = done(form, lambda: services.agree_to_counter(**act))
    if agreed is None:
        return None
    if agreed.state == State.ACCEPTED:
        return f"Agreed. {part.organisation.name} has it from now."
    return f"Agreed. {part.organisation.name} is asked again when its day has come."


def _share_words(part):
    organisation, accountable = part.organisation, part.responsibility.accountable
    words = {
        Share.LEAD: f"{organisation.name} leads it"
        if part.responsibility.mode == Mode.SHARED
        else f"{organisation.name} does it alone",
        Share.JOINT: f"{organisation.name} shares it with the lead",
        Share.CONTRIBUTOR: f"{organisation.name} contributes to it",
        Share.INFORMED: f"{organisation.name} is kept informed",
    }[part.share]
    if accountable.pk == organisation.pk:
        return f"{words}, and answers for it in law"
    return f"{words}. {accountable.name} still answers for it in law"


def _agreed(part, *, at):
    """What the person said, in words; a statutory body reads on another basis."""
    called = part.case.person.called
    if not asks_agreement(part.case, part.organisation):
        return "Under the sharing agreement between you"
    answer = consent_for(part.case, part.organisation_id, part.domain_id, at=at)
    if answer is None or answer.status not in AGREED:
        return f"{called} has not been asked yet. You can accept after that"
    return f"{called} agreed on {long_date(answer.effective_from, at)}"


def take_back(request, pk):
    """Take a proposal back before it is answered."""
    part = part_or_404(request, pk, Permission.PROPOSE)
    if part.state != State.PROPOSED:
        return redirect("domains:part", pk)
    form = forms.TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["choice"] == "leave":
            return redirect("desks:case", part.case.reference)
        taken = done(
            form,
            lambda: services.withdraw(
                part=part, by=request.user, at=request.moment, reason=form.cleaned_data["reason"]
            ),
        )
        if taken is not None:
            messages.success(request, f"{part.organisation.name} is no longer asked about {part.domain.name.lower()}.")
            return redirect("desks:case", part.case.reference)
    about = banner(part.case, request.user, at=request.moment, current="")
    return render(request, "domains/take_back.html", {"form": form, "part": part, "banner": about})
