"""The room domains: responsibilities and their parts."""

from django.apps import AppConfig


def _sight(case, at):
    from domains.seeing import picture

    return picture(case, at=at)


def _concerns_address(case):
    from django.urls import reverse

    return reverse("domains:concerns", args=[case.reference])


class DomainsConfig(AppConfig):
    """Registers the room with Django, its policies, its notices, and what follows a change of consent."""

    name = "domains"
    verbose_name = "Responsibilities and their parts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies
        from cases import endings, registry
        from domains import attachments, closing, concern_notices, concerns, notices, services
        from domains.models import Attachment, Concern, Part, Responsibility
        from domains.policies import may, may_responsibility
        from domains.services import countering

        policies.register(Part, may)
        policies.register(Responsibility, may_responsibility)
        policies.register(Concern, concerns.may)
        policies.register(Attachment, attachments.may)
        registry.on_consent_change(services.consent_changed)
        registry.on_sight(_sight)
        endings.against_closing(closing.against)
        endings.on_closing(closing.close)
        endings.against_closing(closing.concerns_against)
        endings.on_reopening(closing.reopen)
        registry.on_coordinator_change(countering.coordinator_changed)
        notices.register()
        registry.tab("concerns", "Safeguarding", _concerns_address, position=32, full_only=False)
        concern_notices.register()
