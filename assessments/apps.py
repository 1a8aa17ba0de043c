"""The room assessments: assessment, plan and review."""

from django.apps import AppConfig

#: The room's pages about a case. Partners of the shared core have the sections of their own domains and their goals.
TABS = (
    ("assessment", "Assessment", 10, False),
    ("plan", "Plan", 20, False),
    ("crisis", "Crisis plan", 30, False),
    ("risks", "Risks", 31, True),
    ("reviews", "Reviews", 40, True),
)


def _address(name):
    def address(case):
        from django.urls import reverse

        return reverse(name, args=[case.reference])

    return address


class AssessmentsConfig(AppConfig):
    """Registers the room with Django, its policies with access, and itself with the rooms that must ask it."""

    name = "assessments"
    verbose_name = "Assessment, plan and review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies as access_policies
        from assessments import (  # noqa: F401 - sealed_parts seals by being read
            aftercare_notices,
            aftercare_policies,
            agreement_notices,
            choosing,
            clocks,
            closing,
            crisis_queries,
            determination_policies,
            discharge_telling,
            models,
            notices,
            owing,
            policies,
            review_telling,
            risk_notices,
            risk_policies,
            risk_services,
            sealed_money_and_risk,
            sealed_parts,
        )
        from assessments.charging import policies as charging
        from assessments.documents import catalogue  # noqa: F401 - its import hangs in this room’s sections
        from assessments.documents.policies import may_copy
        from assessments.framework_files import library
        from cases import endings, registry
        from notifications import registry as notifications
        from notifications.wanted import of_live_deadlines
        from partners import registry as partners

        access_policies.register(models.Assessment, policies.may)
        for model in (models.Review, models.ReviewRequest, models.Discharge):
            access_policies.register(model, policies.may_review)
        for model in (models.CrisisPlan, models.ContingencyPlan):
            access_policies.register(model, policies.may_case_plan)
        access_policies.register(models.Determination, determination_policies.may)
        access_policies.register(models.Aftercare, aftercare_policies.may)
        access_policies.register(models.ServiceCharge, charging.may_charge)
        access_policies.register(models.PersonalBudget, charging.may_budget)
        access_policies.register(models.Risk, risk_policies.may)
        access_policies.register(models.CopyGiven, may_copy)
        for name, may in policies.WITHIN.items():
            access_policies.register(self.get_model(name), may)
        partners.administers("assessments", choosing.chores)
        registry.on_coordinator_change(clocks.move_owners)
        registry.on_coordinator_change(owing.move_owners)
        registry.alert(crisis_queries.alert)
        endings.against_closing(closing.against)
        endings.on_closing(closing.close)
        endings.on_reopening(closing.reopen)
        endings.information_sent(closing.papers_given)
        agreement_notices.register()
        aftercare_notices.register()
        for key, text, position, full_only in TABS:
            registry.tab(key, text, _address(f"assessments:{key}"), position=position, full_only=full_only)
        for kind in library().clocks():
            notifications.describe(kind, notices.describe)
            notifications.still_wanted(kind, of_live_deadlines)
            notifications.recompute(kind, clocks.recompute, clocks.lock)
        for kind in review_telling.MEETINGS:
            notifications.describe(kind, review_telling.describe)
            notifications.still_wanted(kind, review_telling.still_wanted)
        notifications.describe(review_telling.ASKED, review_telling.describe_requests)
        notifications.still_wanted(review_telling.ASKED, review_telling.request_still_wanted)
        notifications.describe(owing.CHECK, review_telling.describe)
        notifications.still_wanted(owing.CHECK, of_live_deadlines)
        notifications.recompute(owing.CHECK, owing.recompute_checks, owing.lock_reviews)
        for kind in (owing.FOLLOW_UP, discharge_telling.RECORDED):
            notifications.describe(kind, discharge_telling.describe)
            notifications.still_wanted(kind, discharge_telling.still_wanted)
        notifications.recompute(owing.FOLLOW_UP, owing.recompute_contacts, owing.lock_discharges)
        notifications.describe(risk_services.REVIEW, risk_notices.describe)
        notifications.still_wanted(risk_services.REVIEW, risk_notices.still_wanted)
        notifications.recompute(risk_services.REVIEW, risk_services.recompute, risk_services.lock)
