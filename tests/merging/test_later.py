"""A later extract: it updates what it changed, overwrites nothing that people decided, and shows the new difference."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from access.decisions import Refused
from assessments.models import ReviewClock
from assessments.registry import carried
from cases.models import Case, Coordination, Identifier, Person, Referral
from cases.people import PersonDetails
from cases.services import refer, set_coordinator
from domains.models import Part
from merging import conflicts
from merging.models import Conflict, MergedRecord, PossibleMatch, SourceValue
from merging.queries import record_of
from notifications.models import Deadline
from partners.models import StaffCode
from partners.services import claim_staff_code, release_staff_code
from tests.house import NOON
from tests.merging.importing_stories import COORDINATED, HOMES, LATER, ON_CPA, bring, people, settle_in, tables
from tests.merging.small_extracts import ANN

pytestmark = pytest.mark.django_db
HOME = f"{HOMES}\nRX1,01,2026-05-05\n"


@pytest.fixture
def here(house):
    settle_in(house)
    return house


@pytest.fixture
def both(trust, council):
    """Ann as both sides know her: on CPA, a service, two postcodes."""
    return trust(MHS701CPACareEpisode=ON_CPA, MHS006MHCareCoord=COORDINATED), council({"Postcode": "M1 1AE"})


def the_case():
    return Case.objects.get(merged_into=None)


def rewrite(directory, name, old, new):
    path = directory / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


class TestRefusedToDecide:
    def test_strangers_partners_of_the_core_and_administrators(self, here, both):
        bring(*both)
        conflict = Conflict.objects.get()
        for who in ("housing_worker", "neighbour", "administrator", "partnership_manager", "trust_complaints"):
            with pytest.raises(Refused):
                conflicts.resolve(
                    conflict=conflict, by=getattr(here, who), at=LATER, chosen=conflict.health, reason="x"
                )
        assert Conflict.objects.get().state == "open"

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({}, "which"),
            ({"typed": "M1 1AE", "chosen": True}, "which"),
            ({"chosen": True, "reason": " "}, "reason"),
            ({"typed": "nowhere", "reason": "She said so"}, "typed"),
        ],
    )
    def test_no_answer_two_answers_no_reason_and_what_is_none(self, here, both, said, field):
        bring(*both)
        conflict = Conflict.objects.get()
        said = {"reason": "x"} | said
        if said.pop("chosen", None):
            said["chosen"] = conflict.health
        with pytest.raises(ValidationError) as refused:
            conflicts.resolve(conflict=conflict, by=here.coordinator, at=LATER, **said)
        assert field in refused.value.error_dict

    def test_a_date_of_birth_to_come(self, here, trust, council):
        bring(trust(), council({"Date of Birth": "1981-02-01"}))
        with pytest.raises(ValidationError, match="must be in the past"):
            conflicts.resolve(
                conflict=Conflict.objects.get(),
                by=here.social_worker,
                at=LATER,
                typed="1/2/2091",
                reason="Her passport",
            )


class TestDecided:
    def test_nothing_is_chosen_before(self, here, both):
        bring(*both)
        assert Person.objects.get().postcode == ""
        row = next(row for row in record_of(the_case()) if row.name == "postcode")
        assert (row.outcome, row.shown) == ("conflict", "")
        assert {value.shown for value in row.values} == {"SW1A 1AA", "M1 1AE"}

    def test_a_decision_stands_and_is_kept_with_who_and_why(self, here, both):
        bring(*both)
        conflict = conflicts.resolve(
            conflict=Conflict.objects.get(), by=here.social_worker, at=LATER, chosen=Conflict.objects.get().social_care,
            reason="I visited",
        )  # fmt: skip
        assert Person.objects.get().postcode == "M1 1AE"
        assert (conflict.decided_by, conflict.reason) == (here.social_worker, "I visited")
        row = next(row for row in record_of(the_case()) if row.name == "postcode")
        assert (row.outcome, row.shown) == ("decided", "M1 1AE")
        before = tables()
        assert conflicts.resolve(
            conflict=conflict, by=here.social_worker, at=LATER, chosen=conflict.social_care, reason="I visited"
        )
        assert tables() == before

    def test_the_same_files_again_ask_nothing(self, here, both):
        bring(*both)
        conflicts.resolve(
            conflict=Conflict.objects.get(), by=here.social_worker, at=LATER, typed="M2 2BB", reason="A letter"
        )
        before = tables()
        bring(*both, at=LATER)
        assert tables() == before
        assert Person.objects.get().postcode == "M2 2BB"

    def test_a_later_extract_with_another_value_is_a_new_conflict_beside_the_decision(self, here, both):
        bring(*both)
        conflicts.resolve(
            conflict=Conflict.objects.get(), by=here.social_worker, at=LATER, typed="M2 2BB", reason="A letter"
        )
        rewrite(both[0], "MHS001MPI.csv", "SW1A 1AA", "SW1A 2AA")
        bring(*both, at=LATER)
        assert list(Conflict.objects.order_by("pk").values_list("state", flat=True)) == ["resolved", "open"]
        assert Person.objects.get().postcode == "M2 2BB"
        assert SourceValue.objects.filter(field="postcode", is_current=False).get().value == "SW1A 1AA"

    def test_sources_that_agree_on_something_else_than_was_decided_are_shown(self, here, both):
        bring(*both)
        conflicts.resolve(
            conflict=Conflict.objects.get(), by=here.social_worker, at=LATER, typed="M2 2BB", reason="A letter"
        )
        rewrite(both[0], "MHS001MPI.csv", "SW1A 1AA", "M1 1AE")
        bring(*both, at=LATER)
        assert Conflict.objects.filter(state="open").count() == 1
        assert Person.objects.get().postcode == "M2 2BB"

    def test_an_open_one_that_the_sources_settle_is_settled(self, here, both):
        bring(*both)
        rewrite(both[0], "MHS001MPI.csv", "SW1A 1AA", "M1 1AE")
        bring(*both, at=LATER)
        assert Conflict.objects.get().state == "settled"
        assert Person.objects.get().postcode == "M1 1AE"

    def test_a_decision_can_be_taken_back(self, here, both):
        bring(*both)
        conflicts.resolve(
            conflict=Conflict.objects.get(), by=here.social_worker, at=LATER, typed="M2 2BB", reason="A letter"
        )
        conflicts.reopen(conflict=Conflict.objects.get(), by=here.coordinator, at=LATER)
        assert Conflict.objects.get().state == "open"
        assert Person.objects.get().postcode == ""


class TestWhatPeopleDidStays:
    def test_a_name_that_somebody_corrected(self, here, both):
        bring(*both)
        Person.objects.update(given_name="Annie")
        rewrite(both[0], "MHS001MPI.csv", "SW1A 1AA", "SW1A 2AA")
        bring(*both, at=LATER)
        assert Person.objects.get().given_name == "Annie"

    def test_a_coordinator_whom_somebody_named(self, here, both):
        bring(*both)
        case = the_case()
        assert case.coordinator == here.coordinator
        colleague = here.hire("Bea Lowe", here.trust, "coordinator")
        set_coordinator(
            case=case,
            organisation=here.trust,
            team=here.whole(here.trust),
            worker=colleague,
            by=here.coordinator,
            at=LATER,
        )
        rewrite(both[0], "MHS006MHCareCoord.csv", "CP1", "CP7")
        bring(*both, at=LATER)
        assert the_case().coordinator == colleague
        assert StaffCode.objects.filter(code="CP7", worker=None).exists()

    def test_the_extract_is_followed_where_nobody_changed_it(self, here, both):
        bring(*both)
        rewrite(both[0], "MHS006MHCareCoord.csv", "CP1", "CP7")
        bring(*both, at=LATER)
        assert the_case().coordinator is None
        assert Coordination.objects.get(effective_until=None).staff_code == "CP7"


class TestClaims:
    def test_the_cases_of_a_code_follow_its_claim_and_its_release(self, here, both):
        rewrite(both[0], "MHS006MHCareCoord.csv", "CP1", "CP7")
        bring(*both)
        assert the_case().coordinator is None
        code = StaffCode.objects.get(code="CP7")
        claim_staff_code(staff_code=code, worker=here.nurse, by=here.administrator, at=LATER)
        assert the_case().coordinator == here.nurse
        release_staff_code(staff_code=code, by=here.administrator, at=LATER)
        assert the_case().coordinator is None


class TestOneSideAlone:
    def test_the_council_another_day_finds_whom_the_trust_brought(self, here, both):
        bring(mhsds=both[0])
        assert MergedRecord.objects.get().link == "health_only"
        bring(cld=both[1], at=LATER)
        record = MergedRecord.objects.get()
        assert record.link == "matched"
        assert Case.objects.count() == 1
        assert Conflict.objects.get().field == "postcode"
        assert Part.objects.filter(state="accepted", domain__code="assessment").count() == 2

    def test_the_trust_another_day_finds_whom_the_council_brought(self, here, both):
        bring(cld=both[1])
        bring(mhsds=both[0], at=LATER)
        assert MergedRecord.objects.get().link == "matched"
        assert set(ReviewClock.objects.filter(ended_at=None).values_list("kind", flat=True)) == {"review.cpa"}

    def test_two_who_turn_out_to_be_one_become_one_case(self, here, trust, council):
        mhsds = trust(MHS001MPI=people("RX1,,1980-02-01,SW1A 1AA,2,A,"), MHS701CPACareEpisode=ON_CPA)
        cld = council({})
        bring(mhsds, cld)
        assert PossibleMatch.objects.get().state == "open"
        assert Case.objects.filter(merged_into=None).count() == 2
        rewrite(mhsds, "MHS001MPI.csv", "RX1,,", "RX1,9990000018,")
        bring(mhsds, cld, at=LATER)
        assert Case.objects.filter(merged_into=None).count() == 1
        assert PossibleMatch.objects.get().state == "confirmed"
        before = tables()
        bring(mhsds, cld, at=LATER)
        assert tables() == before

    def _referred(self, here, birth):
        details = PersonDetails(
            given_name="Ann", family_name="Moss", nhs_number="9990000018", birth_date=birth, gender="female"
        )
        return refer(
            details=details, reason="Low", source="GP", received_at=NOON, organisation=here.trust,
            team=here.whole(here.trust), coordinator=here.coordinator, lead_organisation=here.trust, by=here.coordinator, at=NOON,
        )  # fmt: skip

    def test_somebody_referred_by_hand_is_found_by_number(self, here, both):
        self._referred(here, datetime.date(1980, 2, 1))
        bring(*both, at=LATER)
        case = the_case()
        assert Referral.objects.get().case == case
        assert case.person.given_name == "Ann"
        assert Identifier.objects.filter(type="NHS").count() == 1
        assert Part.objects.filter(case=case, state="accepted", domain__code="assessment").count() == 2

    def test_without_a_date_of_birth_somebody_has_to_decide(self, here, both):
        referred = self._referred(here, None)
        bring(*both, at=LATER)
        match = PossibleMatch.objects.get()
        assert (match.case, match.because, match.state) == (referred, "number", "open")
        assert set(Identifier.objects.filter(type="NHS").values_list("is_settled", flat=True)) == {True, False}


class TestOpenAndClosed:
    def test_an_end_closes_and_a_new_beginning_opens_again(self, here, both):
        bring(*both)
        rewrite(both[0], "MHS701CPACareEpisode.csv", "2026-01-10,", "2026-01-10,2026-09-30")
        rewrite(both[1].parent, "cld.csv", "2026-01-05,", "2026-01-05,2026-09-30")
        bring(*both, at=LATER)
        assert not the_case().is_open
        assert not Deadline.objects.filter(kind__startswith="review", is_live=True).exists()
        both[0].joinpath("MHS701CPACareEpisode.csv").write_text(ON_CPA + "C2,RX1,2026-10-15,\n")
        bring(*both, at=LATER)
        assert the_case().is_open
        assert Deadline.objects.filter(kind="review.cpa", is_live=True).count() == 1

    def test_a_death_closes_for_good(self, here, both):
        bring(*both)
        rewrite(both[0], "MHS001MPI.csv", ANN, f"{ANN}2026-10-20")
        bring(*both, at=LATER)
        case = the_case()
        assert (case.is_open, case.person.death_date.isoformat()) == (False, "2026-10-20")
        assert not Deadline.objects.filter(case_id=case.pk, is_live=True).exists()


def test_what_extracts_hold_is_carried_into_the_assessment_with_its_source(here, trust, council):
    bring(trust(MHS003AccommStatus=HOME, MHS701CPACareEpisode=ON_CPA), council({}))
    found = {answer.item: answer for answer in carried(the_case(), at=LATER)}
    assert found["home.kind"].source_text == "Trust, extract of 5 May 2026"
    assert found["home.kind"].organisation_id == here.trust.pk
