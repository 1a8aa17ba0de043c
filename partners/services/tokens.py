"""API tokens: made once, shown once, kept as a digest, ended by time or by hand."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from access import policies
from access.roles import Permission
from access.rows import writing
from audit.services import record
from partners.errors import PartnersError
from partners.models import ApiToken

#: The longest a token may live. After that its worker makes a new one, and is seen to be still there.
LONGEST = timedelta(days=90)
#: Every token begins with this, so that scanners of published code can know one.
MARK = "accord_"
#: A token's last use is written at most this often: a program asks many times a minute.
USE_WRITTEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_token(*, worker, name, scopes, days, at):
    """Make a token for oneself; returns (token, secret). The secret exists nowhere else: it is shown once.

    Refuses no name, no scope, an unknown scope, and more than 90 days.
    """
    if not worker.is_active:
        raise PartnersError("This account is closed.")
    if not name.strip():
        raise PartnersError("Say what the token is for, so that you know it again.", field="name")
    scopes = sorted(set(scopes))
    if not scopes or set(scopes) - set(ApiToken.Scope.values):
        raise PartnersError("Choose what the token may do: read, write, or both.", field="scopes")
    if not 1 <= days <= LONGEST.days:
        raise PartnersError(f"A token lives from 1 to {LONGEST.days} days.", field="days")
    secret = MARK + secrets.token_urlsafe(32)
    with writing(ApiToken):
        token = ApiToken.objects.create(
            worker=worker, name=name.strip(), prefix=secret[:12], digest=digest_of(secret), scopes=scopes,
            created_at=at, expires_at=at + timedelta(days=days),
        )  # fmt: skip
    record("token.issued", target=token, by=worker, at=at, detail={"scopes": scopes, "days": days})
    return token, secret


@transaction.atomic
def revoke_token(*, token, by, at):
    """End a token at once. Its worker may, and an administrator."""
    policies.require(by, Permission.ADMINISTER, token, at=at)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = at, by
        with writing(ApiToken):
            token.save(update_fields=["revoked_at", "revoked_by"])
        record("token.revoked", target=token, by=by, at=at)
    return token


def note_use(*, token, at):
    """Keep when a token was last used, to the minute."""
    if token.last_used_at is None or at - token.last_used_at >= USE_WRITTEN_EVERY:
        with writing(ApiToken):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)


def digest_of(secret):
    """SHA-256 of a secret. It has 256 random bits, so a slow hash with salt would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
