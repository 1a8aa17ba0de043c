"""Every write of deadlines, and the doors to telling and sending. The caller has locked the parent (the case) first.

``due_at`` is the moment from which it is late; for something owed on a day that is ``calendars.end_of_day(day)``.
``rule`` is the named rule that gave the date, with its source, as "Care Act review: 12 months (guidance 13.32)".
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Max

from notifications import rulebook
from notifications.models import Deadline
from notifications.telling import Recipient, tell
from notifications.waking import wake

__all__ = [
    "DeadlineSpec", "Recipient", "cancel", "cancel_many", "move_owner", "satisfy", "satisfy_many", "set_deadline",
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


@transaction.atomic
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
    _check(spec)
    newest = (
        Deadline.objects.filter(subject_kind=subject_kind, subject_id=subject_id, kind=kind)
        .order_by("-version")
        .first()
    )
    if newest is not None and newest.is_live:
        if newest.due_at == due_at:
            return _owned_by(newest, spec)
        Deadline.objects.filter(pk=newest.pk).update(superseded_at=at, **ENDED)
    row = _row(spec, newest.version + 1 if newest else 1, *_arithmetic([spec]), at)
    row.save(force_insert=True)
    return row


@transaction.atomic
def set_deadlines(specs, at):
    """Set many deadlines: one insert (a batch of 5,000) for subjects that have none of the kind yet.

    Subjects that have one already are taken one by one as :func:`set_deadline` does. Returns how many rows were made.
    """
    specs = list(specs)
    for spec in specs:
        _check(spec)
    if len({spec.key for spec in specs}) != len(specs):
        raise ValueError("The same kind of deadline was given twice for one subject.")
    known = _known(specs)
    new = [spec for spec in specs if spec.key not in known]
    schedules, divisions = _arithmetic(new)
    Deadline.objects.bulk_create((_row(spec, 1, schedules, divisions, at) for spec in new), batch_size=ROWS_AT_ONCE)
    made = len(new)
    for spec in specs:
        if spec.key in known:
            row = set_deadline(**{field: getattr(spec, field) for field in DeadlineSpec.__slots__}, at=at)
            made += row.version > known[spec.key]
    return made


def satisfy(*, subject_kind, subject_id, kind, at):
    """What was owed has been done. True when a live deadline ended by it, False when there was none."""
    return satisfy_many(subject_kind=subject_kind, subject_ids=[subject_id], kind=kind, at=at) == 1


def satisfy_many(*, subject_kind, subject_ids, kind, at):
    """What was owed on all these subjects has been done. Returns how many live deadlines ended."""
    return _live(subject_kind, subject_ids, kind).update(satisfied_at=at, **ENDED)


def cancel(*, subject_kind, subject_id, kind=None, at):
    """It is owed no longer, though it was not done. Every kind on the subject when no kind is given. Returns how many."""
    return cancel_many(subject_kind=subject_kind, subject_ids=[subject_id], kind=kind, at=at)


def cancel_many(*, subject_kind, subject_ids, kind=None, at):
    """It is owed no longer on any of these subjects. Returns how many live deadlines ended."""
    return _live(subject_kind, subject_ids, kind).update(cancelled_at=at, **ENDED)


def move_owner(
    *, subject_kind, subject_id, owner_organisation_id, owner_team_id, owner_worker_id=None, kind=None, at=None
):
    """Somebody else owes it now; the date stands. Stages raised from now on go to them. Returns how many moved."""
    return _live(subject_kind, [subject_id], kind).update(
        owner_organisation_id=owner_organisation_id, owner_team_id=owner_team_id, owner_worker_id=owner_worker_id
    )


#: What every ended row has in common, beside the one moment that says how it ended.
ENDED = {"is_live": False, "next_stage": None, "next_stage_at": None}


def _live(subject_kind, subject_ids, kind):
    rows = Deadline.objects.filter(is_live=True, subject_kind=subject_kind, subject_id__in=list(subject_ids))
    return rows if kind is None else rows.filter(kind=kind)


def _check(spec):
    if spec.due_at.tzinfo is None:
        raise ValueError(f"{spec.kind} is due at {spec.due_at}, a moment without a time zone.")
    if not spec.rule:
        raise ValueError(f"{spec.kind} has no rule: say which rule gave the date.")


def _owned_by(row, spec):
    owner = (spec.owner_organisation_id, spec.owner_team_id, spec.owner_worker_id)
    if (row.owner_organisation_id, row.owner_team_id, row.owner_worker_id) != owner:
        row.owner_organisation_id, row.owner_team_id, row.owner_worker_id = owner
        row.save(update_fields=["owner_organisation", "owner_team", "owner_worker"])
    return row


def _known(specs):
    """(subject kind, kind, subject id) -> newest version, for the subjects that have had such a deadline."""
    found = {}
    in_order = sorted(specs, key=lambda spec: spec.key)
    for (subject_kind, kind), group in groupby(in_order, key=lambda spec: (spec.subject_kind, spec.kind)):
        ids = [spec.subject_id for spec in group]
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows = Deadline.objects.filter(
                subject_kind=subject_kind, kind=kind, subject_id__in=ids[start : start + ROWS_AT_ONCE]
            )
            newest = rows.values_list("subject_id").annotate(newest=Max("version"))
            found.update({(subject_kind, kind, subject_id): version for subject_id, version in newest})
    return found


def _arithmetic(specs):
    """The schedules of the kinds and, only where bank holidays matter, the divisions of the owners."""
    if not specs:
        return {}, {}
    schedules = rulebook.schedules({spec.kind for spec in specs})
    owners = {spec.owner_organisation_id for spec in specs if schedules[spec.kind].asks_division}
    return schedules, rulebook.divisions(owners) if owners else {}


def _row(spec, version, schedules, divisions, at):
    first = schedules[spec.kind].first(spec.due_at, divisions.get(spec.owner_organisation_id, ""), at=at)
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
        next_stage=first and first.stage.position,
        next_stage_at=first and first.at,
    )
