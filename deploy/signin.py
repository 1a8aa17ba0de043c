"""How sign-in is joined together: allauth's forms, axes' record of failures, our rule that nobody signs themselves up."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """People join by being added to an organisation. There is no sign-up."""

    def is_open_for_signup(self, request):
        """Always refused."""
        return False


def axes_username(request, credentials):
    """Return the e-mail a sign-in was tried with, folded so that capitals do not make a second account of it."""
    credentials = credentials or {}
    given = credentials.get("email") or credentials.get("username") or credentials.get("login")
    if not given and request is not None:
        given = request.POST.get("login") or request.POST.get("email")
    return (given or "").strip().casefold()
