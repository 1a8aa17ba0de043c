"""What the inbox says: each reader only what is theirs, nobody in full before they may open the record."""

from datetime import timedelta

import pytest

from cases.models import Consent
from domains import services
from notifications.models import Notice
from notifications.registry import describing, wanting
from tests.domains.conftest import LATER
from tests.house import NOON

EVENING = LATER + timedelta(hours=6)


def read(kind, worker, *, at=EVENING):
    notices = list(Notice.objects.filter(kind=kind))
    return {told.text for told in describing(kind)(notices, worker, at).values() if told is not None}


@pytest.fixture
def batch(story):
    house = story.house
    requests = [
        story.request("housing", house.open_door),
        story.request("employment", house.workwise),
        story.request("education", house.workwise),
    ]
    return services.propose(case=story.case, requests=requests, by=house.coordinator, at=NOON)


def test_each_reads_what_their_own_organisation_is_asked(story, batch):
    house = story.house
    assert read("part.proposed", house.housing_worker) == {"Jo Price asks you to take on Housing for Daf E."}
    assert read("part.proposed", house.employment_worker) == {
        "Jo Price asks you to take on Employment and Training and education for Daf E."
    }
    assert read("part.proposed", house.neighbour) == set()


def test_an_answered_proposal_is_no_longer_sent(story, batch):
    notices = list(Notice.objects.filter(kind="part.proposed"))
    assert wanting("part.proposed")(notices, LATER) == {n.pk for n in notices}
    for part in batch:
        services.withdraw(part=part, by=story.house.coordinator, at=LATER)
    assert wanting("part.proposed")(notices, EVENING) == set()
    assert read("part.proposed", story.house.housing_worker) == set()


def test_answers_reach_the_coordinator_by_name(story, batch):
    house = story.house
    services.decline(part=batch[1], reason="No room at the moment", by=house.employment_worker, at=LATER)
    story.agree(house.open_door)
    services.accept(part=batch[0], by=house.housing_worker, at=LATER)
    assert read("part.declined", house.coordinator) == {"Workwise has said no to Employment for Daf Evans"}
    assert read("part.accepted", house.coordinator) == {"Open Door Homes has accepted Housing for Daf Evans"}
    assert read("part.accepted", house.neighbour) == set()


def test_a_worry_in_the_words_of_whoever_saw_it(story, batch):
    house = story.house
    story.agree(house.open_door)
    part = services.accept(part=batch[0], by=house.housing_worker, at=LATER)
    services.write_entry(
        part=part, what_happened="x", tell_coordinator=True, worry="No heating", by=house.housing_worker, at=LATER
    )
    assert read("entry.worry", house.coordinator) == {"Priya Nair about Daf Evans: No heating"}
    assert read("entry.worry", house.neighbour) == set()


def test_an_agreement_withdrawn(story, batch):
    house = story.house
    story.agree(house.open_door)
    services.accept(part=batch[0], by=house.housing_worker, at=LATER)
    story.agree(house.open_door, status=Consent.Status.WITHDRAWN, at=LATER)
    assert read("part.ended", house.coordinator) == {
        "Daf Evans withdrew their agreement for Open Door Homes: Housing is with no one until somebody takes it on"
    }
    assert read("part.ended", house.housing_worker) == {
        "Daf E. withdrew their agreement for Open Door Homes: Housing is with no one until somebody takes it on"
    }
