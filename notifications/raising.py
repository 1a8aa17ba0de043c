"""Notices and their outbox rows, inserted as sets. The unique keys of the database make each of them once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from notifications.models import Deadline, Notice, Outbox

FIELDS = (
    "cause", "stage", "recipient_key", "kind", "subject_kind", "subject_id", "case_id", "worker_id", "organisation_id",
    "is_escalation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One notice to raise: the columns of :class:`notifications.models.Notice`, and whether an e-mail goes with it."""

    cause: str
    stage: str
    recipient_key: str
    kind: str
    subject_kind: str
    subject_id: int
    case_id: int | None
    worker_id: int | None
    organisation_id: int | None
    is_escalation: bool
    by_email: bool


def worker_key(worker_id):
    return f"worker:{worker_id}"


def nobody_key(organisation_id):
    """The recipient of what reached nobody. It stands on the administrators' page."""
    return f"organisation:{organisation_id or 0}:nobody"


def addressed(notice, worker_id, organisation_id):
    """The same notice for somebody who stands in for its recipient (None: nobody is there)."""
    key = nobody_key(organisation_id) if worker_id is None else worker_key(worker_id)
    return NewNotice(
        notice.cause, notice.stage, key, notice.kind, notice.subject_kind, notice.subject_id, notice.case_id, worker_id,
        organisation_id, True, True,
    )  # fmt: skip


def insert(notices, at: datetime):
    """Insert these notices, and an outbox row for each that goes by e-mail. What stands already is left alone.

    Returns (notices made, outbox rows made).
    """
    notices = list(notices)
    if not notices:
        return 0, 0
    if connection.vendor == "postgresql":
        return _postgresql(notices, at)
    return _portable(notices, at)


POSTGRESQL = """
WITH given AS (
    SELECT * FROM unnest(
        %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::bigint[], %s::boolean[], %s::boolean[]
    ) AS g(cause, stage, recipient_key, kind, subject_kind, subject_id, case_id, worker_id, organisation_id,
           is_escalation, by_email)
), made AS (
    INSERT INTO notifications_notice (
        cause, stage, recipient_key, kind, subject_kind, subject_id, case_id, worker_id, organisation_id,
        is_escalation, raised_at)
    SELECT cause, stage, recipient_key, kind, subject_kind, subject_id, case_id, worker_id, organisation_id,
           is_escalation, %s
    FROM given
    ON CONFLICT (cause, stage, recipient_key) DO NOTHING
    RETURNING id, cause, stage, recipient_key
), sent AS (
    INSERT INTO notifications_outbox (notice_id, channel, state, attempts, next_attempt_at, because)
    SELECT made.id, 'email', 'waiting', 0, %s, ''
    FROM made JOIN given USING (cause, stage, recipient_key)
    WHERE given.by_email AND given.worker_id IS NOT NULL
    ON CONFLICT (notice_id, channel) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM sent)
"""


def _postgresql(notices, at):
    columns = [[getattr(notice, field) for notice in notices] for field in (*FIELDS, "by_email")]
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL, [*columns, at, at])
        return cursor.fetchone()


def _portable(notices, at):
    """The same in two statements a batch, for SQLite, where a writer is alone in the database anyway."""
    before = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Notice.objects.bulk_create(
        (Notice(raised_at=at, **{field: getattr(notice, field) for field in FIELDS}) for notice in notices),
        batch_size=1_000,
        ignore_conflicts=True,
    )
    by_email = {(n.cause, n.stage, n.recipient_key) for n in notices if n.by_email and n.worker_id is not None}
    made = list(Notice.objects.filter(pk__gt=before).values_list("pk", "cause", "stage", "recipient_key"))
    waiting = [
        Outbox(notice_id=pk, next_attempt_at=at) for pk, cause, stage, key in made if (cause, stage, key) in by_email
    ]
    Outbox.objects.bulk_create(waiting, batch_size=1_000, ignore_conflicts=True)
    return len(made), len(waiting)


def array(values):
    """Numbers, or texts already quoted, as PostgreSQL writes an array. Ten times faster than adapting each value."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


#: OFFSET 0 makes each deadline be found by its key: a plan over the whole table would cost by what is stored.
STAGE = """
WITH made AS (
    INSERT INTO notifications_notice (
        cause, stage, recipient_key, kind, subject_kind, subject_id, case_id, worker_id, organisation_id,
        is_escalation, raised_at)
    SELECT 'deadline:' || deadline.id, %s,
           CASE WHEN given.worker_id IS NULL THEN 'organisation:' || given.organisation_id || ':nobody'
                ELSE 'worker:' || given.worker_id END,
           deadline.kind, deadline.subject_kind, deadline.subject_id, deadline.case_id,
           given.worker_id, given.organisation_id, given.instead OR %s, %s
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[])
             AS given(deadline_id, worker_id, organisation_id, instead)
    CROSS JOIN LATERAL (SELECT * FROM notifications_deadline WHERE id = given.deadline_id OFFSET 0) AS deadline
    ON CONFLICT (cause, stage, recipient_key) DO NOTHING
    RETURNING id, worker_id
), sent AS (
    INSERT INTO notifications_outbox (notice_id, channel, state, attempts, next_attempt_at, because)
    SELECT id, 'email', 'waiting', 0, %s, '' FROM made WHERE %s AND worker_id IS NOT NULL
    ON CONFLICT (notice_id, channel) DO NOTHING
    RETURNING 1
)
SELECT count(*), (SELECT count(*) FROM sent), count(*) FILTER (WHERE worker_id IS NULL) FROM made
"""


def insert_stage(stage, recipients, at):
    """Raise one stage of many deadlines: rows of (deadline id, worker id or None, organisation id, told instead).

    On PostgreSQL one statement makes the notices and their messages. Returns (notices, messages, notices to nobody).
    """
    if connection.vendor == "postgresql":
        deadlines, workers, organisations, instead = zip(*recipients, strict=True)
        given = [array(deadlines), array(workers), array(organisations), array(instead)]
        with connection.cursor() as cursor:
            cursor.execute(STAGE, [stage.name, stage.is_escalation, at, *given, at, stage.by_email])
            return cursor.fetchone()
    subjects = {}
    ids = [row[0] for row in recipients]
    for start in range(0, len(ids), 1_000):
        subjects.update(Deadline.objects.in_bulk(ids[start : start + 1_000]))
    notices = [
        NewNotice(
            f"deadline:{pk}", stage.name, nobody_key(organisation_id) if worker_id is None else worker_key(worker_id),
            subjects[pk].kind, subjects[pk].subject_kind, subjects[pk].subject_id, subjects[pk].case_id, worker_id,
            organisation_id, instead or stage.is_escalation, stage.by_email,
        )
        for pk, worker_id, organisation_id, instead in recipients
    ]  # fmt: skip
    return (*_portable(notices, at), sum(notice.worker_id is None for notice in notices))
