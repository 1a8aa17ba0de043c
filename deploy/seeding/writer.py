"""Writing many rows of many tables at once: COPY on PostgreSQL, executemany elsewhere. Keys are given by the caller."""

from django.db import connection


class Table:
    """Rows of one model, buffered and written in blocks. ``columns`` are field names; a foreign key is ``name_id``."""

    def __init__(self, model, columns, *, block=20_000):
        self.model = model
        self.fields = [self._field(model, name) for name in columns]
        self.block = block
        self.rows = []
        self.written = 0

    @staticmethod
    def _field(model, name):
        return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))

    def add(self, *row):
        self.rows.append(row)
        if len(self.rows) >= self.block:
            self.flush()

    def flush(self):
        if not self.rows:
            return
        table = connection.ops.quote_name(self.model._meta.db_table)
        columns = ", ".join(connection.ops.quote_name(field.column) for field in self.fields)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(self.fields))
                prepared = [
                    tuple(
                        field.get_db_prep_save(value, connection) for field, value in zip(self.fields, row, strict=True)
                    )
                    for row in self.rows
                ]
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", prepared)  # noqa: S608
        self.written += len(self.rows)
        self.rows = []


def settle(models):
    """After writing with keys of our own: put the sequences past them, and let the planner know the tables."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return
    with connection.cursor() as cursor:
        for model in models:
            if model._meta.pk.get_internal_type() != "BigAutoField":
                continue
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608
                f'GREATEST((SELECT COALESCE(MAX(id), 1) FROM "{table}"), 1))'
            )
        for model in models:
            cursor.execute(f'VACUUM (ANALYZE) "{model._meta.db_table}"')
