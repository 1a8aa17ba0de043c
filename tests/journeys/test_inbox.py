"""The inbox in a browser: what waits, opening it, counting all as read; and what could not be delivered."""

import pytest
from django.utils import timezone

from notifications import loading, services
from notifications.models import Outbox
from notifications.services import Recipient
from partners.catalogue import loader
from tests.house import House

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SIZES = [{"width": 1280, "height": 900}, {"width": 360, "height": 740}]


@pytest.fixture
def committed():
    """The house with the data that a migrated installation has."""
    loader.load()
    loading.load()
    return House()


def tell(worker, number):
    services.tell(
        cause=f"event:{number}", kind="test.kind", subject_kind="part", subject_id=number, at=timezone.now(),
        recipients=[Recipient.worker(worker.pk)], is_escalation=number == 2,
    )  # fmt: skip


@pytest.mark.parametrize("viewport", SIZES, indirect=True, ids=["desk", "phone"])
def test_what_waits_is_read_and_the_header_says_so(committed, sign_in, accessible):
    for number in (1, 2):
        tell(committed.manager, number)
    page = sign_in(committed.manager)
    page.goto("/notices/")
    assert page.get_by_role("link", name="Inbox: 2 new").is_visible()
    assert page.get_by_text("Passed on to you").count() == 1
    accessible(page)
    page.get_by_role("button", name="Count everything as read").click()
    page.get_by_text("2 notices counted as read.").wait_for()
    assert page.get_by_text("Nothing new.").is_visible()
    accessible(page)


@pytest.mark.parametrize("viewport", SIZES, indirect=True, ids=["desk", "phone"])
def test_an_administrator_sends_again_what_failed(committed, sign_in, accessible):
    tell(committed.nurse, 1)
    Outbox.objects.update(
        state="failed",
        ended_at=timezone.now(),
        next_attempt_at=None,
        attempts=6,
        because="the mail server answered 550",
    )
    page = sign_in(committed.administrator)
    page.goto("/notices/")
    page.get_by_role("link", name="What could not be delivered").click()
    assert page.get_by_text("The mail server answered 550").is_visible()
    accessible(page)
    page.get_by_role("button", name="Send all of these again").click()
    page.get_by_text("1 message will be sent again").wait_for()
    assert page.get_by_text("Every e-mail has been sent").is_visible()
    accessible(page)
