"""Working deadlines out again: a date that differs is a new version, a dry run changes nothing."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from calendars import end_of_day
from notifications import recomputing, registry
from notifications.models import Deadline
from tests.house import NOON
from tests.notifications.makers import owe

DUE = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch):
    """A registry that knows nothing but what the test registers."""
    monkeypatch.setattr(registry, "_recompute", {})


def later(deadlines, at):
    """The first is two days later, the second no longer owed, the third as it was."""
    answers = {1: end_of_day(DUE + timedelta(days=2)), 2: None, 3: end_of_day(DUE)}
    return {d.pk: answers[d.subject_id] for d in deadlines if d.subject_id in answers}


def test_a_kind_no_room_works_out_is_refused(db):
    with pytest.raises(CommandError, match="No room works review.cpa out again"):
        call_command("recompute_deadlines", "--kind", "review.cpa")


@pytest.mark.parametrize("dry_run", [True, False])
def test_dates_that_differ_move_and_a_dry_run_only_says_so(house, dry_run):
    locked = []
    registry.recompute("review.cpa", later, lock=locked.extend)
    for subject_id in (1, 2, 3, 4):
        owe(house, DUE, subject_id=subject_id)
    (outcome,) = recomputing.recompute(at=NOON, dry_run=dry_run)
    assert (outcome.looked_at, outcome.moved, outcome.cancelled) == (4, 1, 1)
    versions = dict(Deadline.objects.filter(is_live=True).values_list("subject_id", "version"))
    assert versions == ({1: 1, 2: 1, 3: 1, 4: 1} if dry_run else {1: 2, 3: 1, 4: 1})
    assert locked == ([] if dry_run else [1, 2, 3, 4])


def test_again_nothing_moves(house):
    registry.recompute("review.cpa", later)
    for subject_id in (1, 2, 3):
        owe(house, DUE, subject_id=subject_id)
    recomputing.recompute(at=NOON)
    (outcome,) = recomputing.recompute(at=NOON)
    assert (outcome.moved, outcome.cancelled) == (0, 0)


def test_the_command_says_what_it_did(house, capsys):
    registry.recompute("review.cpa", later)
    owe(house, DUE)
    call_command("recompute_deadlines", "--dry-run")
    assert "review.cpa: 1 looked at, 1 would move, 0 would be cancelled." in capsys.readouterr().out
