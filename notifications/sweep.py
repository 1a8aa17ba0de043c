"""The sweep: what is due becomes notices and their messages. Its cost grows with what is due, not with what is stored.

Stages whose moment has come are taken by index in chunks that commit by themselves, so a sweep that is killed goes on
where it stopped. Two sweeps at once share the work: each skips what the other holds. A notice is unique in the database
per deadline, stage and worker, so nothing is raised twice whatever happens.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from notifications import raising, registry, rulebook
from notifications.models import Audience, Deadline, Waiting
from notifications.offices import Offices
from notifications.stages import Schedule
from notifications.waking import wake

CHUNK = 5_000


@dataclass
class SweepResult:
    """What a sweep did: deadlines taken, notices raised, messages put in the outbox, notices that reached nobody."""

    rows: int = 0
    notices: int = 0
    messages: int = 0
    to_nobody: int = 0
    chunks: int = 0


def sweep(at, *, chunk=CHUNK):
    """Raise every stage whose moment has come at ``at``. Returns a :class:`SweepResult`. Safe to repeat and to double.

    Call it outside a transaction: each chunk commits by itself.
    """
    result = SweepResult()
    place, work = None, None
    while True:
        with transaction.atomic():
            taken = _take(at, place, chunk)
            if not taken:
                return result
            work = work or _Sweep(at)
            work.raise_chunk(taken, result)
            if result.messages:
                wake()
        place = (taken[-1].at_text, taken[-1].pk)


@dataclass(slots=True)
class Taken:
    """One deadline whose stage has come. Moments stay as the database wrote them until one is needed: few differ."""

    pk: int
    at_text: str
    position: int
    kind: str
    due_text: str
    organisation_id: int
    team_id: int
    worker_id: int | None


#: Named here and not by the ORM: moments come as text, and on PostgreSQL only the waiting row is locked.
TAKE = """
SELECT deadline.id, CAST(waiting.at AS text), waiting.position, deadline.kind, CAST(deadline.due_at AS text),
       deadline.owner_organisation_id, deadline.owner_team_id, deadline.owner_worker_id
FROM notifications_waiting AS waiting JOIN notifications_deadline AS deadline ON deadline.id = waiting.deadline_id
WHERE waiting.at <= {at} AND (waiting.at, waiting.deadline_id) > ({after}, %s)
ORDER BY waiting.at, waiting.deadline_id LIMIT %s {lock}
"""
BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)


def _take(at, after, size):
    """Lock the next stages due, in the order of the index, past the keyset place. What others hold is skipped."""
    if connection.vendor == "postgresql":
        sql = TAKE.format(at="%s", after="%s::timestamptz", lock="FOR UPDATE OF waiting SKIP LOCKED")
    else:
        sql = TAKE.format(at="%s", after="%s", lock="")
    since, key = after or (_moment(BEGINNING), 0)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_moment(at), since, key, size])
        return [Taken(*row) for row in cursor.fetchall()]


def _moment(moment):
    """A moment as this database compares it in plain SQL."""
    return connection.ops.adapt_datetimefield_value(moment)


def _read(text):
    """A moment the database wrote as text; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


#: The schedule of a kind whose rules are gone: nothing to raise, nothing to wait for.
NOTHING = Schedule(())


class _Sweep:
    """What one sweep reads once: the rules, the divisions, and who stands behind each audience at its moment."""

    def __init__(self, at):
        self.at = at
        self.schedules = rulebook.schedules()
        self.divisions = rulebook.divisions()
        self.offices = Offices(at)
        self._steps = {}
        self._owners = {}

    def raise_chunk(self, taken, result):
        groups, following = {}, {}
        for row in taken:
            due, to_come = self._step(row)
            following.setdefault(to_come, []).append(row.pk)
            if due is not None:
                groups.setdefault((row.kind, due), []).append(row)
        for (kind, stage), rows in groups.items():
            made, to_send, to_nobody = raising.insert_stage(stage, self._recipients(kind, stage, rows), self.at)
            result.notices += made
            result.messages += to_send
            result.to_nobody += to_nobody
        _advance(following)
        result.rows += len(taken)
        result.chunks += 1

    def _step(self, row):
        """(the stage to raise or None, (position, moment) to wait for or None), worked out once for equal moments."""
        division = self.divisions[row.organisation_id]
        key = (row.kind, row.due_text, row.at_text, row.position, division)
        if key not in self._steps:
            schedule = self.schedules.get(row.kind, NOTHING)
            since = (_read(row.at_text), row.position)
            due, to_come = schedule.step(_read(row.due_text), division, since=since, at=self.at)
            self._steps[key] = (due and due.stage, to_come and (to_come.stage.position, to_come.at))
        return self._steps[key]

    def _recipients(self, kind, stage, rows):
        """Rows of (deadline, worker or None, organisation, told instead of somebody else)."""
        if registry.receiving(kind, stage.audience):
            told = self._asked(kind, stage, rows)
        elif stage.audience == Audience.OWNER:
            told = map(self._owner, rows)
        else:
            told = (self.offices.all_of(stage.audience, row.organisation_id, row.team_id) for row in rows)
        return [
            (row.pk, worker_id, who.organisation_id, who.instead)
            for row, who in zip(rows, told, strict=True)
            for worker_id in who.worker_ids or (None,)
        ]

    def _owner(self, row):
        key = (row.worker_id, row.organisation_id, row.team_id)
        if key not in self._owners:
            self._owners[key] = self.offices.one(*key)
        return self._owners[key]

    def _asked(self, kind, stage, rows):
        """A room above answers for this audience: asked once for all the deadlines of the chunk."""
        deadlines = list(Deadline.objects.filter(pk__in=[row.pk for row in rows]))
        answers = registry.receiving(kind, stage.audience)(deadlines, self.at)
        return [self.offices.these(answers.get(row.pk, ()), row.organisation_id, row.team_id) for row in rows]


#: The rows exist and are ours: as a conflict each is found by its key, and no plan can choose to read the whole table.
ADVANCE = """
INSERT INTO notifications_waiting (deadline_id, position, at)
SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::timestamptz[])
ON CONFLICT (deadline_id) DO UPDATE SET position = excluded.position, at = excluded.at
"""


def _advance(following):
    """Let each deadline wait for its next stage; one that has none left waits no longer."""
    Waiting.objects.filter(deadline__in=following.pop(None, ())).delete()
    if connection.vendor != "postgresql":
        for (position, at), pks in following.items():
            Waiting.objects.filter(deadline__in=pks).update(position=position, at=at)
    elif following:
        pks = [pk for group in following.values() for pk in group]
        positions = [position for (position, _), group in following.items() for _ in group]
        moments = [text for (_, at), group in following.items() for text in [f'"{at.isoformat()}"'] * len(group)]
        with connection.cursor() as cursor:
            cursor.execute(ADVANCE, [raising.array(pks), raising.array(positions), raising.array(moments)])
