"""What the person agrees to: the answers, a new one with a look ahead before it is saved, and sharing without a yes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.decisions import Refused
from access.policies import require
from access.roles import Permission
from audit import services as audit
from cases import choices, services
from cases.models import Consent
from cases.policies import case_or_404
from cases.sight_policies import shows_sight
from cases.web import consent_forms as forms
from cases.web.banner import banner
from cases.web.views import add_refusal

SAVE, EDIT = "save", "edit"


def _page(request, reference):
    case = case_or_404(request.user, reference, at=request.moment)
    require(request.user, Permission.RECORD_CONSENT, case, at=request.moment)
    return case


def _rows(case):
    """Every answer and decision about this record, the newest first."""
    rows = case.person.consents.filter(about=case.kind).select_related("organisation", "domain", "recorded_by")
    return rows.order_by("-recorded_at", "-pk")


def _with_look(request, case, form, act, *, title, done, page):
    """A form whose change is looked at before it is saved: shown, looked ahead, saved if it still is what was shown.

    Returns a response, or None where the form is to be shown (again).
    """
    at, step = request.moment, request.POST.get("step", "")
    if request.method != "POST" or step == EDIT or not form.is_valid():
        return None
    try:
        if step == SAVE:
            ahead = services.as_looked_at(case=case, act=act, mark=request.POST.get("mark", ""), at=at)
            if ahead is None:
                messages.success(request, done())
                return redirect("cases:consent", case.reference)
        else:
            ahead = services.look_ahead(case=case, act=act, at=at)
    except ValidationError as error:
        add_refusal(form, error)
        return None
    audit.read(request, "consent.looked_ahead", target=case, by=request.user, at=at, person_id=case.person_id)
    own = tuple(form.fields)
    context = {
        "case": case,
        "ahead": ahead,
        "title": title(),
        "again": step == SAVE,
        "kept": [(name, value) for name, value in request.POST.items() if name.startswith(own)],
        "said": form.cleaned_data,
        "banner": banner(case, request.user, at=at, current="sight"),
        "page": page,
    }
    return render(request, "cases/consent_look.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request, reference):
    """What the person agreed to, partner by partner, and a new answer, looked at before it is saved."""
    case, at = _page(request, reference), request.moment
    form = forms.ConsentForm(
        _typed(request),
        partners=choices.partners_of(case, at=at),
        domains=choices.domains(),
        initial={
            "given_by": case.person.display_name,
            "purpose": Consent.Purpose.DIRECT_CARE,
            "organisation": request.GET.get("organisation"),
        },
    )

    def act():
        services.record_consent(case=case, by=request.user, at=at, **form.answer())

    def title():
        said, called = form.cleaned_data, case.person.called
        what = f"about {said['domain'].name.lower()}" if said["domain"] else "about everything it does"
        verb = {
            "given": "agrees", "refused": "says no", "withdrawn": "no longer agrees", "best_interests": "is decided for"
        }[said["status"]]  # fmt: skip
        return f"If {called} {verb}: {said['organisation'].name}, {what}"

    def done():
        return f"Written down. It counts from now for {form.cleaned_data['organisation'].short_name}."

    answered = _with_look(request, case, form, act, title=title, done=done, page="cases:consent")
    if answered is not None:
        return answered
    live = [row for row in _rows(case) if row.ended_at is None]
    asked = {row.organisation_id for row in live}
    context = {
        "form": form,
        "case": case,
        "now": [row for row in live if not row.is_override],
        "overrides": [row for row in live if row.is_override],
        "not_asked": [o for o in choices.involved_partners(case) if o.pk not in asked],
        "banner": banner(case, request.user, at=at, current="sight"),
    }
    return render(request, "cases/consent.html", context)


def _typed(request):
    return request.POST if request.method == "POST" else None


@require_safe
def history(request, reference):
    """Every answer and every decision to share, as it was written down. Nothing here is ever changed."""
    case = case_or_404(request.user, reference, at=request.moment)
    decision = shows_sight(request.user, case, at=request.moment)
    if not decision:
        raise Refused(decision)
    audit.read(request, "consent.read", target=case, by=request.user, at=request.moment, person_id=case.person_id)
    context = {
        "case": case,
        "rows": list(_rows(case)),
        "banner": banner(case, request.user, at=request.moment, current="sight"),
    }
    return render(request, "cases/consent_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def share(request, reference):
    """A decision to share without the person's yes, with its basis and approver, looked at before it is saved."""
    case, at = _page(request, reference), request.moment
    form = forms.ShareForm(_typed(request), partners=choices.partners_of(case, at=at), domains=choices.domains())

    def act():
        services.share_without_yes(case=case, by=request.user, at=at, **form.cleaned_data)

    def title():
        said = form.cleaned_data
        what = said["domain"].name.lower() if said["domain"] else "everything it does"
        return f"If {said['organisation'].name} reads {what} without {case.person.called}’s agreement"

    def done():
        return f"Written down. {form.cleaned_data['organisation'].short_name} may read until the day you gave."

    answered = _with_look(request, case, form, act, title=title, done=done, page="cases:share")
    if answered is not None:
        return answered
    context = {"form": form, "case": case, "banner": banner(case, request.user, at=at, current="sight")}
    return render(request, "cases/consent_share.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def end_share(request, reference, key):
    """End a decision to share without a yes: first what that would change, then the end."""
    case, at = _page(request, reference), request.moment
    decision = _rows(case).filter(pk=key, status=Consent.Status.OVERRIDE).first()
    if decision is None:
        raise Http404

    def act():
        services.end_sharing(case=case, decision=decision, by=request.user, at=at)

    try:
        if request.method == "POST":
            ahead = services.as_looked_at(case=case, act=act, mark=request.POST.get("mark", ""), at=at)
            if ahead is None:
                messages.success(request, f"Ended. {decision.organisation.short_name} reads what the person agrees to.")
                return redirect("cases:consent", case.reference)
        else:
            ahead = services.look_ahead(case=case, act=act, at=at)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cases:consent", case.reference)
    context = {
        "case": case,
        "ahead": ahead,
        "title": f"If {decision.organisation.name} no longer reads without {case.person.called}’s agreement",
        "again": request.method == "POST",
        "kept": [],
        "said": {},
        "ending": True,
        "banner": banner(case, request.user, at=at, current="sight"),
    }
    return render(request, "cases/consent_look.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, reference):
    """A colleague who was refused something asks the coordinator for it, with a reason."""
    case, at = case_or_404(request.user, reference, at=request.moment), request.moment
    form = forms.AskForm(_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_coordinator(case=case, reason=form.cleaned_data["reason"], by=request.user, at=at)
        except ValidationError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Sent. Whoever coordinates has it in their inbox and will answer you.")
            return redirect("desks:case", case.reference)
    context = {"form": form, "case": case, "banner": banner(case, request.user, at=at, current="")}
    return render(request, "cases/ask.html", context)
