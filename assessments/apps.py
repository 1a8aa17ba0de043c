"""The room assessments: assessment, plan and review."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Registers the room with Django."""

    name = "assessments"
    verbose_name = "Assessment, plan and review"
    default_auto_field = "django.db.models.BigAutoField"
