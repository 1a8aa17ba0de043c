"""The rules of reminding, from the files, as every installation begins with them."""

from django.db import migrations


def load(apps, schema_editor):
    from notifications import loading

    loading.load(
        kinds=apps.get_model("notifications", "DeadlineKind"), rules=apps.get_model("notifications", "ReminderRule")
    )


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=True)]
