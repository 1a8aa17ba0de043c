"""The two statutory bodies of an extract: made when they are not there yet, with their staff codes and their agreement."""

from dataclasses import dataclass, field

from django.db import transaction

from access.roles import READS_CASES
from access.rows import effective
from agreements.policies import shares_with
from agreements.services import make_agreement
from calendars import start_of_day
from merging.records import HEALTH, SOCIAL_CARE
from partners.catalogue import loader as catalogue
from partners.models import Domain, Membership, Organisation, Sector, StaffCode, Team
from partners.services import create_organisation, keep_staff_codes

SECTORS = {HEALTH: Sector.NHS, SOCIAL_CARE: Sector.COUNCIL}
SHORT_NAMES = {HEALTH: "Trust", SOCIAL_CARE: "Council"}
UNNAMED = {HEALTH: "NO-ORGID", SOCIAL_CARE: "NO-LA-CODE"}
LONGEST_CODE = 20
COORDINATION, ASSESSMENT = "coordination", "assessment"


@dataclass(slots=True)
class Bodies:
    """The organisations by source, their whole teams, the catalogue rows that an import writes, and staff codes."""

    organisations: dict = field(default_factory=dict)
    teams: dict = field(default_factory=dict)
    coordination: Domain = None
    assessment: Domain = None
    workers: dict = field(default_factory=dict)  # claimed staff code -> worker, of those who work there still


@transaction.atomic
def bodies_of(codes, *, staff_codes, by, at):
    """The bodies with these codes ({source: code}): found by code, else made under it until an administrator names them.

    Records the agreement of the two as in force from today where none is, to be confirmed by an administrator.
    """
    if not Domain.objects.filter(code=ASSESSMENT).exists():
        catalogue.load()
    domains = {domain.code: domain for domain in Domain.objects.filter(code__in=(COORDINATION, ASSESSMENT))}
    bodies = Bodies(coordination=domains[COORDINATION], assessment=domains[ASSESSMENT])
    for source, code in codes.items():
        bodies.organisations[source] = _body(source, (code or UNNAMED[source]).strip().upper()[:LONGEST_CODE], at)
    bodies.teams = {
        source: Team.objects.get(organisation=organisation, is_whole=True)
        for source, organisation in bodies.organisations.items()
    }
    if len(bodies.organisations) > 1:
        _agree(bodies.organisations, by, at)
    if HEALTH in bodies.organisations:
        trust = bodies.organisations[HEALTH]
        keep_staff_codes(organisation=trust, codes=staff_codes, by=None, at=at)
        rows = StaffCode.objects.filter(organisation=trust, worker__is_active=True).select_related("worker")
        here = Membership.objects.filter(effective(at), organisation=trust, role__in=READS_CASES)
        still_here = set(here.values_list("worker_id", flat=True))
        bodies.workers = {row.code: row.worker for row in rows if row.worker_id in still_here}
    return bodies


def _body(source, code, at):
    found = Organisation.objects.filter(code=code).first()
    if found is not None:
        return found
    short_name = SHORT_NAMES[source]
    if Organisation.objects.filter(short_name=short_name).exists():
        short_name = code
    return create_organisation(
        name=code, short_name=short_name, sector=SECTORS[source], code=code, responsible_body=True, by=None, at=at
    )


def _agree(organisations, by, at):
    trust, council = organisations[HEALTH], organisations[SOCIAL_CARE]
    if trust.pk == council.pk or shares_with(trust.pk, at=at).filter(other_id=council.pk).exists():
        return
    make_agreement(
        name=f"{trust.name} and {council.name}", organisations=[trust, council], since=start_of_day(at.date()), until=None,
        by=by, at=at, to_confirm=True,
    )  # fmt: skip
