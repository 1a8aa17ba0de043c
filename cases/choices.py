"""What a page about a case may offer to choose from: colleagues, holders of records, partners."""

from access.roles import READS_CASES, Permission, permits
from access.rows import effective
from agreements.policies import shares_with
from cases.models import Bar, Involvement, NamedAccess
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


def bodies_of(case):
    """Keys of the organisations on a record: those involved, the one that holds it, the one that coordinates it."""
    ids = set(case.involvements.values_list("organisation_id", flat=True))
    return (ids | {case.lead_organisation_id, case.coordinator_organisation_id}) - {None}


def _seats(case, *, at):
    return Membership.objects.filter(
        effective(at), role__in=READS_CASES, worker__is_active=True, organisation__in=bodies_of(case)
    )


def workers_to_name(case, *, at):
    """Workers of the bodies on a record, who may be let in by name or barred."""
    return Worker.objects.filter(pk__in=_seats(case, at=at).values("worker")).order_by("name", "pk")


def body_of(worker, case, *, at):
    """The organisation on the record for which a worker would be let in, or None."""
    seat = _seats(case, at=at).filter(worker=worker).select_related("organisation").order_by("pk").first()
    return seat and seat.organisation


def let_in_now(case, *, at):
    """Who is let in by name now, for showing and ending."""
    return NamedAccess.objects.filter(effective(at), case=case).select_related("worker", "organisation", "granted_by")


def barred_now(case, *, at):
    """Who is barred now, for showing and lifting."""
    return Bar.objects.filter(effective(at), case=case).select_related("worker", "set_by")
