"""Telling a worker that an import waits. A call that is lost changes nothing: the sweep looks every minute."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

WORK = "merging.work"


def wake():
    """Ask a worker to look, once this transaction is committed. Without a broker the next sweep finds it."""
    transaction.on_commit(_send, robust=True)


def _send():
    try:
        current_app.send_task(WORK, retry=False, expires=60)
    except (OperationalError, OSError) as error:
        logger.warning("The broker is away (%s): the import is taken up by the next sweep.", type(error).__name__)
