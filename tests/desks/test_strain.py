"""Signs of strain: what is counted, whose figures somebody sees, and the file."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from audit.models import Entry
from desks import reviews as desk
from desks import strain
from domains import services as domains
from partners.models import Organisation
from tests.domains.conftest import LATER, Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(house):
    """Open Door said yes late and asks to hand over; Workwise said no; Harbour was asked and has not answered."""
    story = Story(house)
    late = LATER + timedelta(days=30)
    story.agree(house.open_door)
    housing = story.ask("housing", house.open_door)
    domains.accept(part=housing, by=house.housing_worker, at=late)
    domains.ask_to_hand_over(part=housing, words="=Nobody is left", by=house.housing_worker, at=late)
    no = story.ask("employment", house.workwise)
    domains.decline(part=no, reason="No room at the moment", by=house.employment_worker, at=LATER)
    story.ask("community", house.harbour)
    story.late = late
    return story


def look(story, worker, **more):
    scope = desk.scope_of(worker, at=story.late, **more)
    found = {}
    for quarter in strain.quarters(at=story.late)[:2]:
        one = strain.strain(scope, quarter, at=story.late)
        for partner in one.partners:
            found.setdefault(partner.name, []).append(partner)
    return found, one


def test_every_step_is_counted_once(story):
    house = story.house
    found, one = look(story, house.partnership_manager)
    total = lambda organisation, name: sum(getattr(row, name) for row in found[organisation.name])  # noqa: E731
    assert [total(house.open_door, n) for n in ("asked", "accepted", "declined", "late", "asks")] == [1, 1, 0, 1, 1]
    assert [total(house.workwise, n) for n in ("asked", "accepted", "declined", "late", "asks")] == [1, 0, 1, 0, 0]
    assert found[house.workwise.name][0].reasons or found[house.workwise.name][1].reasons
    waiting = found[house.harbour.name][0]
    assert (waiting.waiting, waiting.overdue, waiting.held) == (1, 1, 0)
    assert (found[house.open_door.name][0].held, found[house.open_door.name][0].each) == (1, "1.0")
    left = {(domain, number) for _, domain, number in one.left}
    assert ("Employment", 1) in left


def test_a_manager_of_one_partner_sees_it_and_the_whole(story):
    house = story.house
    found, one = look(story, house.manager)
    assert set(found) == {house.trust.name}
    assert one.whole.held >= 1
    with pytest.raises(Refused):
        look(story, house.coordinator)


def test_the_file_runs_no_formula_and_is_in_the_audit(story, client):
    house = story.house
    Organisation.objects.filter(pk=house.harbour.pk).update(name="=Harbour")
    client.force_login(house.partnership_manager)
    response = client.get("/signs-of-strain/?file=csv")
    assert response.status_code == 200, response
    assert ",'=Harbour," in response.content.decode()
    assert "Daf" not in response.content.decode()
    assert Entry.objects.filter(action="strain.exported", worker_id=house.partnership_manager.pk).exists()
