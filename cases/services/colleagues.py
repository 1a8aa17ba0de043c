"""Whether a worker may be given work on cases in an organisation."""

from access.roles import READS_CASES
from access.rows import effective
from partners.models import Membership


def works_for(worker, organisation, *, at):
    """Whether they are active and hold a role on cases there now."""
    return (
        worker.is_active
        and Membership.objects.filter(
            effective(at), worker=worker, organisation=organisation, role__in=READS_CASES
        ).exists()
    )
