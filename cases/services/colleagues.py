"""Whether a worker may be given work on cases in an organisation, and for which organisation they write."""

from access.roles import READS_CASES
from access.rows import effective
from cases.models import Involvement
from partners.models import Membership, Organisation, Sector
from partners.standing import standing_of


def works_for(worker, organisation, *, at):
    """Whether they are active and hold a role on cases there now."""
    return (
        worker.is_active
        and Membership.objects.filter(
            effective(at), worker=worker, organisation=organisation, role__in=READS_CASES
        ).exists()
    )


def acting_for(case, by, *, at):
    """The organisation for which a worker writes: the one of theirs that is on the case, a council first."""
    seats = standing_of(by, at=at).seats
    here = set(Involvement.objects.filter(case=case).values_list("organisation_id", flat=True))
    here |= {case.coordinator_organisation_id, case.lead_organisation_id}
    mine = sorted(
        (seat for seat in seats if seat.organisation_id in here), key=lambda seat: seat.sector != Sector.COUNCIL
    )
    return Organisation.objects.get(pk=(mine or seats)[0].organisation_id)
