"""The room partners: organisations, teams and workers."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Registers the room's policies with access."""

    name = "partners"
    verbose_name = "Organisations, teams and workers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies as access
        from partners import models, policies

        for model in (
            models.Partnership, models.Organisation, models.Team, models.Worker, models.Membership, models.StaffCode,
            models.ApiToken,
        ):  # fmt: skip
            access.register(model, policies.may)
