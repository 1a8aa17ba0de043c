"""Who a worker is at a moment: what gives nothing first, then what gives what."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.roles import READS_CASES, ROLE_TABLE, Permission, Role, permits
from access.rows import writing
from partners.models import Membership, Organisation, Team, Worker
from partners.standing import may_here, standing_of
from tests.house import LONG_AGO, NOON

DAY = timedelta(days=1)


@pytest.fixture
def newcomer(house):
    return Worker.objects.create_user("newcomer@example.org", name="New Comer")


def standing(worker, at=NOON):
    worker.__dict__.pop("_standing", None)
    return standing_of(worker, at=at)


def nothing(found):
    return (found.seats, found.reading_seats(), found.case_organisations(), found.organisation_ids()) == (
        (),
        [],
        {},
        [],
    )


# --- what gives nothing


def test_no_membership_gives_nothing(newcomer):
    assert nothing(standing(newcomer))
    assert may_here(newcomer, Permission.TAKE_REFERRAL, at=NOON).because == "no_membership"


def test_a_closed_account_gives_nothing_whatever_its_roles(house):
    house.coordinator.is_active = False
    assert nothing(standing(house.coordinator))
    assert may_here(house.coordinator, Permission.TAKE_REFERRAL, at=NOON).because == "inactive_worker"


def test_a_role_that_has_ended_gives_nothing(house, newcomer):
    house.seat(newcomer, house.trust, Role.COORDINATOR, until=NOON)
    assert nothing(standing(newcomer))
    assert not nothing(standing(newcomer, at=NOON - timedelta(seconds=1)))


def test_a_role_that_has_not_begun_gives_nothing(house, newcomer):
    house.seat(newcomer, house.trust, Role.COORDINATOR, since=NOON + DAY)
    assert nothing(standing(newcomer))
    assert not nothing(standing(newcomer, at=NOON + DAY))


def test_a_role_recorded_later_gives_nothing_before_it_was_recorded(house, newcomer):
    with writing(Membership):
        Membership.objects.create(
            worker=newcomer, organisation=house.trust, team=house.whole(house.trust), role=Role.COORDINATOR,
            effective_from=LONG_AGO, recorded_at=NOON,
        )  # fmt: skip
    assert nothing(standing(newcomer, at=NOON - DAY))
    assert not nothing(standing(newcomer, at=NOON))


@pytest.mark.parametrize("status", [Organisation.Status.SUSPENDED, Organisation.Status.LEFT])
def test_a_partner_that_is_suspended_or_has_left_gives_nothing(house, status):
    Organisation.objects.filter(pk=house.open_door.pk).update(status=status)
    found = standing(house.housing_worker)
    assert nothing(found)
    assert found.suspended == ("Open Door",)
    assert may_here(house.housing_worker, Permission.TAKE_COMPLAINT, at=NOON).because == "organisation_suspended"


def test_a_second_role_elsewhere_outlives_the_suspension_of_the_first(house):
    house.seat(house.suspended_worker, house.harbour, Role.DOMAIN_WORKER)
    found = standing(house.suspended_worker)
    assert found.organisation_ids() == [house.harbour.pk]
    assert found.suspended == ("Closed Door",)


def test_a_role_that_opens_no_case_reads_nothing(house):
    for key in ("partnership_manager", "trust_complaints", "administrator", "privacy_officer"):
        found = standing(getattr(house, key))
        assert found.seats
        assert (found.reading_seats(), found.case_organisations()) == ([], {})


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_an_act_without_an_object_follows_the_table_and_nothing_else(house, newcomer, role, permission):
    house.seat(newcomer, house.trust, role)
    decision = may_here(newcomer, permission, at=NOON)
    assert decision.allowed == (permission in ROLE_TABLE[role])
    assert decision.because == ("role" if decision else "role_may_not")
    assert not may_here(newcomer, permission, at=NOON, organisation_id=house.council.pk)


def test_nobody_falls_through_with_an_unknown_role_or_act():
    with pytest.raises(ValueError, match="nobody"):
        permits("nobody", Permission.VIEW_CASE)
    with pytest.raises(ValueError, match="case.burn"):
        permits(Role.COORDINATOR, "case.burn")


def test_a_superuser_without_a_role_may_nothing_here(house):
    root = Worker.objects.create_superuser("root@example.org", name="Root")
    assert not any(may_here(root, permission, at=NOON) for permission in Permission)
    assert not root.has_perm(Permission.ADMINISTER, house.trust)


# --- what gives what


def teams_of(found):
    return {seat.reads_team_id for seat in found.reading_seats()}


def test_where_everyone_sees_everything_a_team_member_reads_the_whole_organisation(house, newcomer):
    team = Team.objects.create(organisation=house.trust, name="North")
    house.seat(newcomer, house.trust, Role.PRACTITIONER, team=team)
    assert teams_of(standing(newcomer)) == {house.whole(house.trust).pk}


def test_where_teams_see_their_own_a_member_reads_the_team_and_a_manager_everything(house, newcomer):
    Organisation.objects.filter(pk=house.trust.pk).update(sight=Organisation.Sight.TEAM)
    north = Team.objects.create(organisation=house.trust, name="North")
    south = Team.objects.create(organisation=house.trust, name="South")
    house.seat(newcomer, house.trust, Role.PRACTITIONER, team=north)
    assert teams_of(standing(newcomer)) == {north.pk}
    house.seat(newcomer, house.trust, Role.COORDINATOR, team=south)
    assert teams_of(standing(newcomer)) == {north.pk, south.pk}
    house.seat(newcomer, house.trust, Role.TEAM_MANAGER, team=south)
    assert teams_of(standing(newcomer)) == {house.whole(house.trust).pk}


def test_where_teams_see_their_own_a_seat_in_the_whole_organisation_reads_everything(house, newcomer):
    Organisation.objects.filter(pk=house.trust.pk).update(sight=Organisation.Sight.TEAM)
    house.seat(newcomer, house.trust, Role.PRACTITIONER)
    assert teams_of(standing(newcomer)) == {house.whole(house.trust).pk}


def test_an_administrator_seat_beside_a_team_seat_does_not_widen_it(house, newcomer):
    Organisation.objects.filter(pk=house.trust.pk).update(sight=Organisation.Sight.TEAM)
    north = Team.objects.create(organisation=house.trust, name="North")
    house.seat(newcomer, house.trust, Role.PRACTITIONER, team=north)
    house.seat(newcomer, house.trust, Role.ADMINISTRATOR)
    assert teams_of(standing(newcomer)) == {north.pk}


def test_two_organisations_are_two_standings(house, newcomer):
    house.seat(newcomer, house.trust, Role.PRACTITIONER)
    house.seat(newcomer, house.open_door, Role.DOMAIN_WORKER)
    found = standing(newcomer)
    assert found.case_organisations() == {house.trust.pk: True, house.open_door.pk: False}
    assert found.roles(house.trust.pk) == {Role.PRACTITIONER}
    assert found.permits(Permission.TAKE_REFERRAL, organisation_id=house.trust.pk)
    assert not found.permits(Permission.TAKE_REFERRAL, organisation_id=house.open_door.pk)


def test_it_costs_one_query_and_is_asked_once_for_a_moment(house, django_assert_num_queries):
    worker = Worker.objects.get(pk=house.coordinator.pk)
    with django_assert_num_queries(1):
        standing_of(worker, at=NOON)
        standing_of(worker, at=NOON)
        may_here(worker, Permission.TAKE_REFERRAL, at=NOON)
    with django_assert_num_queries(1):
        standing_of(worker, at=NOON + DAY)


SEATS = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.sampled_from(["whole", "north", "south"]), st.booleans()), max_size=5
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seats=SEATS, team_sight=st.booleans())
def test_a_worker_reads_exactly_what_a_current_reading_seat_opens(house, seats, team_sight):
    number = Worker.objects.count()
    worker = Worker.objects.create_user(f"worker{number}@example.org", name="Some Body")
    sight = Organisation.Sight.TEAM if team_sight else Organisation.Sight.EVERYONE
    Organisation.objects.filter(pk=house.trust.pk).update(sight=sight)
    places = {"whole": house.whole(house.trust)}
    for name in ("north", "south"):
        places[name], _ = Team.objects.get_or_create(organisation=house.trust, name=name)
    for role, place, current in seats:
        house.seat(worker, house.trust, role, team=places[place], until=None if current else NOON)
    live = [(role, place) for role, place, current in seats if current and role in READS_CASES]
    whole = any(not team_sight or place == "whole" or role == Role.TEAM_MANAGER for role, place in live)
    expected = {places["whole"].pk} if whole else {places[place].pk for _, place in live}
    assert teams_of(standing(worker)) == expected
