"""Many rows that nobody needs back: COPY on PostgreSQL, which costs a fifth of an insert; elsewhere the usual way."""

import json

from django.db import connection, models


def insert(model, columns, rows):
    """Write rows, given as tuples in the order of ``columns`` (names of attributes: ``person_id``). Keys are the database's."""
    rows = list(rows)
    if not rows:
        return
    if connection.vendor != "postgresql":
        model.objects.bulk_create([model(**dict(zip(columns, row, strict=True))) for row in rows], batch_size=2_000)
        return
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    as_json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            if as_json:
                row = [json.dumps(value) if place in as_json else value for place, value in enumerate(row)]
            copy.write_row(row)
