from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self):
        from access import policies
        from cases import holdings, notices
        from cases.models import Case
        from cases.policies import may

        policies.register(Case, may)
        notices.register()
        holdings.register()
