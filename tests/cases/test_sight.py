"""Who sees a case. Denials first; then the ways in; and lists, details and lists of workers always agree."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from access.roles import Permission, Role
from access.rows import NotThroughItsService
from agreements import services as agreements
from cases import involvement, services
from cases.models import Case, Consent, Involvement, InvolvementBasis
from cases.policies import Filters, case_or_404, caseload_page, count, may, reads_fully, visible_to, who_may
from partners.models import Organisation, Team, Worker
from partners.standing import standing_of
from tests.cases.stories import agreed, involved, referred
from tests.house import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)
DAY = timedelta(days=1)


def sees(worker, case, at=LATER):
    fresh = Worker.objects.get(pk=worker.pk)
    return bool(may(fresh, Permission.VIEW_CASE, case, at=at))


class TestDenials:
    @pytest.mark.parametrize(
        "stranger",
        [
            "housing_worker",
            "neighbour",
            "suspended_worker",
            "partnership_manager",
            "council_complaints",
            "administrator",
            "privacy_officer",
            "social_worker",
        ],
    )
    def test_nobody_uninvolved_sees_a_referred_person(self, house, stranger):
        case = referred(house)
        assert not sees(getattr(house, stranger), case)

    def test_a_superuser_sees_nothing(self, house):
        case = referred(house)
        root = Worker.objects.create_superuser("root@example.org", "a long password", name="Root")
        assert not root.has_perm(Permission.VIEW_CASE, case)
        assert list(visible_to(root, at=LATER)) == []

    def test_a_charity_with_a_part_but_without_the_persons_word(self, house):
        case = referred(house)
        involved(house, case, "open_door", "housing")
        assert may(house.housing_worker, Permission.VIEW_CASE, case, at=LATER).because == "consent_missing"

    def test_a_charity_whose_consent_is_for_another_domain(self, house):
        case = referred(house)
        involved(house, case, "open_door", "housing")
        agreed(house, case, "open_door", "employment")
        assert not sees(house.housing_worker, case)

    def test_withdrawal_bites_on_the_next_request(self, house):
        case = referred(house)
        involved(house, case, "open_door", "housing")
        agreed(house, case, "open_door", "housing")
        assert sees(house.housing_worker, case)
        agreed(house, case, "open_door", "housing", status=Consent.Status.WITHDRAWN, at=LATER)
        assert not sees(house.housing_worker, case, at=LATER + timedelta(seconds=1))

    def test_consent_that_has_run_out(self, house):
        case = referred(house)
        involved(house, case, "open_door", "housing")
        agreed(house, case, "open_door", until=LATER)
        assert sees(house.housing_worker, case, at=LATER - timedelta(seconds=1))
        assert not sees(house.housing_worker, case, at=LATER)

    def test_an_agreement_that_has_ended_closes_access_at_that_moment(self, house):
        case = referred(house)
        involved(house, case, "open_door", "housing")
        agreed(house, case, "open_door")
        agreements.end(agreement=house.sharing, reason="Not renewed", by=house.administrator, at=LATER)
        assert not sees(house.housing_worker, case, at=LATER)
        assert sees(house.coordinator, case, at=LATER), "the body that holds the record needs no agreement with itself"

    def test_a_bar_stands_against_everything(self, house):
        case = referred(house)
        services.bar(case=case, worker=house.nurse, reason="His sister", by=house.manager, at=NOON)
        assert may(house.nurse, Permission.VIEW_CASE, case, at=LATER).because == "barred"
        assert case not in visible_to(house.nurse, at=LATER)

    def test_a_grant_past_its_end_and_a_grant_to_a_leaver(self, house):
        case = referred(house, coordinator="coordinator")
        services.let_in(
            case=case,
            worker=house.social_worker,
            organisation=house.council,
            until=NOON - DAY,
            reason="Covering",
            by=house.coordinator,
            at=NOON - 2 * DAY,
        )
        assert sees(house.social_worker, case, at=NOON - 1.5 * DAY)
        assert not sees(house.social_worker, case, at=NOON - DAY)
        assert not house.social_worker.has_perm(Permission.VIEW_CASE, case)
        Worker.objects.filter(pk=house.coordinator.pk).update(is_active=False)
        assert not sees(house.coordinator, case)

    def test_restricted_means_only_those_named(self, house):
        case = referred(house)
        involved(house, case, "council", "assessment")
        from access.rows import writing

        with writing(Case, Involvement):
            Case.objects.filter(pk=case.pk).update(restricted=True)
            Involvement.objects.filter(case=case).update(restricted=True)
        assert not sees(house.social_worker, case)
        assert not sees(house.manager, case)
        assert sees(house.coordinator, case)

    def test_a_second_employer_that_is_no_way_in_opens_nothing_more(self, house):
        case = referred(house)
        involved(house, case, "open_door", "housing")
        agreed(house, case, "open_door")
        Organisation.objects.filter(pk=house.trust.pk).update(sight=Organisation.Sight.TEAM)
        elsewhere = Team.objects.create(organisation=house.trust, name="Another team")
        house.seat(house.housing_worker, house.trust, Role.PRACTITIONER, team=elsewhere)
        both = Worker.objects.get(pk=house.housing_worker.pk)
        assert sees(both, case)
        assert not reads_fully(both, case, at=LATER)
        assert reads_fully(house.coordinator, case, at=LATER)

    def test_an_unregistered_object_and_an_unknown_permission_are_refused(self, house):
        assert not house.coordinator.has_perm(Permission.VIEW_CASE, house.sharing.party_rows.first())
        assert not house.coordinator.has_perm("cases.view_case", referred(house))

    def test_rows_that_give_access_refuse_to_be_written_elsewhere(self, house):
        case = referred(house)
        for write in (
            lambda: Involvement.objects.filter(case=case).delete(),
            lambda: Involvement.objects.create(
                case=case, organisation=house.harbour, team=house.whole(house.harbour), next_due=NOON, is_open=True
            ),
            lambda: InvolvementBasis.objects.filter(case=case).update(organisation=house.harbour),
            lambda: Consent.objects.bulk_create([]),
            case.save,
        ):
            with pytest.raises(NotThroughItsService):
                write()


class TestWaysIn:
    def test_the_trust_sees_what_it_coordinates(self, house):
        case = referred(house)
        assert sees(house.coordinator, case)
        assert sees(house.nurse, case)
        assert sees(house.manager, case)

    def test_a_statutory_body_with_a_part_needs_no_consent(self, house):
        case = referred(house)
        involved(house, case, "council", "assessment")
        assert sees(house.social_worker, case)

    def test_consent_for_everything_opens_what_the_charity_is_there_for(self, house):
        case = referred(house)
        involved(house, case, "open_door", "housing")
        agreed(house, case, "open_door")
        assert sees(house.housing_worker, case)
        assert not sees(house.neighbour, case)

    def test_the_last_reason_taken_away_takes_sight_with_it(self, house):
        case = referred(house)
        first = involved(house, case, "council", "assessment")
        second = involved(house, case, "council", "daily-living")
        involvement.remove_bases(InvolvementBasis.Kind.PART, [first])
        assert sees(house.social_worker, case)
        involvement.remove_bases(InvolvementBasis.Kind.PART, [second])
        assert not sees(house.social_worker, case)

    def test_where_sight_goes_by_team_only_the_team_and_the_managers_see(self, house):
        Organisation.objects.filter(pk=house.council.pk).update(sight=Organisation.Sight.TEAM)
        north = Team.objects.create(organisation=house.council, name="North")
        south = Team.objects.create(organisation=house.council, name="South")
        in_north = house.hire("Una North", house.council, Role.PRACTITIONER, team=north)
        in_south = house.hire("Sol South", house.council, Role.PRACTITIONER, team=south)
        boss = house.hire("Bo Boss", house.council, Role.TEAM_MANAGER, team=south)
        case = referred(house)
        involved(house, case, "council", "assessment", team=north)
        assert sees(in_north, case)
        assert sees(boss, case)
        assert not sees(in_south, case)

    def test_moving_coordination_moves_sight(self, house):
        case = referred(house)
        services.set_coordinator(
            case=case,
            organisation=house.council,
            team=house.whole(house.council),
            worker=house.social_worker,
            by=house.coordinator,
            at=LATER,
        )
        assert sees(house.social_worker, case, at=LATER)
        assert not sees(house.nurse, case, at=LATER)
        assert [c.worker_id for c in case.coordinations.order_by("pk")] == [
            house.coordinator.pk,
            house.social_worker.pk,
        ]


class TestListEqualsDetail:
    def test_for_every_worker_over_random_histories(self, house):
        """visible_to, caseload pages, may and who_may tell the same story."""
        chance = random.Random(20261123)
        cases = [referred(house, given_name=f"Person{n}") for n in range(14)]
        organisations = ["council", "open_door", "workwise", "harbour"]
        domains = ["assessment", "housing", "employment", "money"]
        for case in cases:
            for organisation in chance.sample(organisations, chance.randint(0, 4)):
                involved(house, case, organisation, chance.choice(domains))
            for organisation in chance.sample(organisations[1:], chance.randint(0, 3)):
                agreed(
                    house,
                    case,
                    organisation,
                    chance.choice([*domains, None]),
                    status=chance.choice([Consent.Status.GIVEN, Consent.Status.GIVEN, Consent.Status.REFUSED]),
                )
            if chance.random() < 0.3:
                services.bar(
                    case=case,
                    worker=chance.choice([w for w in house.workers.values() if w != case.coordinator]),
                    reason="Kin",
                    by=house.manager,
                    at=NOON,
                )
            if chance.random() < 0.3:
                services.let_in(
                    case=case,
                    worker=house.neighbour,
                    organisation=house.harbour,
                    until=None,
                    reason="Asked",
                    by=house.coordinator,
                    at=NOON,
                )
        everything = list(Case.objects.all())
        decisions = 0
        for worker in Worker.objects.all():
            detail = {c.pk for c in everything if may(worker, Permission.VIEW_CASE, c, at=LATER)}
            assert {c.pk for c in visible_to(worker, at=LATER)} == detail, worker
            listed, after = [], None
            while True:
                page = caseload_page(worker, at=LATER, after=after, size=3)
                listed += [pk for _, pk in page.rows]
                after = page.after
                if after is None:
                    break
            assert sorted(listed) == sorted(detail), worker
            assert count(worker, at=LATER) == len(detail)
            decisions += len(everything)
        for case in everything:
            assert set(who_may(Permission.VIEW_CASE, case, at=LATER)) == {
                w for w in Worker.objects.all() if may(w, Permission.VIEW_CASE, case, at=LATER)
            }
        assert decisions > 150

    def test_filters_narrow_and_only_mine_is_mine(self, house):
        mine = referred(house)
        theirs = referred(house, given_name="Other", coordinator="manager")
        only = Filters(only=frozenset({"coordinator"}))
        assert [pk for _, pk in caseload_page(house.coordinator, at=LATER, filters=only).rows] == [mine.pk]
        assert {pk for _, pk in caseload_page(house.coordinator, at=LATER).rows} == {mine.pk, theirs.pk}
        involved(house, theirs, "council", "assessment")
        assert [
            pk
            for _, pk in caseload_page(house.coordinator, at=LATER, filters=Filters(partner_id=house.council.pk)).rows
        ] == [theirs.pk]

    def test_query_counts_do_not_grow(self, house, django_assert_num_queries):
        for n in range(3):
            referred(house, given_name=f"P{n}")
        from django.db import connection

        worker = Worker.objects.get(pk=house.coordinator.pk)
        expected = 2 if connection.vendor == "postgresql" else 4  # standing, then one union or one per branch
        with django_assert_num_queries(expected):
            caseload_page(worker, at=LATER, size=2)
        for n in range(20):
            referred(house, given_name=f"Q{n}")
        worker = Worker.objects.get(pk=house.coordinator.pk)
        with django_assert_num_queries(expected):
            caseload_page(worker, at=LATER, size=2)


class TestReferences:
    def test_a_stranger_and_a_reference_that_does_not_exist_are_told_the_same(self, house):
        from django.http import Http404

        case = referred(house)
        for reference in (case.reference, "C-999999999", "nonsense", "C-1; drop", "' or 1=1"):
            with pytest.raises(Http404) as refused:
                case_or_404(house.neighbour, reference, at=LATER)
            assert str(refused.value) == ""
        assert case_or_404(house.coordinator, case.reference, at=LATER) == case

    def test_acts_of_the_coordinator_are_refused_to_colleagues_with_the_reason(self, house):
        case = referred(house)
        decision = may(house.nurse, Permission.RECORD_CONSENT, case, at=LATER)
        assert not decision
        assert (
            decision.message
            == "Your role does not include this. Ask your manager, or somebody on the case whose role does."
        )
        involved(house, case, "council", "assessment")
        assert may(house.social_worker, Permission.RECORD_CONSENT, case, at=LATER).because == "not_coordinator"
        with pytest.raises(PermissionDenied):
            services.record_consent(
                case=case,
                organisation=house.workwise,
                status="given",
                given_by="D",
                method="spoken",
                by=house.social_worker,
                at=LATER,
            )

    def test_standing_is_one_query(self, house, django_assert_num_queries):
        worker = Worker.objects.get(pk=house.coordinator.pk)
        with django_assert_num_queries(1):
            standing_of(worker, at=LATER)
            standing_of(worker, at=LATER)
