"""What is read about the partnership. Nothing here is about a person who is cared for."""

from django.db.models import Count, Q

from access.roles import Role
from access.rows import effective
from partners import registry
from partners.models import ApiToken, Domain, Membership, Organisation, Partnership, StaffCode, Team, Worker
from partners.services.tokens import digest_of

PAGE = 50


def partnership():
    """The one row, or None before an installation has a name."""
    return Partnership.objects.first()


def live_token(secret, *, at):
    """The token with this secret, its worker with it, if it is live at ``at`` and the worker's account open; else None."""
    rows = ApiToken.objects.select_related("worker").filter(
        digest=digest_of(secret), revoked_at=None, expires_at__gt=at, worker__is_active=True
    )
    return rows.first()


def tokens_of(worker):
    """Every token somebody has made, newest first."""
    return list(ApiToken.objects.filter(worker=worker))


def token_of(worker, pk):
    """One of somebody's own tokens, or None."""
    return ApiToken.objects.filter(worker=worker, pk=pk).first()


def current_memberships(at, **narrowed):
    """Memberships that count at ``at``: in effect, recorded, of open accounts in active partners."""
    return Membership.objects.filter(
        effective(at),
        recorded_at__lte=at,
        worker__is_active=True,
        organisation__status=Organisation.Status.ACTIVE,
        **narrowed,
    )


def administrators_to_ask(*, at, most=3):
    """Whom to ask: administrators with name, organisation and telephone, a few."""
    rows = current_memberships(at, role=Role.ADMINISTRATOR).select_related("worker", "organisation")
    return list(rows.order_by("worker__name", "pk")[:most])


def directory(*, sector="", domain=""):
    """Partners that have not left, with teams and services, as the directory lists them."""
    rows = Organisation.objects.exclude(status=Organisation.Status.LEFT).prefetch_related("teams").order_by("name")
    if sector:
        rows = rows.filter(sector=sector)
    rows = list(rows)
    offers = registry.services_of([row.pk for row in rows])
    name = Domain.objects.filter(code=domain).values_list("name", flat=True).first() if domain else ""
    found = []
    for row in rows:
        shown = [offer for offer in offers.get(row.pk, []) if not name or name in offer.domains]
        if shown or not name:
            found.append((row, shown))
    return found


def catalogue():
    """The domains in their order, as a queryset for a choice."""
    return Domain.objects.order_by("position")


def domains():
    """The domains in their order."""
    return list(catalogue())


def joinable():
    """Partners that have not left, for a choice."""
    return Organisation.objects.exclude(status=Organisation.Status.LEFT).order_by("name")


def organisations():
    """Every partner, with how many of its staff codes nobody has claimed; those that left at the end."""
    rows = Organisation.objects.annotate(
        unclaimed=Count("staff_codes", filter=Q(staff_codes__worker=None), distinct=True),
    )
    return list(rows.order_by("status", "name"))


def organisation(pk):
    """One partner, or None."""
    return Organisation.objects.select_related("answered_for_by").filter(pk=pk).first()


def responsible_bodies():
    """Partners that answer complaints themselves (CR09 reg 2), for a choice."""
    return Organisation.objects.filter(responsible_body=True).exclude(status=Organisation.Status.LEFT).order_by("name")


def places():
    """Where somebody may be given a role: [(organisation, [(team id, name)])], partners that have not left."""
    found = {}
    rows = Team.objects.exclude(organisation__status=Organisation.Status.LEFT).select_related("organisation")
    for row in rows.order_by("organisation__name", "-is_whole", "name"):
        name = "The whole organisation" if row.is_whole else row.name
        found.setdefault(row.organisation.name, []).append((str(row.pk), name))
    return list(found.items())


def team(pk):
    """One team with its organisation, or None."""
    return Team.objects.select_related("organisation").filter(pk=pk).first()


def teams(organisation_id):
    """A partner's teams, the whole organisation first."""
    return list(Team.objects.filter(organisation_id=organisation_id).order_by("-is_whole", "name"))


def people(*, at, organisation_id=None, closed=False, words="", after=0, size=PAGE):
    """Workers by name with their current roles, a page at a time; one more than ``size`` when there are more.

    ``words`` finds by name or e-mail address. ``after`` is how many were shown already.
    """
    rows = Worker.objects.filter(is_active=not closed).order_by("name", "pk")
    if organisation_id:
        seats = Membership.objects.filter(organisation_id=organisation_id)
        seats = seats if closed else seats.filter(effective(at))
        rows = rows.filter(pk__in=seats.values("worker_id"))
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    rows = list(rows[after : after + size + 1])
    roles = {}
    seats = Membership.objects.filter(effective(at), worker__in=rows).select_related(
        "organisation", "team__organisation"
    )
    for seat in seats.order_by("organisation__name", "role"):
        roles.setdefault(seat.worker_id, []).append(seat)
    return [(row, roles.get(row.pk, [])) for row in rows]


def worker(pk):
    """One worker, or None."""
    return Worker.objects.filter(pk=pk).first()


def memberships_of(worker, *, at):
    """(current or coming, ended) roles of one worker, newest first."""
    rows = list(
        worker.memberships.select_related("organisation", "team__organisation").order_by("-effective_from", "-pk")
    )
    ended = [row for row in rows if row.effective_until is not None and row.effective_until <= at]
    return [row for row in rows if row not in ended], ended


def membership(pk):
    """One role of one worker, or None."""
    return Membership.objects.select_related("worker", "organisation", "team__organisation").filter(pk=pk).first()


def staff_codes(*, organisation_id=None, claimed=False, after=0, size=PAGE):
    """Staff codes of the extracts by organisation and code, a page at a time; one more than ``size`` when there are more."""
    rows = StaffCode.objects.select_related("organisation", "worker").filter(worker__isnull=not claimed)
    if organisation_id:
        rows = rows.filter(organisation_id=organisation_id)
    return list(rows.order_by("organisation__name", "code")[after : after + size + 1])


def staff_code(pk):
    """One staff code, or None."""
    return StaffCode.objects.select_related("organisation", "worker").filter(pk=pk).first()


def unclaimed():
    """How many staff codes wait for somebody to say who they are."""
    return StaffCode.objects.filter(worker=None).count()


def workers_of(organisation_id, *, at):
    """Open accounts with a current role in an organisation, by name: whom a staff code may be."""
    seats = Membership.objects.filter(effective(at), organisation_id=organisation_id)
    return Worker.objects.filter(is_active=True, pk__in=seats.values("worker_id")).order_by("name")
