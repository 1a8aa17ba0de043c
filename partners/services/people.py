"""Joiners, roles and leavers. A role begins when it is recorded at the earliest: access is never retroactive."""

from django.db import transaction
from django.db.models import Q

from access.roles import READS_CASES, Role
from access.rows import effective, writing
from audit.services import record
from partners import holdings
from partners.errors import PartnersError, StillHolds
from partners.models import ApiToken, Membership, Organisation, Worker
from partners.policies import require_administrator


@transaction.atomic
def hire(
    *,
    name,
    email,
    organisation,
    role,
    by,
    at,
    team=None,
    job_title="",
    telephone="",
    since=None,
    until=None,
    password=None,
):
    """Add a worker with their first role. Without a password they choose one by the link under *I cannot sign in*.

    Refuses an e-mail address that somebody has already: give that person a further role instead.
    """
    require_administrator(by, at=at)
    email = email.strip().lower()
    if Worker.objects.filter(email=email).exists():
        raise PartnersError("Somebody has this email address already. Open them and add a role.", field="email")
    worker = Worker.objects.create_user(
        email, password, name=name.strip(), job_title=job_title.strip(), telephone=telephone.strip()
    )
    record("worker.added", target=worker, by=by, at=at, organisation_id=organisation.pk)
    seat(worker=worker, organisation=organisation, role=role, team=team, since=since, until=until, by=by, at=at)
    return worker


@transaction.atomic
def seat(*, worker, organisation, role, by, at, team=None, since=None, until=None):
    """Give a worker a role in a team (without one: in the whole organisation), from ``since`` or now.

    Refuses a closed account, a partner that has left, a team of another organisation, a period in disorder, a role that
    they have there already, and a role for oneself: an administrator opens no record, and must not by one step either.
    """
    require_administrator(by, at=at)
    since = since or at
    role = Role(role)
    if by is not None and by.pk == worker.pk:
        raise PartnersError(
            "You cannot give yourself a role. Ask another administrator to give it to you, so that two people know of it.",
            field="role",
        )
    if not worker.is_active:
        raise PartnersError("This account is closed. Open it again first.")
    if organisation.status == Organisation.Status.LEFT:
        raise PartnersError(f"{organisation.name} has left the partnership.", field="organisation")
    team = team or organisation.teams.get(is_whole=True)
    if team.organisation_id != organisation.pk:
        raise PartnersError(f"{team.name} is not a team of {organisation.name}. Choose one of its own.", field="team")
    if until is not None and until <= since:
        raise PartnersError("The role must end after it begins. Change one of the dates.", field="until")
    had = Membership.objects.filter(worker=worker, team=team, role=role).filter(
        Q(effective_until=None) | Q(effective_until__gt=since)
    )
    if until is not None:
        had = had.filter(effective_from__lt=until)
    if had.exists():
        raise PartnersError(f"{worker.name} has this role there already.", field="role")
    with writing(Membership):
        membership = Membership.objects.create(
            worker=worker, organisation=organisation, team=team, role=role, effective_from=since,
            effective_until=until, recorded_at=at, recorded_by=by,
        )  # fmt: skip
    _forget_standing(worker)
    record(
        "role.given", target=membership, by=by, at=at, organisation_id=organisation.pk,
        detail={"worker": worker.pk, "role": role, "team": team.pk},
    )  # fmt: skip
    return membership


@transaction.atomic
def end_membership(*, membership, by, at, until=None):
    """End a role now, or at a later moment. Refuses while it is the last by which they hold work in that organisation."""
    require_administrator(by, at=at)
    membership = Membership.objects.select_for_update().select_related("worker", "organisation").get(pk=membership.pk)
    until = until or at
    if until < at:
        raise PartnersError("A role ends now or later: what was done until now was done with it.", field="until")
    if membership.effective_until is not None and membership.effective_until <= until:
        return membership
    worker = membership.worker
    _refuse_last_administrator(worker, at, leaving=[membership.pk])
    if membership.role in READS_CASES and not _others_reading(membership, until):
        held = holdings.of(worker.pk, at=at, organisation_id=membership.organisation_id)
        if held:
            raise StillHolds(held)
    _close(membership, until)
    record(
        "role.ended", target=membership, by=by, at=at, organisation_id=membership.organisation_id,
        detail={"worker": worker.pk, "role": membership.role},
    )  # fmt: skip
    return membership


@transaction.atomic
def deactivate(*, worker, by, at):
    """Close a leaver's account: no sign-in, no open session, no token, all roles ended. Refuses while they hold anything."""
    require_administrator(by, at=at)
    worker = Worker.objects.select_for_update().get(pk=worker.pk)
    if not worker.is_active:
        return worker
    _refuse_last_administrator(worker, at)
    held = holdings.of(worker.pk, at=at)
    if held:
        raise StillHolds(held)
    for membership in Membership.objects.filter(worker=worker).filter(
        Q(effective_until=None) | Q(effective_until__gt=at)
    ):
        _close(membership, max(at, membership.effective_from))
    with writing(ApiToken):
        ApiToken.objects.filter(worker=worker, revoked_at=None).update(revoked_at=at, revoked_by=by or worker)
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    _forget_standing(worker)
    record("worker.closed", target=worker, by=by, at=at)
    return worker


@transaction.atomic
def reactivate(*, worker, by, at):
    """Open a closed account again. It has no role until one is given: nothing of before comes back."""
    require_administrator(by, at=at)
    worker = Worker.objects.select_for_update().get(pk=worker.pk)
    if not worker.is_active:
        worker.is_active = True
        worker.save(update_fields=["is_active"])
        _forget_standing(worker)
        record("worker.opened_again", target=worker, by=by, at=at)
    return worker


@transaction.atomic
def change_worker(*, worker, name, job_title, telephone, by, at):
    """Correct how a worker is called and reached. The e-mail address is their key and stays."""
    require_administrator(by, at=at)
    if not name.strip():
        raise PartnersError("Enter a name.", field="name")
    worker.name, worker.job_title, worker.telephone = name.strip(), job_title.strip(), telephone.strip()
    worker.save(update_fields=["name", "job_title", "telephone"])
    record("worker.changed", target=worker, by=by, at=at)
    return worker


def note_sign_in(*, worker, at, how):
    """Keep in the audit that somebody signed in, and how: with a password, a second factor, or as a demonstration."""
    record("worker.signed_in", target=worker, by=worker, at=at, detail={"how": how})


def _close(membership, until):
    membership.effective_until = until
    with writing(Membership):
        membership.save(update_fields=["effective_until"])
    _forget_standing(membership.worker)


def _others_reading(membership, until):
    rows = Membership.objects.filter(
        effective(until), worker_id=membership.worker_id, organisation_id=membership.organisation_id,
        role__in=READS_CASES,
    )  # fmt: skip
    return rows.exclude(pk=membership.pk).exists()


def _refuse_last_administrator(worker, at, leaving=None):
    """Somebody must be able to add the next one: the last administrator of the partnership stays."""
    administrators = Membership.objects.filter(
        effective(at), role=Role.ADMINISTRATOR, worker__is_active=True, organisation__status=Organisation.Status.ACTIVE
    )
    own = administrators.filter(worker=worker)
    own = own if leaving is None else own.filter(pk__in=leaving)
    if own.exists() and not administrators.exclude(pk__in=own.values("pk")).exists():
        raise PartnersError("This is the last administrator. Make somebody else one first.")


def _forget_standing(worker):
    worker.__dict__.pop("_standing", None)
