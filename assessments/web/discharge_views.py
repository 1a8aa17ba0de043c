"""The pages of leaving hospital: the discharges of a person, writing one down, the contacts after it."""

from django.http import Http404
from django.views.decorators.http import require_safe

from access import policies as access_policies
from access.decisions import Refused
from access.roles import Permission
from assessments import discharge_queries, discharge_services
from assessments.policies import may_discharge, visible_discharges
from assessments.web import review_forms as forms
from assessments.web.review_views import act, form_page, opened, opened_for
from assessments.web.views import page
from audit import services as audit
from calendars import local_day
from cases.policies import family
from design.words import moment

BACK = ("assessments:discharges", "leaving hospital")
MOMENTS = {"left_at": "day", "happened_at": "day"}


@require_safe
def discharges(request, reference):
    """Each discharge, by when they are to be seen, who saw them, and whether it counts for the measures."""
    case, at = opened(request, reference), request.moment
    audit.read(
        request, "discharges.read", target=case, by=request.user, at=at, case_id=case.pk, person_id=case.person_id
    )
    context = {
        "rows": discharge_queries.discharges_of(case, at=at), "writes": bool(may_discharge(request.user, case, at=at)),
        "contacts": bool(access_policies.may(request.user, Permission.FOLLOW_UP, case, at=at)),
    }  # fmt: skip
    return page(request, "assessments/discharges.html", case, "reviews", context)


def _writing(request, reference):
    case = opened(request, reference)
    decision = may_discharge(request.user, case, at=request.moment)
    if not decision:
        raise Refused(decision)
    return case


def _discharge_or_404(request, case, number):
    found = visible_discharges(request.user, at=request.moment)
    found = found.filter(pk=number, case_id__in=family(case), set_aside_at=None)
    discharge = found.select_related("case__person", "case__merged_into").first()
    if discharge is None:
        raise Http404
    return discharge


def record(request, reference):
    """Write down that the person left hospital."""
    case = _writing(request, reference)
    form = forms.DischargeForm(request.POST or None, today=local_day(request.moment))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = act(
            request, form,
            lambda: discharge_services.record_discharge(
                case=case, left_at=form.moment(), left_from=data["left_from"], went_to=data["went_to"],
                went_to_words=data["went_to_words"], by=request.user, at=request.moment,
            ),
            "It is written down. The coordinator is told.", BACK[0], case, MOMENTS,
        )  # fmt: skip
        if answer:
            return answer
    intro = "Whoever leaves a mental health bed is seen within 72 hours."
    return form_page(request, case, form, "They left hospital", intro, "Write it down", back=BACK)


def contact(request, reference, number):
    """Write down a contact, or a try, after a discharge."""
    case = opened_for(request, reference, Permission.FOLLOW_UP)
    discharge = _discharge_or_404(request, case, number)
    form = forms.ContactForm(
        request.POST or None, today=local_day(request.moment), initial={"seen_by": request.user.name}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = act(
            request, form,
            lambda: discharge_services.record_contact(
                discharge=discharge, happened_at=form.moment(), how=data["how"], seen_by=data["seen_by"],
                words=data["words"], by=request.user, at=request.moment,
            ),
            "The contact is written down.", BACK[0], case, MOMENTS,
        )  # fmt: skip
        if answer:
            return answer
    intro = f"After leaving hospital on {moment(discharge.left_at, request.moment)}."
    return form_page(request, case, form, "A contact after hospital", intro, "Write it down", back=BACK)


def set_aside(request, reference, number):
    """Say that no contact is owed after a discharge."""
    case = _writing(request, reference)
    discharge = _discharge_or_404(request, case, number)
    form = forms.SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: discharge_services.set_aside(
                discharge=discharge, because=form.cleaned_data["because"], by=request.user, at=request.moment
            ),
            "No contact is owed for it. The discharge stays on the record.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = f"They left hospital on {moment(discharge.left_at, request.moment)}."
    return form_page(request, case, form, "No contact is owed", intro, "Set it aside", back=BACK)
