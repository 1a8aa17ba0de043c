"""Whose desk is measured: the middle worker of an organisation with about 300 open cases, and of the largest."""

from dataclasses import dataclass

from django.db.models import Count

from cases.models import Involvement
from partners.models import STATUTORY, Membership, Organisation, Team, Worker

ABOUT = 300


@dataclass
class Character:
    """One worker to measure as. ``worker()`` gives a fresh one, as a request does."""

    size: str
    worker_id: int
    organisation_id: int
    whole_team_id: int
    statutory: bool
    open_cases: int

    def worker(self):
        return Worker.objects.get(pk=self.worker_id)

    def facts(self, at, **more):
        return {
            "worker": self.worker_id, "organisation": self.organisation_id, "team": self.whole_team_id, "at": at, **more
        }  # fmt: skip


def _middle_worker(organisation_id, roles):
    ids = list(
        Membership.objects.filter(organisation_id=organisation_id, role__in=roles, effective_until=None)
        .order_by("worker_id")
        .values_list("worker_id", flat=True)
    )
    return ids[len(ids) // 2] if ids else None


def organisations():
    """(whole team id, organisation id, open cases) of every organisation that has any."""
    return list(
        Involvement.objects.filter(team__in=Team.objects.filter(is_whole=True), is_open=True, restricted=False)
        .order_by()
        .values_list("team_id", "organisation_id")
        .annotate(many=Count("case_id"))
    )


def cast(roles):
    """The small and the large character: the middle worker, by key, among those with one of these roles."""
    found = sorted(organisations(), key=lambda row: row[2])
    if not found:
        raise LookupError(
            "There are no open cases to measure on. Run manage.py seed --cases N on an empty database first."
        )
    near = sorted(found, key=lambda row: abs(row[2] - ABOUT))
    sectors = dict(Organisation.objects.values_list("pk", "sector"))
    chosen = {}
    for size, rows in (("small", near), ("large", reversed(found))):
        for team_id, organisation_id, many in rows:
            worker_id = _middle_worker(organisation_id, roles)
            if worker_id is not None:
                statutory = sectors[organisation_id] in STATUTORY
                chosen[size] = Character(size, worker_id, organisation_id, team_id, statutory, many)
                break
    return chosen
