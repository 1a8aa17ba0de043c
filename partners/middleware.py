"""Somebody who works for no partner, or only for suspended ones, signs in and is told so. Nothing else opens for them."""

from django.http import JsonResponse
from django.shortcuts import render

from partners.queries import administrators_to_ask
from partners.standing import standing_of, without_standing

#: What still opens: the way out, what anybody may read, and a page of the process itself.
STILL_OPEN = frozenset(
    {
        "account_logout", "account_login", "account_inactive", "health", "api-schema", "api-docs",
        "design:help", "design:records", "design:accessibility",
    }
)  # fmt: skip


class StandingNeeded:
    """Answer 403 with the reason for every address but the few above, when the worker has no current role anywhere.

    Asks one query, which every page asks anyway: the standing is kept on the worker for the request's moment.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Refuse before the view is asked. Returns nothing when the worker has a standing or is not signed in."""
        worker = request.user
        if not worker.is_authenticated or request.resolver_match.view_name in STILL_OPEN:
            return None
        standing = standing_of(worker, at=request.moment)
        if standing.seats:
            return None
        decision = without_standing(standing)
        if request.path_info.startswith("/api/"):
            return JsonResponse({"detail": decision.message, "code": decision.because}, status=403)
        return render(
            request,
            "partners/no_standing.html",
            {
                "suspended": standing.suspended,
                "message": decision.message,
                "administrators": administrators_to_ask(at=request.moment),
            },
            status=403,
        )
