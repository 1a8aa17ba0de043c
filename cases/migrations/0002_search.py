"""Finding names fast: a trigram index over the stored search key, on PostgreSQL.

``pg_trgm`` is a trusted extension: the owner of the database may create it. SQLite reads the key as it is
(docs/adr/0006): 20,000 people take a few milliseconds there.
"""

from django.db import migrations

CREATE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS person_search_trigram ON cases_person USING gin (search_key gin_trgm_ops)",
)


def index(apps, editor):
    if editor.connection.vendor == "postgresql":
        for statement in CREATE:
            editor.execute(statement)


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS person_search_trigram")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(index, drop)]
