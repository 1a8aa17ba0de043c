"""Carers: who is shown that somebody cares for a person, what they were told, and their own record. Denials first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from access.decisions import Refused
from access.policies import may
from access.roles import Permission
from cases import carer_policies, carer_queries, carer_rules, services
from cases.models import CarerLink, CarerStep, Case, Consent, Person, RecordKind
from cases.people import PersonDetails, already_known
from cases.policies import case_or_404, caseload_page, visible_to, who_may
from domains import services as domains
from domains.rules import CannotBe
from domains.services import PartRequest
from notifications.models import Deadline
from partners.models import Organisation, Team
from tests.cases.stories import agreed, involved, referred
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER, TODAY = NOON + DAY, NOON.date()
WEN = PersonDetails(given_name="Wen", family_name="Adeyemi", birth_date=date(1960, 5, 1), nhs_number="9990000026")


@pytest.fixture
def case(house):
    """Dafydd's record: led by the trust, with the council on it, and the charity with his yes."""
    made = referred(house)
    involved(house, made, "council", "eligibility")
    involved(house, made, "open_door", "housing")
    agreed(house, made, "open_door")
    return made


@pytest.fixture
def link(house, case):
    return services.add_carer(case=case, details=WEN, relationship="Mother", by=house.social_worker, at=NOON)


@pytest.fixture
def own(house, case, link):
    """Wen's own record."""
    return services.open_carer_record(case=case, link=link, by=house.social_worker, at=NOON)


def names(case, worker, at=LATER):
    return [carer.name for carer in carer_queries.carers_of(case, worker, at=at).now]


def said(house, own, organisation, status=Consent.Status.GIVEN, at=NOON, **more):
    return services.record_consent(
        case=Case.objects.get(pk=own.pk), organisation=getattr(house, organisation), status=status, given_by="Wen Adeyemi",
        method=Consent.Method.SPOKEN, by=house.social_worker, at=at, **more,
    )  # fmt: skip


def sees(worker, case, at=LATER):
    return visible_to(worker, at=at).filter(pk=case.pk).exists()


class TestDenials:
    def test_the_trust_is_not_told_who_cares_for_its_patient(self, house, case, link):
        for worker in (house.coordinator, house.nurse, house.manager):
            assert names(case, worker) == []
            assert carer_queries.carers_of(case, worker, at=LATER).unnamed == 1

    def test_the_charity_is_told_of_no_carer_at_all(self, house, case, link):
        decision = carer_policies.shows_carers(house.housing_worker, case, at=LATER)
        assert not decision
        assert decision.because == "carers_are_not_shown"

    def test_nobody_but_the_council_opens_the_carers_record(self, house, case, link, own):
        for worker in house.workers.values():
            assert sees(worker, own) == (worker == house.social_worker), worker.name
        assert list(who_may(Permission.VIEW_CASE, own, at=LATER)) == [house.social_worker]

    def test_the_trust_does_not_open_it_even_where_it_is_involved(self, house, own):
        involved(house, own, "trust", "treatment")
        assert not sees(house.coordinator, own)
        assert may(house.coordinator, Permission.VIEW_CASE, own, at=LATER).because == "consent_missing"
        assert own.pk not in {pk for _, pk in caseload_page(house.coordinator, at=LATER).rows}

    def test_a_yes_about_their_own_care_says_nothing_about_them_as_a_carer(self, house, case, link, own):
        patient = services.open_case(
            person=link.carer, lead_organisation=house.trust, organisation=house.trust, team=house.whole(house.trust),
            whole_team=house.whole(house.trust), coordinator=house.coordinator, domain=house.domain("coordination"),
            at=NOON, by=None,
        )[0]  # fmt: skip
        for partner in ("open_door", "council"):
            agreed(house, patient, partner)
        involved(house, own, "open_door", "housing")
        assert not sees(house.housing_worker, own)
        assert names(case, house.coordinator) == []
        said(house, own, "open_door")
        assert sees(house.housing_worker, own)
        said(house, own, "open_door", Consent.Status.WITHDRAWN, at=LATER)
        assert not sees(house.housing_worker, own, at=LATER)
        assert Consent.objects.filter(person=link.carer, about="person", ended_at=None).count() == 2

    def test_a_partner_is_not_even_asked_before_the_carer_agreed(self, house, own):
        for organisation, domain in ((house.workwise, "employment"), (house.trust, "treatment")):
            request = PartRequest(domain=house.domain(domain), organisation=organisation, accountable=None)
            with pytest.raises(CannotBe) as refused:
                domains.propose(case=own, requests=[request], by=house.social_worker, at=LATER)
            assert refused.value.code == "carer_not_agreed"

    def test_the_trust_opens_no_record_for_a_carer(self, house, case):
        mine = services.add_carer(
            case=case, details=PersonDetails(given_name="Ifor"), relationship="", by=house.coordinator, at=NOON
        )
        with pytest.raises(Refused) as refused:
            services.open_carer_record(case=case, link=mine, by=house.coordinator, at=NOON)
        assert refused.value.decision.because == "carers_council"

    def test_a_link_that_one_is_not_shown_is_not_written_on(self, house, case, link):
        with pytest.raises(Refused):
            services.record_step(case=case, link=link, step="told", on=NOON.date(), by=house.coordinator, at=NOON)
        with pytest.raises(Refused):
            services.end_link(case=case, link=link, because="x", by=house.nurse, at=NOON)
        assert not CarerStep.objects.exists()

    def test_the_charity_writes_no_carer_down(self, house, case):
        with pytest.raises(Refused):
            services.add_carer(case=case, details=WEN, relationship="", by=house.housing_worker, at=NOON)

    def test_somebody_with_a_second_employer_keeps_no_carers_for_a_body_that_is_not_on_the_case(self, house, case):
        trust_two = Organisation.objects.create(
            name="Fellside Trust", short_name="Fellside", sector="nhs", responsible_body=True, code="FELL"
        )
        Team.objects.create(organisation=trust_two, name="Whole organisation", is_whole=True)
        house.seat(house.housing_worker, trust_two, "practitioner")
        for permission in (Permission.KEEP_CARERS, Permission.KEEP_DUTY, Permission.FOLLOW_UP):
            decision = may(house.housing_worker, permission, case, at=LATER)
            assert not decision, permission

    def test_a_worker_who_is_the_carer_is_barred_like_anybody(self, house, own):
        social_worker = house.social_worker
        manager = house.hire("Bea Long", house.council, "team_manager")
        services.set_coordinator(
            case=own, organisation=house.council, team=house.whole(house.council), worker=None, by=manager, at=NOON
        )
        services.bar(case=own, worker=social_worker, reason="It is them", by=manager, at=NOON)
        assert not sees(social_worker, own)
        assert sees(manager, own)

    def test_looking_for_somebody_finds_no_record_as_a_carer(self, house, own):
        assert already_known(house.coordinator, WEN, at=LATER) == []


class TestWithTheCarersAgreement:
    def test_the_trust_learns_the_name_and_reads_the_record_once_it_is_involved(self, house, case, link, own):
        said(house, own, "trust")
        assert names(case, house.coordinator) == ["Wen Adeyemi"]
        assert not sees(house.coordinator, own)  # agreement alone is no way in
        involved(house, own, "trust", "treatment")
        assert sees(house.coordinator, own)
        assert case_or_404(house.coordinator, own.reference, at=LATER) == own

    def test_after_withdrawal_the_next_request_refuses(self, house, case, link, own):
        said(house, own, "trust")
        involved(house, own, "trust", "treatment")
        assert sees(house.coordinator, own)
        said(house, own, "trust", Consent.Status.WITHDRAWN, at=LATER)
        assert not sees(house.coordinator, own, at=LATER)
        assert names(case, house.coordinator) == []

    def test_a_body_reads_it_whole_or_not_at_all(self, house, own):
        with pytest.raises(ValidationError) as refused:
            said(house, own, "trust", domain=house.domain("treatment"))
        assert "domain" in refused.value.message_dict

    def test_the_council_that_leads_it_is_not_asked_about(self, house, own):
        with pytest.raises(ValidationError) as refused:
            said(house, own, "council")
        assert "organisation" in refused.value.message_dict

    def test_withdrawal_ends_what_the_trust_held_there(self, house, own):
        said(house, own, "trust")
        request = PartRequest(domain=house.domain("treatment"), organisation=house.trust)
        part = domains.propose(case=own, requests=[request], by=house.social_worker, at=NOON)[0]
        domains.accept(part=part, by=house.nurse, at=NOON)
        said(house, own, "trust", Consent.Status.WITHDRAWN, at=LATER)
        part.refresh_from_db()
        assert part.state == "ended"

    def test_a_no_shows_nothing(self, house, case, link, own):
        said(house, own, "trust", Consent.Status.REFUSED)
        assert names(case, house.coordinator) == []


class TestWritingDown:
    def test_who_wrote_a_carer_down_sees_what_they_wrote_and_nothing_of_others(self, house, case, link):
        again = services.add_carer(case=case, details=WEN, relationship="", by=house.coordinator, at=LATER)
        assert again.pk == link.pk
        services.record_step(case=case, link=again, step="told", on=NOON.date(), by=house.coordinator, at=LATER)
        services.record_step(case=case, link=again, step="asked", on=NOON.date(), by=house.social_worker, at=LATER)
        (shown,) = carer_queries.carers_of(case, house.coordinator, at=LATER).now
        assert [step.step for step in shown.steps] == ["told"]
        assert shown.due_at is None
        (full,) = carer_queries.carers_of(case, house.social_worker, at=LATER).now
        assert [step.step for step in full.steps] == ["asked", "told"]

    def test_what_two_bodies_heard_on_one_day_is_kept_of_both(self, house, case, link):
        again = services.add_carer(case=case, details=WEN, relationship="", by=house.coordinator, at=LATER)

        def told(by, words):
            return services.record_step(case=case, link=again, step="told", on=TODAY, words=words, by=by, at=LATER)

        told(house.social_worker, "I manage")
        told(house.coordinator, "I cannot sleep")
        told(house.coordinator, "I asked my sister")
        told(house.coordinator, "I cannot sleep")
        (full,) = carer_queries.carers_of(case, house.social_worker, at=LATER).now
        assert {step.words for step in full.steps} == {"I manage", "I cannot sleep", "I asked my sister"}
        assert len(full.steps) == 3
        (own,) = carer_queries.carers_of(case, house.coordinator, at=LATER).now
        assert {step.words for step in own.steps} == {"I cannot sleep", "I asked my sister"}

    def test_who_wrote_what_was_said_goes_on_seeing_it_when_another_body_writes_the_carer_down_too(self, house, case):
        mine = services.add_carer(case=case, details=WEN, relationship="Mother", by=house.coordinator, at=NOON)
        services.record_step(
            case=case, link=mine, step="told", on=TODAY, words="Yes please", by=house.coordinator, at=NOON
        )
        CarerLink.objects.filter(pk=mine.pk).update(organisation=house.open_door)  # as when another writes them down
        (shown,) = carer_queries.carers_of(case, house.coordinator, at=LATER).now
        assert [step.words for step in shown.steps] == ["Yes please"]

    def test_somebody_known_is_not_made_twice(self, house, case, link):
        other = referred(house, given_name="Ewa", family_name="Nowak")
        involved(house, other, "council", "eligibility")
        for details in (WEN, PersonDetails(given_name="wén", family_name="Adeyemi", birth_date=date(1960, 5, 1))):
            assert (
                services.add_carer(
                    case=other, details=details, relationship="Aunt", by=house.social_worker, at=NOON
                ).carer
                == link.carer
            )
        assert Person.objects.filter(family_name="Adeyemi").count() == 1

    def test_a_number_under_another_name_is_refused_at_the_field(self, house, case, link):
        wrong = PersonDetails(given_name="Somebody", family_name="Else", nhs_number="9990000026")
        with pytest.raises(ValidationError) as refused:
            services.add_carer(case=case, details=wrong, relationship="", by=house.coordinator, at=NOON)
        assert list(refused.value.message_dict) == ["nhs_number"]
        assert "Wen" not in str(refused.value)

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            (PersonDetails(), "family_name"), (PersonDetails(family_name="X", nhs_number="9990000027"), "nhs_number"),
            (PersonDetails(family_name="X", birth_date=date(2030, 1, 1)), "birth_date"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_at_the_field(self, house, case, details, field):
        with pytest.raises(ValidationError) as refused:
            services.add_carer(case=case, details=details, relationship="", by=house.coordinator, at=NOON)
        assert field in refused.value.message_dict
        assert not CarerLink.objects.exists()

    def test_nobody_cares_for_themselves(self, house, case):
        me = PersonDetails(given_name="Dafydd", family_name="Evans", birth_date=date(1980, 1, 1))
        Person.objects.filter(pk=case.person_id).update(birth_date=me.birth_date)
        with pytest.raises(ValidationError):
            services.add_carer(case=case, details=me, relationship="", by=house.coordinator, at=NOON)

    def test_it_ends_with_a_reason_and_begins_again(self, house, case, link):
        with pytest.raises(ValidationError) as refused:
            services.end_link(case=case, link=link, because=" ", by=house.social_worker, at=LATER)
        assert "because" in refused.value.message_dict
        services.end_link(case=case, link=link, because="Moved away", by=house.social_worker, at=LATER)
        found = carer_queries.carers_of(case, house.social_worker, at=LATER)
        assert [carer.name for carer in found.before] == ["Wen Adeyemi"]
        services.add_carer(case=case, details=WEN, relationship="", by=house.social_worker, at=LATER)
        assert names(case, house.social_worker) == ["Wen Adeyemi"]

    def test_one_open_record_of_a_carer(self, house, case, link, own):
        assert services.open_carer_record(case=case, link=link, by=house.social_worker, at=LATER) == own
        with pytest.raises(IntegrityError), transaction.atomic():
            services.open_case(
                person=link.carer, kind=RecordKind.CARER, lead_organisation=house.council, organisation=house.council,
                team=house.whole(house.council), whole_team=house.whole(house.council), coordinator=None,
                domain=house.domain("coordination"), at=NOON, by=None,
            )  # fmt: skip

    def test_whom_they_care_for_is_shown_to_readers_of_that_record_only(self, house, case, link, own):
        found = carer_queries.cared_for(own, house.social_worker, at=LATER)
        assert [record for _, record in found.known] == [case]
        stranger = referred(house, given_name="Ewa", family_name="Nowak")
        CarerLink.objects.create(carer=link.carer, cared_for=stranger.person, recorded_at=NOON)
        found = carer_queries.cared_for(own, house.social_worker, at=LATER)
        assert ([record for _, record in found.known], found.others) == ([case], 1)


class TestTheDeadline:
    def live(self):
        return Deadline.objects.filter(kind="carer.assessment", is_live=True).first()

    def step(self, house, case, link, step, on=TODAY, at=LATER):
        return services.record_step(case=case, link=link, step=step, on=on, by=house.social_worker, at=at)

    @pytest.mark.parametrize("step", ["told", "offered", "declined"])
    def test_nothing_is_owed_by(self, house, case, link, step):
        self.step(house, case, link, step)
        assert self.live() is None

    @pytest.mark.parametrize("step", ["need", "asked"])
    def test_the_council_owes_it_from_the_day_it_appears(self, house, case, link, step):
        self.step(house, case, link, step)
        owed = self.live()
        assert (owed.owner_organisation, owed.case_id) == (house.council, case.pk)
        assert owed.due_at.date() - NOON.date() in (timedelta(days=28), timedelta(days=29))
        assert "carers.yaml" in owed.set_by_rule

    def test_it_moves_to_the_carers_own_record_and_their_coordinator(self, house, case, link):
        self.step(house, case, link, "asked")
        own = services.open_carer_record(case=case, link=link, by=house.social_worker, at=LATER)
        assert (self.live().case_id, self.live().owner_worker) == (own.pk, house.social_worker)

    def test_a_no_ends_it_and_asking_again_begins_anew(self, house, case, link):
        self.step(house, case, link, "asked", on=NOON.date() - DAY)
        self.step(house, case, link, "declined", on=NOON.date())
        assert self.live() is None
        self.step(house, case, link, "asked", on=LATER.date())
        assert self.live().due_at.date() >= LATER.date() + timedelta(days=28)

    def test_a_decision_about_it_makes_it_done(self, house, case, link, own):
        self.step(house, case, link, "asked")
        assert services.assessed(case=own, at=LATER) == 1
        assert self.live() is None
        self.step(house, case, link, "told", at=LATER)
        assert self.live() is None

    def test_it_ends_with_the_caring(self, house, case, link):
        self.step(house, case, link, "need")
        services.end_link(case=case, link=link, because="Died", by=house.social_worker, at=LATER)
        assert self.live() is None

    def test_a_day_to_come_is_refused_at_the_field(self, house, case, link):
        with pytest.raises(ValidationError) as refused:
            self.step(house, case, link, "asked", on=LATER.date() + DAY)
        assert list(refused.value.message_dict) == ["on"]

    @given(st.lists(st.tuples(st.sampled_from(CarerStep.Step.values), st.integers(0, 30)), max_size=8))
    def test_owed_since_the_first_asking_after_the_last_no(self, drawn):
        steps = [
            CarerStep(step=step, on=date(2026, 1, 1) + timedelta(days=day))
            for step, day in sorted(drawn, key=lambda d: d[1])
        ]
        since = carer_rules.owed_since(steps)
        last_no = max((i for i, step in enumerate(steps) if step.step == "declined"), default=-1)
        after = [step.on for step in steps[last_no + 1 :] if step.step in ("need", "asked")]
        assert since == (after[0] if after else None)
