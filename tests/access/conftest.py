"""The world that the questions of access are asked about, made once for each file of tests."""

import pytest
from django.db import transaction
from django.utils import timezone


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """:class:`tests.access.world.World` at this moment. What a test changes is taken back; the world itself at the end."""
    from notifications import loading
    from partners.catalogue import loader
    from tests.access.world import World
    from tests.house import House

    with django_db_blocker.unblock(), transaction.atomic():
        loader.load()
        loading.load()
        yield World(House(), timezone.now())
        transaction.set_rollback(True)


def pytest_collection_modifyitems(items):
    """All that asks every address as one role goes to one process: what it was answered is asked once (``seen``)."""
    for item in items:
        role = getattr(item, "callspec", None) and item.callspec.params.get("role")
        if role and item.path.name == "test_matrix.py":
            item.add_marker(pytest.mark.xdist_group(f"matrix-{role}"))
