"""Writing new deadlines together with the stage each waits for: one statement on PostgreSQL, two elsewhere."""

from django.db import connection

from access import copying
from notifications.models import Deadline, Waiting

ROWS_AT_ONCE = 5_000
COLUMNS = (
    ("kind", "text"), ("subject_kind", "text"), ("subject_id", "bigint"), ("case_id", "bigint"), ("version", "int"),
    ("due_at", "timestamptz"), ("owner_organisation_id", "bigint"), ("owner_team_id", "bigint"),
    ("owner_worker_id", "bigint"), ("set_at", "timestamptz"), ("set_by_rule", "text"),
)  # fmt: skip
NAMES = ", ".join(name for name, _ in COLUMNS)
INSERT = f"""
WITH given AS (
    SELECT * FROM unnest({", ".join(f"%s::{kind}[]" for _, kind in COLUMNS)}, %s::int[], %s::timestamptz[])
    AS g({NAMES}, position, waits_until)
), made AS (
    INSERT INTO notifications_deadline ({NAMES}, is_live) SELECT {NAMES}, true FROM given
    RETURNING id, kind, subject_kind, subject_id
), waits AS (
    INSERT INTO notifications_waiting (deadline_id, position, at)
    SELECT made.id, given.position, given.waits_until FROM made JOIN given USING (kind, subject_kind, subject_id)
    WHERE given.position IS NOT NULL
)
SELECT id, kind, subject_kind, subject_id FROM made
"""  # noqa: S608 - the names are the columns above


def insert(rows, first_stages):
    """Write unsaved deadlines, and for each the (position, moment) of its first stage, or None where none is to come.

    Subjects and kinds must differ within one call. Sets the key of every row.
    """
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some, stages = rows[start : start + ROWS_AT_ONCE], first_stages[start : start + ROWS_AT_ONCE]
        if connection.vendor == "postgresql" and len(some) < copying.FROM:
            _postgresql(some, stages)
        else:
            _portable(some, stages)


def _postgresql(rows, stages):
    columns = [[getattr(row, name) for row in rows] for name, _ in COLUMNS]
    waits = [stage or (None, None) for stage in stages]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*columns, [position for position, _ in waits], [moment for _, moment in waits]])
        keys = {(kind, subject_kind, subject): key for key, kind, subject_kind, subject in cursor.fetchall()}
    for row in rows:
        row.pk = keys[row.kind, row.subject_kind, row.subject_id]
        row._state.adding = False


def _portable(rows, stages):
    copying.create(Deadline.objects, rows)
    waiting = ((row.pk, *stage) for row, stage in zip(rows, stages, strict=True) if stage is not None)
    copying.insert(Waiting, ("deadline_id", "position", "at"), waiting)
