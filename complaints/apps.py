"""The room complaints: joint complaints."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Registers the room with Django."""

    name = "complaints"
    verbose_name = "Joint complaints"
    default_auto_field = "django.db.models.BigAutoField"
