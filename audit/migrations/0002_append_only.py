"""The audit cannot be changed from here on: triggers refuse update, delete and truncate."""

from django.db import migrations

from audit import guards


def put_on(apps, schema_editor):
    guards.put_on(schema_editor.connection)


def take_off(apps, schema_editor):
    guards.take_off(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(put_on, take_off)]
