"""The room agreements: sharing agreements and services."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Registers the room with Django."""

    name = "agreements"
    verbose_name = "Sharing agreements and services"
    default_auto_field = "django.db.models.BigAutoField"
