"""The room domains: responsibilities and their parts."""

from django.apps import AppConfig


def _sight(case, at):
    from domains.seeing import picture

    return picture(case, at=at)


class DomainsConfig(AppConfig):
    """Registers the room with Django, its policies, its notices, and what follows a change of consent."""

    name = "domains"
    verbose_name = "Responsibilities and their parts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies
        from cases import endings, registry
        from domains import closing, notices, services
        from domains.models import Part, Responsibility
        from domains.policies import may, may_responsibility

        policies.register(Part, may)
        policies.register(Responsibility, may_responsibility)
        registry.on_consent_change(services.consent_changed)
        registry.on_sight(_sight)
        endings.against_closing(closing.against)
        endings.on_closing(closing.close)
        notices.register()
