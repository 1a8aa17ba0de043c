"""Many short random histories: after each step ``check_access`` is clean, and the lists are what the oracle says.

``make histories`` asks 500 of them, as CI does, and prints how many decisions were compared; without it a few stand in for
them. The long histories of ``test_list_equals_detail`` ask each detail too.
"""

import os

import pytest
from django.db import transaction

from cases.policies import sees_case
from domains.checks import differences
from domains.policies import sees_part
from partners.models import Worker
from tests.access.histories import History
from tests.access.oracle import Oracle
from tests.access.test_list_equals_detail import lists_of

pytestmark = pytest.mark.django_db

#: How many histories, how many to one test, how long each is; of how many workers the lists are asked after
#: each step, and of how many more each case and part by itself.
HISTORIES = int(os.environ.get("ACCORD_HISTORIES", "10"))
BATCH, STEPS, LISTED, OPENED = 10, 12, 2, 6
#: The long histories have the first seeds.
FIRST_SEED = 1_000


def _step(history, number):
    """One thing happens; then the derived rows are proved and some workers' access compared. Returns (act, decisions)."""
    did = history.step()
    assert list(differences(at=history.at)) == [], f"seed {history.seed}, step {number}: {did}"
    oracle, decisions = Oracle(history.at), 0
    workers = list(Worker.objects.order_by("pk"))
    for turn in range(LISTED + OPENED):
        worker = workers[(number * (LISTED + OPENED) + turn + history.seed) % len(workers)]
        told = oracle.of(worker.pk)
        seen = lists_of(worker, history.at) if turn < LISTED else _opened(worker, told, oracle, history.at)
        assert seen == told, f"seed {history.seed}, step {number}, {did}: {worker.name} at {history.at}"
        decisions += oracle.questions - (0 if turn < LISTED else len(oracle.complaints))
    return did, decisions


def _opened(worker, told, oracle, at):
    """What the worker can open when each case and part is asked for by itself; complaints as the lists say."""
    return (
        {case.pk for case in oracle.cases if sees_case(worker, case.pk, at=at)},
        {part.pk for part in oracle.parts if sees_part(worker, part.pk, at=at)},
        told[2],
    )


@pytest.mark.parametrize("batch", range(-(-HISTORIES // BATCH)))
def test_no_history_opens_or_closes_anything_by_mistake(house, batch, record_property):
    beginning, happened, decisions, steps = History(house, 0), set(), 0, 0
    for seed in range(FIRST_SEED + batch * BATCH, FIRST_SEED + min((batch + 1) * BATCH, HISTORIES)):
        with transaction.atomic():
            history = beginning.again(seed)
            for number in range(STEPS):
                did, asked = _step(history, number)
                happened.add(did)
                decisions, steps = decisions + asked, steps + 1
            transaction.set_rollback(True)
    assert len(happened - {None}) > 12, "too little happened for this to say anything"
    record_property("histories", (steps // STEPS, steps, decisions))
