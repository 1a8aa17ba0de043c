"""The pages of aftercare under section 117: how it stands, writing it down, signing that it ends, which services meet it."""

from django.http import Http404
from django.views.decorators.http import require_safe

from access.decisions import Refused, deny
from assessments import aftercare_policies as policies
from assessments import aftercare_queries as queries
from assessments import aftercare_services as services
from assessments import queries as assessments
from assessments.charging import queries as charging
from assessments.policies import reach as reach_of
from assessments.web import aftercare_forms as forms
from assessments.web.review_views import act, form_page
from assessments.web.views import page
from audit import services as audit
from calendars import local_day
from cases.policies import case_or_404

BACK = ("assessments:aftercare", "aftercare")
PLAN = ("assessments:plan", "the plan")


def _read(request, reference):
    """The case, for who reads about aftercare on it."""
    case = case_or_404(request.user, reference, at=request.moment)
    _asked(policies.may_read(request.user, case, at=request.moment))
    return case


def _asked(decision):
    if not decision:
        raise Refused(decision)


@require_safe
def aftercare(request, reference):
    """How aftercare stands: since when, who owes it, whose signature has come and whose is missing."""
    case, at = _read(request, reference), request.moment
    audit.read(
        request, "aftercare.read", target=case, by=request.user, at=at, case_id=case.pk, person_id=case.person_id
    )
    found = []
    for row in queries.rows(case):
        sides = policies.sides_of(request.user, row.aftercare, at=at) if row.is_live and case.is_open else {}
        signed = {one.side for one in row.standing}
        found.append((row, bool(set(sides) - signed), [(one, one.side in sides) for one in row.standing]))
    begins = bool(policies.may_write(request.user, case, at=at)) and not queries.live(case)
    context = {"rows": found, "begins": begins, "name": case.person.called}
    return page(request, "assessments/aftercare.html", case, "reviews", context)


def begin(request, reference):
    """Write down that aftercare is in force."""
    case, at = _read(request, reference), request.moment
    _asked(policies.may_write(request.user, case, at=at))
    form = forms.BeginForm(
        request.POST if request.method == "POST" else None, name=case.person.called, today=local_day(at),
        nhs=queries.nhs_bodies(), councils=queries.councils(),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form, lambda: services.begin(case=case, by=request.user, at=at, **form.cleaned_data),
            "Aftercare is in force. What meets these needs is free.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = (
        "Aftercare under section 117 is owed by the NHS and the council together. It has no end by time: it ends when both "
        "have signed that it is no longer needed."
    )
    return form_page(request, case, form, "Aftercare is in force", intro, "Write it down", back=BACK)


def sign(request, reference, number):
    """Sign for one's own body that aftercare is no longer needed."""
    case, at = _read(request, reference), request.moment
    row = next((row for row in queries.rows(case) if row.aftercare.pk == number), None)
    if row is None:
        raise Http404
    _asked(policies.may_sign(request.user, row.aftercare, at=at))
    form = forms.SignForm(request.POST if request.method == "POST" else None, name=case.person.called)
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: services.sign(aftercare=row.aftercare, by=request.user, at=at, **form.cleaned_data),
            "Your organisation’s signature is written down.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    mine = policies.sides_of(request.user, row.aftercare, at=at)
    others = [body.short_name for body in row.missing if body.pk not in mine.values()]
    waits = f" It ends only when {' and '.join(others)} has signed too." if others else " It ends with your signature."
    intro = f"You sign for your own organisation.{waits} Services for these needs may be charged for once it has ended."
    return form_page(request, case, form, "Aftercare is no longer needed", intro, "Sign", back=BACK)


def withdraw(request, reference, number):
    """Withdraw the signature of one's own body."""
    case, at = _read(request, reference), request.moment
    found = [one for row in queries.rows(case) for one in row.standing if one.pk == number and row.is_live]
    if not found:
        raise Http404
    signature = found[0]
    if signature.side not in policies.sides_of(request.user, signature.aftercare, at=at):
        raise Refused(deny("not_accountable"))
    form = forms.BecauseForm(
        request.POST if request.method == "POST" else None, label="Why is it withdrawn?",
        missing="Write why the signature is withdrawn.",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: services.withdraw(signature=signature, by=request.user, at=at, **form.cleaned_data),
            "The signature is withdrawn. Aftercare stays in force.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = f"{signature.signed_name} signed for {signature.signed_for}. It stays to be read, as withdrawn."
    return form_page(request, case, form, "Withdraw the signature", intro, "Withdraw it", back=BACK)


def service(request, reference, number):
    """Say whether a service of the plan meets a need of aftercare."""
    case, at = _read(request, reference), request.moment
    reach, found = reach_of(request.user, case, at=at), assessments.current(case)
    actions = [
        a
        for goal in (assessments.goals(found, reach.of(found)) if found else ())
        for a in goal.shown_actions
        if a.pk == number
    ]
    if not actions:
        raise Http404
    _asked(policies.may_write(request.user, case, at=at))
    action, link = actions[0], charging.link_of(actions[0])
    marked = link is not None and link.aftercare.ended_at is None
    label, missing = "Which need of aftercare does it meet?", "Write which need of aftercare it meets."
    hint = "It must come from the mental disorder, and meeting it must make coming back to hospital less likely."
    if marked:
        label, missing, hint = (
            "Why does it not meet one (any more)?",
            "Write why it does not meet a need of aftercare.",
            "",
        )
    form = forms.BecauseForm(
        request.POST if request.method == "POST" else None, label=label, missing=missing, hint=hint
    )
    if request.method == "POST" and form.is_valid():
        run = services.unmark_service if marked else services.mark_service
        answer = act(
            request, form, lambda: run(action=action, by=request.user, at=at, **form.cleaned_data),
            "It is no longer aftercare." if marked else "It is aftercare: nobody is charged for it.", PLAN[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = f"“{action.text}”"
    if marked:
        intro += f" is aftercare: {link.because} ({link.by.name}, {link.organisation.short_name})."
    title = "This is no aftercare" if marked else "This is aftercare"
    return form_page(request, case, form, title, intro, "Save", back=PLAN, current="plan")
