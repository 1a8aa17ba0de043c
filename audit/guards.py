"""The database's own refusal to change the audit: triggers on update, delete and truncate, for both databases.

Migration 0002 puts them on. The suite takes them off once, because the tests that commit must empty their tables
afterwards; one test puts them on again and sees them refuse.
"""

TABLES = ("audit_entry", "audit_seal", "audit_anchor")
REFUSAL = "the audit is append-only"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$"""


def put_on(connection):
    """Make the triggers; those that exist already are made anew."""
    take_off(connection)
    with connection.cursor() as cursor:
        for statement in _on(connection.vendor):
            cursor.execute(statement)


def take_off(connection):
    """Remove the triggers, where there are any."""
    with connection.cursor() as cursor:
        for statement in _off(connection.vendor):
            cursor.execute(statement)


def _on(vendor):
    if vendor == "postgresql":
        yield _POSTGRES_FUNCTION
        for table in TABLES:
            yield (
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
            )
            yield (
                f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            )
    elif vendor == "sqlite":
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {act} on {table}'); END"
                )
    else:
        raise UnguardedDatabase(vendor)


def _off(vendor):
    if vendor == "postgresql":
        for table in TABLES:
            yield f"DROP TRIGGER IF EXISTS {table}_stays ON {table}"
            yield f"DROP TRIGGER IF EXISTS {table}_whole ON {table}"
        yield "DROP FUNCTION IF EXISTS audit_refuse()"
    elif vendor == "sqlite":
        for table in TABLES:
            for act in ("update", "delete"):
                yield f"DROP TRIGGER IF EXISTS {table}_no_{act}"
    else:
        raise UnguardedDatabase(vendor)


class UnguardedDatabase(RuntimeError):
    """Accord runs on PostgreSQL and on SQLite. On another database nothing would guard the audit, so it stops here."""

    def __init__(self, vendor):
        super().__init__(f"Nothing guards the audit on {vendor}: use PostgreSQL or SQLite")
