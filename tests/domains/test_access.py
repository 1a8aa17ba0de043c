"""Who reads and writes what on a case. Denials first; then that lists, flags and single answers agree."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from access.policies import may
from access.roles import Permission, Role
from agreements import services as agreements
from cases import services as case_services
from cases.models import Consent
from domains import services
from domains.models import Part, State
from domains.policies import asked_of, readable_domains, visible_parts, writable_parts, write_flags
from domains.queries import count_mine, entries, my_parts, readable_entries, timeline
from partners.models import Domain, Organisation
from tests.domains.conftest import LATER
from tests.house import NOON

EVENING = LATER + timedelta(hours=6)
ACTS = (Permission.VIEW_PART, Permission.READ_DOMAIN, Permission.WRITE_ENTRY, Permission.END_PART, Permission.ANSWER)


@pytest.fixture
def shared(story):
    """Open Door does housing, the trust medication, the council money; Workwise is asked about employment."""
    house = story.house
    story.housing = story.held("housing", house.open_door, house.housing_worker)
    story.medication = story.held("medication", house.trust, house.nurse)
    story.money = story.held("money", house.council, house.social_worker)
    story.offer = story.ask("employment", house.workwise)
    return story


def allowed(worker, part, *, at=EVENING):
    return {act for act in ACTS if may(worker, act, Part.objects.get(pk=part.pk), at=at)}


class TestDenied:
    """The narrow of rule 18: a voluntary worker writes what they hold, and nothing else."""

    def test_a_voluntary_worker_and_medication(self, shared):
        assert allowed(shared.house.housing_worker, shared.medication) == {Permission.VIEW_PART}
        decision = may(shared.house.housing_worker, Permission.WRITE_ENTRY, shared.medication, at=EVENING)
        assert decision.because == "not_your_part"
        with pytest.raises(Refused):
            services.write_entry(part=shared.medication, what_happened="x", by=shared.house.housing_worker, at=EVENING)

    def test_the_nhs_reads_housing_and_does_not_write_it(self, shared):
        assert allowed(shared.house.nurse, shared.housing) == {Permission.VIEW_PART, Permission.READ_DOMAIN}
        with pytest.raises(Refused):
            services.write_entry(part=shared.housing, what_happened="x", by=shared.house.nurse, at=EVENING)

    def test_a_neighbour_gets_nothing(self, shared):
        house = shared.house
        for worker in (
            house.neighbour,
            house.suspended_worker,
            house.administrator,
            house.privacy_officer,
            house.trust_complaints,
            house.partnership_manager,
        ):
            for part in (shared.housing, shared.medication, shared.offer):
                assert allowed(worker, part) == set()
            assert readable_domains(worker, shared.case, at=EVENING) == frozenset()
            assert not visible_parts(worker, at=EVENING).exists()
            assert my_parts(worker, at=EVENING).rows == []

    def test_before_it_is_accepted_nothing_is_read_or_written(self, shared):
        worker = shared.house.employment_worker
        assert allowed(worker, shared.offer) == {Permission.VIEW_PART, Permission.ANSWER}
        decision = may(worker, Permission.WRITE_ENTRY, shared.offer, at=EVENING)
        assert decision.because == "part_not_accepted"
        assert readable_domains(worker, shared.case, at=EVENING) == frozenset()

    def test_who_is_barred_answers_and_sees_nothing(self, shared):
        house = shared.house
        case_services.bar(case=shared.case, worker=house.employment_worker, reason="Cousin", by=house.manager, at=LATER)
        assert allowed(house.employment_worker, shared.offer) == set()
        assert not asked_of(house.employment_worker, at=EVENING).exists()
        assert my_parts(house.employment_worker, at=EVENING).rows == []

    def test_a_suspended_agreement_closes_it(self, shared):
        agreements.suspend(agreement=shared.house.sharing, reason="Late", by=shared.house.administrator, at=LATER)
        assert allowed(shared.house.housing_worker, shared.housing) == set()
        assert my_parts(shared.house.housing_worker, at=EVENING).rows == []

    def test_consent_to_read_is_not_consent_to_write(self, shared):
        shared.agree(shared.house.open_door, scope=Consent.Scope.READ, at=LATER)
        assert allowed(shared.house.housing_worker, shared.housing) == {
            Permission.VIEW_PART,
            Permission.READ_DOMAIN,
            Permission.END_PART,
        }
        assert write_flags(shared.case, shared.house.housing_worker, at=EVENING) == frozenset()

    def test_who_is_kept_informed_reads_the_core_and_writes_nothing(self, shared):
        house = shared.house
        shared.agree(house.harbour)
        part = services.accept(part=shared.ask("housing", house.harbour), by=house.neighbour, at=LATER)
        assert part.share == "informed"
        assert may(house.neighbour, Permission.WRITE_ENTRY, part, at=EVENING).because == "kept_informed"
        assert readable_domains(house.neighbour, shared.case, at=EVENING) == frozenset()

    def test_after_the_end_only_their_own_entries(self, shared):
        house = shared.house
        services.write_entry(part=shared.housing, what_happened="Found a flat", by=house.housing_worker, at=LATER)
        services.end(part=shared.housing, words="Done", by=house.housing_worker, at=LATER)
        assert allowed(house.housing_worker, shared.housing) == {Permission.VIEW_PART}
        assert [
            e.what_happened for e in entries(house.housing_worker, Part.objects.get(pk=shared.housing.pk), at=EVENING)
        ] == ["Found a flat"]
        assert my_parts(house.housing_worker, at=EVENING).rows == []
        assert not visible_parts(house.neighbour, at=EVENING).exists()


class TestRead:
    def test_statutory_bodies_on_the_case_read_every_domain(self, shared):
        everything = frozenset(Domain.objects.values_list("code", flat=True))
        for worker in (shared.house.nurse, shared.house.social_worker, shared.house.coordinator):
            assert readable_domains(worker, shared.case, at=EVENING) == everything

    def test_others_read_their_own(self, shared):
        assert readable_domains(shared.house.housing_worker, shared.case, at=EVENING) == {"housing"}

    def test_a_charity_that_coordinates_reads_what_the_person_agreed_to(self, shared):
        house = shared.house
        guide = house.hire("Ida Roe", house.harbour, Role.COORDINATOR)
        shared.agree(house.harbour)
        shared.agree(house.harbour, domain=house.domain("medication"), status=Consent.Status.REFUSED)
        case_services.set_coordinator(
            case=shared.case,
            organisation=house.harbour,
            team=house.whole(house.harbour),
            worker=guide,
            by=house.manager,
            at=LATER,
        )
        codes = readable_domains(guide, shared.again(), at=EVENING)
        assert "medication" not in codes
        assert {"housing", "treatment", "money"} <= codes

    def test_entries_follow_the_domain(self, shared):
        house = shared.house
        services.write_entry(part=shared.housing, what_happened="Letters opened", by=house.housing_worker, at=LATER)
        services.write_entry(part=shared.medication, what_happened="Dose changed", by=house.nurse, at=LATER)
        read = {e.what_happened for e in readable_entries(house.housing_worker, shared.case, at=EVENING)}
        assert read == {"Letters opened"}
        notes = {item.note for item in timeline(shared.case, house.housing_worker, at=EVENING)}
        assert "Letters opened" in notes
        assert "Dose changed" not in notes
        assert {"Letters opened", "Dose changed"} <= {i.note for i in timeline(shared.case, house.nurse, at=EVENING)}


class TestAgreement:
    def test_flags_and_answers_agree(self, shared):
        for worker in shared.house.workers.values():
            flags = write_flags(shared.case, worker, at=EVENING)
            single = {p.pk for p in Part.objects.all() if may(worker, Permission.WRITE_ENTRY, p, at=EVENING)}
            assert flags == single == {p.pk for p in writable_parts(worker, shared.case, at=EVENING)}

    def test_lists_and_details_agree(self, shared):
        services.end(part=shared.money, words="Done", by=shared.house.social_worker, at=LATER)
        for worker in shared.house.workers.values():
            listed = set(visible_parts(worker, at=EVENING).values_list("pk", flat=True))
            single = {p.pk for p in Part.objects.all() if may(worker, Permission.VIEW_PART, p, at=EVENING)}
            assert listed == single, worker
            answerable = {p.pk for p in Part.objects.all() if may(worker, Permission.ANSWER, p, at=EVENING)}
            assert answerable == set(asked_of(worker, at=EVENING).values_list("pk", flat=True))
            assert {row.part_id for row in my_parts(worker, at=EVENING).rows} <= listed
            assert count_mine(worker, at=EVENING) == len(my_parts(worker, at=EVENING).rows)

    def test_a_team_sees_what_is_its_own(self, story):
        house = story.house
        with_teams = Organisation.Sight.TEAM
        Organisation.objects.filter(pk=house.council.pk).update(sight=with_teams)
        north, south = (house.council.teams.create(name=name) for name in ("North", "South"))
        north_worker = house.hire("Una Pike", house.council, Role.PRACTITIONER, team=north)
        south_worker = house.hire("Ben Hill", house.council, Role.PRACTITIONER, team=south)
        part = story.ask("money", house.council, team=north)
        assert {row.part_id for row in my_parts(north_worker, at=LATER).rows} == {part.pk}
        assert my_parts(south_worker, at=LATER).rows == []
        with pytest.raises(Refused):
            services.accept(part=part, by=south_worker, at=LATER)
        part = services.accept(part=part, by=north_worker, at=LATER)
        assert part.state == State.ACCEPTED
        assert write_flags(story.case, north_worker, at=EVENING) == {part.pk}
        assert write_flags(story.case, south_worker, at=EVENING) == frozenset()
        assert not visible_parts(south_worker, at=EVENING).exists()

    def test_my_domains_says_of_an_offer_only_what_an_offer_shows(self, shared):
        offer = my_parts(shared.house.employment_worker, at=EVENING).rows[0]
        assert (offer.is_offer, offer.name, offer.case_reference, offer.communication_needs) == (
            True,
            "Daf E.",
            None,
            "",
        )
        held = my_parts(shared.house.housing_worker, at=EVENING).rows[0]
        assert (held.name, held.case_reference, held.communication_needs) == (
            "Daf E.",
            shared.case.reference,
            "large print",
        )
        own = my_parts(shared.house.nurse, at=EVENING, only="held").rows[0]
        assert own.name == "Daf Evans"


def test_nothing_here_is_open_before_the_story_begins(shared):
    assert may(shared.house.nurse, Permission.VIEW_PART, shared.housing, at=NOON)
    assert not may(shared.house.nurse, Permission.VIEW_PART, shared.housing, at=NOON - timedelta(days=1000))


def test_an_offer_goes_with_the_agreement_under_which_it_was_made(story):
    """Name and words of an offer are seen under the sharing agreement only, like everything else."""
    from agreements import services as agreements
    from domains.policies import asked_of, visible_parts
    from domains.queries import my_parts
    from partners.models import Worker

    house = story.house
    part = services.propose(
        case=story.case, requests=[story.request("housing", house.open_door)], by=house.coordinator, at=NOON
    )[0]
    assert part in asked_of(house.housing_worker, at=LATER)
    agreements.end(agreement=house.sharing, reason="Not renewed", by=house.administrator, at=LATER)
    worker = Worker.objects.get(pk=house.housing_worker.pk)
    assert part not in asked_of(worker, at=LATER)
    assert part not in visible_parts(worker, at=LATER)
    assert my_parts(worker, at=LATER, only="asked").rows == []
    assert may(worker, Permission.VIEW_PART, part, at=LATER).because == "no_agreement"
