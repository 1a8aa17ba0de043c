"""The room partners: organisations, teams and workers."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Registers the room with Django."""

    name = "partners"
    verbose_name = "Organisations, teams and workers"
    default_auto_field = "django.db.models.BigAutoField"
