"""What the acts cost: the same number of statements for one domain as for twelve (performance.md, goals)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Person
from domains import services
from domains.models import State
from domains.policies import write_flags
from domains.queries import map_of, my_parts
from domains.services import PartRequest
from notifications import rulebook
from partners.models import Domain
from partners.standing import standing_of
from tests.domains.conftest import LATER
from tests.house import NOON


def statements(function, **arguments):
    """The SQL an act sends, without the savepoints of nested transactions."""
    with CaptureQueriesContext(connection) as captured:
        function(**arguments)
    return [
        q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT"))
    ]


def holder(house, domain):
    for organisation in (house.open_door, house.workwise, house.council, house.trust):
        if not domain.holders or organisation.sector in domain.holders:
            return organisation
    raise AssertionError(domain.code)


def requests(house, number):
    domains = Domain.objects.filter(proposable=True)[:number]
    return [PartRequest(domain=domain, organisation=holder(house, domain), at_once=True) for domain in domains]


#: PostgreSQL raises notices and their messages in one statement; SQLite takes four (notifications.raising).
NOTICES = 1 if connection.vendor == "postgresql" else 4
#: And deadlines with what they wait for: one there, two here (notifications.setting).
DEADLINES = 1 if connection.vendor == "postgresql" else 2


@pytest.mark.parametrize("number", [1, 6, 12])
def test_a_case_with_its_domains(house, number):
    """Case, status, coordination, responsibilities, parts, steps, bases, involvement, deadlines with what they wait for,
    notices with their messages, audit: eleven written, two read (partners with their agreements, who is told)."""
    rulebook.schedules()  # a process keeps them
    asked = requests(house, number)
    team, coordination = house.whole(house.trust), house.domain("coordination")
    person = Person.objects.create(given_name="Mei", family_name="Tan", search_key="mei tan", created_at=NOON)
    standing_of(house.coordinator, at=NOON)
    sent = statements(
        services.open_case_with_domains,
        person=person,
        lead_organisation=house.trust,
        organisation=house.trust,
        team=team,
        whole_team=team,
        coordinator=house.coordinator,
        requests=asked,
        by=house.coordinator,
        at=NOON,
        coordination=coordination,
    )
    assert len(sent) == 11 + DEADLINES + NOTICES, "\n".join(line[:110] for line in sent)


def ask_many(story, number):
    return services.propose(
        case=story.case, requests=[r for r in requests(story.house, number)], by=story.house.coordinator, at=NOON
    )


def test_asking_costs_the_same_for_one_and_for_many(story):
    standing_of(story.house.coordinator, at=NOON)
    one = statements(
        services.propose,
        case=story.case,
        requests=[story.request("housing", story.house.open_door)],
        by=story.house.coordinator,
        at=NOON,
    )
    other = story.open(story.person)
    many = statements(
        services.propose, case=other, requests=requests(story.house, 17), by=story.house.coordinator, at=NOON
    )
    # One more where the coordinator's own team takes something on: the reasons and the sight it gives.
    assert len(one) + 2 >= len(many)


def accepted(story, number):
    """The case with ``number`` parts held by the trust, in as many teams."""
    house = story.house
    teams = [house.trust.teams.create(name=f"Team {n}") for n in range(number)]
    made = [
        PartRequest(
            domain=house.domain("risk-crisis"), organisation=house.trust, team=team, share="lead" if n == 0 else "joint"
        )
        for n, team in enumerate(teams)
    ]
    services.establish(case=story.case, requests=made, by=None, at=NOON)
    story.again()


@pytest.mark.parametrize("number", [1, 6, 60])
def test_write_flags(story, number):
    accepted(story, number)
    standing_of(story.house.nurse, at=LATER)
    flags = statements(write_flags, case=story.case, worker=story.house.nurse, at=LATER)
    assert len(flags) <= 2
    assert len(write_flags(story.case, story.house.nurse, at=LATER)) == number


@pytest.mark.parametrize("number", [1, 6, 60])
def test_the_map(story, number):
    accepted(story, number)
    assert len(statements(map_of, case=story.case, on=LATER)) == 4


@pytest.mark.parametrize("number", [1, 60])
def test_my_parts(story, number):
    accepted(story, number)
    standing_of(story.house.nurse, at=LATER)
    sent = statements(my_parts, worker=story.house.nurse, at=LATER, size=20)
    assert len(sent) == (2 if connection.vendor == "postgresql" else 3)


def test_my_parts_page_by_page(story):
    accepted(story, 60)
    seen, after = [], None
    for _ in range(7):
        page = my_parts(story.house.nurse, at=LATER, after=after, size=10)
        seen += [row.part_id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 60
    assert all(part.state == State.ACCEPTED for part in story.case.parts.all())
