"""The pages of reviews: the clocks, planning one meeting for several duties, and recording that it was held."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access import policies as access_policies
from access.decisions import Refused, deny
from access.roles import Permission
from assessments import queries, services
from assessments.choosing import clocks_chosen
from assessments.web import plan_forms
from assessments.web.views import page, put_on
from audit import services as audit
from calendars import local_day
from cases.policies import case_or_404, reads_fully
from design.words import long_date


def _opened(request, reference):
    """The case, for who reads the whole record: partners of the shared core are told that reviews are not theirs."""
    case = case_or_404(request.user, reference, at=request.moment)
    if not reads_fully(request.user, case, at=request.moment):
        raise Refused(deny("other_domain"))
    return case


def _holding(request, reference):
    case = _opened(request, reference)
    access_policies.require(request.user, Permission.HOLD_REVIEW, case, at=request.moment)
    return case


def _kinds(request, case):
    """The duties to choose from: the clocks of the case, each with its date."""
    rows = queries.clock_rows(case, at=request.moment)
    return [(row.kind, f"{row.name}, due {long_date(row.due_on)}") for row in rows]


@require_safe
def reviews(request, reference):
    """Each duty's clock, the meeting that is arranged, and the reviews that were held."""
    case = _opened(request, reference)
    audit.read(
        request,
        "reviews.read",
        target=case,
        by=request.user,
        at=request.moment,
        case_id=case.pk,
        person_id=case.person_id,
    )
    clocks = queries.clock_rows(case, at=request.moment)
    names = {row.kind: row.name for row in clocks}
    held = [
        (review, [(names.get(c.kind) or queries.clock_name(c.kind), c, c.was_due_on) for c in review.covers.all()])
        for review in queries.held_reviews(case)
    ]
    context = {
        "clocks": clocks, "planned": queries.planned_review(case), "held": held,
        "holds": bool(access_policies.may(request.user, Permission.HOLD_REVIEW, case, at=request.moment)),
    }  # fmt: skip
    return page(request, "assessments/reviews.html", case, "reviews", context)


def _act(request, form, act, done, case):
    """Run a service and go back to the reviews, or put what it refuses beside its field and return None."""
    try:
        act()
    except ValidationError as error:
        put_on(form, error, {"scheduled_for": "day"})
        return None
    messages.success(request, done)
    return redirect("assessments:reviews", reference=case.reference)


def _form_page(request, case, form, title, intro, button):
    context = {
        "form": form,
        "title": title,
        "intro": intro,
        "button": button,
        "back": ("assessments:reviews", "the reviews"),
    }
    return page(request, "assessments/form.html", case, "reviews", context)


def plan_review(request, reference):
    """Arrange one meeting for one duty or several."""
    case = _holding(request, reference)
    form = plan_forms.PlanReviewForm(
        request.POST or None, kinds=_kinds(request, case) or clocks_chosen(), today=local_day(request.moment)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = _act(request, form, lambda: services.plan_review(
            case=case, kinds=data["kinds"], scheduled_for=form.scheduled_for(), place=data["place"], by=request.user,
            at=request.moment,
        ), "The review is arranged.", case)  # fmt: skip
        if answer:
            return answer
    intro = "The clocks run on until the review is held. A meeting arranged before is called off for this one."
    return _form_page(request, case, form, "Plan the review", intro, "Arrange it")


def hold_review(request, reference):
    """Record that a review was held: its clocks begin again from that day."""
    case = _holding(request, reference)
    form = plan_forms.HoldReviewForm(
        request.POST or None, kinds=_kinds(request, case) or clocks_chosen(), name=case.person.called,
        birth_date=case.person.birth_date, today=local_day(request.moment),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        answer = _act(
            request, form, lambda: services.hold_review(case=case, by=request.user, at=request.moment, **form.cleaned_data),
            "The review is written down. The next dates are set.", case,
        )  # fmt: skip
        if answer:
            return answer
    intro = "The reviews you choose count as held on that day, and their next dates are set from it. Reminders for them stop."
    return _form_page(request, case, form, "Hold the review", intro, "Write it down")


def call_off(request, reference):
    """Call the planned meeting off, saying why."""
    case = _holding(request, reference)
    review = queries.planned_review(case)
    if review is None:
        raise Http404
    form = plan_forms.CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _act(request, form, lambda: services.call_off_review(
            review=review, because=form.cleaned_data["because"], by=request.user, at=request.moment
        ), "The review is called off. Its dates stand.", case)  # fmt: skip
        if answer:
            return answer
    intro = (
        f"The meeting on {long_date(review.scheduled_for, request.moment)}. The dates by which a review is due stand."
    )
    return _form_page(request, case, form, "Call the review off", intro, "Call it off")
