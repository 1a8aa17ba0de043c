"""Who a worker is at a moment: their current memberships, in one query, once per request.

Everything the policies need about the worker comes from here. Memberships that have not begun, have ended, or belong
to a partner that is suspended or has left give nothing.
"""

from dataclasses import dataclass

from access.decisions import allow, deny
from access.roles import READS_CASES, READS_WHOLE_ORGANISATION, Permission, Role, permits
from access.rows import effective
from partners.models import STATUTORY, Membership, Organisation


@dataclass(frozen=True, slots=True)
class Seat:
    """One current membership, with what policies ask about its organisation."""

    organisation_id: int
    organisation_short_name: str
    sector: str
    team_id: int
    reads_team_id: int | None
    reads_whole: bool
    role: str

    @property
    def is_statutory(self):
        return self.sector in STATUTORY


@dataclass(frozen=True, slots=True)
class Standing:
    worker_id: int
    is_active: bool
    seats: tuple
    suspended: tuple  # short names of the worker's suspended organisations

    def permits(self, permission, *, organisation_id=None):
        """Whether any current role (in that organisation) includes the permission at all."""
        return self.is_active and any(
            permits(seat.role, permission)
            for seat in self.seats
            if organisation_id is None or seat.organisation_id == organisation_id
        )

    def roles(self, organisation_id=None):
        return {s.role for s in self.seats if organisation_id is None or s.organisation_id == organisation_id}

    def organisation_ids(self, permission=None):
        """Organisations the worker acts for (with a role that includes the permission)."""
        return sorted({s.organisation_id for s in self.seats if permission is None or permits(s.role, permission)})

    def reading_seats(self):
        """The seats that open cases, one per team row to read: the whole organisation's where they may, else teams."""
        whole = {s.organisation_id for s in self.seats if s.reads_whole}
        chosen = {}
        for seat in self.seats:
            if seat.reads_team_id is not None and (seat.reads_whole or seat.organisation_id not in whole):
                chosen.setdefault(seat.reads_team_id, seat)
        return list(chosen.values())

    def case_organisations(self):
        """Organisation id -> statutory, for every organisation in which the worker has a role that opens cases."""
        return {s.organisation_id: s.is_statutory for s in self.seats if s.role in READS_CASES}


@dataclass(frozen=True, slots=True)
class Outline:
    """A standing with names in place of its keys: the shape of what somebody may ask, whoever they are.

    ``facts`` are the keys by their names. ``standing(values)`` is the standing again, with other values under the names.
    """

    facts: dict
    seats: tuple

    def standing(self, values):
        seats = tuple(
            Seat(values[organisation], "", sector, values[team], values.get(reads), whole, role)
            for organisation, sector, team, reads, whole, role in self.seats
        )
        return Standing(values["worker"], True, seats, ())


def outline_of(standing):
    """The outline of a standing. Organisations and teams are named in the order in which they first come."""
    names = {"worker": standing.worker_id}

    def name(kind, key):
        if key is None:
            return None
        known = [named for named, value in names.items() if value == key and named.startswith(kind)]
        found = known[0] if known else f"{kind}_{len(names)}"
        names[found] = key
        return found

    seats = tuple(
        (
            name("organisation", seat.organisation_id), seat.sector, name("team", seat.team_id),
            name("team", seat.reads_team_id), seat.reads_whole, seat.role,
        )
        for seat in standing.seats
    )  # fmt: skip
    return Outline(names, seats)


def standing_of(worker, *, at):
    """The worker's standing at ``at``; kept on the worker object for that moment. One query."""
    kept = getattr(worker, "_standing", None)
    if kept is not None and kept[0] == at:
        return kept[1]
    return standings_of([worker], at=at)[worker.pk]


def standings_of(workers, *, at):
    """Worker's key -> standing, for many at once; kept on each worker object for that moment. One query."""
    seats = {worker.pk: [] for worker in workers}
    suspended = {worker.pk: set() for worker in workers}
    active = [worker.pk for worker in workers if worker.is_active]
    for row in _memberships(active, at=at) if active else ():
        worker_id, organisation_id, short_name, sector, status, sight, team_id, role, whole_team_id = row
        if status != Organisation.Status.ACTIVE:
            suspended[worker_id].add(short_name)
            continue
        whole = role in READS_CASES and (
            sight == Organisation.Sight.EVERYONE or role in READS_WHOLE_ORGANISATION or team_id == whole_team_id
        )
        reads = (whole_team_id if whole else team_id) if role in READS_CASES else None
        seats[worker_id].append(Seat(organisation_id, short_name, sector, team_id, reads, whole, role))
    found = {}
    for worker in workers:
        standing = Standing(worker.pk, worker.is_active, tuple(seats[worker.pk]), tuple(sorted(suspended[worker.pk])))
        worker._standing = (at, standing)
        found[worker.pk] = standing
    return found


def _memberships(worker_ids, *, at):
    who = {"worker_id": worker_ids[0]} if len(worker_ids) == 1 else {"worker_id__in": worker_ids}
    return (
        # The team is named in this filter and not in a second one, which would join all teams instead of the whole.
        Membership.objects.filter(effective(at), **who, recorded_at__lte=at, organisation__teams__is_whole=True)
        .order_by("organisation_id", "team_id", "role")
        .values_list(
            "worker_id",
            "organisation_id",
            "organisation__short_name",
            "organisation__sector",
            "organisation__status",
            "organisation__sight",
            "team_id",
            "role",
            "organisation__teams__id",
        )
    )


def may_here(worker, permission, *, at, organisation_id=None):
    """Acts without an object (take a referral, import, administer): by role alone. Returns a Decision."""
    if not worker.is_active:
        return deny("inactive_worker")
    standing = standing_of(worker, at=at)
    if standing.permits(Permission(permission), organisation_id=organisation_id):
        return allow("role")
    if not standing.seats:
        return without_standing(standing)
    return deny("role_may_not")


def without_standing(standing):
    """Why somebody without a current role may do nothing: their partner is suspended, or they have no role."""
    return deny("organisation_suspended" if standing.suspended else "no_membership")


def is_manager(standing, organisation_id):
    return Role.TEAM_MANAGER in standing.roles(organisation_id)
