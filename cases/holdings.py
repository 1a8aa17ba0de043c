"""What a leaver still coordinates: it is handed over before their account is closed (decisions.md 1)."""

from django.db.models import Count

from cases.models import Case
from partners import holdings


def coordinated(worker_id, *, at):
    """One line for each organisation for which the worker coordinates open cases now."""
    rows = (
        Case.objects.filter(coordinator_id=worker_id, is_open=True)
        .values("coordinator_organisation_id", "coordinator_organisation__short_name")
        .annotate(number=Count("pk"))
        .order_by("coordinator_organisation_id")
    )
    return [
        holdings.Holding(
            f"Coordinates {row['number']} {'person' if row['number'] == 1 else 'people'} "
            f"for {row['coordinator_organisation__short_name']}",
            organisation_id=row["coordinator_organisation_id"],
        )
        for row in rows
    ]


def register():
    """Answer partners' question about leavers."""
    holdings.register("cases", coordinated)
