"""Many rows of one model at once: COPY on PostgreSQL, which costs a fifth of an insert; elsewhere the usual way."""

import json

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

#: From how many rows COPY pays for the two statements that it takes.
FROM = 200
ROWS_AT_ONCE = 2_000


def create(manager, rows):
    """Write unsaved rows of one model in their order and give them their keys, as ``bulk_create`` does. Returns the list.

    ``manager`` is the model's own: that of a guarded model refuses outside ``writing(Model)``. Relations must be saved.
    """
    rows = list(rows)
    if connection.vendor != "postgresql" or len(rows) < FROM:
        return manager.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    manager.bulk_create([])  # a guarded model refuses here
    model = manager.model
    _give_keys(model, rows)
    fields = [field for field in model._meta.concrete_fields if not _is_left_to_the_database(field, rows)]
    insert(
        model, [field.attname for field in fields], ([field.pre_save(row, True) for field in fields] for row in rows)
    )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def _is_left_to_the_database(field, rows):
    return all(isinstance(getattr(row, field.attname), DatabaseDefault) for row in rows)


def _give_keys(model, rows):
    """Keys from the table's own sequence, in the order of the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def insert(model, columns, rows):
    """Write rows that nobody needs back, given in the order of ``columns`` (names of attributes: ``person_id``).

    Keys are the database's where they are no column.
    """
    if connection.vendor != "postgresql":
        made = [model(**dict(zip(columns, row, strict=True))) for row in rows]
        model.objects.bulk_create(made, batch_size=ROWS_AT_ONCE)
        return
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    encoders = {place: field.encoder for place, field in enumerate(fields) if isinstance(field, models.JSONField)}
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            if encoders:
                row = [
                    json.dumps(value, cls=encoders[place]) if place in encoders and value is not None else value
                    for place, value in enumerate(row)
                ]
            copy.write_row(row)
