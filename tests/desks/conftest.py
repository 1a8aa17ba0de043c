"""Signing in, the moment at which the pages are opened, and people with work on them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.domains.conftest import Story
from tests.house import NOON

#: The pages are opened a day after the stories happen.
TUESDAY = NOON + timedelta(days=1)


@pytest.fixture
def at(monkeypatch):
    """Open pages at another moment: ``at(NOON + timedelta(days=3))``. Without it, on the day after the story."""

    def _at(moment):
        monkeypatch.setattr("access.middleware.timezone", SimpleNamespace(now=lambda: moment))
        return moment

    _at(TUESDAY)
    return _at


@pytest.fixture
def sign_in(client, at):
    """Return a function that signs a worker in and returns the client."""

    def _sign_in(worker):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return _sign_in


@pytest.fixture
def story(house):
    """Daf's case, coordinated by Jo Price of the trust: see :class:`tests.domains.conftest.Story`."""
    return Story(house)
