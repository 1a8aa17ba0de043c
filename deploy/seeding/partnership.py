"""The organisations, teams and workers of the seeded partnership, in proportion to its cases.

A partnership of 200,000 cases has 4 areas. Each area has one trust, some councils and many voluntary partners whose
sizes fall off as they do in life: a few large ones, many small. The first area is the largest, so that one trust has
about 57,000 open cases; voluntary partners of about 300 open cases exist at every size.
"""

from dataclasses import dataclass, field

from access.roles import Role
from partners.models import Sector

GIVEN = [
    "Aisha", "Alan", "Amara", "Anna", "Arthur", "Bethan", "Blessing", "Callum", "Carys", "Chidi",
    "Clare", "Dafydd", "Dawn", "Dele", "Elin", "Emeka", "Esther", "Farah", "Fay", "George",
    "Grace", "Gwen", "Hamid", "Hannah", "Huw", "Ifan", "Imran", "Ines", "Iona", "Jamal",
    "Jan", "Jean", "Jo", "Karim", "Kit", "Leanne", "Lena", "Liam", "Lowri", "Maya",
    "Mei", "Mohammed", "Moira", "Nadia", "Neil", "Nia", "Ola", "Owen", "Piotr", "Priya",
    "Rajesh", "Rhian", "Rosa", "Ruth", "Sam", "Samir", "Sian", "Sofia", "Tariq", "Tomos",
    "Una", "Vera", "Wen", "Yusuf", "Zainab", "Zoe",
]  # fmt: skip
FAMILY = [
    "Adeyemi", "Ahmed", "Amos", "Begum", "Bell", "Berg", "Brown", "Chen", "Clarke", "Cooper",
    "Davies", "Doyle", "Edwards", "Evans", "Fearon", "Fisher", "Garcia", "Gill", "Green", "Griffiths",
    "Hall", "Harris", "Hughes", "Hussain", "Iqbal", "Jackson", "James", "Jones", "Kaur", "Kelly",
    "Khan", "Kowalski", "Lewis", "Lowe", "Lund", "Marsh", "Mensah", "Morgan", "Murphy", "Nair",
    "Nowak", "Ojo", "Okafor", "Ortiz", "Osman", "Owen", "Patel", "Phillips", "Price", "Pugh",
    "Rahman", "Rees", "Rhys", "Roberts", "Sen", "Shah", "Silva", "Singh", "Smith", "Stone",
    "Taylor", "Thomas", "Tull", "Turner", "Walker", "Ward", "Williams", "Wilson", "Wong", "Wright",
    "Young",
]  # fmt: skip


@dataclass
class Body:
    """One organisation: its keys, its workers by role, and how much of its area's work it gets."""

    pk: int
    name: str
    short_name: str
    sector: str
    area: int
    whole_team: int
    weight: float
    teams: list = field(default_factory=list)
    workers: list = field(default_factory=list)
    coordinators: list = field(default_factory=list)


@dataclass
class Area:
    number: int
    weight: float
    trust: Body = None
    councils: list = field(default_factory=list)
    voluntary: list = field(default_factory=list)


def plan(cases):
    """The areas and their bodies for a number of cases. Deterministic; keys are 1, 2, 3 … in the order of the list."""
    weights = [0.32, 0.26, 0.22, 0.20] if cases >= 2_000 else [1.0]
    areas, bodies = [], []

    def body(area, name, short_name, sector, weight, teams):
        made = Body(len(bodies) + 1, name, short_name, sector, area.number, 0, weight)
        made.teams = list(range(teams))
        bodies.append(made)
        return made

    for number, weight in enumerate(weights, start=1):
        area = Area(number, weight)
        open_cases = cases * weight * 0.9
        area.trust = body(area, f"Area {number} Trust", f"Trust {number}", Sector.NHS, 1, 6)
        for c in range(max(1, round(3 * min(1, cases / 20_000)))):
            area.councils.append(
                body(area, f"Area {number} Council {c + 1}", f"Council {number}.{c + 1}", Sector.COUNCIL, 1, 3)
            )
        # Two parts a case go to voluntary partners. Sizes: 300 open parts each for most, a few far larger.
        parts = open_cases * 2
        small = max(2, round(parts * 0.28 / 300))
        large = max(1, min(6, round(parts / 6_000)))
        for v in range(small):
            sector = Sector.HOUSING if v % 2 else Sector.VOLUNTARY
            area.voluntary.append(
                body(area, f"Area {number} Partner {v + 1}", f"Partner {number}.{v + 1}", sector, 0.28 / small, 0)
            )
        for v in range(large):
            sector = Sector.HOUSING if v % 2 else Sector.VOLUNTARY
            area.voluntary.append(
                body(area, f"Area {number} Alliance {v + 1}", f"Alliance {number}.{v + 1}", sector, 0.72 / large, 1)
            )
        areas.append(area)
    return areas, bodies


def staffing(body, area_cases):
    """How many workers of each role a body has, for the open cases of its area."""
    if body.sector == Sector.NHS:
        coordinators = max(4, round(area_cases / 60))
        return {
            Role.COORDINATOR: coordinators,
            Role.PRACTITIONER: max(2, coordinators // 4),
            Role.TEAM_MANAGER: 2,
            Role.COMPLAINTS_LEAD: 1,
            Role.ADMINISTRATOR: 1,
            Role.PRIVACY_OFFICER: 1,
        }
    if body.sector == Sector.COUNCIL:
        social = max(3, round(area_cases / 400))
        return {
            Role.COORDINATOR: social,
            Role.PRACTITIONER: max(2, social // 2),
            Role.TEAM_MANAGER: 1,
            Role.COMPLAINTS_LEAD: 1,
            Role.PARTNERSHIP_MANAGER: 1,
        }
    workers = max(2, round(area_cases * 2 * body.weight / 90))
    return {Role.DOMAIN_WORKER: workers, Role.TEAM_MANAGER: 1, Role.COMPLAINTS_LEAD: 1}
