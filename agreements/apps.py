"""The room agreements: sharing agreements and services."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Registers the room's policies, the wording of its notices, and what it adds to the partners' pages."""

    name = "agreements"
    verbose_name = "Sharing agreements and services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies as access
        from agreements import directory, models, notices, policies
        from agreements.services import CONFIRM
        from notifications import registry as notifications
        from partners import registry as partners

        for model in (models.SharingAgreement, models.Party, models.InForce, models.Service):
            access.register(model, policies.may)
        notifications.describe(CONFIRM, notices.describe)
        notifications.still_wanted(CONFIRM, notices.still_wanted)
        partners.offers_services("agreements", directory.offers)
        partners.administers("agreements", directory.chores)
