"""The world that the questions of access are asked about, made once for each file of tests."""

import pytest
from django.db import transaction
from django.utils import timezone

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
