"""The world that the questions of access are asked about, made once for each file of tests."""

import pytest
from django.db import transaction
from django.utils import timezone

from tests.access.asking import FULL
from tests.access.screen import screen  # noqa: F401 - a fixture


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
    """What every address answered to a role is asked once (``seen``): all its tests go to one process, and those of roles
    that read the whole record to the same one, so that what they see alike is looked at once."""
    for item in items:
        role = getattr(item, "callspec", None) and item.callspec.params.get("role")
        if role and item.path.name == "test_matrix.py":
            item.add_marker(pytest.mark.xdist_group("matrix-full" if role in FULL else "matrix-others"))
