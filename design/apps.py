"""The room design: layouts, components and form fields."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Registers the room with Django."""

    name = "design"
    verbose_name = "Layouts, components and form fields"
    default_auto_field = "django.db.models.BigAutoField"
