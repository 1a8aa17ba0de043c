"""A form that comes after the sign-in has ended loses no words: they are kept for who typed them until they are back."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import requires_csrf_token

from access.decisions import Refused
from cases.policies import case_number, sees_case
from cases.web.unsaved import HEADER, keep_for_whoever_typed
from design import errors

BACK = "?unsaved=back"


def _kept(request):
    """What the page's own script keeps is another matter: it waits until somebody has signed in again."""
    if request.method != "POST" or HEADER in request.headers:
        return False
    return keep_for_whoever_typed(request)


class WordsNotLost:
    """Stands before the question for a sign-in. What it cannot keep goes on as if it were not there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Keep the form and send to the sign-in, from where the page comes back with the words in its boxes."""
        if request.user.is_authenticated or not getattr(view, "login_required", True) or not _kept(request):
            return None
        messages.warning(
            request, "You were signed out before you saved. What you typed is kept for you: sign in, and go on with it."
        )
        return redirect_to_login(request.path + BACK)


@requires_csrf_token
def csrf_failure(request, reason=""):
    """403 of a form that was open too long, or came from somewhere else. What was typed into it is kept where it carries
    the pass of its page: somebody else's page cannot have one."""
    if not _kept(request):
        return errors.csrf_failure(request, reason=reason)
    return render(request, "cases/form_expired_kept.html", {"back": request.path + BACK}, status=403)


csrf_failure.login_required = False


class AskHere:
    """Whoever is refused something on a record that they may open is given the address at which to ask its coordinator.

    Only then: to everybody else the record does not exist, and no address says otherwise.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Put the address on the refusal, for the page that shows it."""
        if not isinstance(exception, Refused) or request.resolver_match is None:
            return
        number = case_number(request.resolver_match.kwargs.get("reference"))
        if number is not None and sees_case(request.user, number, at=request.moment):
            exception.ask_url = reverse("cases:ask", args=[f"C-{number}"])
