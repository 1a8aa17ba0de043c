"""What the audit takes and refuses, and what stays when the act or the page fails."""

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from audit import middleware, services
from audit.models import Entry
from partners.models import Worker
from tests.house import NOON


@pytest.fixture
def nurse(db):
    return Worker.objects.create_user("nurse@example.org", name="Kit Mensah")


@pytest.mark.parametrize("key", sorted(services.IDENTIFYING))
def test_a_key_that_says_who_the_person_is_is_refused_at_any_depth(db, key):
    with pytest.raises(ValueError, match="keeps no identity"):
        services.record("case.opened", target=("case", 1), by=None, at=NOON, detail={"values": [{key: "x"}]})
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("NHS 999 000 1111 was typed here", f"NHS {services.REMOVED} was typed here"),
        ("9990001111", services.REMOVED),
        ("ring 01632 960123", "ring 01632 960123"),
        ("9990001112", "9990001112"),
    ],
)
def test_an_nhs_number_inside_a_text_is_taken_out(db, given, kept):
    entry = services.record("case.closed", target=("case", 1), by=None, at=NOON, detail={"reason": given})
    assert Entry.objects.get(pk=entry.pk).detail == {"reason": kept}


@pytest.mark.django_db
def test_an_act_that_is_rolled_back_leaves_no_row():
    with transaction.atomic():
        services.record("part.accepted", target=("part", 1), by=None, at=NOON)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_an_act_names_what_on_what_by_whom_and_when(nurse):
    entry = services.record(
        "part.accepted", target=("part", 7), by=nurse, at=NOON, case_id=5, organisation_id=3,
        detail={"domain": "housing"},
    )  # fmt: skip
    stored = Entry.objects.get(pk=entry.pk)
    assert (stored.action, stored.target_kind, stored.target_id) == ("part.accepted", "part", 7)
    assert (stored.worker_id, stored.case_id, stored.organisation_id) == (nurse.pk, 5, 3)
    assert (stored.at, stored.is_read, stored.detail) == (NOON, False, {"domain": "housing"})


def test_a_model_instance_is_named_by_its_kind_and_number(nurse):
    entry = services.record("worker.added", target=nurse, by=nurse, at=NOON)
    assert (entry.target_kind, entry.target_id) == ("worker", nurse.pk)


def test_many_acts_are_one_statement(nurse):
    given = [{"action": "part.proposed", "target": ("part", n), "by": None, "at": NOON} for n in range(50)]
    with CaptureQueriesContext(connection) as asked:
        services.record_many(given)
    assert sum("INSERT" in query["sql"] for query in asked) == 1
    assert Entry.objects.count() == 50


def request_through(view):
    return middleware.ReadAudit(view)(RequestFactory().get("/"))


def test_readings_of_a_request_are_one_insert_at_its_end(nurse):
    def view(request):
        for number in range(5):
            services.read(request, "case.viewed", target=("case", number), by=nurse, at=NOON)
        services.read(request, "case.viewed", target=("case", 0), by=nurse, at=NOON)
        assert not Entry.objects.exists()
        return HttpResponse("shown")

    with CaptureQueriesContext(connection) as asked:
        request_through(view)
    assert sum("INSERT" in query["sql"] for query in asked) == 1
    rows = Entry.objects.all()
    assert len(rows) == 5  # the same reading twice is one row
    assert all(row.is_read for row in rows)
    assert len({row.request_id for row in rows}) == 1
    assert rows[0].request_id


def test_a_page_that_fails_still_shows_what_it_had_read(nurse):
    def view(request):
        services.read(request, "case.viewed", target=("case", 1), by=nurse, at=NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        request_through(view)
    assert Entry.objects.get().target_id == 1


@pytest.mark.django_db
def test_a_page_whose_act_is_rolled_back_still_shows_what_it_had_read():
    def view(request):
        with transaction.atomic():
            services.read(request, "case.viewed", target=("case", 1), by=None, at=NOON)
            services.record("case.closed", target=("case", 1), by=None, at=NOON)
            transaction.set_rollback(True)
        return HttpResponse("refused")

    request_through(view)
    assert [row.action for row in Entry.objects.all()] == ["case.viewed"]


def test_the_answer_does_not_leave_when_its_reading_cannot_be_written(nurse, monkeypatch):
    def view(request):
        services.read(request, "case.viewed", target=("case", 1), by=nurse, at=NOON)
        return HttpResponse("shown")

    def broken(entries):
        raise OSError("disk full")

    monkeypatch.setattr(services, "_insert", broken)
    with pytest.raises(OSError, match="disk full"):
        request_through(view)


def test_a_page_that_reads_nothing_asks_the_database_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        request_through(lambda request: HttpResponse("help"))


def test_outside_a_request_a_reading_is_written_at_once(nurse):
    services.read(None, "case.exported", target=("case", 1), by=nurse, at=NOON)
    assert Entry.objects.get().request_id == ""


def test_one_request_does_not_write_what_another_read(nurse):
    def inner(request):
        services.read(request, "case.viewed", target=("case", 2), by=nurse, at=NOON)
        return HttpResponse()

    def outer(request):
        services.read(request, "case.viewed", target=("case", 1), by=nurse, at=NOON)
        return request_through(inner)

    request_through(outer)
    rows = {row.target_id: row.request_id for row in Entry.objects.all()}
    assert len(set(rows.values())) == 2
