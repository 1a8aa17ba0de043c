"""The room merging: bringing records together."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    """Registers the room with Django, its policies with access, and itself with the rooms that must ask it."""

    name = "merging"
    verbose_name = "Bringing records together"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies as access_policies
        from assessments import registry as assessments
        from merging import carried, claims, policies, queries
        from merging.models import CaseJoin, Conflict, ImportRun, PossibleMatch
        from partners import registry as partners

        access_policies.register(Conflict, policies.may_conflict)
        access_policies.register(PossibleMatch, policies.may_match)
        access_policies.register(CaseJoin, policies.may_join)
        access_policies.register(ImportRun, policies.may_import)
        assessments.carried_in(carried.answers)
        partners.on_staff_code_claimed("merging", claims.follow)
        partners.administers("merging", queries.chores)
