"""The room desks: what each worker opens first."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Registers the room with Django."""

    name = "desks"
    verbose_name = "What each worker opens first"
    default_auto_field = "django.db.models.BigAutoField"
