"""The inbox by HTTP: mine only, worded by the rooms, read by opening; and the administrators' page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications import queries, registry, services
from notifications.models import Notice, Outbox
from notifications.registry import Described
from notifications.services import Recipient

INBOX = "/notices/"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch):
    """A registry that knows nothing but what the test registers."""
    for shelf in ("_describe", "_still_wanted", "_recipients", "_recompute"):
        monkeypatch.setattr(registry, shelf, {})


@pytest.fixture
def page(client):
    def get(worker, address=INBOX, **more):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(address, **more)

    return get


def tell(worker, number=1, kind="part.accepted"):
    services.tell(
        cause=f"event:{number}", kind=kind, subject_kind="part", subject_id=number, case_id=None,
        recipients=[Recipient.worker(worker.pk)], at=timezone.now() - timedelta(minutes=number),
    )  # fmt: skip
    return Notice.objects.get(cause=f"event:{number}", worker=worker)


def words(text, url="/pages/help/"):
    return lambda notices, worker, at: {n.pk: Described(f"{text} {n.subject_id}", url) for n in notices}


def test_nobody_reads_it_without_signing_in(client, house):
    assert client.get(INBOX).status_code == 302


def test_anothers_notice_is_not_found_and_not_read(page, house):
    notice = tell(house.nurse)
    assert page(house.coordinator, reverse("notifications:open", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_an_empty_inbox_says_what_will_appear(page, house):
    text = page(house.nurse).content.decode()
    assert "Nothing new." in text
    assert "Count everything as read" not in text


def test_it_shows_mine_in_the_words_of_the_room_unread_first(page, house):
    registry.describe("part.accepted", words("Workwise accepted"))
    read = tell(house.nurse, 1)
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    tell(house.nurse, 2)
    tell(house.coordinator, 3)
    text = page(house.nurse).content.decode()
    assert text.index("Workwise accepted 2") < text.index("Earlier") < text.index("Workwise accepted 1")
    assert "Workwise accepted 3" not in text


def test_what_was_passed_on_to_who_may_not_open_it_says_whose_it_is_and_what_to_do(page, house):
    registry.describe("part.accepted", lambda notices, worker, at: {})
    notice = tell(house.administrator)
    Notice.objects.filter(pk=notice.pk).update(is_escalation=True, organisation=house.council)
    text = page(house.administrator).content.decode()
    assert "Something of Marshgate Council. Ask its manager to look; if it has none, give somebody that role" in text


def test_what_i_may_no_longer_open_says_so_and_names_nothing(page, house):
    registry.describe("part.accepted", lambda notices, worker, at: {})
    notice = tell(house.nurse)
    assert "Something you may no longer open" in page(house.nurse).content.decode()
    answer = page(house.nurse, reverse("notifications:open", args=[notice.pk]), follow=True)
    assert "There is nothing to open behind it" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_opening_counts_as_read_once_and_goes_there(page, house):
    registry.describe("part.accepted", words("x"))
    notice = tell(house.nurse)
    answer = page(house.nurse, reverse("notifications:open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/pages/help/")
    first = Notice.objects.get(pk=notice.pk).read_at
    page(house.nurse, reverse("notifications:open", args=[notice.pk]))
    assert Notice.objects.get(pk=notice.pk).read_at == first


def test_a_room_cannot_send_a_worker_to_another_site(page, house):
    registry.describe("part.accepted", words("x", "https://elsewhere.example.org/"))
    notice = tell(house.nurse)
    assert page(house.nurse, reverse("notifications:open", args=[notice.pk]))["Location"] == INBOX


def test_all_of_mine_may_be_counted_as_read_by_post_only(page, client, house):
    tell(house.nurse, 1)
    tell(house.coordinator, 2)
    address = reverse("notifications:read-all")
    assert page(house.nurse, address).status_code == 405
    assert "1 notice counted as read." in client.post(address, follow=True).content.decode()
    assert list(Notice.objects.filter(read_at=None).values_list("worker__email", flat=True)) == [
        "coordinator@example.org"
    ]


def test_the_count_stops_at_a_hundred(house, django_assert_num_queries):
    Notice.objects.bulk_create(
        Notice(
            cause=f"event:{number}", stage="", recipient_key=f"worker:{house.nurse.pk}", kind="x", subject_kind="x",
            subject_id=1, worker=house.nurse, raised_at=timezone.now(),
        )
        for number in range(130)
    )  # fmt: skip
    with django_assert_num_queries(1):
        assert queries.unread_count(house.nurse) == 100
    assert queries.unread_count(house.coordinator) == 0


def test_earlier_notices_come_a_page_at_a_time_each_once(house):
    for number in range(7):
        tell(house.nurse, number)
    Notice.objects.update(read_at=timezone.now())
    seen, before = [], None
    while True:
        lines, before = queries.earlier(house.nurse, at=timezone.now(), before=before, size=3)
        seen += [line.pk for line in lines]
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 7


def test_a_strange_page_number_is_the_first_page(page, house):
    assert page(house.nurse, INBOX + "?before=x").status_code == 200
    assert page(house.nurse, INBOX + "?before=99999999999999999999999").status_code == 200


def test_failures_are_for_administrators(page, client, house):
    assert page(house.manager, reverse("notifications:failures")).status_code == 403
    assert client.post(reverse("notifications:retry")).status_code == 403
    text = page(house.administrator, reverse("notifications:failures")).content.decode()
    assert "Every e-mail has been sent" in text
    assert "None. Where an office is empty" in text


def test_an_administrator_sees_who_and_why_but_not_what_and_sends_again(page, client, house):
    registry.describe("part.accepted", words("Dafydd Evans"))
    tell(house.nurse)
    Outbox.objects.update(
        state="failed", ended_at=timezone.now(), next_attempt_at=None, because="the mail server answered 550"
    )
    text = page(house.administrator, reverse("notifications:failures")).content.decode()
    assert "nurse@example.org" in text
    assert "The mail server answered 550" in text
    assert "Dafydd" not in text
    message = Outbox.objects.get()
    answer = client.post(reverse("notifications:retry"), {"message": message.pk}, follow=True)
    assert "1 message will be sent again" in answer.content.decode()
    message.refresh_from_db()
    assert message.state == "waiting"
