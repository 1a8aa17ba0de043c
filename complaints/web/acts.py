"""The acts on a complaint, each a page with one form. Leaving things as they are is always the other way out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from access.decisions import Refused, deny
from access.policies import require
from access.roles import Permission
from complaints import services
from complaints.policies import acts_for, complaint_or_404, sight
from complaints.services.sharing import require_for_all
from complaints.web import act_forms as forms
from complaints.web import act_words
from design.words import long_date


def _act(request, complaint, form_class, words, run, *, done, **form_options):
    """Show the form, run the service, go back to the papers. Refusals of the service stand at their fields."""
    form = form_class(
        request.POST if request.method == "POST" else None, complaint=complaint, at=request.moment, **form_options
    )
    if request.method == "POST" and form.is_valid():
        try:
            result = run(form, form.cleaned_data)
        except ValidationError as error:
            for name, sentences in getattr(error, "error_dict", {"": [error]}).items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            messages.success(request, done(result) if callable(done) else done)
            return redirect("complaints:complaint", complaint.reference)
    context = {
        "form": form,
        "complaint": complaint,
        **words,
        "back": reverse("complaints:complaint", args=[complaint.reference]),
    }
    return render(request, "complaints/act.html", context)


def _whole(request, reference):
    """A complaint, for the body that received it or leads it."""
    complaint = complaint_or_404(request.user, reference, at=request.moment)
    require_for_all(request.user, complaint, at=request.moment)
    return complaint


def _mine(request, reference):
    """A complaint, for any body that has it."""
    complaint = complaint_or_404(request.user, reference, at=request.moment)
    require(request.user, Permission.HANDLE_COMPLAINT, complaint, at=request.moment)
    return complaint


def _own_body(request, complaint, among):
    """The body of the worker's organisation that this act is for."""
    here = acts_for(request.user, complaint, at=request.moment)
    body = among.filter(organisation__in=here).select_related("organisation", "complaint").order_by("pk").first()
    if body is None:
        raise Refused(deny("complaint_not_yours"))
    return body


def _element(request, complaint, number):
    seen = sight(request.user, complaint, at=request.moment).elements()
    element = complaint.elements.filter(seen).select_related("complaint", "domain").filter(number=number).first()
    if element is None:
        raise Http404
    return element


def acknowledge(request, reference):
    complaint = _mine(request, reference)
    waiting = complaint.bodies.filter(acknowledged_at=None)
    body = _own_body(request, complaint, waiting if waiting.exists() else complaint.bodies.all())
    sets_date = body.is_lead or body.organisation_id == complaint.received_by_id

    def run(form, data):
        return services.acknowledge(
            body=body, method=data["method"], offered=data["offered"], copy_given_on=data["copy_given_on"],
            due_on=data.get("due_on"), basis=data.get("basis", ""), by=request.user, at=request.moment,
        )  # fmt: skip

    words = act_words.acknowledge(body, at=request.moment)
    return _act(
        request, complaint, forms.AcknowledgeForm, words, run, sets_date=sets_date,
        done=f"Acknowledged for {body.organisation.name}. Its three-day clock has ended.",
    )  # fmt: skip


def response_date(request, reference):
    complaint = _whole(request, reference)

    def run(form, data):
        services.set_response_date(complaint=complaint, **data, by=request.user, at=request.moment)
        return f"The answer is due on {long_date(data['due_on'], request.moment)}. You are reminded five working days before."

    return _act(request, complaint, forms.ResponseDateForm, act_words.response_date(complaint), run, done=str)


def longer(request, reference):
    complaint = _whole(request, reference)

    def run(form, data):
        services.extend_period(complaint=complaint, until=data["until"], by=request.user, at=request.moment)
        return f"They agreed to wait until {long_date(data['until'], request.moment)}."

    return _act(request, complaint, forms.LongerForm, act_words.longer(complaint), run, done=str)


def late_notice(request, reference):
    complaint = _whole(request, reference)

    def run(form, data):
        services.send_late_notice(complaint=complaint, reason=data["reason"], by=request.user, at=request.moment)

    done = "Kept: they were told in writing why the answer is late. It is still owed, as soon as it can be given."
    return _act(request, complaint, forms.ReasonForm, act_words.late_notice(complaint), run, done=done)


def sharing(request, reference):
    complaint = _whole(request, reference)

    def run(form, data):
        consent = services.record_sharing(complaint=complaint, **data, by=request.user, at=request.moment)
        if consent.answer == "given":
            return f"{consent.organisation.name} has the complaint now, and its complaints lead is told."
        return f"{consent.organisation.name} does not get this complaint. Tell them how to complain there themselves."

    return _act(request, complaint, forms.SharingForm, act_words.sharing(complaint), run, done=str)


def lead(request, reference):
    complaint = _mine(request, reference)

    def run(form, data):
        services.settle_lead(complaint=complaint, **data, by=request.user, at=request.moment)
        return f"{data['organisation'].name} leads. Every body that has the complaint is told."

    return _act(request, complaint, forms.LeadForm, act_words.lead(), run, done=str)


def responsible(request, reference, number):
    complaint = _mine(request, reference)
    element = _element(request, complaint, number)

    def run(form, data):
        services.set_responsible(element=element, **data, by=request.user, at=request.moment)
        return f"Kept: {data['organisation'].name}, for element {element.number}. Bodies and clocks follow."

    return _act(request, complaint, forms.ResponsibleForm, act_words.responsible(element), run, done=str)


def answer(request, reference, number):
    complaint = _mine(request, reference)
    element = _element(request, complaint, number)
    concerned = [element.responsible_id, element.delivered_by_id]
    body = _own_body(request, complaint, complaint.bodies.filter(organisation__in=concerned))
    newest = body.parts_of_answer.filter(element=element).order_by("-version").first()
    initial = {"words": newest.words, "finding": newest.finding or "not_yet"} if newest else {}

    def run(form, data):
        part = services.write_part(
            body=body, element=element, words=data["words"], finding=form.finding_chosen, approved=data["approved"],
            by=request.user, at=request.moment,
        )  # fmt: skip
        return "Approved. It is part of the answer now." if part.approved else "Saved. It is not approved yet."

    return _act(request, complaint, forms.AnswerForm, act_words.answer(element, body), run, done=str, initial=initial)


def pass_on(request, reference):
    complaint = _whole(request, reference)

    def run(form, data):
        return services.pass_on(complaint=complaint, **data, by=request.user, at=request.moment)

    def done(received):
        return f"Passed to {received.received_by.name}, where it is {received.reference}. Their three days begin now."

    return _act(request, complaint, forms.PassForm, act_words.pass_on(), run, done=done)


def note(request, reference):
    complaint = _mine(request, reference)

    def run(form, data):
        services.note(complaint=complaint, text=data["text"], by=request.user, at=request.moment)

    return _act(request, complaint, forms.NoteForm, act_words.note(), run, done="Kept with the papers.")


def decide_late(request, reference):
    complaint = _whole(request, reference)

    def run(form, data):
        accepted = services.decide_late(
            complaint=complaint, good_reason=forms.yes(data["good_reason"]), still_fair=forms.yes(data["still_fair"]),
            note=data["note"], by=request.user, at=request.moment,
        )  # fmt: skip
        return (
            "Accepted, though late. The clocks go on."
            if accepted
            else "What is out of time is not accepted. Tell them why."
        )

    return _act(request, complaint, forms.LateComplaintForm, act_words.decide_late(), run, done=str)


def exclude(request, reference):
    complaint = _whole(request, reference)

    def run(form, data):
        services.exclude(complaint=complaint, **data, by=request.user, at=request.moment)

    done = "Closed: not under the regulations. Its clocks have ended."
    return _act(request, complaint, forms.ExcludeForm, act_words.exclude(), run, done=done)
