"""What a page about a case may offer to choose from: colleagues, holders of records, partners."""

from access.roles import READS_CASES, Permission, permits
from access.rows import effective
from agreements.policies import shares_with
from cases.models import Involvement
from cases.sight import asks_agreement
from partners.models import STATUTORY, Domain, Membership, Organisation, Team, Worker
from partners.standing import standing_of


def taking_organisation(worker, *, at):
    """The organisation and team for which a worker takes referrals; None where no role allows it."""
    for seat in standing_of(worker, at=at).seats:
        if permits(seat.role, Permission.TAKE_REFERRAL):
            return Organisation.objects.get(pk=seat.organisation_id), Team.objects.get(pk=seat.team_id)
    return None


def colleagues_on_cases(organisation, *, at):
    """Active workers who have a role on cases in an organisation now, by name."""
    return Worker.objects.filter(
        pk__in=Membership.objects.filter(effective(at), organisation=organisation, role__in=READS_CASES).values(
            "worker_id"
        ),
        is_active=True,
    ).order_by("name")


def record_holders(organisation, *, at):
    """The statutory bodies that may hold a record taken here: itself, or those it shares with."""
    ids = set(shares_with(organisation.pk, at=at).values_list("other_id", flat=True)) | {organisation.pk}
    return Organisation.objects.filter(pk__in=ids, sector__in=STATUTORY, status=Organisation.Status.ACTIVE)


def partners_of(case, *, at):
    """Active organisations that may share this record under an agreement in force."""
    return Organisation.objects.filter(
        pk__in=shares_with(case.lead_organisation_id, at=at), status=Organisation.Status.ACTIVE
    ).exclude(pk=case.lead_organisation_id)


def taking_over(case, *, at):
    """Organisations that may be asked to take the coordination over: under agreement with whoever holds the record, and
    not the one that coordinates."""
    ids = set(shares_with(case.lead_organisation_id, at=at).values_list("other_id", flat=True)) | {
        case.lead_organisation_id
    }
    ids.discard(case.coordinator_organisation_id or case.lead_organisation_id)
    return Organisation.objects.filter(pk__in=ids, status=Organisation.Status.ACTIVE).order_by("name")


def involved_partners(case):
    """Organisations with a part in the case that read it only with agreement: who has to be asked."""
    ids = Involvement.objects.filter(case=case).values("organisation_id")
    return [o for o in Organisation.objects.filter(pk__in=ids).order_by("name") if asks_agreement(case, o)]


def domains():
    """Every domain that a partner may be asked to take on, in the order of the catalogue."""
    return Domain.objects.filter(proposable=True)
