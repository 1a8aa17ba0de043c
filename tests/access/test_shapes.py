"""Questions compiled once a shape: the same answers as asked afresh, and nothing of the first asker in what others ask."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q

from access import shapes
from access.roles import Permission, Role
from access.rows import writing
from cases.models import Case, Consent
from cases.policies import caseload_page, sees_case, visible_to
from domains.policies import sees_part, visible_parts, write_flags
from domains.queries import my_parts
from partners.models import Worker
from partners.standing import outline_of, standing_of
from tests.cases.stories import agreed, involved, referred
from tests.domains.conftest import Story
from tests.house import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nothing_compiled():
    shapes._compiled.clear()


def of(case):
    return {"case": case.pk, "at": NOON}


class TestCompiled:
    def test_once_for_a_shape_and_each_value_its_own_answer(self, house):
        one, other = referred(house), referred(house, given_name="Other")
        made = []

        def build(values):
            made.append(values)
            return Case.objects.filter(pk=values["case"], next_due__gt=values["at"]).values_list("pk")

        assert shapes.ask("x", (), of(one), build) == [(one.pk,)]
        assert shapes.ask("x", (), of(other), build) == [(other.pk,)]
        assert shapes.ask("x", (), {"case": 0, "at": NOON}, build) == []
        assert len(made) == 1
        assert one.pk not in made[0].values()

    def test_a_fact_that_is_reckoned_with_is_refused(self, house):
        with pytest.raises(shapes.NotAShape):
            shapes.ask("x", (), of(referred(house)), lambda v: Case.objects.filter(pk=v["case"] + 7).values_list("pk"))
        with pytest.raises(shapes.NotAShape):
            shapes.ask(
                "y", (), {"at": NOON},
                lambda v: Case.objects.filter(next_due__gt=v["at"] - timedelta(days=1)).values_list("pk"),
            )  # fmt: skip

    def test_a_fact_written_into_the_sql_is_refused(self, house):
        with pytest.raises(shapes.NotAShape):
            shapes.ask("x", (), {"size": 3}, lambda v: Case.objects.values_list("pk")[: v["size"]])

    def test_what_can_find_nothing_asks_nothing(self, house, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert shapes.ask("x", (), {"case": 1}, lambda v: Case.objects.filter(Q(pk__in=[])).values_list("pk")) == []
            assert shapes.ask("x", (), {"case": 1}, lambda v: Case.objects.values_list("pk")) == []

    def test_a_process_keeps_so_many_and_the_least_used_go(self, house, monkeypatch):
        monkeypatch.setattr(shapes, "LIMIT", 2)
        for name in ("a", "b", "a", "c"):
            shapes.ask(name, (), {"case": 1}, lambda v: Case.objects.filter(pk=v["case"]).values_list("pk"))
        assert [key[0] for key in shapes._compiled] == ["a", "c"]


def test_two_workers_of_one_shape_each_see_their_own(house):
    """The second asks with the SQL that the first one's question was compiled to."""
    mine, theirs = (
        referred(house),
        referred(house, given_name="Other", organisation="council", coordinator="social_worker"),
    )
    for _ in range(2):
        for worker, case, not_theirs in ((house.nurse, mine, theirs), (house.social_worker, theirs, mine)):
            worker = Worker.objects.get(pk=worker.pk)
            assert [pk for _, pk in caseload_page(worker, at=LATER).rows] == [case.pk]
            assert sees_case(worker, case.pk, at=LATER)
            assert not sees_case(worker, not_theirs.pk, at=LATER)
    lists = {"caseload"} if connection.vendor == "postgresql" else set()  # SQLite cannot cut inside a union
    assert {key[0] for key in shapes._compiled} == {"opens"} | lists


def test_a_second_role_is_another_shape(house):
    case = referred(house)
    involved(house, case, "workwise", "employment")
    worker = house.employment_worker
    assert not sees_case(worker, case.pk, at=LATER)
    agreed(house, case, "workwise")
    assert sees_case(worker, case.pk, at=LATER)
    before = outline_of(standing_of(worker, at=LATER)).seats
    house.seat(worker, house.trust, Role.PRACTITIONER)
    worker = Worker.objects.get(pk=worker.pk)
    outline = outline_of(standing_of(worker, at=LATER))
    assert outline.seats != before
    assert outline.standing(outline.facts).case_organisations() == standing_of(worker, at=LATER).case_organisations()
    assert outline.standing(outline.facts).reading_seats() != []
    assert set(visible_to(worker, at=LATER)) == {case}
    assert caseload_page(worker, at=LATER).rows == [(case.next_due, case.pk)]


def test_moments_are_asked_anew(house):
    """What a consent or a deadline was compiled with is not what it is asked with later."""
    story = Story(house)
    part = story.held("housing", house.open_door, house.housing_worker)
    worker = house.housing_worker
    soon, late = NOON + timedelta(hours=2), NOON + timedelta(days=400)
    assert write_flags(story.case, worker, at=soon) == {part.pk}
    with writing(Consent):
        Consent.objects.filter(organisation=house.open_door).update(effective_until=NOON + timedelta(days=30))
    for at, there in ((soon, True), (late, False), (soon, True)):
        worker = Worker.objects.get(pk=worker.pk)
        assert (part.pk in write_flags(story.case, worker, at=at)) is there
        assert bool(my_parts(worker, at=at, only="held").rows) is there
        assert sees_case(worker, story.case.pk, at=at) is there


def test_the_outline_names_each_key_once(house):
    """The same organisation in two roles stays the same; a team and an organisation of one number stay two."""
    worker = house.employment_worker
    house.seat(worker, house.workwise, Role.TEAM_MANAGER)
    house.seat(worker, house.open_door, Role.PRACTITIONER)
    standing = standing_of(Worker.objects.get(pk=worker.pk), at=LATER)
    outline = outline_of(standing)
    assert len(outline.facts) == 1 + len({s.organisation_id for s in standing.seats}) + len(
        {key for s in standing.seats for key in (s.team_id, s.reads_team_id) if key}
    )
    again = outline.standing(outline.facts)
    wanted = [(s.organisation_id, s.sector, s.team_id, s.reads_team_id, s.reads_whole, s.role) for s in standing.seats]
    assert [
        (s.organisation_id, s.sector, s.team_id, s.reads_team_id, s.reads_whole, s.role) for s in again.seats
    ] == wanted
    assert again.permits(Permission.VIEW_CASE) == standing.permits(Permission.VIEW_CASE)


def test_a_part_is_seen_as_the_list_says_and_a_key_that_no_database_takes_is_nobodys(house):
    story = Story(house)
    part = story.held("housing", house.open_door, house.housing_worker)
    for worker in (house.housing_worker, house.coordinator, house.neighbour, house.suspended_worker):
        listed = visible_parts(worker, at=NOON + timedelta(hours=2)).filter(pk=part.pk).exists()
        assert sees_part(worker, part.pk, at=NOON + timedelta(hours=2)) is listed
        assert not sees_part(worker, 2**63, at=NOON + timedelta(hours=2))
    assert sees_part(house.housing_worker, part.pk, at=NOON + timedelta(hours=2))
