"""Opening a record in an emergency, and closing it before its time."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases import services
from cases.policies import case_or_404
from cases.services.emergency import live_emergency, seats_for_emergencies
from cases.web.emergency_forms import EmergencyForm
from cases.web.views import add_refusal
from design.words import moment


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request):
    """Which record, and what has happened. What opens it, for how long and who looks at it afterwards stands beside the button."""
    seats_for_emergencies(request.user, at=request.moment)
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            case = services.open_in_emergency(**form.cleaned_data, by=request.user, at=request.moment)
        except ValidationError as error:
            add_refusal(form, error)
        else:
            opened = live_emergency(request.user, case, at=request.moment)
            until = moment(opened.access.effective_until, request.moment) if opened else ""
            messages.success(
                request,
                f"The record is open to you until {until}. Close it when you have what you need."
                if opened else "This record is open to you already: nothing was recorded as an emergency.",
            )  # fmt: skip
            return redirect("desks:case", case.reference)
    return render(request, "cases/emergency.html", {"form": form, "hours": settings.BREAK_GLASS_HOURS})


@require_POST
def end_emergency(request, reference):
    """Close it before its time."""
    case = case_or_404(request.user, reference, at=request.moment)
    found = live_emergency(request.user, case, at=request.moment)
    if found is None:
        raise Http404
    services.end_emergency(emergency=found, by=request.user, at=request.moment)
    messages.success(request, "The record is closed to you again. Thank you for closing it.")
    return redirect("desks:front")
