"""Telling somebody that something happened: one call, one notice a recipient, whatever is called twice."""

from dataclasses import dataclass

from django.db import transaction

from notifications import raising
from notifications.models import Audience
from notifications.offices import Offices, Told
from notifications.waking import wake
from partners.models import Membership

#: What an office of an organisation is called by the rooms, and the audience it is.
OFFICES = {
    "complaints": Audience.COMPLAINTS_LEADS,
    "managers": Audience.OWNER_TEAM_MANAGERS,
    "administrators": Audience.ADMINISTRATORS,
    "privacy": Audience.PRIVACY_OFFICERS,
    "team": Audience.WORKERS_OF_TEAM,
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to be told: one worker, or an office of an organisation (whoever holds it at that moment)."""

    worker_id: int | None = None
    organisation_id: int | None = None
    team_id: int | None = None
    office: str = ""

    @classmethod
    def worker(cls, worker_id, *, organisation_id=None):
        """One worker, told for an organisation where that is known. A worker who has left is not told; see ``tell``."""
        return cls(worker_id=worker_id, organisation_id=organisation_id)

    @classmethod
    def organisation(cls, organisation_id, office, *, team_id=None):
        """Everybody who holds an office: complaints, managers, administrators, privacy."""
        if office not in OFFICES or (office == "team" and team_id is None):
            raise ValueError(f"{office!r} is not an office of an organisation: use {', '.join(OFFICES)}.")
        return cls(organisation_id=organisation_id, team_id=team_id, office=office)

    @classmethod
    def team(cls, organisation_id, team_id):
        """Everybody who works on cases in a team."""
        return cls.organisation(organisation_id, "team", team_id=team_id)


@transaction.atomic
def tell(
    *, cause, stage="", kind, subject_kind, subject_id, case_id=None, recipients, at, is_escalation=False, by_email=True
):
    """Raise a notice for each recipient, with an e-mail that says only that something waits. Returns how many were new.

    Unique per cause, stage and worker: told again, nothing happens. A recipient nobody stands behind (left, suspended,
    an empty office) is replaced by the organisation's managers, then administrators, and the notice says it escalated.
    """
    recipients = list(recipients)
    if not recipients:
        raise ValueError(f"{cause}: nobody is to be told. Name a worker or an office.")
    belonged = _belonged(recipients)
    offices = Offices(
        at,
        organisation_ids={r.organisation_id for r in recipients if r.organisation_id} | set().union(*belonged.values()),
        team_ids={r.team_id for r in recipients if r.team_id},
        worker_ids={r.worker_id for r in recipients if r.worker_id},
    )
    chosen = {}
    for recipient in recipients:
        told = _told(recipient, offices, belonged)
        for key, worker_id in _keys(told):
            escalated = is_escalation or told.instead
            if key not in chosen or not escalated:
                chosen[key] = (worker_id, told.organisation_id, escalated)
    made, to_send = raising.insert(
        (
            raising.NewNotice(
                cause,
                stage,
                key,
                kind,
                subject_kind,
                subject_id,
                case_id,
                worker_id,
                organisation_id,
                escalated,
                by_email,
            )
            for key, (worker_id, organisation_id, escalated) in chosen.items()
        ),
        at,
    )
    if to_send:
        wake()
    return made


def _keys(told):
    if not told.worker_ids:
        return [(raising.nobody_key(told.organisation_id), None)]
    return [(raising.worker_key(worker_id), worker_id) for worker_id in told.worker_ids]


def _belonged(recipients):
    """Worker id -> the organisations they have or had a role in, latest first, where none was named for them."""
    worker_ids = {r.worker_id for r in recipients if r.worker_id is not None and r.organisation_id is None}
    found = {worker_id: [] for worker_id in worker_ids}
    if worker_ids:
        rows = Membership.objects.filter(worker_id__in=worker_ids).order_by("-effective_from", "-pk")
        for worker_id, organisation_id in rows.values_list("worker_id", "organisation_id"):
            found[worker_id].append(organisation_id)
    return found


def _told(recipient, offices, belonged):
    if recipient.worker_id is None:
        return offices.all_of(OFFICES[recipient.office], recipient.organisation_id, recipient.team_id)
    if recipient.organisation_id is not None:
        return offices.one(recipient.worker_id, recipient.organisation_id, recipient.team_id)
    organisations = belonged[recipient.worker_id]
    for organisation_id in organisations:
        if offices.works_for(recipient.worker_id, organisation_id):
            return Told((recipient.worker_id,), organisation_id)
    return offices.instead(organisations[0] if organisations else None)
