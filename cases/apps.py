from django.apps import AppConfig


def _carers_words(case):
    return "Cares for" if case.is_carers else "Carers"


def _carers_address(case):
    from django.urls import reverse

    return reverse("cases:carers", args=[case.reference])


def _ending_address(case):
    from django.urls import reverse

    return reverse("cases:ending", args=[case.reference])


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self):
        from access import policies
        from cases import (
            carer_deadlines,
            consent_deadlines,
            emergency_notices,
            ending_notices,
            ending_queries,
            endings,
            holdings,
            notices,
            registry,
            transfer_policies,
        )
        from cases.models import Case, Transfer
        from cases.policies import may
        from cases.services import carers, transfers

        policies.register(Case, may)
        policies.register(Transfer, transfer_policies.may)
        notices.register()
        holdings.register()
        carer_deadlines.register()
        consent_deadlines.register()
        emergency_notices.register()
        registry.on_coordinator_change(carers.coordinator_changed)
        registry.on_coordinator_change(consent_deadlines.coordinator_changed)
        registry.on_coordinator_change(transfers.coordinator_changed)
        endings.against_closing(ending_queries.against)
        endings.on_closing(ending_queries.end_with_the_case)
        endings.on_reopening(consent_deadlines.reopened)
        ending_notices.register()
        registry.tab("ending", "Close or transfer", _ending_address, position=65)
        registry.tab("carers", _carers_words, _carers_address, position=45)
