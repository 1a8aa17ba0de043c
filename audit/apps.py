"""The room audit: what was read and written."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the room with Django."""

    name = "audit"
    verbose_name = "What was read and written"
    default_auto_field = "django.db.models.BigAutoField"
