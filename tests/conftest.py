"""What every test may lean on."""

import os

import pytest

# Playwright keeps an event loop in the thread where the ORM is used; both are synchronous there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(autouse=True)
def _no_cache_between_tests():
    """Each test begins with an empty cache."""
    from django.core.cache import cache

    cache.clear()
