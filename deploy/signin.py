"""How sign-in is joined together: allauth's forms, axes' record of failures, the people of the demonstration.

Nobody signs themselves up. The people of the demonstration can be signed in as without a password only where ACCORD_DEMO is
set, and only from this machine: a demonstration that is put on a network by mistake offers nobody a way in.
"""

import ipaddress
import json

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from partners import services
from partners.standing import standing_of

#: A request that carries one of these came through a proxy: that the proxy stands on this machine says nothing.
PROXIED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class AccountAdapter(DefaultAccountAdapter):
    """People join by being added to an organisation. There is no sign-up. A refusal does not tell which of the two was wrong."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
    }

    def is_open_for_signup(self, request):
        """Always refused."""
        return False

    def post_login(self, request, user, **kwargs):
        """Keep in the audit that somebody signed in and by what: password, second factor."""
        ways = [record["method"] for record in get_authentication_records(request, user) if "method" in record]
        services.note_sign_in(worker=user, at=request.moment, how=", ".join(ways) or "password")
        return super().post_login(request, user, **kwargs)

    def add_message(self, *args, **kwargs):
        """Nothing: the page one arrives at says enough, and an address stays out of messages."""


def axes_username(request, credentials):
    """Return the e-mail a sign-in was tried with, folded so that capitals do not make a second account of it."""
    credentials = credentials or {}
    given = credentials.get("email") or credentials.get("username") or credentials.get("login")
    if not given and request is not None:
        given = request.POST.get("login") or request.POST.get("email")
    return (given or "").strip().casefold()


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The sign-in page, with the people of the demonstration beside it where that is allowed."""

    def get_context_data(self, **kwargs):
        """Adds demo_people: name, role, note and the address that signs one in as them."""
        return {**super().get_context_data(**kwargs), "demo_people": demo_people(self.request)}


@login_not_required
@require_POST
def look_around(request, number):
    """Sign in as one of the people of the demonstration. 404 for everybody but a visitor of this machine's own demonstration."""
    people = _workers() if _demonstrates(request) else []
    if not 1 <= number <= len(people):
        raise Http404
    worker, _ = people[number - 1]
    login(request, worker, backend=BACKEND)
    services.note_sign_in(worker=worker, at=request.moment, how="demonstration")
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else settings.LOGIN_REDIRECT_URL)


def demo_people(request):
    """Return the people to look around as, in the order of the demonstration; none where that is not allowed."""
    if not _demonstrates(request):
        return []
    shown = []
    for number, (worker, note) in enumerate(_workers(), start=1):
        seats = standing_of(worker, at=request.moment).seats
        role = ", ".join(word for word in (worker.job_title, seats[0].organisation_short_name if seats else "") if word)
        shown.append({"name": worker.name, "role": role, "note": note, "url": reverse("look-around", args=[number])})
    return shown


def _demonstrates(request):
    if not settings.ACCORD_DEMO or any(request.META.get(name) for name in PROXIED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _workers():
    """Read the file that load_demo leaves: a list of {"email", "note"}, in order. Whoever is no longer active is left out."""
    try:
        rows = json.loads(settings.ACCORD_DEMO_PEOPLE.read_text())
    except (OSError, ValueError):
        return []
    emails = [row["email"] for row in rows]
    found = {w.email: w for w in get_user_model().objects.filter(email__in=emails, is_active=True)}
    return [(found[row["email"]], row.get("note", "")) for row in rows if row["email"] in found]
