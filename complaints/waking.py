"""The wake-up of the router after a commit. A lost wake-up costs a minute: the next beat routes what is owed."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

ROUTE = "complaints.route"


def wake():
    """Ask the router to look once this transaction is committed. Asked often, it is told once."""
    if not any(entry[1] is _send for entry in transaction.get_connection().run_on_commit):
        transaction.on_commit(_send, robust=True)


def _send():
    try:
        current_app.send_task(ROUTE, retry=False, expires=60)
    except (OperationalError, OSError) as error:
        logger.warning("The broker is away (%s): what is owed is routed by the next sweep.", type(error).__name__)
