"""How a program signs in: ``Authorization: Bearer accord_…``. It is then its worker, within the token's scopes."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import SAFE_METHODS

from access.decisions import Refused
from partners import services
from partners.models import ApiToken
from partners.queries import live_token
from partners.standing import standing_of, without_standing

SCHEME = "Bearer"


class TokenAuthentication(BaseAuthentication):
    """401 for a token that is unknown, expired or revoked; 403 where its scopes, or its worker's standing, do not reach.

    The scope is checked here and not by a permission class, so that no view can leave it out. A view whose POST only
    reads (a search) says ``reads_by_post = True``.
    """

    def authenticate(self, request):
        """Return (worker, token), or None when the request carries no bearer token."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME.lower().encode():
            return None
        if len(words) != 2:
            raise exceptions.AuthenticationFailed("Send the header as: Authorization: Bearer, one space, the token.")
        at = getattr(request, "moment", None) or timezone.now()
        token = live_token(words[1].decode("ascii", "replace"), at=at)
        if token is None:
            raise exceptions.AuthenticationFailed(
                "This token is not known, has expired or was revoked. Make a new one on your account page."
            )
        standing = standing_of(token.worker, at=at)
        if not standing.seats:
            raise Refused(without_standing(standing))
        wanted = _scope_of(request)
        if wanted not in token.scopes:
            raise exceptions.PermissionDenied(
                f"This token may not {wanted}. Make one with the scope {wanted!r} on your account page."
            )
        services.note_use(token=token, at=at)
        return token.worker, token

    def authenticate_header(self, request):
        """What a 401 asks for."""
        return f'{SCHEME} realm="accord"'


def _scope_of(request):
    view = (request.parser_context or {}).get("view")
    reads = request.method in SAFE_METHODS or (request.method == "POST" and getattr(view, "reads_by_post", False))
    return ApiToken.Scope.READ if reads else ApiToken.Scope.WRITE


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's schema describes it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        """An HTTP bearer scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token that a worker made on their account page. It expires after 90 days at most.",
        }
