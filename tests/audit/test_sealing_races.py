"""Sealing beside running transactions, with real ones: nothing is left behind, nothing twice."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from audit import sealing, services
from audit.models import Seal
from tests.house import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

#: Other databases of the same server hold the oldest transaction back as well; so the tests wait for theirs to end.
PATIENCE = 60


def write(number):
    return [
        services.record("case.closed", target=("case", n), by=None, at=NOON + timedelta(seconds=n))
        for n in range(number)
    ]


def seal_until(number):
    """Seal until so many links stand, as the minute's task would."""
    until = time.monotonic() + PATIENCE
    while Seal.objects.count() < number and time.monotonic() < until:
        sealing.seal(at=NOON)
        time.sleep(0.02)
    return Seal.objects.count()


class Elsewhere(threading.Thread):
    """A second connection, holding a transaction open until told to let go."""

    def __init__(self, act):
        super().__init__()
        self.act, self.began, self.go, self.error = act, threading.Event(), threading.Event(), None

    def run(self):
        try:
            with transaction.atomic():
                self.result = self.act()
                self.began.set()
                self.go.wait(10)
        except DatabaseError as error:
            self.error = error
        finally:
            self.began.set()
            connection.close()

    def __enter__(self):
        self.start()
        assert self.began.wait(10)
        return self

    def __exit__(self, *failure):
        self.go.set()
        self.join(10)
        assert self.error is None


def test_nothing_is_sealed_past_a_running_transaction():
    write(2)
    with Elsewhere(lambda: write(1)):
        write(2)  # committed, but begun after the one that still runs
        assert seal_until(2) == 2
        assert sealing.seal(at=NOON) == 0
    assert seal_until(5) == 5
    found = sealing.verify()
    assert (found.checked, found.faults, found.waiting) == (5, [], 0)


def test_two_sealers_at_once_make_one_chain():
    write(3)
    assert seal_until(3) == 3
    write(2)
    with Elsewhere(lambda: sealing.seal(at=NOON)):
        assert sealing.seal(at=NOON) == 0  # the other one has the lock
    assert seal_until(5) == 5
    assert sealing.verify().faults == []
