"""Who stands behind an audience at a moment: workers of a team, its managers, complaints leads, administrators.

Only active workers with a current membership in an active organisation count. An audience with nobody in it never ends
in silence: the organisation's managers are told instead, then its administrators, then those of the whole partnership.
"""

from dataclasses import dataclass

from django.db.models import Q

from access.roles import READS_CASES, Role
from access.rows import effective
from notifications.models import Audience
from partners.models import Membership, Organisation

ROLES = {
    Audience.OWNER_TEAM_MANAGERS: frozenset({Role.TEAM_MANAGER}),
    Audience.COMPLAINTS_LEADS: frozenset({Role.COMPLAINTS_LEAD}),
    Audience.ADMINISTRATORS: frozenset({Role.ADMINISTRATOR}),
    Audience.PRIVACY_OFFICERS: frozenset({Role.PRIVACY_OFFICER}),
    Audience.WORKERS_OF_TEAM: READS_CASES,
}

#: The offices of an organisation that are asked by their role alone.
HEADS = (Role.TEAM_MANAGER, Role.COMPLAINTS_LEAD, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told: worker and the organisation they are told for. ``instead`` when they stand in for an empty audience."""

    worker_ids: tuple
    organisation_id: int
    instead: bool = False


class Offices:
    """The memberships in effect at a moment, read once, asked often.

    With ``organisation_ids`` only what may be asked about them is read: their managers, complaints leads and
    administrators, those of ``team_ids``, whatever seats ``worker_ids`` have, and the partnership's administrators.
    """

    def __init__(self, at, *, organisation_ids=None, team_ids=(), worker_ids=()):
        self._seats, self._administrators, self._kept = {}, [], {}
        rows = Membership.objects.filter(
            effective(at),
            recorded_at__lte=at,
            worker__is_active=True,
            organisation__status=Organisation.Status.ACTIVE,
        )
        if organisation_ids is not None:
            asked = Q(role=Role.ADMINISTRATOR)
            asked |= Q(organisation_id__in=set(organisation_ids), role__in=HEADS)
            if team_ids:
                asked |= Q(team_id__in=set(team_ids))
            if worker_ids:
                asked |= Q(worker_id__in=set(worker_ids))
            rows = rows.filter(asked)
        for worker_id, organisation_id, team_id, whole, role in rows.order_by("worker_id").values_list(
            "worker_id", "organisation_id", "team_id", "team__is_whole", "role"
        ):
            self._seats.setdefault(organisation_id, []).append((worker_id, team_id, whole, role))
            if role == Role.ADMINISTRATOR:
                self._administrators.append(worker_id)
        self._working = {(seat[0], organisation_id) for organisation_id, seats in self._seats.items() for seat in seats}
        self._anywhere = {worker_id for worker_id, _ in self._working}

    def works_for(self, worker_id, organisation_id):
        """Whether the worker has a current role in the organisation and may be told anything there."""
        return (worker_id, organisation_id) in self._working

    def works_anywhere(self, worker_id):
        """Whether the worker has a current role in any active partner."""
        return worker_id in self._anywhere

    def one(self, worker_id, organisation_id, team_id=None):
        """This worker, or who stands in when nobody is named or they no longer work there."""
        if worker_id is not None and (worker_id, organisation_id) in self._working:
            return Told((worker_id,), organisation_id)
        return self.instead(organisation_id, team_id)

    def all_of(self, audience, organisation_id, team_id=None):
        """Everybody of an audience in the organisation that owes it, or who stands in for them."""
        key = (audience, organisation_id, team_id)
        if key not in self._kept:
            found = self._found(audience, organisation_id, team_id)
            self._kept[key] = Told(found, organisation_id) if found else self.instead(organisation_id, team_id)
        return self._kept[key]

    def these(self, worker_ids, organisation_id, team_id=None):
        """These workers as far as they still work for anybody, or who stands in for them."""
        found = tuple(sorted(set(worker_ids) & self._anywhere))
        return Told(found, organisation_id) if found else self.instead(organisation_id, team_id)

    def instead(self, organisation_id, team_id=None):
        """Who is told where an audience is empty. No workers at all only when the partnership has no administrator."""
        key = ("instead", organisation_id, team_id)
        if key not in self._kept:
            found = (
                self._found(Audience.OWNER_TEAM_MANAGERS, organisation_id, team_id)
                or self._found(Audience.ADMINISTRATORS, organisation_id, None)
                or tuple(sorted(set(self._administrators)))
            )
            self._kept[key] = Told(found, organisation_id, instead=True)
        return self._kept[key]

    def _found(self, audience, organisation_id, team_id):
        roles = ROLES[Audience(audience)]
        seats = [seat for seat in self._seats.get(organisation_id, ()) if seat[3] in roles]
        if audience == Audience.WORKERS_OF_TEAM:
            seats = [seat for seat in seats if seat[1] == team_id]
        elif audience == Audience.OWNER_TEAM_MANAGERS:
            # The team's own managers; failing them those of the whole organisation; failing them any of its managers.
            own = [seat for seat in seats if seat[1] == team_id]
            seats = own or [seat for seat in seats if seat[2]] or seats
        return tuple(sorted({seat[0] for seat in seats}))
