"""Sending what waits in the outbox. An e-mail says only that something waits in Accord, and links to the inbox.

The notice in the inbox is there exactly once. An e-mail is sent at least once: between handing it to the mail server and
writing that down, a crash can repeat it. A repeat carries the same Message-ID, made from the outbox row, so that it can
be recognised as one. What waits for the same worker at the same moment goes in one e-mail.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPResponseException
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F, Q
from django.urls import reverse

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from notifications import raising, wanted
from notifications.models import Outbox
from notifications.offices import Offices
from notifications.waking import wake
from partners.standing import may_here

logger = logging.getLogger(__name__)

#: How long to wait after the first failure, the second …; after the last one the message has failed, in sight.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
#: A claim that was not ended by then belonged to a process that died: the message is taken again.
CLAIM = timedelta(minutes=10)
WORKERS_AT_ONCE = 100
SUBJECT = "Something waits for you in Accord"
BODY = """Hello,

Something waits for you in Accord. Sign in to see what it is:

{url}

This message does not say what it is about, because e-mail is not private. Please do not reply to it.
"""


@dataclass
class SendResult:
    """What one round of sending did, in outbox rows; ``emails`` is how many e-mails carried those that were sent."""

    sent: int = 0
    dropped: int = 0
    delayed: int = 0
    failed: int = 0
    emails: int = 0


def send_due(at, *, seconds=120):
    """Send what is due at ``at``, in rounds of up to a hundred workers, until nothing is left or the time is up.

    The rest waits for the next call. Returns a SendResult.

    Asked again for every message: is the worker active, with a current role in a partner that is active; has the notice
    been read already; is the subject still wanted and may the worker still see it. What is not goes no further, with
    the reason. A failure waits 1, 5, 30 minutes, 2 and 12 hours, and then stays in sight as failed.
    """
    result = SendResult()
    until = monotonic() + seconds
    while monotonic() < until:
        claimed = claim(at)
        if not claimed:
            break
        reasons = wanted.reasons_to_drop([message.notice for message in claimed], at)
        dropped = [message for message in claimed if message.notice_id in reasons]
        for message in dropped:
            message.state, message.ended_at = Outbox.State.DROPPED, at
            message.because, message.claimed_until, message.next_attempt_at = reasons[message.notice_id], None, None
        with transaction.atomic():
            Outbox.objects.bulk_update(dropped, ENDING, batch_size=500)
            _pass_on([m.notice for m in dropped if m.because == wanted.LEFT], at)
        result.dropped += len(dropped)
        _send([message for message in claimed if message.notice_id not in reasons], at, result)
    return result


ENDING = ["state", "ended_at", "because", "claimed_until", "next_attempt_at"]


@transaction.atomic
def claim(at):
    """Take what is due for up to a hundred workers, so that nobody else sends it meanwhile. An attempt is counted."""
    due = Outbox.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=at), state=Outbox.State.WAITING, next_attempt_at__lte=at
    ).order_by("next_attempt_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    first = list(due.values_list("pk", "notice__worker_id")[:WORKERS_AT_ONCE])
    if not first:
        return []
    of_the_same = due.filter(notice__worker__in={worker_id for _, worker_id in first})
    pks = sorted({pk for pk, _ in first} | set(of_the_same.values_list("pk", flat=True)[: WORKERS_AT_ONCE * 50]))
    Outbox.objects.filter(pk__in=pks).update(claimed_until=at + CLAIM, attempts=F("attempts") + 1)
    return list(Outbox.objects.filter(pk__in=pks).select_related("notice__worker").order_by("pk"))


def _send(messages, at, result):
    """One e-mail a worker. Each is marked as soon as it is sent, so that a crash repeats one e-mail at the most."""
    groups = {}
    for message in messages:
        groups.setdefault(message.notice.worker_id, []).append(message)
    if not groups:
        return
    channel = get_connection()
    try:
        channel.open()
    except Exception as error:  # whatever the mail system says, the messages must not be lost
        for group in groups.values():
            _put_off(group, error, at, result)
        return
    try:
        for group in groups.values():
            try:
                compose(group[0], group[0].notice.worker.email, channel).send()
            except Exception as error:  # one address that is refused must not stop the others
                _put_off(group, error, at, result)
            else:
                Outbox.objects.filter(pk__in=[message.pk for message in group]).update(
                    state=Outbox.State.SENT, ended_at=at, because="", claimed_until=None, next_attempt_at=None
                )
                result.sent += len(group)
                result.emails += 1
    finally:
        channel.close()


def _pass_on(notices, at):
    """The worker has left since it was raised: tell who stands in for them, so that it does not end in silence."""
    if not notices:
        return
    offices = Offices(at, organisation_ids={notice.organisation_id for notice in notices})
    passed = []
    for notice in notices:
        told = offices.instead(notice.organisation_id)
        passed += [
            raising.addressed(notice, worker_id, told.organisation_id) for worker_id in told.worker_ids or (None,)
        ]
    raising.insert(passed, at)


def message_id(message):
    """The Message-ID of the e-mail for an outbox row: the same at every attempt, and telling nothing."""
    seal = hashlib.blake2s(f"outbox:{message.pk}".encode(), key=settings.SECRET_KEY.encode()[:32], digest_size=12)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<accord.{seal.hexdigest()}@{host}>"


def compose(message, address, channel=None):
    """The e-mail for an outbox row. It names nobody and nothing."""
    url = settings.ACCORD_BASE_URL.rstrip("/") + reverse("notifications:inbox")
    return EmailMessage(
        SUBJECT,
        BODY.format(url=url),
        settings.DEFAULT_FROM_EMAIL,
        [address],
        connection=channel,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )


def _put_off(messages, error, at, result):
    because = _words(error)
    logger.warning("An e-mail could not be handed over (%s); %d messages wait or have failed.", because, len(messages))
    for message in messages:
        message.claimed_until, message.because = None, because
        if message.attempts > len(BACKOFF):
            message.state, message.ended_at, message.next_attempt_at = Outbox.State.FAILED, at, None
            result.failed += 1
        else:
            message.next_attempt_at = at + BACKOFF[message.attempts - 1]
            result.delayed += 1
    Outbox.objects.bulk_update(messages, ENDING, batch_size=500)


def _words(error):
    """What went wrong, without the address: the error may name it."""
    if isinstance(error, SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    if isinstance(error, OSError):
        return f"the mail server could not be reached ({type(error).__name__})"
    return f"the e-mail could not be sent ({type(error).__name__})"


@transaction.atomic
def retry(*, messages, by, at):
    """Let failed messages wait again from now, with all their attempts before them. Returns how many there were.

    For administrators; raises Refused for anybody else. A message that has not failed is left alone.
    """
    decision = may_here(by, Permission.ADMINISTER, at=at)
    if not decision:
        raise Refused(decision)
    failed = Outbox.objects.filter(pk__in=[message.pk for message in messages], state=Outbox.State.FAILED)
    again = list(failed.values_list("pk", flat=True))
    failed.update(state=Outbox.State.WAITING, attempts=0, next_attempt_at=at, ended_at=None, because="")
    audit.record_many([{"action": "message.retried", "target": ("outbox", pk), "by": by, "at": at} for pk in again])
    if again:
        wake()
    return len(again)
