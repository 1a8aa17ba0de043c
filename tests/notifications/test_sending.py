"""What leaves by e-mail: nothing but that something waits, only to who may still know, and failures stay in sight."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from access.decisions import Refused
from access.rows import writing
from notifications import registry, sending, services
from notifications.models import Notice, Outbox
from notifications.registry import Described
from notifications.sending import BACKOFF, send_due
from notifications.services import Recipient
from notifications.sweep import sweep
from partners.models import Membership
from tests.house import NOON
from tests.notifications.makers import owe


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch):
    """A registry that knows nothing but what the test registers."""
    for shelf in ("_describe", "_still_wanted", "_recipients", "_recompute"):
        monkeypatch.setattr(registry, shelf, {})


def tell(*workers, cause="event:1", **more):
    services.tell(
        **{
            "cause": cause, "kind": "part.accepted", "subject_kind": "part", "subject_id": 5, "case_id": 48213,
            "recipients": [Recipient.worker(worker.pk) for worker in workers], "at": NOON, **more,
        }
    )  # fmt: skip


def only():
    return Outbox.objects.get()


def break_the_mail(monkeypatch, error=None):
    class Away:
        def __init__(self, **options):
            pass

        def open(self):
            raise error or SMTPServerDisconnected("gone")

        def close(self):
            pass

    monkeypatch.setattr(sending, "get_connection", Away)


def test_the_e_mail_says_only_that_something_waits(house, settings):
    settings.ACCORD_BASE_URL = "https://accord.example.org"
    registry.describe(
        "part.accepted", lambda notices, worker, at: {n.pk: Described("Dafydd, 999 000 0018") for n in notices}
    )
    tell(house.nurse)
    result = send_due(NOON)
    (message,) = mail.outbox
    assert (result.sent, result.emails) == (1, 1)
    assert message.to == ["nurse@example.org"]
    assert "https://accord.example.org/notices/" in message.body
    everything = f"{message.subject} {message.body} {message.extra_headers}"
    for secret in ("Dafydd", "Kit", "Mensah", "48213", "Trust", "part", "health", "care"):
        assert secret.lower() not in everything.lower()
    assert not re.search(r"\d{3} ?\d{3} ?\d{4}", message.subject + message.body)
    assert (only().state, only().ended_at) == ("sent", NOON)


def test_nothing_is_sent_twice(house):
    tell(house.nurse)
    send_due(NOON)
    assert send_due(NOON + timedelta(days=1)).sent == 0
    assert len(mail.outbox) == 1


def test_what_waits_for_one_worker_goes_in_one_e_mail(house):
    for number in range(3):
        tell(house.nurse, house.coordinator, cause=f"event:{number}")
    result = send_due(NOON)
    assert (result.sent, result.emails, len(mail.outbox)) == (6, 2, 2)


def test_a_repeat_after_a_crash_can_be_recognised_by_its_message_id(house, monkeypatch):
    tell(house.nurse)

    def crash(*args, **options):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(sending.Outbox.objects.all().__class__, "update", crash_when_marking(crash))
        with pytest.raises(SystemExit):
            send_due(NOON)
    assert send_due(NOON + timedelta(minutes=1)).sent == 0, "the claim of the process that died still holds"
    assert send_due(NOON + timedelta(minutes=11)).sent == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert only().attempts == 2


def crash_when_marking(crash):
    from django.db.models import QuerySet

    update = QuerySet.update

    def marking(self, **fields):
        return crash() if fields.get("state") == "sent" else update(self, **fields)

    return marking


def test_a_notice_read_already_needs_no_e_mail(house):
    tell(house.nurse)
    Notice.objects.update(read_at=NOON)
    assert send_due(NOON).dropped == 1
    assert (only().state, only().because) == ("dropped", "It had been read already")
    assert not mail.outbox


def leave(house):
    with writing(Membership):
        Membership.objects.filter(worker=house.nurse).update(effective_until=NOON)


def close_account(house):
    type(house.nurse).objects.filter(pk=house.nurse.pk).update(is_active=False)


def suspend(house):
    type(house.trust).objects.filter(pk=house.trust.pk).update(status="suspended")


@pytest.mark.parametrize(("departure", "instead"), [(leave, "manager"), (close_account, "manager"), (suspend, None)])
def test_a_worker_who_left_after_it_was_raised_gets_nothing_and_it_is_passed_on(house, departure, instead):
    tell(house.nurse)
    departure(house)
    send_due(NOON + timedelta(minutes=1))
    assert [message.to for message in mail.outbox] == ([[f"{instead}@example.org"]] if instead else [])
    passed = Notice.objects.exclude(worker=house.nurse).get()
    assert (passed.worker, passed.is_escalation) == (house.workers.get(instead), True)


def test_a_deadline_met_before_the_e_mail_left_sends_none(house):
    owe(house, NOON.date())
    sweep(NOON)
    services.satisfy(subject_kind="case", subject_id=1, kind="review.cpa", at=NOON)
    assert (send_due(NOON).dropped, mail.outbox) == (1, [])


def test_what_the_worker_may_no_longer_see_sends_nothing(house):
    registry.describe(
        "part.accepted",
        lambda notices, worker, at: {n.pk: Described("x") if worker == house.nurse else None for n in notices},
    )
    tell(house.nurse, house.neighbour)
    send_due(NOON)
    assert [message.to for message in mail.outbox] == [["nurse@example.org"]]
    assert Outbox.objects.get(state="dropped").because == "The worker may no longer open what it is about"


def test_a_rooms_own_answer_to_what_is_still_wanted_comes_first(house):
    registry.describe("part.accepted", lambda notices, worker, at: {n.pk: Described("x") for n in notices})
    registry.still_wanted("part.accepted", lambda notices, at: set())
    tell(house.nurse)
    assert send_due(NOON).dropped == 1


def test_a_failure_waits_longer_each_time_and_then_stays_in_sight(house, monkeypatch):
    tell(house.nurse)
    at = NOON
    with monkeypatch.context() as patch:
        break_the_mail(patch)
        for wait in BACKOFF:
            assert send_due(at).delayed == 1
            assert only().next_attempt_at == at + wait
            assert send_due(at + wait - timedelta(seconds=1)).delayed == 0
            at += wait
        assert send_due(at).failed == 1
        assert send_due(at + timedelta(days=30)).failed == 0
    assert (only().state, only().attempts) == ("failed", 6)
    assert only().because == "the mail server could not be reached (SMTPServerDisconnected)"
    assert Notice.objects.filter(worker=house.nurse, read_at=None).count() == 1


def test_one_address_that_is_refused_does_not_stop_the_others(house, monkeypatch):
    tell(house.nurse, house.coordinator)
    send = mail.EmailMessage.send

    def choosy(self, **options):
        if self.to == ["nurse@example.org"]:
            raise ValueError("nurse@example.org is not an address")
        return send(self, **options)

    monkeypatch.setattr(mail.EmailMessage, "send", choosy)
    result = send_due(NOON)
    assert (result.sent, result.delayed) == (1, 1)
    assert Outbox.objects.get(state="waiting").because == "the e-mail could not be sent (ValueError)"


def failed(house):
    tell(house.nurse)
    Outbox.objects.update(state="failed", ended_at=NOON, attempts=6, next_attempt_at=None, because="gone")
    return list(Outbox.objects.all())


def test_only_an_administrator_may_send_again(house):
    messages = failed(house)
    with pytest.raises(Refused):
        sending.retry(messages=messages, by=house.manager, at=NOON)
    assert only().state == "failed"


def test_sent_again_it_has_all_its_attempts_before_it(house):
    messages = failed(house)
    assert sending.retry(messages=messages, by=house.administrator, at=NOON) == 1
    assert (only().state, only().attempts) == ("waiting", 0)
    assert sending.retry(messages=messages, by=house.administrator, at=NOON) == 0
    assert send_due(NOON).sent == 1
