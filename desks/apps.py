"""The room desks: what each worker opens first."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Registers the room with Django."""

    name = "desks"
    verbose_name = "What each worker opens first"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from access import policies
        from desks import deadlines, tabs
        from notifications.models import Deadline
        from partners import registry as partners
        from partners.registry import Chore

        policies.register(Deadline, deadlines.may)
        tabs.add()
        partners.administers(
            "desks",
            lambda at: [
                Chore("Who may do what", "Every role, state of a part and act, to read and download", "desks:who_may")
            ],
        )
