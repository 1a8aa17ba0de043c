"""The room assessments: assessment, plan and review."""

from django.apps import AppConfig

#: The room's pages about a case. Partners of the shared core have the sections of their own domains and their goals.
TABS = (("assessment", "Assessment", 10, False), ("plan", "Plan", 20, False), ("reviews", "Reviews", 40, True))


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
        from assessments import clocks, notices, policies
        from assessments.documents import catalogue  # noqa: F401 - its import hangs in this room’s sections
        from assessments.documents.policies import may_copy
        from assessments.framework_files import library
        from assessments.models import Action, Assessment, CopyGiven, Goal, Need, Plan, Review
        from cases import registry
        from notifications import registry as notifications

        access_policies.register(Assessment, policies.may)
        access_policies.register(Review, policies.may_review)
        access_policies.register(CopyGiven, may_copy)
        for model, may in policies.WITHIN.items():
            access_policies.register({"need": Need, "plan": Plan, "goal": Goal, "action": Action}[model], may)
        registry.on_coordinator_change(clocks.move_owners)
        for key, text, position, full_only in TABS:
            registry.tab(key, text, _address(f"assessments:{key}"), position=position, full_only=full_only)
        for kind in library().clocks():
            notifications.describe(kind, notices.describe)
            notifications.still_wanted(kind, notices.still_wanted)
            notifications.recompute(kind, clocks.recompute, clocks.lock)
