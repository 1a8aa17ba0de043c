"""What every test may lean on."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import browser  # noqa: F401 - a fixture

# Playwright keeps an event loop in the thread where the ORM is used; both are synchronous there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# How long an example takes says how busy the machine is, nothing about what is tested.
settings.register_profile("accord", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("accord")


def pytest_collection_modifyitems(config, items):
    """Races and snapshots exist on PostgreSQL only (decisions.md 11): on SQLite their tests are not part of the suite. How a
    page looks is the same on either: it is looked at on SQLite, and on PostgreSQL with ACCORD_SCREENS=1."""
    from django.db import connection

    postgresql = connection.vendor == "postgresql"
    without = "postgres" if not postgresql else "screens" if not os.environ.get("ACCORD_SCREENS") else None
    away = [item for item in items if without and item.get_closest_marker(without)]
    if away:
        items[:] = [item for item in items if item not in away]
        config.hook.pytest_deselected(items=away)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With several processes (``-n``), what belongs together goes to one of them."""
    from tests.together import Together

    return Together(config, log)


def pytest_terminal_summary(terminalreporter):
    """How much the random histories compared, in one line: the figures that somebody asks for."""
    reports = terminalreporter.stats.get("passed", [])
    found = [value for report in reports for name, value in report.user_properties if name == "histories"]
    if found:
        histories, steps, decisions = map(sum, zip(*found, strict=True))
        terminalreporter.write_line(
            f"Random histories: {histories:,}, {steps:,} steps with check_access clean after each, {decisions:,} decisions "
            "compared with the oracle, no disagreement."
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the audit's triggers off: tests that commit must empty their tables (decisions.md 6)."""
    from django.db import connection

    from audit import guards

    with django_db_blocker.unblock():
        guards.take_off(connection)


@pytest.fixture(autouse=True)
def _no_cache_between_tests():
    """Each test begins with an empty cache."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def catalogue(db):
    """The data that a migrated installation has: the catalogue of domains and the rules of reminding."""
    from notifications import loading
    from partners.catalogue import loader

    loader.load()
    loading.load()


@pytest.fixture
def house(catalogue):
    """A partnership in small: see :mod:`tests.house`."""
    from tests.house import House

    return House()
