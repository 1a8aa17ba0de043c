"""The catalogue of domains, as ``partners/catalogue/domains.yaml`` has it. Run again by ``manage.py load_catalogue``."""

from django.db import migrations

from partners.catalogue import load


def bring_in(apps, schema_editor):
    load(model=apps.get_model("partners", "Domain"))


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunPython(bring_in, migrations.RunPython.noop)]
