from django.apps import AppConfig


def _carers_words(case):
    return "Cares for" if case.is_carers else "Carers"


def _carers_address(case):
    from django.urls import reverse

    return reverse("cases:carers", args=[case.reference])


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self):
        from access import policies
        from cases import carer_deadlines, consent_deadlines, emergency_notices, holdings, notices, registry
        from cases.models import Case
        from cases.policies import may
        from cases.services import carers

        policies.register(Case, may)
        notices.register()
        holdings.register()
        carer_deadlines.register()
        consent_deadlines.register()
        emergency_notices.register()
        registry.on_coordinator_change(carers.coordinator_changed)
        registry.on_coordinator_change(consent_deadlines.coordinator_changed)
        registry.tab("carers", _carers_words, _carers_address, position=45)
