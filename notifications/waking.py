"""The wake-up of the sender after a commit. A lost wake-up costs a minute: the next beat sends what waits."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

SEND = "notifications.send"


def wake():
    """Ask the sender to look at the outbox once this transaction is committed. Asked often, it is told once."""
    connection = transaction.get_connection()
    if not any(entry[1] is _send for entry in connection.run_on_commit):
        transaction.on_commit(_send, robust=True)


def _send():
    try:
        current_app.send_task(SEND, retry=False, expires=60)
    except (OperationalError, OSError) as error:
        logger.warning("The broker is away (%s): what waits is sent by the next sweep.", type(error).__name__)
