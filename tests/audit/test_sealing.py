"""The chain: whole, gapless, safe to run twice, and broken by any change."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from audit import guards, sealing, services, tasks
from audit.models import Anchor, Entry, Seal
from calendars import local_day
from tests.house import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_has_ended(monkeypatch):
    """What a running transaction holds back is looked at in ``test_sealing_races``; here every entry may be sealed."""
    monkeypatch.setattr(sealing, "_finished", Q)


def write(number, **more):
    return [
        services.record("case.closed", target=("case", n), by=None, at=NOON + timedelta(seconds=n), **more)
        for n in range(number)
    ]


def seal_all(at=NOON):
    total = 0
    while sealed := sealing.seal(at=at):
        total += sealed
    return total


def verify(*args):
    out = StringIO()
    call_command("verify_audit", *args, stdout=out)
    return out.getvalue()


def test_everything_is_sealed_once_with_positions_from_one_and_no_gap():
    write(7)
    assert seal_all() == 7
    assert seal_all() == 0
    write(3)
    assert seal_all() == 3
    assert list(Seal.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 11))
    assert "10 entries checked" in verify()


def test_sealing_in_bites_makes_the_same_chain():
    write(7)
    assert [sealing.seal(at=NOON, most=3) for _ in range(4)] == [3, 3, 1, 0]
    bites = list(Seal.objects.order_by("position").values_list("digest", flat=True))
    Seal.objects.all().delete()
    sealing.seal(at=NOON)
    assert list(Seal.objects.order_by("position").values_list("digest", flat=True)) == bites


@pytest.mark.parametrize(
    "change",
    [
        {"action": "case.viewed"}, {"worker_id": 9}, {"at": NOON}, {"detail": {"a": 1}}, {"is_read": True},
        {"case_id": 77}, {"person_id": 7}, {"organisation_id": 7}, {"target_kind": "part"}, {"target_id": 99},
        {"request_id": "x"},
    ],
)  # fmt: skip
def test_a_changed_entry_breaks_the_chain(change):
    rows = write(3)
    seal_all()
    Entry.objects.filter(pk=rows[1].pk).update(**change)
    with pytest.raises(CommandError, match=f"Position 2: entry {rows[1].pk} is not what was sealed"):
        verify()


def test_an_entry_taken_out_breaks_the_chain():
    rows = write(3)
    seal_all()
    Entry.objects.filter(pk=rows[1].pk).delete()
    with pytest.raises(CommandError, match=f"entry {rows[1].pk} is gone"):
        verify()


def test_a_link_taken_out_is_noticed():
    write(3)
    seal_all()
    Seal.objects.filter(position=2).delete()
    with pytest.raises(CommandError, match="Position 2 is missing"):
        verify()


def test_a_rewritten_chain_is_noticed_by_the_exported_anchors(tmp_path):
    rows = write(4)
    seal_all(at=NOON)
    file = tmp_path / "anchors.jsonl"
    sealing.anchor(at=NOON + timedelta(days=1))
    call_command("export_anchors", "--file", str(file), stdout=StringIO())
    assert json.loads(file.read_text().splitlines()[0])["position"] == 4
    assert "4 entries checked" in verify("--anchors", str(file))
    Entry.objects.filter(pk=rows[2].pk).update(worker_id=9)
    Seal.objects.all().delete()
    Anchor.objects.all().delete()
    seal_all()
    assert "4 entries checked" in verify()  # whole in itself
    with pytest.raises(CommandError, match="Position 4 differs from the exported anchor of"):
        verify("--anchors", str(file))


def test_a_chain_cut_short_is_noticed_by_the_anchors():
    rows = write(4)
    seal_all()
    sealing.anchor(at=NOON + timedelta(days=1))
    Seal.objects.filter(position__gte=3).delete()
    Entry.objects.filter(pk__in=[rows[2].pk, rows[3].pk]).delete()
    with pytest.raises(CommandError, match="names position 4, which is gone"):
        verify()


def test_a_file_that_holds_no_anchors_is_refused_by_its_line(tmp_path):
    file = tmp_path / "anchors.jsonl"
    file.write_text("\nhello\n")
    with pytest.raises(CommandError, match="line 2: not an anchor"):
        verify("--anchors", str(file))
    with pytest.raises(CommandError, match="cannot be read"):
        verify("--anchors", str(tmp_path / "nothing"))


def test_days_missed_are_anchored_later_and_none_twice():
    write(2)
    seal_all(at=NOON)
    assert sealing.anchor(at=NOON) == []  # the day has not ended
    days = [anchor.day for anchor in sealing.anchor(at=NOON + timedelta(days=3))]
    assert days == [local_day(NOON) + timedelta(days=n) for n in range(3)]
    assert sealing.anchor(at=NOON + timedelta(days=3)) == []


def test_waiting_entries_are_told_and_are_no_fault():
    write(2)
    assert "2 entries wait to be sealed" in verify()


def test_the_tasks_seal_and_anchor():
    write(3)
    assert tasks.seal() == 3
    assert tasks.seal() == 0
    assert tasks.anchor_day() == 0  # today has not ended
    assert Seal.objects.count() == 3


def test_the_thorough_seal_takes_up_what_stayed_behind():
    rows = write(3)
    Seal.objects.create(position=1, entry_id=rows[2].pk, digest="x", sealed_at=NOON)  # as if counted by another cluster
    assert sealing.seal(at=NOON) == 0
    assert sealing.seal(at=NOON, thorough=True) == 2


def test_the_database_refuses_to_change_the_audit():
    write(1)
    seal_all()
    sealing.anchor(at=NOON + timedelta(days=1))
    guards.put_on(connection)
    try:
        for model in (Entry, Seal, Anchor):
            for act in (model.objects.all().delete, lambda model=model: model.objects.update(**{FIELD[model]: 1})):
                with pytest.raises(DatabaseError, match=guards.REFUSAL), transaction.atomic():
                    act()
            if connection.vendor == "postgresql":
                with pytest.raises(DatabaseError, match=guards.REFUSAL), transaction.atomic():
                    connection.cursor().execute(f"TRUNCATE {model._meta.db_table}")
        assert write(1)  # and takes new rows as before
        assert sealing.seal(at=NOON) == 1
    finally:
        guards.take_off(connection)
    assert Entry.objects.count() == 2


FIELD = {Entry: "worker_id", Seal: "entry_id", Anchor: "position"}
