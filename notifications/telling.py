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
        """Everybody who holds an office: complaints, managers, administrators."""
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
    offices = Offices(at, organisation_ids=_organisations(recipients))
    chosen = {}
    for recipient in recipients:
        told = _told(recipient, offices)
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


def _organisations(recipients):
    """The organisations to read memberships of: those named, and those the named workers belong or belonged to."""
    worker_ids = {recipient.worker_id for recipient in recipients if recipient.worker_id is not None}
    found = {recipient.organisation_id for recipient in recipients if recipient.organisation_id is not None}
    if worker_ids:
        found |= set(Membership.objects.filter(worker_id__in=worker_ids).values_list("organisation_id", flat=True))
    return found


def _told(recipient, offices):
    if recipient.worker_id is None:
        return offices.all_of(OFFICES[recipient.office], recipient.organisation_id, recipient.team_id)
    if recipient.organisation_id is not None:
        return offices.one(recipient.worker_id, recipient.organisation_id, recipient.team_id)
    belonged = list(
        Membership.objects.filter(worker_id=recipient.worker_id)
        .order_by("-effective_from", "-pk")
        .values_list("organisation_id", flat=True)
    )
    for organisation_id in belonged:
        if offices.works_for(recipient.worker_id, organisation_id):
            return Told((recipient.worker_id,), organisation_id)
    return offices.instead(belonged[0] if belonged else None)
