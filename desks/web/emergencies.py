"""Emergency access: the list for privacy officers, and the review of one with what was opened."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.decisions import Refused
from audit import services as audit
from cases import services
from cases.services.emergency import may_review
from cases.web.emergency_forms import ReviewForm
from cases.web.views import add_refusal
from desks import openings


@require_safe
def emergencies(request):
    """Every emergency access, those that nobody has looked at first. For privacy officers."""
    openings.require_officer(request.user, at=request.moment)
    audit.read(request, "emergencies.read", target=("emergencies", None), by=request.user, at=request.moment)
    waiting, reviewed = openings.emergencies()
    return render(request, "desks/emergencies.html", {"waiting": waiting, "reviewed": reviewed})


@require_http_methods(["GET", "HEAD", "POST"])
def review_emergency(request, pk):
    """One emergency access: who, when, their words, and each thing they opened or wrote; never what the record says."""
    openings.require_officer(request.user, at=request.moment)
    found = openings.emergency_or_404(pk)
    access, at = found.access, request.moment
    decision = may_review(request.user, found, at=at)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not decision:
            raise Refused(decision)
        if form.is_valid():
            try:
                made = services.review_emergency(emergency=found, **form.cleaned_data, by=request.user, at=at)
            except ValidationError as error:
                add_refusal(form, error)
            else:
                if made.reviewed_by_id == request.user.pk and made.verdict == form.cleaned_data["verdict"]:
                    messages.success(request, f"{found.reference} is reviewed. Whoever opened the record is told.")
                    return redirect("desks:emergencies")
                found = openings.emergency_or_404(pk)
                form.add_error(
                    None, f"It was reviewed already, as shown here. You wrote: “{form.cleaned_data['words']}”"
                )
    audit.read(request, "emergency.read", target=found, by=request.user, at=at, case_id=access.case_id)
    done = openings.in_emergency(access)
    context = {
        "found": found,
        "access": access,
        "form": form,
        "may": bool(decision),
        "why_not": decision.message,
        "done": done,
    }
    return render(request, "desks/emergency_review.html", context)
