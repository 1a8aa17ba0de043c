"""A worker's calendar: the page that makes and ends its secret address, and the feed that a calendar program fetches."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from access.decisions import Refused
from access.roles import Permission
from assessments import review_calendar, review_feed
from audit import services as audit
from partners.standing import may_here


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request):
    """Make the address of one's own calendar, shown once, or end it."""
    decision = may_here(request.user, Permission.VIEW_CASE, at=request.moment)
    if not decision:
        raise Refused(decision)
    secret = ""
    if request.method == "POST" and request.POST.get("act") == "make":
        secret = review_feed.make_feed(worker=request.user, at=request.moment)
    elif request.method == "POST" and request.POST.get("act") == "end":
        review_feed.revoke_feed(worker=request.user, at=request.moment)
        messages.success(request, "The address no longer works.")
        return redirect("assessments:calendar")
    address = secret and settings.ACCORD_BASE_URL.rstrip("/") + reverse("assessments:feed", args=[secret])
    context = {"address": address, "feed": review_feed.feed_of(request.user)}
    return render(request, "assessments/calendar.html", context)


@login_not_required
@never_cache
@require_safe
def feed(request, secret):
    """The reviews to come of the worker behind a secret address. Who they are and what they may open is asked anew.

    An address that was ended, or whose worker has left, is not found. Nothing in it names anybody.
    """
    found = review_feed.feed_behind(secret, at=request.moment)
    if found is None:
        raise Http404
    reviews = review_feed.reviews_to_come(found.worker, at=request.moment)
    audit.read(
        request, "calendar.fetched", target=found, by=found.worker, at=request.moment, detail={"reviews": len(reviews)}
    )
    return HttpResponse(
        review_calendar.calendar_of(reviews, at=request.moment), content_type=review_calendar.CONTENT_TYPE
    )
