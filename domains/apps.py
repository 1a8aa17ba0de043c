"""The room domains: responsibilities and their parts."""

from django.apps import AppConfig


class DomainsConfig(AppConfig):
    """Registers the room with Django."""

    name = "domains"
    verbose_name = "Responsibilities and their parts"
    default_auto_field = "django.db.models.BigAutoField"
