"""The room merging: bringing records together."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    """Registers the room with Django."""

    name = "merging"
    verbose_name = "Bringing records together"
    default_auto_field = "django.db.models.BigAutoField"
