"""A care coordinator does not leave while anybody is still theirs."""

import pytest

from cases import services as cases
from partners import services as partners
from partners.errors import StillHolds
from tests.cases.stories import referred
from tests.house import NOON


def test_a_coordinator_s_account_and_role_stay_until_the_people_are_handed_over(house):
    case = referred(house)
    seat = house.coordinator.memberships.get()
    for leave in (
        lambda: partners.deactivate(worker=house.coordinator, by=house.administrator, at=NOON),
        lambda: partners.end_membership(membership=seat, by=house.administrator, at=NOON),
    ):
        with pytest.raises(StillHolds, match="Hand over first what they still hold: Coordinates 1 person for Trust"):
            leave()
    cases.set_coordinator(
        case=case,
        organisation=house.trust,
        team=house.whole(house.trust),
        worker=house.nurse,
        by=house.manager,
        at=NOON,
    )
    partners.deactivate(worker=house.coordinator, by=house.administrator, at=NOON)
    house.coordinator.refresh_from_db()
    assert not house.coordinator.is_active
