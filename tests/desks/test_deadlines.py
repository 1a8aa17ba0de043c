"""The API of deadlines: list equals detail, and nobody learns of what is not theirs."""

from datetime import timedelta

import pytest

from access.policies import may
from access.roles import Permission
from assessments.clocks import Side, set_clocks
from cases.services import bar
from notifications.models import Deadline
from partners.models import Worker
from tests.desks.conftest import TUESDAY
from tests.desks.people import case_of, person
from tests.house import NOON

URL = "/api/v1/deadlines/"


@pytest.fixture
def owed(story):
    """Two reviews the trust owes, one the council owes, and an answer that Workwise owes."""
    house = story.house

    def due(case, days_ago, kind="review.cpa", organisation=house.trust):
        side = Side(last_done_on=(NOON - timedelta(days=days_ago)).date(), organisation_id=organisation.pk)
        set_clocks(case=case, sides={kind: side}, at=NOON, by=None)

    due(story.case, 400)
    due(case_of(house, person("Second", "Surname")), 100)
    due(
        case_of(house, person("Third", "Surname"), coordinator="social_worker", organisation="council"), 100,
        "review.care_act", house.council,
    )  # fmt: skip
    story.agree(house.workwise)
    story.ask("employment", house.workwise)
    return story


@pytest.mark.parametrize("who", ["administrator", "privacy_officer"])
def test_roles_without_deadlines_are_refused(owed, sign_in, who):
    answer = sign_in(getattr(owed.house, who)).get(URL)
    assert answer.status_code == 403
    assert answer.json()["code"] == "role_may_not"


def test_a_stranger_is_told_to_sign_in(client, owed):
    assert client.get(URL).status_code in (401, 403)


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("coordinator", ["review.cpa", "review.cpa"]),
        ("manager", ["review.cpa", "review.cpa"]),
        ("social_worker", ["review.care_act"]),
        ("employment_worker", ["part.answer"]),
        ("housing_worker", []),
        ("neighbour", []),
        ("partnership_manager", ["part.answer", "review.care_act", "review.cpa", "review.cpa"]),
    ],
)
def test_everybody_sees_what_their_organisation_owes_and_they_may_know_of(owed, sign_in, who, kinds):
    answer = sign_in(getattr(owed.house, who)).get(URL)
    assert answer.status_code == 200
    assert sorted(row["kind"] for row in answer.json()["results"]) == kinds
    assert "Evans" not in answer.content.decode()


def test_the_list_is_what_the_policy_says_of_each(owed, sign_in, catalogue):
    for worker in Worker.objects.all():
        allowed = {
            d.pk for d in Deadline.objects.filter(is_live=True) if may(worker, Permission.VIEW_DEADLINE, d, at=TUESDAY)
        }
        answer = sign_in(worker).get(URL)
        listed = {row["id"] for row in answer.json()["results"]} if answer.status_code == 200 else set()
        assert listed == allowed, worker


def test_overdue_and_kind_narrow_and_nonsense_is_refused_at_its_field(owed, sign_in):
    client = sign_in(owed.house.manager)
    (row,) = client.get(URL, {"overdue": "true"}).json()["results"]
    assert row["is_late"]
    assert row["case"] == owed.case.reference
    assert client.get(URL, {"kind": "review.care_act"}).json()["results"] == []
    wrong = client.get(URL, {"after": "nonsense"})
    assert wrong.status_code == 400
    assert "after" in wrong.json()


def test_an_offer_does_not_tell_the_reference_of_its_case(owed, sign_in):
    house = owed.house
    (asked,) = sign_in(house.employment_worker).get(URL).json()["results"]
    assert (asked["kind"], asked["case"]) == ("part.answer", None)
    told = sign_in(house.coordinator).get(URL).json()["results"]
    assert owed.case.reference in {row["case"] for row in told}


def test_a_bar_takes_a_deadline_from_the_manager_of_all_partners_too(owed, sign_in):
    house = owed.house
    before = len(sign_in(house.partnership_manager).get(URL).json()["results"])
    bar(case=owed.case, worker=house.partnership_manager, reason="Their brother", by=house.manager, at=NOON)
    left = sign_in(house.partnership_manager).get(URL).json()["results"]
    assert len(left) < before
    assert owed.case.reference not in {row["case"] for row in left}
