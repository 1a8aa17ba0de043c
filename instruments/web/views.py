"""The pages of questionnaires and scales: the scores of a case, one to record, one to read, and correcting it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from access.decisions import Refused, deny
from audit import services as audit
from calendars import local_day
from cases.policies import case_or_404
from cases.web.banner import banner
from design.words import long_date
from instruments import policies, queries, services
from instruments.definition_files import library
from instruments.web import presenters
from instruments.web.forms import ScoreForm, WithdrawForm


def _opened(request, reference):
    """(case, what the worker reads and records of its scores), or 404."""
    case = case_or_404(request.user, reference, at=request.moment)
    return case, policies.reach(request.user, case, at=request.moment)


def _page(request, template, case, context):
    band = banner(case, request.user, at=request.moment, current="scores")
    return render(request, template, {"case": case, "banner": band, "called": case.person.called, **context})


def _noted(request, what, case, target):
    audit.read(
        request, what, target=target, by=request.user, at=request.moment, case_id=case.pk, person_id=case.person_id
    )


@require_safe
def scores(request, reference):
    """Every score that the worker reads, by instrument, as chart and table; and what they may record."""
    case, reach = _opened(request, reference)
    if not queries.reads_any(reach.reads):
        raise Refused(deny("other_domain"))
    found, left_out = queries.series(case, reach.reads)
    _noted(request, "scores.read", case, case)
    context = {
        "blocks": [presenters.block(series) for series in found],
        "recordable": [one for one in library().current() if reach.may_record(one)],
        "left_out": left_out,
        "size": queries.SIZE,
    }
    return _page(request, "instruments/scores.html", case, context)


def _require(request, definition, case):
    decision, _ = policies.may_record(request.user, definition, case, at=request.moment)
    if not decision:
        raise Refused(decision)


def _form(request, case, definition, correcting=None):
    posted = request.POST if request.method == "POST" else None
    today = local_day(request.moment)
    return ScoreForm(posted, definition=definition, person=case.person, today=today, correcting=correcting)


def _said(form):
    return {
        "answers": form.answers(), "measured_on": form.cleaned_data["measured_on"], "answered_by": form.who(),
        "form_key": form.cleaned_data["form_key"],
    }  # fmt: skip


def _saved(form, act):
    """What a service made, or None with its refusal beside the fields."""
    try:
        return act()
    except ValidationError as error:
        form.put_on(error)
        return None


def record(request, reference, instrument):
    """Record one questionnaire, with a form made from its definition."""
    case, reach = _opened(request, reference)
    definition = library().newest(instrument)
    if definition is None or definition.domain not in reach.reads:
        raise Http404
    _require(request, definition, case)
    form = _form(request, case, definition)
    if request.method == "POST" and form.is_valid():
        made = _saved(
            form,
            lambda: services.record(
                case=case, definition=definition, by=request.user, at=request.moment, **_said(form)
            ),
        )
        if made is not None:
            messages.success(request, f"{definition.name} is saved.")
            return redirect("instruments:score", case.reference, made.pk)
    return _page(request, "instruments/record.html", case, {"form": form, "definition": definition})


def _score_or_404(case, reach, number):
    found = queries.one(case, reach.reads, number)
    if found is None:
        raise Http404
    return found


@require_safe
def score(request, reference, number):
    """One score: what was answered, what it came to, what to do next, and what it put right."""
    case, reach = _opened(request, reference)
    found = _score_or_404(case, reach, number)
    definition = library().get(found.instrument, found.version)
    newer, gone = getattr(found, "replaced_by", None), getattr(found, "withdrawal", None)
    _noted(request, "score.read", case, found)
    name = case.person.called
    if gone is not None:
        return _page(request, "instruments/withdrawn.html", case, {"score": found, "gone": gone})
    context = {
        "score": found, "definition": definition, "newer": newer, "steps": presenters.steps(found, definition, name),
        "recorded": presenters.recorded_line(found, name, request.moment), "totals": presenters.totals(found, definition),
        "answers": presenters.answers(found, definition), "corrections": presenters.corrections(found),
        "may_correct": definition is not None and newer is None and reach.may_record(definition),
        "may_withdraw": newer is None and policies.may_withdraw(request.user, found, case, at=request.moment),
    }  # fmt: skip
    return _page(request, "instruments/score.html", case, context)


def correct(request, reference, number):
    """Put a right score in the place of a wrong one. What it said before is kept."""
    case, reach = _opened(request, reference)
    found = _score_or_404(case, reach, number)
    definition = library().get(found.instrument, found.version)
    if definition is None:
        messages.error(
            request,
            f"{found.name} version {found.version} is no longer installed here, so this cannot be corrected. Ask the "
            "partnership’s administrator to put its file back.",
        )
        return redirect("instruments:score", case.reference, found.pk)
    _require(request, definition, case)
    if request.method != "POST" and getattr(found, "replaced_by", None) is not None:
        messages.error(request, "This has been corrected already. What stands now is on its own page.")
        return redirect("instruments:score", case.reference, found.replaced_by.pk)
    if getattr(found, "withdrawal", None) is not None:
        messages.error(
            request, "This was withdrawn, so it cannot be corrected. Record it again if it is theirs after all."
        )
        return redirect("instruments:score", case.reference, found.pk)
    form = _form(request, case, definition, correcting=found)
    if request.method == "POST" and form.is_valid():
        made = _saved(
            form,
            lambda: services.correct(
                case=case, score=found, definition=definition, because=form.cleaned_data["because"], by=request.user,
                at=request.moment, **_said(form),
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, f"{definition.name} is corrected. What it said before is kept.")
            return redirect("instruments:score", case.reference, made.pk)
    return _page(request, "instruments/record.html", case, {"form": form, "definition": definition, "score": found})


def withdraw(request, reference, number):
    """Say that a score is not this person's. Nobody is shown it any more."""
    case, reach = _opened(request, reference)
    found = _score_or_404(case, reach, number)
    decision = policies.may_withdraw(request.user, found, case, at=request.moment)
    if not decision:
        raise Refused(decision)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _saved(
            form,
            lambda: services.withdraw(
                case=case, score=found, because=form.cleaned_data["because"], by=request.user, at=request.moment
            ),
        )
        if made is not None:
            messages.success(
                request, f"{found.name} of {long_date(found.measured_on)} is withdrawn. Nobody is shown it."
            )
            return redirect("instruments:scores", case.reference)
    return _page(request, "instruments/withdraw.html", case, {"form": form, "score": found})
