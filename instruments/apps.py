"""The room instruments: questionnaires and scales, scored."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """Registers the room with Django and its policy with access."""

    name = "instruments"
    verbose_name = "Questionnaires and scales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies as access_policies
        from instruments import policies
        from instruments.models import Score

        access_policies.register(Score, policies.may)
