"""The partnership itself, its organisations and their teams."""

from django.db import transaction

from audit.services import record
from calendars import DIVISIONS
from partners.errors import PartnersError
from partners.models import Organisation, Partnership, Team
from partners.policies import require_administrator

WHOLE = "Whole organisation"


@transaction.atomic
def set_partnership(*, name, by, at, nation=None, frameworks=None):
    """Name the one partnership of this installation, and say which nation and frameworks apply. Makes it when there is none."""
    require_administrator(by, at=at)
    fields = {"name": name.strip()}
    if not fields["name"]:
        raise PartnersError("Enter a name for the partnership.", field="name")
    if nation is not None:
        fields["nation"] = nation
    if frameworks is not None:
        fields["frameworks"] = list(frameworks)
    partnership, made = Partnership.objects.update_or_create(only=True, defaults=fields)
    record("partnership.made" if made else "partnership.changed", target=partnership, by=by, at=at, detail=fields)
    return partnership


@transaction.atomic
def create_organisation(
    *,
    name,
    short_name,
    sector,
    by,
    at,
    code=None,
    division="england-and-wales",
    responsible_body=False,
    answered_for_by=None,
    sight=Organisation.Sight.EVERYONE,
    telephone="",
):
    """Add a partner, with the team that stands for the whole of it. Refuses a code or a name that is here already."""
    require_administrator(by, at=at)
    code = (code or "").strip().upper() or None
    if code and Organisation.objects.filter(code=code).exists():
        raise PartnersError(f"There is a partner with the code {code} already. Open it instead.", field="code")
    if Organisation.objects.filter(name__iexact=name.strip()).exists():
        raise PartnersError(f"There is a partner called {name.strip()} already. Open it instead.", field="name")
    if division not in DIVISIONS:
        raise PartnersError(f"Choose whose bank holidays it keeps: {', '.join(DIVISIONS)}.", field="division")
    if answered_for_by is not None and not answered_for_by.responsible_body:
        raise PartnersError(
            f"{answered_for_by.name} is not a responsible body for complaints. Choose one that is.",
            field="answered_for_by",
        )
    organisation = Organisation.objects.create(
        name=name.strip(), short_name=short_name.strip(), sector=sector, code=code, division=division,
        responsible_body=responsible_body, answered_for_by=answered_for_by, sight=sight, telephone=telephone.strip(),
    )  # fmt: skip
    Team.objects.create(organisation=organisation, name=WHOLE, is_whole=True)
    record(
        "partner.added", target=organisation, by=by, at=at, organisation_id=organisation.pk,
        detail={"sector": sector, "code": code},
    )  # fmt: skip
    return organisation


@transaction.atomic
def suspend_organisation(*, organisation, reason, by, at):
    """Close every record to everybody there, from this moment. Their rows stay. Refuses one that has left."""
    reason = reason.strip()
    if not reason:
        raise PartnersError("Say why, so that whoever lifts it again knows what had to happen.", field="reason")
    return _change_status(organisation, Organisation.Status.SUSPENDED, "partner.suspended", reason, by, at)


@transaction.atomic
def restore_organisation(*, organisation, by, at, reason=""):
    """Lift a suspension. What the workers could open before, they can open again."""
    return _change_status(organisation, Organisation.Status.ACTIVE, "partner.restored", reason.strip(), by, at)


def _change_status(organisation, status, action, reason, by, at):
    require_administrator(by, at=at)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.status == Organisation.Status.LEFT:
        raise PartnersError(f"{organisation.name} has left the partnership. Add it again as a new partner.")
    if organisation.status == status:
        return organisation
    organisation.status, organisation.status_reason, organisation.status_since = status, reason, at
    organisation.save(update_fields=["status", "status_reason", "status_since"])
    record(action, target=organisation, by=by, at=at, organisation_id=organisation.pk, detail={"reason": reason})
    return organisation


@transaction.atomic
def create_team(*, organisation, name, by, at, code="", telephone=""):
    """Add a team. Refuses a name or a code that the organisation has already."""
    require_administrator(by, at=at)
    name, code = name.strip(), code.strip()
    if organisation.teams.filter(name__iexact=name).exists():
        raise PartnersError(f"{organisation.name} has a team called {name} already.", field="name")
    if code and organisation.teams.filter(code=code).exists():
        raise PartnersError(f"{organisation.name} has a team with the code {code} already.", field="code")
    team = Team.objects.create(organisation=organisation, name=name, code=code, telephone=telephone.strip())
    record("team.added", target=team, by=by, at=at, organisation_id=organisation.pk, detail={"code": code})
    return team
