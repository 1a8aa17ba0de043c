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
        from agreements.services import CONFIRM, ENDING
        from notifications import registry as notifications
        from notifications.wanted import of_live_deadlines
        from partners import registry as partners

        for model in (models.SharingAgreement, models.Party, models.InForce, models.Service):
            access.register(model, policies.may)
        notifications.describe(CONFIRM, notices.describe)
        notifications.still_wanted(CONFIRM, notices.still_wanted)
        notifications.describe(ENDING, notices.describe_ending)
        notifications.still_wanted(ENDING, of_live_deadlines)
        for kind in ("agreement.suspended", "agreement.resumed", "agreement.ended"):
            notifications.describe(kind, notices.describe_change)
        partners.offers_services("agreements", directory.offers)
        partners.administers("agreements", directory.chores)
