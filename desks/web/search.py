"""The search box. What was typed is posted and kept in the session under a short key: it never stands in an address."""

import secrets

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from desks import search as finding
from desks.web.forms import Find
from partners.standing import may_here

#: How many searches of a session can be gone back to.
KEPT = 10


def require_search(request):
    decision = may_here(request.user, Permission.VIEW_CASE, at=request.moment)
    if not decision:
        raise Refused(decision)


def remember(request, term):
    """Keep a term in the session and send the worker to its results."""
    key = secrets.token_urlsafe(6)
    kept = [*request.session.get("searches", []), [key, term]][-KEPT:]
    request.session["searches"] = kept
    return redirect("desks:results", key)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request):
    """The form by itself, and where the box in the header sends what was typed."""
    require_search(request)
    form = Find(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return remember(request, form.cleaned_data["q"])
    return render(request, "desks/search.html", {"form": form})


@require_safe
def results(request, key):
    """What one search finds now. A key of another session, or one too old, is not found."""
    require_search(request)
    term = dict(request.session.get("searches", [])).get(key)
    if term is None:
        raise Http404
    found = finding.search(request.user, term, at=request.moment)
    audit.read(
        request, "search.read", target=("search", None), by=request.user, at=request.moment,
        detail={"cases": [one.case_id for one in found.found]},
    )  # fmt: skip
    return render(request, "desks/results.html", {"form": Find(initial={"q": term}), "term": term, "results": found})
