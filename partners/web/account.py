"""One's own account: roles in words, password, second factor, and tokens for programs."""

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth import authenticate
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import View

from access.roles import ROLE_WORDS, Role
from partners import queries, services
from partners.errors import PartnersError
from partners.web.asking import ask, found, posted
from partners.web.forms import TokenForm


@require_safe
def me(request):
    """Who I am here, what each of my roles includes, and how I sign in."""
    current, _ = queries.memberships_of(request.user, at=request.moment)
    return render(
        request,
        "partners/me.html",
        {
            "current": [{"row": seat, "words": ROLE_WORDS[Role(seat.role)]} for seat in current],
            "second_factor": is_mfa_enabled(request.user),
            "tokens": queries.tokens_of(request.user),
        },
    )


@method_decorator([sensitive_post_parameters("password", "code"), never_cache], name="dispatch")
class NewToken(View):
    """Make a token: asks for the password again, and for a second factor where one has it. The secret is shown once."""

    def get(self, request):
        """The empty form."""
        return self._form(request, self._made(request))

    def post(self, request):
        """Check who is asking, make it, show it."""
        form = self._made(request, request.POST)
        if form.is_valid() and self._is_really_them(request, form):
            given = form.cleaned_data
            try:
                token, secret = services.issue_token(
                    worker=request.user, name=given["name"], scopes=given["scopes"], days=given["days"],
                    at=request.moment,
                )  # fmt: skip
            except PartnersError as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            else:
                return render(request, "partners/token_made.html", {"token": token, "secret": secret})
        return self._form(request, form)

    def _made(self, request, data=None):
        form = TokenForm(data)
        if not is_mfa_enabled(request.user):
            del form.fields["code"]
        return form

    def _form(self, request, form):
        return render(request, "partners/token_new.html", {"form": form})

    def _is_really_them(self, request, form):
        """Password through the same backends as the sign-in, so that guessing here is slowed down as there."""
        worker = authenticate(request, email=request.user.email, password=form.cleaned_data["password"])
        if worker is None or worker.pk != request.user.pk:
            form.add_error("password", "That is not your password. Try again.")
            return False
        if "code" in form.fields:
            second = AuthenticateForm({"code": form.cleaned_data["code"]}, user=request.user)
            if not second.is_valid():
                form.add_error("code", "That code is not right, or was used already. Wait for the next one.")
                return False
        return True


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request, pk):
    """End one of one's own tokens."""
    token = found(queries.token_of(request.user, pk))
    return ask(
        request, title=f"End the token {token.name}?", button="End the token", warning=True,
        back=reverse("partners:me"), form=forms.Form(posted(request)), leave="Leave it working",
        lead=["Whatever uses it stops working at once. It cannot be undone; make a new one instead."],
        act=lambda given: services.revoke_token(token=token, by=request.user, at=request.moment),
        said=f"The token {token.name} no longer works.",
    )  # fmt: skip
