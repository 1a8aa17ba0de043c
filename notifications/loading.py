"""Bringing the rule files into the database. Safe to run again: what has not changed is not written."""

from dataclasses import dataclass

from django.db import transaction

from notifications import rulebook
from notifications.rulefiles import RULES, read

#: Positions are unique within a kind; while they are being changed, the old ones stand aside by this much.
ASIDE = 10_000


@dataclass(frozen=True)
class Outcome:
    """Which kinds were made, which changed (they or a stage), how many are as they were, which only the database has."""

    made: list
    changed: list
    same: int
    only_here: list


@transaction.atomic
def load(folder=RULES, *, kinds=None, rules=None):
    """Make the kinds and their stages as the files say. A stage a file no longer has is removed; a kind stays.

    ``kinds`` and ``rules`` are given by a migration, whose models are those of its time. Raises
    :class:`notifications.rulefiles.RuleFileError` and writes nothing when anything is wrong. What waits already is
    staged anew by ``notifications.recomputing.restage``, which ``manage.py load_rules`` calls.
    """
    if kinds is None:
        from notifications.models import DeadlineKind as kinds
    if rules is None:
        from notifications.models import ReminderRule as rules
    wanted = read(folder)
    stored = {row.kind: row for row in kinds.objects.all()}
    stages = {}
    for row in rules.objects.all():
        stages.setdefault(row.kind, {})[row.stage] = row
    made, changed = [], []
    for name, kind in wanted.items():
        row = stored.get(name)
        if row is None:
            kinds.objects.create(**kind.fields)
            made.append(name)
        elif _differs(row, kind.fields):
            kinds.objects.filter(pk=row.pk).update(**kind.fields)
            changed.append(name)
        if _write_stages(rules, name, kind.stages, stages.get(name, {})) and name not in made + changed:
            changed.append(name)
    rulebook.forget()  # for what this transaction still does
    transaction.on_commit(rulebook.forget)  # and for everybody, once it can be read
    return Outcome(made, changed, len(wanted) - len(made) - len(changed), sorted(set(stored) - set(wanted)))


def _write_stages(rules, kind, wanted, stored):
    """Whether anything had to be written."""
    gone = [row.pk for stage, row in stored.items() if stage not in wanted]
    changed = {stage: row for stage, row in stored.items() if stage in wanted and _differs(row, wanted[stage])}
    new = [stage for stage in wanted if stage not in stored]
    rules.objects.filter(pk__in=gone).delete()
    for row in changed.values():
        rules.objects.filter(pk=row.pk).update(position=ASIDE + row.position)
    for stage, row in changed.items():
        rules.objects.filter(pk=row.pk).update(**wanted[stage])
    rules.objects.bulk_create([rules(kind=kind, stage=stage, **wanted[stage]) for stage in new])
    return bool(gone or changed or new)


def _differs(row, fields):
    return any(getattr(row, name) != value for name, value in fields.items())
