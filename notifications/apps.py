"""The room notifications: deadlines, notices and their sending."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the room with Django."""

    name = "notifications"
    verbose_name = "Deadlines, notices and their sending"
    default_auto_field = "django.db.models.BigAutoField"
