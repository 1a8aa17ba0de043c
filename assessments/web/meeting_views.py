"""One meeting: what is expected of whom, what each part brings, who came, the check; and its calendar file.

Workers of a part reach it from their notice, partners of the shared core too: they see when and where, and their own words.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access import policies as access_policies
from access.decisions import Refused, deny
from access.roles import Permission
from assessments import review_calendar, review_parts, review_queries, services
from assessments.policies import reach, visible_reviews
from assessments.review_changes import since_last_review
from assessments.web import review_forms as forms
from assessments.web.review_views import act, form_page
from assessments.web.views import page
from audit import services as audit
from cases.policies import case_or_404, reads_fully
from domains.policies import writable_parts

MEETING = "assessments:meeting"


def _found(request, reference, number):
    """(case, review, the parts by which the worker contributes, whether they read the whole record), or 404, or refused."""
    at, worker = request.moment, request.user
    case = case_or_404(worker, reference, at=at)
    review = review_queries.meeting(visible_reviews(worker, at=at), case, number)
    full = reads_fully(worker, case, at=at)
    wanted = {part.pk for part in review_parts.expected(review)} if review else set()
    mine = [part for part in writable_parts(worker, case, at=at) if part.pk in wanted]
    if not full and not mine:
        raise Refused(deny("other_domain"))
    if review is None:
        raise Http404
    return case, review, mine, full


def meeting(request, reference, number):
    """When and where, who is expected, what has changed and what each part brings; and a form for one's own part."""
    case, review, mine, full = _found(request, reference, number)
    at, is_open = request.moment, review.called_off_at is None and review.checked_at is None
    may_write = bool(mine) and is_open
    form = None
    if may_write:
        names = [(str(part.pk), f"{part.organisation.short_name}, {part.domain.name.lower()}") for part in mine]
        form = forms.ContributeForm(request.POST or None, parts=names, held=review.held_on is not None)
    if request.method == "POST":
        if form is None:
            raise Refused(deny("not_your_part"))
        if form.is_valid():
            answer = _contributed(request, form, case, review, mine)
            if answer:
                return answer
    audit.read(request, "review.read", target=review, by=request.user, at=at, case_id=case.pk, person_id=case.person_id)
    reached = reach(request.user, case, at=at)
    own = {part.pk for part in mine}
    context = {
        "review": review, "form": form, "full": full, "kept": review_queries.kept_by(review),
        "expected": review_queries.who_is_expected(review, case.person.called) if full else [],
        "brought": [c for c in review.contributions.all() if full or c.part_id in own],
        "changes": since_last_review(case, reached, at=at, but=review.pk if review.held_on else None),
        "missing": review_parts.missing(review) if full and review.held_on else [],
        "holds": bool(access_policies.may(request.user, Permission.HOLD_REVIEW, case, at=at)), "is_open": is_open,
    }  # fmt: skip
    return page(request, "assessments/meeting.html", case, "reviews" if full else "overview", context)


def _contributed(request, form, case, review, mine):
    """Write what the form says for one of the worker's parts; None with what stands in the way beside its field."""
    data, by, at = form.cleaned_data, request.user, request.moment
    part = next((part for part in mine if str(part.pk) == data.get("part")), mine[0])
    if data.get("what") == form.CANNOT:

        def run():
            review_parts.send_apologies(review=review, part=part, words=data["words"], by=by, at=at)
    else:

        def run():
            review_parts.contribute(review=review, part=part, words=data["words"], by=by, at=at)

    answer = act(request, form, run, "It is written down for the review.", "assessments:reviews", case)
    return answer and redirect(MEETING, reference=case.reference, number=review.pk)


def _held(request, reference, number):
    """(case, a review that was held) for whoever holds reviews; 404 for one that was not held."""
    case, review, _mine, full = _found(request, reference, number)
    if not full:
        raise Refused(deny("other_domain"))
    access_policies.require(request.user, Permission.HOLD_REVIEW, case, at=request.moment)
    if review.held_on is None:
        raise Http404
    return case, review


def attendance(request, reference, number):
    """Who came to a review that was held: the person, the carer and every part that was expected."""
    case, review = _held(request, reference, number)
    expected = {row.key: row for row in review_queries.who_is_expected(review, case.person.called)}
    form = forms.AttendanceForm(request.POST or None, rows=[(row.key, row.who, row.known) for row in expected.values()])
    if request.method == "POST" and form.is_valid():
        came = [(expected[key].seat, expected[key].part, how, words) for key, how, words in form.answers()]
        answer = act(
            request, form,
            lambda: review_parts.record_attendance(review=review, came=came, by=request.user, at=request.moment),
            "It is written down who came. What is left is to check what was written.", "assessments:reviews", case,
        )  # fmt: skip
        if answer:
            return redirect(MEETING, reference=case.reference, number=review.pk)
    intro = "What you leave open stays unknown. A part that sent apologies has them here already."
    return form_page(request, case, form, "Who came?", intro, "Write it down")


def check(request, reference, number):
    """Say that what was written about a review is right. It closes the review."""
    case, review = _held(request, reference, number)
    if review.checked_at is not None:
        raise Http404
    missing = review_parts.missing(review)
    names = " and ".join(f"{part.organisation.short_name} ({part.domain.name.lower()})" for part in missing)
    form = forms.CheckForm(request.POST if request.method == "POST" else None, missing=names)
    if request.method == "POST" and form.is_valid():
        answer = act(
            request, form,
            lambda: services.check_review(
                review=review, by=request.user, at=request.moment, without=form.cleaned_data.get("without", "")
            ),
            "The review is checked and closed.", "assessments:reviews", case,
        )  # fmt: skip
        if answer:
            return answer
    intro = "Read what was decided and who came. After the check nothing is added to this review any more."
    return form_page(request, case, form, "Check the review", intro, "It is right: close the review", review=review)


@require_safe
def calendar_file(request, reference, number):
    """One meeting as a calendar file, without a name, a place or a reason."""
    case, review, _mine, _full = _found(request, reference, number)
    if review.scheduled_for is None:
        raise Http404
    audit.read(
        request, "review.calendar", target=review, by=request.user, at=request.moment, case_id=case.pk,
        person_id=case.person_id,
    )  # fmt: skip
    answer = HttpResponse(
        review_calendar.calendar_of([review], at=request.moment, name="Review"),
        content_type=review_calendar.CONTENT_TYPE,
    )
    answer["Content-Disposition"] = f'attachment; filename="review-{case.reference}.ics"'
    return answer
