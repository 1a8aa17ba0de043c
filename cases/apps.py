"""The room cases: people, cases and consent."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the room with Django."""

    name = "cases"
    verbose_name = "People, cases and consent"
    default_auto_field = "django.db.models.BigAutoField"
