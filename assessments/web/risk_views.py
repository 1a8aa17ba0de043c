"""The pages of risks: all of them, writing one or its next version, closing one. For readers of risk and crisis."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access.decisions import Refused
from assessments import risk_policies as policies
from assessments import risk_queries as queries
from assessments import risk_services as services
from assessments.crisis_services import Changed
from assessments.policies import reach as reach_of
from assessments.web.review_views import act, form_page
from assessments.web.risk_forms import CloseForm, RiskForm
from assessments.web.views import page, put_on
from audit import services as audit
from calendars import local_day
from cases.policies import case_or_404
from cases.web.unsaved import Unsaved, typed_into
from design.words import moment

BACK = ("assessments:risks", "the risks")
_TEXTS = ("now", "persons_view", "triggers", "protective", "plan", "looked_at_on", "review_by")
_WROTE = (
    "{} wrote a newer version on {}. What you wrote is kept here and not saved yet. Take over from theirs what is right, then "
    "save."
)


def _opened(request, reference, may):
    case = case_or_404(request.user, reference, at=request.moment)
    reach = reach_of(request.user, case, at=request.moment)
    decision = may(request.user, case, at=request.moment, among=reach)
    if not decision:
        raise Refused(decision)
    return case, reach


def _row_or_404(case, number, *, at):
    row = next((row for row in queries.risks(case, at=at, open_only=True) if row.risk.pk == number), None)
    if row is None:
        raise Http404
    return row


@require_safe
def risks(request, reference):
    """Every risk as it is said now, who owns it, until when; what was said before; those that are closed."""
    case, reach = _opened(request, reference, policies.may_read)
    at, name = request.moment, case.person.called
    audit.read(request, "risks.read", target=case, by=request.user, at=at, case_id=case.pk, person_id=case.person_id)
    rows = [
        (row, queries.words(row.version, name), [(one, queries.words(one, name)) for one in row.earlier])
        for row in queries.risks(case, at=at)
    ]
    context = {
        "open": [row for row in rows if row[0].is_open], "closed": [row for row in rows if not row[0].is_open], "name": name,
        "may_write": bool(policies.may_write(request.user, case, at=at, among=reach)),
    }  # fmt: skip
    return page(request, "assessments/risks.html", case, "risks", context)


def write(request, reference, number=None):
    """Write a risk down, or its next version."""
    case, _ = _opened(request, reference, policies.may_write)
    at, row = request.moment, None
    initial = None
    if number is not None:
        row = _row_or_404(case, number, at=at)
        initial = {name: getattr(row.version, name) for name in _TEXTS}
        initial["owner"] = f"{row.version.owner_id}-{row.version.owner_organisation_id}"
        initial["looked_at_on"] = initial["review_by"] = None
    typed = Unsaved(request, case, f"risk-{row.risk.pk}" if row else "risk-new")
    if answered := typed.answered():
        return answered
    posted = request.method == "POST"
    form = RiskForm(
        request.POST if posted else None, name=case.person.called, owners=queries.owners(case, at=at), today=local_day(at),
        born=case.person.birth_date, is_new=row is None, initial=initial,
    )  # fmt: skip
    given = request.POST.get("seen", "")
    seen = int(given) if given.isdecimal() and len(given) < 19 else row.version.pk if row else 0
    theirs, unsaved, wrote = None, typed.shown(form), ""
    if typed.brought is not None:
        typed_into(form, typed.brought)
        theirs = _newer(row, typed.brought.get("seen", ""))
        wrote = theirs and _WROTE.format(theirs.by.name, moment(theirs.at, at))
    if posted and form.is_valid():
        try:
            _save(form, case, row, seen, by=request.user, at=at)
        except Changed as changed:
            theirs, seen = changed.newest, changed.newest.pk
            form.add_error(None, _WROTE.format(theirs.by.name, moment(theirs.at, at)))
        except ValidationError as error:
            put_on(form, error)
        else:
            typed.gone()
            messages.success(request, "The risk is written. What was said before stays in the record.")
            return redirect(BACK[0], reference=case.reference)
    context = {
        "form": form, "row": row, "seen": seen, "name": case.person.called,
        "theirs": queries.words(theirs, case.person.called) if theirs else (), "unsaved": unsaved,
        "wrote": wrote,
    }  # fmt: skip
    return page(request, "assessments/risk_write.html", case, "risks", context)


def _newer(row, seen):
    """The version that somebody wrote after the one over which the worker had typed; None where that one stands still."""
    return row.version if row is not None and seen != str(row.version.pk) else None


def _save(form, case, row, seen, *, by, at):
    worker, organisation = queries.owner_of(*form.owner_keys())
    words = {name: form.cleaned_data[name] for name in _TEXTS}
    services.write(
        case=case, risk=row.risk if row else None, kind=form.cleaned_data.get("kind", ""), seen=seen, owner=worker,
        owner_organisation=organisation, by=by, at=at, **words,
    )  # fmt: skip


def close(request, reference, number):
    """Close a risk with the reason."""
    case, _ = _opened(request, reference, policies.may_write)
    row = _row_or_404(case, number, at=request.moment)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: services.close(risk=row.risk, because=form.cleaned_data["because"], by=request.user, at=request.moment),
            "The risk is closed. It stays to be read.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = f"{row.risk.get_kind_display()}: {row.version.now}"
    return form_page(request, case, form, "Close this risk", intro, "Close it", back=BACK, current="risks")
