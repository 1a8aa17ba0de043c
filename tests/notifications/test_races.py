"""Two sweeps at once, a sweep that is killed, and senders side by side, on PostgreSQL with connections of their own."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, connections, transaction

from calendars import end_of_day
from notifications import loading, services
from notifications.models import Deadline, Notice, Outbox, Waiting
from notifications.sending import claim, send_due
from notifications.services import DeadlineSpec
from notifications.sweep import sweep
from partners.catalogue import loader
from tests.house import NOON, House

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 3_000


@pytest.fixture
def due():
    """Many deadlines of one coordinator, all of them a week away."""
    loader.load()
    loading.load()
    house = House()
    services.set_deadlines(
        [
            DeadlineSpec(
                kind="review.cpa", subject_kind="case", subject_id=number, rule="a test",
                due_at=end_of_day(NOON.date() + timedelta(days=number % 5)),
                owner_organisation_id=house.trust.pk, owner_team_id=house.whole(house.trust).pk,
                owner_worker_id=house.coordinator.pk,
            )
            for number in range(MANY)
        ],
        NOON,
    )  # fmt: skip
    return house


def together(*functions):
    """Run them at once, each with its own connection; what one raises is raised here."""
    gate, errors = threading.Barrier(len(functions)), []

    def run(function):
        try:
            gate.wait()
            function()
        except Exception as error:  # handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def raised_once():
    assert Notice.objects.count() == Outbox.objects.count() == MANY
    assert Notice.objects.values("cause", "stage").distinct().count() == MANY
    assert not Waiting.objects.filter(at__lte=NOON).exists()


def test_two_sweeps_at_once_share_the_work_and_raise_nothing_twice(due):
    results = []
    together(*[lambda: results.append(sweep(NOON, chunk=100)) for _ in range(3)])
    assert sum(result.rows for result in results) == MANY
    assert sum(result.notices for result in results) == MANY
    raised_once()


def test_a_sweep_killed_in_the_middle_goes_on_where_it_stopped(due, tmp_path):
    """A process of its own is killed with a chunk done and another open; a second one finishes."""
    done = tmp_path / "done"
    script = (
        "import django, time, pathlib; django.setup()\n"
        "from notifications import raising, sweep\n"
        "from tests.house import NOON\n"
        "insert, chunks = raising.insert_stage, []\n"
        "def slow(*given):\n"
        "    made = insert(*given)\n"
        "    chunks.append(made)\n"
        "    if sum(row[0] for row in chunks) > 1000:\n"
        f"        pathlib.Path({str(done)!r}).touch(); time.sleep(60)\n"
        "    return made\n"
        "raising.insert_stage = slow\n"
        "sweep.sweep(NOON, chunk=500)\n"
    )
    address = (
        f"postgres://{connection.settings_dict['USER']}:{connection.settings_dict['PASSWORD']}"
        f"@{connection.settings_dict['HOST']}:{connection.settings_dict['PORT'] or 5432}/{connection.settings_dict['NAME']}"
    )
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "deploy.settings.test"}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment)
    try:
        until = time.monotonic() + 60
        while not done.exists() and time.monotonic() < until and process.poll() is None:
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    kept = Notice.objects.count()
    assert done.exists()
    assert 0 < kept < MANY
    assert Waiting.objects.filter(at__lte=NOON).count() == MANY - kept, "what was raised waits no longer, and only that"
    assert sweep(NOON).rows == MANY - kept
    raised_once()


def test_a_date_moved_while_the_sweep_runs_is_never_raised_for_its_old_date_afterwards(due):
    def move():
        for number in range(0, 200):
            with transaction.atomic():
                services.satisfy(subject_kind="case", subject_id=number, kind="review.cpa", at=NOON)

    together(lambda: sweep(NOON, chunk=50), move)
    sweep(NOON)
    assert not Waiting.objects.filter(deadline__is_live=False).exists()
    assert Deadline.objects.filter(is_live=False).count() == 200
    assert MANY - 200 <= Notice.objects.count() <= MANY


def test_eight_writers_of_the_same_deadline_leave_one_live_row_when_the_parent_is_locked(due):
    from partners.models import Organisation

    def write(days):
        def act():
            with transaction.atomic():
                Organisation.objects.select_for_update().get(pk=due.trust.pk)  # the parent, as a case would be
                services.set_deadline(
                    kind="review.cpa", subject_kind="case", subject_id=1, rule="a test", at=NOON,
                    due_at=end_of_day(NOON.date() + timedelta(days=days)), owner_organisation_id=due.trust.pk,
                    owner_team_id=due.whole(due.trust).pk,
                )  # fmt: skip

        return act

    together(*[write(100 + number) for number in range(8)])
    rows = Deadline.objects.filter(subject_id=1)
    assert rows.filter(is_live=True).count() == 1
    assert sorted(rows.values_list("version", flat=True)) == list(range(1, 10))


def test_senders_side_by_side_take_different_messages(due):
    sweep(NOON)
    taken = []
    together(*[lambda: taken.append([message.pk for message in claim(NOON)]) for _ in range(2)])
    first, second = map(set, taken)
    assert not first & second
    assert Outbox.objects.exclude(claimed_until=None).count() == len(first) + len(second)


def test_everything_is_sent_once_by_two_senders(due):
    sweep(NOON)
    results = []
    together(*[lambda: results.append(send_due(NOON)) for _ in range(2)])
    assert sum(result.sent for result in results) == MANY
    assert not Outbox.objects.filter(state="waiting").exists()
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox)
