"""Working deadlines and their stages out again, when a calendar, a rule of a room or a rule of reminding has changed."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from notifications import registry, rulebook
from notifications.models import Deadline, Waiting
from notifications.services import DeadlineSpec, cancel_many, set_deadlines

ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Recomputed:
    """What working out again did for one kind, or would do."""

    kind: str
    looked_at: int = 0
    moved: int = 0
    cancelled: int = 0


def recompute(*, at, kinds=None, dry_run=False):
    """Ask each room for the dates of its live deadlines again; a date that differs is a new version. List of Recomputed.

    Goes in batches that commit by themselves, so it may be stopped and started again.
    """
    known = registry.recomputing()
    unknown = sorted(set(kinds or ()) - set(known))
    if unknown:
        raise LookupError(f"No room works {', '.join(unknown)} out again. Known: {', '.join(sorted(known)) or 'none'}.")
    return [_recompute(kind, known[kind], at, dry_run) for kind in sorted(kinds or known)]


def _recompute(kind, how, at, dry_run):
    looked_at, moved, cancelled, last = 0, 0, 0, 0
    end = Deadline.objects.aggregate(end=Max("pk"))["end"] or 0  # the versions made here are not looked at again
    while True:
        with transaction.atomic():
            live = Deadline.objects.filter(kind=kind, is_live=True, pk__gt=last, pk__lte=end).order_by("pk")
            batch = list(live[:ROWS_AT_ONCE])
            if not batch:
                return Recomputed(kind, looked_at, moved, cancelled)
            last, looked_at = batch[-1].pk, looked_at + len(batch)
            if how.lock is not None and not dry_run:
                how.lock([row.subject_id for row in batch])
                batch = list(Deadline.objects.filter(pk__in=[row.pk for row in batch], is_live=True))
            due = how.due(batch, at)
            to_move = [row for row in batch if due.get(row.pk, row.due_at) not in (row.due_at, None)]
            to_cancel = [row for row in batch if due.get(row.pk, row.due_at) is None]
            moved, cancelled = moved + len(to_move), cancelled + len(to_cancel)
            if not dry_run:
                set_deadlines([_again(row, due[row.pk]) for row in to_move], at)
                for subject_kind in {row.subject_kind for row in to_cancel}:
                    ids = [row.subject_id for row in to_cancel if row.subject_kind == subject_kind]
                    cancel_many(subject_kind=subject_kind, subject_ids=ids, kind=kind, at=at)


def _again(row, due_at):
    return DeadlineSpec(
        kind=row.kind, subject_kind=row.subject_kind, subject_id=row.subject_id, case_id=row.case_id, due_at=due_at,
        owner_organisation_id=row.owner_organisation_id, owner_team_id=row.owner_team_id,
        owner_worker_id=row.owner_worker_id, rule=row.set_by_rule,
    )  # fmt: skip


def restage(*, at, kinds=None):
    """Put the stages still to come of live deadlines where the rules now say. Returns how many deadlines changed.

    What is waiting to be raised already is left to the sweep, and no stage already past is raised by a change of rules.
    """
    schedules, divisions = rulebook.schedules(kinds), rulebook.divisions()
    changed, last = 0, 0
    while True:
        with transaction.atomic():
            live = Deadline.objects.filter(is_live=True, pk__gt=last).order_by("pk")
            if kinds is not None:
                live = live.filter(kind__in=list(kinds))
            batch = list(live[:ROWS_AT_ONCE])
            if not batch:
                return changed
            last = batch[-1].pk
            changed += _restage(batch, schedules, divisions, at)


def _restage(batch, schedules, divisions, at):
    held = Waiting.objects.select_for_update().filter(deadline__in=[row.pk for row in batch])
    waiting = {row.deadline_id: row for row in held}
    wanted = {}
    for row in batch:
        if row.pk in waiting and waiting[row.pk].at <= at:
            continue
        schedule = schedules.get(row.kind)
        raising = schedule and schedule.following(row.due_at, divisions.get(row.owner_organisation_id, ""), at=at)
        before = waiting.get(row.pk) and (waiting[row.pk].position, waiting[row.pk].at)
        after = raising and (raising.stage.position, raising.at)
        if before != after:
            wanted[row.pk] = after
    Waiting.objects.filter(deadline__in=wanted).delete()
    Waiting.objects.bulk_create(
        Waiting(deadline_id=pk, position=after[0], at=after[1]) for pk, after in wanted.items() if after
    )
    return len(wanted)
