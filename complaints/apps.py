"""The room complaints: joint complaints."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Registers the room with Django, its policies with the backend, and its notices with the register."""

    name = "complaints"
    verbose_name = "Joint complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access.policies import register
        from complaints import notices, policies, recomputing
        from complaints.models import Body, Complaint, Element

        register(Complaint, policies.may)
        register(Body, policies.may_body)
        register(Element, policies.may_element)
        notices.register()
        recomputing.register()
