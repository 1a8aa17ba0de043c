"""The room deploy: the composition root."""

from django.apps import AppConfig


class DeployConfig(AppConfig):
    """Registers the room with Django."""

    name = "deploy"
    verbose_name = "The composition root"
    default_auto_field = "django.db.models.BigAutoField"
