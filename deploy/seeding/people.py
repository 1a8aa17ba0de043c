"""Organisations, teams, workers and agreements of the seeded partnership, as rows."""

from dataclasses import dataclass
from datetime import timedelta

from access.roles import Role
from agreements import services as agreements
from deploy.seeding.partnership import FAMILY, GIVEN, staffing
from deploy.seeding.writer import Table
from partners.models import Membership, Organisation, Partnership, Sector, Team, Worker

#: No password opens these accounts; the bench signs them in by itself.
UNUSABLE = "!seeded"


@dataclass
class Desk:
    """What the rows of cases need of a body: keys of its whole team, teams, and workers with their team."""

    organisation_id: int
    whole_team_id: int
    team_ids: list
    coordinators: list  # (worker id, team id)
    workers: list  # (worker id, team id)


def write(areas, bodies, cases, *, chance, at):
    """Write partnership, organisations, teams, workers, memberships and one agreement an area. Returns pk -> Desk."""
    since = at - timedelta(days=1500)
    Partnership.objects.create(name="Seeded Partnership", frameworks=["cpa-2008", "care-act-2014"])
    councils = {area.number: area.councils[0].pk for area in areas}
    organisations = []
    for body in bodies:
        statutory = body.sector in (Sector.NHS, Sector.COUNCIL)
        organisations.append(
            Organisation(
                pk=body.pk,
                name=body.name,
                short_name=body.short_name,
                sector=body.sector,
                code=f"S{body.pk:05}",
                responsible_body=statutory,
                telephone="01632 960000",
            )
        )
    Organisation.objects.bulk_create(organisations, batch_size=500)
    for area in areas:
        ids = [body.pk for body in area.voluntary]
        Organisation.objects.filter(pk__in=ids).update(answered_for_by_id=councils[area.number])
    team_key, worker_key, desks = 0, 0, {}
    team_table = Table(Team, ["id", "organisation_id", "name", "code", "is_whole", "telephone"])
    worker_table = Table(
        Worker, ["id", "password", "email", "name", "job_title", "telephone", "is_active", "is_superuser", "created_at"]
    )
    membership_table = Table(
        Membership,
        ["worker_id", "organisation_id", "team_id", "role", "effective_from", "effective_until", "recorded_at"],
    )
    by_area = {area.number: cases * area.weight * 0.9 for area in areas}
    for body in bodies:
        team_key += 1
        desk = Desk(body.pk, team_key, [], [], [])
        team_table.add(team_key, body.pk, "Whole organisation", "", True, "")
        for number in body.teams:
            team_key += 1
            desk.team_ids.append(team_key)
            team_table.add(team_key, body.pk, f"Team {number + 1}", f"T{number + 1}", False, "")
        for role, many in staffing(body, by_area[body.area]).items():
            for _ in range(many):
                worker_key += 1
                name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
                team = chance.choice(desk.team_ids) if desk.team_ids else desk.whole_team_id
                worker_table.add(
                    worker_key,
                    UNUSABLE,
                    f"worker{worker_key}@seed.example.org",
                    name,
                    role.label,
                    "",
                    True,
                    False,
                    since,
                )
                membership_table.add(worker_key, body.pk, team, role, since, None, since)
                if role == Role.COORDINATOR:
                    desk.coordinators.append((worker_key, team))
                if role in (Role.COORDINATOR, Role.PRACTITIONER, Role.DOMAIN_WORKER):
                    desk.workers.append((worker_key, team))
        desks[body.pk] = desk
    for table in (team_table, worker_table, membership_table):
        table.flush()
    for area in areas:
        parties = Organisation.objects.filter(pk__in=[b.pk for b in bodies if b.area == area.number])
        agreements.make_agreement(
            name=f"Area {area.number} sharing agreement",
            organisations=list(parties),
            since=since,
            until=None,
            by=None,
            at=since,
        )
    return desks
