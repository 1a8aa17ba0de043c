"""One person's page. Which of the two pages a worker gets follows from what they may read, never from a switch in a template."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit import services as audit
from cases.policies import case_or_404, reads_fully
from cases.web.banner import banner
from desks import record as desk
from desks import shared as shared_desk
from desks import timeline as told
from desks.web import keyset
from desks.web.forms import AsOn
from desks.web.presenters import record as words
from desks.web.presenters import shared as shared_words

#: How much of the timeline the case page shows.
LATEST = 8


@require_safe
def case(request, reference):
    """The record, or for partners of the shared core what is shared with them. Opening it is kept in the audit."""
    found = case_or_404(request.user, reference, at=request.moment)
    if found.reference.lower() != reference.lower():
        return redirect("desks:case", found.reference)
    if not reads_fully(request.user, found, at=request.moment):
        return _shared(request, found)
    return _full(request, found)


def _day(request):
    form = AsOn(request.GET)
    return form.cleaned_data["on"] if form.is_valid() else None


def _full(request, found):
    at, worker = request.moment, request.user
    on = _day(request)
    record = desk.record_of(worker, found, at=at, on=on, latest=LATEST)
    audit.read(request, "case.viewed", target=found, by=worker, at=at, person_id=found.person_id)
    return render(
        request,
        "desks/case.html",
        {"banner": banner(found, worker, at=at), "on": on, **words.page(record, at=at, on=on)},
    )


def _shared(request, found):
    at, worker = request.moment, request.user
    on = _day(request)
    shared = shared_desk.shared_record(worker, found, at=at, on=on)
    entries, place = told.own_entries(found, worker, at=at, size=LATEST)
    audit.read(request, "case.core_read", target=found, by=worker, at=at, person_id=found.person_id)
    return render(
        request,
        "desks/case_shared.html",
        {
            "banner": banner(found, worker, at=at),
            "on": on,
            **shared_words.page(shared, entries, at=at, on=on, older=place is not None),
        },
    )


@require_safe
def timeline(request, reference):
    """Everything that happened, newest first; for partners of the shared core, the entries they read."""
    found = case_or_404(request.user, reference, at=request.moment)
    at, worker = request.moment, request.user
    before = keyset.read(request.GET.get("before"))
    tell = told.timeline if reads_fully(worker, found, at=at) else told.own_entries
    items, place = tell(found, worker, at=at, before=before)
    audit.read(request, "case.timeline_read", target=found, by=worker, at=at, person_id=found.person_id)
    here = reverse("desks:timeline", args=[found.reference])
    return render(
        request,
        "desks/timeline.html",
        {
            "banner": banner(found, worker, at=at, current="timeline"),
            "items": items,
            "next_url": f"{here}?before={keyset.write(place)}" if place else "",
            "first_url": here if before else "",
            "size": told.SIZE,
        },
    )
