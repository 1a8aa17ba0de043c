"""Which desks a worker has, in which order, and which of them is their first. By role, from mission.md."""

from dataclasses import dataclass, field

from django.urls import reverse

from access.roles import Permission, Role


@dataclass(frozen=True, slots=True)
class Desk:
    """One entry of the menu. It is marked as current on its own address and on those that it covers."""

    text: str
    address: str
    roles: frozenset = frozenset()
    permission: Permission | None = None
    covers: tuple = field(default=())

    def is_for(self, standing):
        if self.roles:
            return bool(self.roles & standing.roles())
        return self.permission is None or standing.permits(self.permission)

    @property
    def url(self):
        return reverse(self.address)


_SEES_GAPS = frozenset({Role.COORDINATOR, Role.TEAM_MANAGER, Role.PARTNERSHIP_MANAGER})
_COORDINATES = frozenset({Role.COORDINATOR, Role.PRACTITIONER})

#: The first of these that is for a worker is the page they open first.
DESKS = (
    Desk(
        "My caseload",
        "desks:caseload",
        roles=_COORDINATES,
        covers=("desks:case", "cases:", "assessments:", "merging:conflict", "merging:conflicts"),
    ),
    Desk(
        "My domains", "desks:my_domains", roles=frozenset({Role.DOMAIN_WORKER}), covers=("domains:", "desks:past_work")
    ),
    Desk("Reviews and complaints", "desks:reviews", permission=Permission.VIEW_REVIEWS, covers=("desks:strain",)),
    Desk("Caseloads", "desks:caseload", roles=frozenset({Role.TEAM_MANAGER})),
    Desk("Gaps", "desks:radar", roles=_SEES_GAPS, covers=("desks:radar-list",)),
    Desk("My complaints", "complaints:list", permission=Permission.VIEW_COMPLAINT, covers=("complaints:",)),
    Desk("Complaints", "complaints:list", permission=Permission.TAKE_COMPLAINT, covers=("complaints:",)),
    Desk(
        "Partners and people",
        "partners:administration",
        permission=Permission.ADMINISTER,
        covers=("partners:", "assessments:frameworks"),
    ),
    Desk("Import", "merging:imports", permission=Permission.IMPORT, covers=("merging:",)),
    Desk("Who opened what", "desks:openings", roles=frozenset({Role.PRIVACY_OFFICER}), covers=("desks:audit",)),
    Desk("Partners and services", "partners:directory", covers=("partners:", "agreements:")),
)

#: Where each role begins; the first that a worker holds decides.
FIRST = (
    (Role.COORDINATOR, "desks:caseload"),
    (Role.PRACTITIONER, "desks:caseload"),
    (Role.DOMAIN_WORKER, "desks:my_domains"),
    (Role.TEAM_MANAGER, "desks:reviews"),
    (Role.PARTNERSHIP_MANAGER, "desks:reviews"),
    (Role.COMPLAINTS_LEAD, "complaints:list"),
    (Role.INVESTIGATING_OFFICER, "complaints:list"),
    (Role.ADMINISTRATOR, "partners:administration"),
    (Role.PRIVACY_OFFICER, "desks:openings"),
)


def first_address(standing):
    """The name of the address where this worker begins, or None for somebody without a current role."""
    roles = standing.roles()
    return next((address for role, address in FIRST if role in roles), None)


def menu(standing, view_name):
    """The entries of the menu for a worker, each {text, url, current}. At most one is current, and no address stands twice."""
    entries, seen = [], set()
    for desk in DESKS:
        if not standing.seats or not desk.is_for(standing) or desk.address in seen:
            continue
        seen.add(desk.address)
        current = view_name == desk.address or any(
            view_name == cover or (cover.endswith(":") and view_name.startswith(cover)) for cover in desk.covers
        )
        entries.append({"text": desk.text, "url": desk.url, "current": current})
    marked = False
    for entry in entries:
        entry["current"], marked = entry["current"] and not marked, marked or entry["current"]
    return entries
