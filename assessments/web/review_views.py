"""The pages of reviews: the clocks, planning one meeting for several duties, holding it, and who asked for one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access import policies as access_policies
from access.decisions import Refused, deny
from access.roles import Permission
from assessments import queries, review_duties, review_queries, review_requests, services
from assessments.choosing import clocks_chosen
from assessments.policies import reach, visible_requests
from assessments.review_changes import since_last_review
from assessments.web import review_forms as forms
from assessments.web.views import page, put_on
from audit import services as audit
from calendars import LONDON, local_day
from cases.policies import case_or_404, family, reads_fully
from design.words import clock_time, long_date

BACK = ("assessments:reviews", "the reviews")


def opened(request, reference):
    """The case, for who reads the whole record: partners of the shared core are told that reviews are not theirs."""
    case = case_or_404(request.user, reference, at=request.moment)
    if not reads_fully(request.user, case, at=request.moment):
        raise Refused(deny("other_domain"))
    return case


def opened_for(request, reference, permission):
    case = opened(request, reference)
    access_policies.require(request.user, permission, case, at=request.moment)
    return case


def _kinds(request, case):
    """The duties to choose from: the clocks of the case, each with its date."""
    rows = queries.clock_rows(case, at=request.moment)
    return [(row.kind, f"{row.name}, due {long_date(row.due_on)}") for row in rows] or clocks_chosen(case)


@require_safe
def reviews(request, reference):
    """Each duty's clock, the meeting that is arranged, who asked for one, and the reviews that were held."""
    case, at = opened(request, reference), request.moment
    audit.read(request, "reviews.read", target=case, by=request.user, at=at, case_id=case.pk, person_id=case.person_id)
    may = {
        name: bool(access_policies.may(request.user, permission, case, at=at))
        for name, permission in (("holds", Permission.HOLD_REVIEW), ("keeps", Permission.KEEP_DUTY))
    }
    clocks = queries.clock_rows(case, at=at)
    context = {
        "clocks": clocks, "planned": queries.planned_review(case), "held": review_queries.held(case, at=at),
        "requests": review_queries.open_requests(case), "ended": review_queries.ended_by_hand(case),
        "begins": may["keeps"] and bool(review_queries.beginnings(case, clocks)), **may,
    }  # fmt: skip
    return page(request, "assessments/reviews.html", case, "reviews", context)


def act(request, form, run, done, to, case, names=None):
    """Run a service and go on, or put what it refuses beside its field and return None."""
    try:
        run()
    except ValidationError as error:
        put_on(form, error, names)
        return None
    messages.success(request, done)
    return redirect(to, reference=case.reference)


def form_page(request, case, form, title, intro, button, *, back=BACK, current="reviews", **more):
    context = {"form": form, "title": title, "intro": intro, "button": button, "back": back, **more}
    return page(request, "assessments/form.html", case, current, context)


def plan_review(request, reference):
    """Arrange one meeting for one duty or several, or move the one that is arranged."""
    case = opened_for(request, reference, Permission.HOLD_REVIEW)
    planned = queries.planned_review(case)
    initial = None
    if planned:
        local = planned.scheduled_for.astimezone(LONDON)
        initial = {
            "kinds": [cover.kind for cover in planned.covers.all()], "day": local.date(), "time": clock_time(local),
            "place": planned.place,
        }  # fmt: skip
    form = forms.PlanReviewForm(
        request.POST or None, kinds=_kinds(request, case), today=local_day(request.moment),
        asked=review_queries.was_asked(case, planned), initial=initial,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = act(
            request, form,
            lambda: services.plan_review(
                case=case, kinds=data["kinds"], scheduled_for=form.moment(), place=data["place"], by=request.user,
                at=request.moment,
            ),
            "The review is arranged. Everybody who is expected is told.", BACK[0], case, {"scheduled_for": "day"},
        )  # fmt: skip
        if answer:
            return answer
    intro = "The clocks run on until the review is held."
    if planned:
        intro += " The meeting that is arranged is moved to this time, with what was written for it."
    return form_page(request, case, form, "Plan the review", intro, "Arrange it")


def hold_review(request, reference):
    """Record that a review was held: its clocks begin again from that day. Then who came is asked."""
    case = opened_for(request, reference, Permission.HOLD_REVIEW)
    planned = queries.planned_review(case)
    form = forms.HoldReviewForm(
        request.POST or None, kinds=_kinds(request, case), name=case.person.called,
        birth_date=case.person.birth_date, today=local_day(request.moment),
        asked=review_queries.was_asked(case, planned),
        initial=planned and {"kinds": [cover.kind for cover in planned.covers.all()]},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        held = []
        answer = act(
            request, form,
            lambda: held.append(
                services.hold_review(case=case, by=request.user, at=request.moment, **form.cleaned_data)
            ),
            "The review is written down. The next dates are set. Now say who came.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return redirect("assessments:attendance", reference=case.reference, number=held[0].pk)
    intro = "The reviews you choose count as held on that day, and their next dates are set from it. Reminders for them stop."
    changes = since_last_review(case, reach(request.user, case, at=request.moment), at=request.moment)
    return form_page(request, case, form, "Hold the review", intro, "Write it down", changes=changes)


def call_off(request, reference):
    """Call the planned meeting off, saying why."""
    case = opened_for(request, reference, Permission.HOLD_REVIEW)
    review = queries.planned_review(case)
    if review is None:
        raise Http404
    form = forms.CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: services.call_off_review(
                review=review, because=form.cleaned_data["because"], by=request.user, at=request.moment
            ),
            "The review is called off. Its dates stand.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = (
        f"The meeting on {long_date(review.scheduled_for, request.moment)}. The dates by which a review is due stand. "
        "Everybody who is expected is told."
    )
    return form_page(request, case, form, "Call the review off", intro, "Call it off")


def ask(request, reference):
    """Write down that the person, the carer or somebody for them asked for a review. From any partner on the case."""
    case = case_or_404(request.user, reference, at=request.moment)
    access_policies.require(request.user, Permission.ASK_REVIEW, case, at=request.moment)
    full = reads_fully(request.user, case, at=request.moment)
    back = BACK if full else ("desks:case", "the case")
    form = forms.AskForm(request.POST or None, name=case.person.called, today=local_day(request.moment))
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: review_requests.ask_for_review(
                case=case, by=request.user, at=request.moment, **form.cleaned_data
            ),
            "It is written down, and the coordinator is told.", back[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = "A review can be asked for at any time, whatever dates are set."
    return form_page(
        request, case, form, "A review was asked for", intro, "Write it down", back=back,
        current="reviews" if full else "overview",
    )  # fmt: skip


def refuse(request, reference, number):
    """Say no to a review that was asked for, with the reason."""
    case = opened_for(request, reference, Permission.HOLD_REVIEW)
    asked = visible_requests(request.user, at=request.moment)
    asked = asked.filter(pk=number, case_id__in=family(case)).select_related("case__person").first()
    if asked is None:
        raise Http404
    form = forms.RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: review_requests.refuse_request(
                request=asked, because=form.cleaned_data["because"], by=request.user, at=request.moment
            ),
            "Your answer is written down.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = f"Asked for on {long_date(asked.asked_on, request.moment)}: “{asked.words}”"
    return form_page(request, case, form, "No review for now", intro, "Write it down")


def begin_duty(request, reference):
    """Begin the clock of a duty by hand: a direct payment, aftercare, the care programme, care and support."""
    case = opened_for(request, reference, Permission.KEEP_DUTY)
    kinds = review_queries.beginnings(case, queries.clock_rows(case, at=request.moment))
    if not kinds:
        raise Http404
    form = forms.BeginDutyForm(request.POST or None, kinds=kinds, today=local_day(request.moment))
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: review_duties.begin_duty(
                case=case, by=request.user, at=request.moment, **form.cleaned_data
            ),
            "The date is set, and its reminders with it.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = "For what began outside the records that were imported. Its first review is counted from this day."
    return form_page(request, case, form, "A duty to review has begun", intro, "Set the date")


def end_duty(request, reference, kind):
    """End the clock of a duty by hand."""
    case = opened_for(request, reference, Permission.KEEP_DUTY)
    row = next((row for row in queries.clock_rows(case, at=request.moment) if row.kind == kind), None)
    if row is None:
        raise Http404
    form = forms.EndDutyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        answer = act(
            request, form,
            lambda: review_duties.end_duty(
                case=case, kind=kind, because=data["because"], in_error=data["why"] == form.ERROR, by=request.user,
                at=request.moment,
            ),
            f"{row.name}: nothing is due any longer.", BACK[0], case,
        )  # fmt: skip
        if answer:
            return answer
    intro = f"{row.name}, due {long_date(row.due_on)}. What was reviewed before stays."
    return form_page(request, case, form, f"End the {row.name}", intro, "End it")
