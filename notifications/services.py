"""Every write of deadlines, and the doors to telling and sending. The caller has locked the parent (the case) first.

``due_at`` is the moment from which it is late; for something owed on a day that is ``calendars.end_of_day(day)``.
``rule`` is the named rule that gave the date, with its source, as "Care Act review: 12 months (guidance 13.32)".
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from notifications import rulebook, setting
from notifications.models import Deadline, Waiting
from notifications.telling import Recipient, tell
from notifications.waking import wake

__all__ = [
    "DeadlineSpec", "Recipient", "cancel", "cancel_for_cases", "cancel_many", "move_owner", "satisfy", "satisfy_many", "set_deadline",
    "set_deadlines", "tell", "wake",
]  # fmt: skip

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSpec:
    """One deadline to set, as :func:`set_deadline` takes it."""

    kind: str
    subject_kind: str
    subject_id: int
    due_at: datetime
    owner_organisation_id: int
    owner_team_id: int
    owner_worker_id: int | None = None
    rule: str
    case_id: int | None = None

    @property
    def key(self):
        return (self.subject_kind, self.kind, self.subject_id)


def set_deadline(
    *,
    kind,
    subject_kind,
    subject_id,
    due_at,
    owner_organisation_id,
    owner_team_id,
    owner_worker_id=None,
    rule,
    at,
    case_id=None,
):
    """Set, or move, the one live deadline of a kind on a subject. Returns the live row.

    The same date again changes nothing but the owner. Another date is a new version: the old row is kept, superseded,
    and of the stages that are past already only the latest is raised. Raises ValueError for a moment without a zone.
    """
    spec = DeadlineSpec(
        kind=kind, subject_kind=subject_kind, subject_id=subject_id, due_at=due_at, rule=rule, case_id=case_id,
        owner_organisation_id=owner_organisation_id, owner_team_id=owner_team_id, owner_worker_id=owner_worker_id,
    )  # fmt: skip
    return _set([spec], at)[0][spec.key]


def set_deadlines(specs, at, *, are_new=False, divisions=None):
    """Set many deadlines as :func:`set_deadline` does, with one insert (in batches of 5,000). Returns how many rows it made.

    ``are_new`` promises that the subjects were made in this transaction, and ``divisions`` (owner -> division) that the
    caller has read them: each saves a query. A broken promise raises IntegrityError and writes nothing.
    """
    return _set(list(specs), at, are_new=are_new, divisions=divisions)[1]


@transaction.atomic
def _set(specs, at, *, are_new=False, divisions=None):
    """({key: live row}, how many rows were made). Set-based throughout: the number of queries does not follow the rows."""
    for spec in specs:
        _check(spec)
    if len({spec.key for spec in specs}) != len(specs):
        raise ValueError("The same kind of deadline was given twice for one subject.")
    newest = {} if are_new else _newest(specs)
    live, moved, new = {}, [], []
    for spec in specs:
        row = newest.get(spec.key)
        if row is None or not row.is_live or row.due_at != spec.due_at:
            new.append(spec)
        else:
            live[spec.key] = row
            if _take_owner(row, spec):
                moved.append(row)
    Deadline.objects.bulk_update(moved, OWNER, batch_size=1_000)
    superseded = [newest[spec.key].pk for spec in new if spec.key in newest and newest[spec.key].is_live]
    for start in range(0, len(superseded), ROWS_AT_ONCE):
        _end(Deadline.objects.filter(pk__in=superseded[start : start + ROWS_AT_ONCE]), superseded_at=at)
    made = [_row(spec, newest[spec.key].version + 1 if spec.key in newest else 1, at) for spec in new]
    setting.insert(made, _first_stages(made, at, divisions))
    live.update({(row.subject_kind, row.kind, row.subject_id): row for row in made})
    return live, len(made)


def satisfy(*, subject_kind, subject_id, kind, at):
    """What was owed has been done. True when a live deadline ended by it, False when there was none."""
    return satisfy_many(subject_kind=subject_kind, subject_ids=[subject_id], kind=kind, at=at) == 1


def satisfy_many(*, subject_kind, subject_ids, kind, at):
    """What was owed on all these subjects has been done. Returns how many live deadlines ended."""
    return _end(_live(subject_kind, subject_ids, kind), satisfied_at=at)


def cancel(*, subject_kind, subject_id, kind=None, at):
    """It is owed no longer, though it was not done. Every kind on the subject when no kind is given. Returns how many."""
    return cancel_many(subject_kind=subject_kind, subject_ids=[subject_id], kind=kind, at=at)


def cancel_many(*, subject_kind, subject_ids, kind=None, at):
    """It is owed no longer on any of these subjects. Returns how many live deadlines ended."""
    return _end(_live(subject_kind, subject_ids, kind), cancelled_at=at)


def cancel_for_cases(*, case_ids, at):
    """The same for many cases: one statement for each 2,000."""
    ids, ended = list(case_ids), 0
    for start in range(0, len(ids), ROWS_AT_ONCE):
        live = Deadline.objects.filter(is_live=True, case_id__in=ids[start : start + ROWS_AT_ONCE])
        ended += _end(live, cancelled_at=at)
    return ended


def move_owner(
    *, subject_kind, subject_id, owner_organisation_id, owner_team_id, owner_worker_id=None, kind=None, at=None
):
    """Somebody else owes it now; the date stands. Stages raised from now on go to them. Returns how many moved."""
    return _live(subject_kind, [subject_id], kind).update(
        owner_organisation_id=owner_organisation_id, owner_team_id=owner_team_id, owner_worker_id=owner_worker_id
    )


OWNER = ["owner_organisation", "owner_team", "owner_worker"]


@transaction.atomic
def _end(live, **ending):
    """End live rows with the one moment that says how. What they waited for goes first: the sweep locks only that."""
    Waiting.objects.filter(deadline__in=live).delete()
    return live.update(is_live=False, **ending)


def _live(subject_kind, subject_ids, kind):
    rows = Deadline.objects.filter(is_live=True, subject_kind=subject_kind, subject_id__in=list(subject_ids))
    return rows if kind is None else rows.filter(kind=kind)


def _check(spec):
    if spec.due_at.tzinfo is None:
        raise ValueError(f"{spec.kind} is due at {spec.due_at}, a moment without a time zone.")
    if not spec.rule:
        raise ValueError(f"{spec.kind} has no rule: say which rule gave the date.")


def _take_owner(row, spec):
    owner = (spec.owner_organisation_id, spec.owner_team_id, spec.owner_worker_id)
    if (row.owner_organisation_id, row.owner_team_id, row.owner_worker_id) == owner:
        return False
    row.owner_organisation_id, row.owner_team_id, row.owner_worker_id = owner
    return True


def _newest(specs):
    """Key -> newest version, live or ended, for the subjects that have had such a deadline."""
    found = {}
    in_order = sorted(specs, key=lambda spec: spec.key)
    for (subject_kind, kind), group in groupby(in_order, key=lambda spec: (spec.subject_kind, spec.kind)):
        ids = [spec.subject_id for spec in group]
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows = Deadline.objects.filter(
                subject_kind=subject_kind, kind=kind, subject_id__in=ids[start : start + ROWS_AT_ONCE]
            )
            found.update({(subject_kind, kind, row.subject_id): row for row in rows.order_by("version")})
    return found


def _first_stages(rows, at, divisions=None):
    """(position, moment) of the first stage each new row waits for. Divisions are asked only where bank holidays matter."""
    if not rows:
        return []
    schedules = rulebook.schedules({row.kind for row in rows})
    if divisions is None:
        owners = {row.owner_organisation_id for row in rows if schedules[row.kind].asks_division}
        divisions = rulebook.divisions(owners) if owners else {}
    found = (schedules[row.kind].first(row.due_at, divisions.get(row.owner_organisation_id, ""), at=at) for row in rows)
    return [(first.stage.position, first.at) if first else None for first in found]


def _row(spec, version, at):
    return Deadline(
        kind=spec.kind,
        subject_kind=spec.subject_kind,
        subject_id=spec.subject_id,
        case_id=spec.case_id,
        version=version,
        due_at=spec.due_at,
        owner_organisation_id=spec.owner_organisation_id,
        owner_team_id=spec.owner_team_id,
        owner_worker_id=spec.owner_worker_id,
        set_at=at,
        set_by_rule=spec.rule,
    )
