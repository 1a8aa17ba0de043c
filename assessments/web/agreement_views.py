"""The pages of the agreement: who agrees, one answer, asking the partners, and the signature."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from access import policies as access_policies
from access.decisions import Refused, deny
from access.roles import Permission
from assessments import agreement_queries, agreement_services, policies
from assessments.models import Assessment, Party
from assessments.web import agreement_presenters
from assessments.web.agreement_forms import AnswerForm, SignForm
from assessments.web.views import noted, opened, page, put_on
from calendars import local_day
from design.words import count, long_date


def _opened(request, reference):
    """(case, reach, assessment): 404 as long as nobody has begun one."""
    case, reach, found = opened(request, reference)
    if found is None:
        raise Http404
    found.case = case
    return case, reach, found


def _voices(request, found, case, reach):
    shown = agreement_queries.voices(found)
    return agreement_queries.shown_to(shown, request.user, case, reach, at=request.moment)


def _may_answer(voice, may):
    if not voice.is_named:
        return False
    if voice.party == Party.ORGANISATION:
        return voice.organisation_id in may.answers_for
    return may.writes_down is not None


@require_safe
def agreement(request, reference):
    """Who agrees to the newest version, in their words, with what they said before."""
    case, reach, found = _opened(request, reference)
    noted(request, "agreement.read", found, case, version=found.version)
    may = policies.voice(request.user, case, at=request.moment, among=reach)
    draft = found.state == Assessment.State.DRAFT
    voices = _voices(request, found, case, reach)
    signs = draft and bool(access_policies.may(request.user, Permission.WRITE_PLAN, found, at=request.moment))
    context = {
        "assessment": found, "signature": found.signed_for, "reads_all": policies.reads_agreement(reach),
        "voices": [
            agreement_presenters.voice(voice, may_answer=draft and _may_answer(voice, may), at=request.moment)
            for voice in voices
        ],
        "may_answer": draft and any(_may_answer(voice, may) for voice in voices), "signs": signs,
        "waits_for": [voice.name for voice in voices if not voice.stands and voice.is_asked],
    }  # fmt: skip
    return page(request, "assessments/agreement.html", case, "assessment", context)


def answer(request, reference):
    """Write down what somebody says to the version that is being written."""
    case, reach, found = _opened(request, reference)
    if found.state != Assessment.State.DRAFT:
        raise Refused(deny("signed"))
    voices = [voice for voice in _voices(request, found, case, reach) if voice.is_asked and voice.is_named]
    if not policies.voice(request.user, case, at=request.moment, among=reach):
        raise Refused(deny("not_your_part"))
    form = AnswerForm(
        request.POST if request.method == "POST" else None, voices=voices, today=local_day(request.moment),
        begun_on=local_day(found.started_at), initial={"voice": request.GET.get("of", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            agreement_services.answer(assessment=found, by=request.user, at=request.moment, **form.cleaned_data)
        except ValidationError as error:
            put_on(form, error)
        else:
            messages.success(request, "The answer is written down. What they said before is kept.")
            return redirect("assessments:agreement", reference=case.reference)
    context = {
        "form": form, "title": "Write down an answer", "button": "Save the answer",
        "intro": f"What somebody says to version {found.version} of {case.person.called}’s assessment and plan.",
        "back": ("assessments:agreement", "who agrees"),
    }  # fmt: skip
    return page(request, "assessments/form.html", case, "assessment", context)


@require_POST
def ask(request, reference):
    """Tell the partners with a part that their answer is wanted: each once."""
    case, _, found = _opened(request, reference)
    told = agreement_services.ask(assessment=found, by=request.user, at=request.moment)
    if told:
        messages.success(request, f"An answer is asked of {count(told, 'worker')} of the partners.")
    else:
        messages.success(request, "Everybody who has a part was told already, or has answered.")
    return redirect("assessments:agreement", reference=case.reference)


def sign(request, reference):
    """What is still open, duty by duty, and the signature."""
    case, reach, found = _opened(request, reference)
    access_policies.require(request.user, Permission.WRITE_PLAN, case, at=request.moment)
    if found.state == Assessment.State.SIGNED:
        messages.info(request, _signed_line(found))
        return redirect("assessments:agreement", reference=case.reference)
    ready = agreement_queries.readiness(found, reach, request.user, at=request.moment)
    form = SignForm(request.POST if request.method == "POST" else None, ready=ready, name=case.person.called)
    if request.method == "POST" and form.is_valid():
        try:
            agreement_services.sign(assessment=found, by=request.user, at=request.moment, **form.cleaned_data)
        except ValidationError as error:
            put_on(form, error)
        else:
            messages.success(request, f"Version {found.version} is signed and in force. It is locked now.")
            return redirect("assessments:agreement", reference=case.reference)
    person = next((voice.stands for voice in ready.voices if voice.party == Party.PERSON), None)
    context = {
        "assessment": found, "form": form, "ready": ready,
        "duties": agreement_presenters.by_framework(ready.missing),
        "voices": [agreement_presenters.voice(voice, may_answer=False, at=request.moment) for voice in ready.voices],
        "since": agreement_queries.written_since(found, person.at) if person else 0,
    }  # fmt: skip
    return page(request, "assessments/sign.html", case, "assessment", context)


def _signed_line(found):
    signature = found.signed_for
    who = f" by {signature.by.name}" if signature else ""
    return f"Version {found.version} was signed{who} on {long_date(found.signed_at)}. It is locked."
