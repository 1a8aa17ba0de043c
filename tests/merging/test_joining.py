"""Two cases become one and can be parted again: nothing is lost, and only those who may decide."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from access.decisions import Refused
from assessments import aftercare_queries, clocks
from assessments.models import Aftercare, ReviewClock
from cases import bulk
from cases import policies as cases
from cases.models import Bar, Case, Consent, Identifier
from cases.services import bar, record_consent
from domains import services as domains
from domains.models import Part, ProgressEntry
from domains.services import PartRequest
from merging import joining
from merging.models import CaseJoin, Conflict, MergedRecord, PossibleMatch, SourceValue
from merging.queries import record_of, written_since
from tests.house import NOON
from tests.merging.importing_stories import COORDINATED, LATER, ON_CPA, bring, people, settle_in, tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(house):
    settle_in(house)
    return house


@pytest.fixture
def extracts(trust, council):
    """Ann, without a number at the trust; an assessment long ago at the council, and another postcode since."""
    assessed = {"Event Type": "Assessment", "Event Reference": "E0", "Event End Date": "2026-01-20"}
    return trust(
        MHS001MPI=people("RX1,,1980-02-01,SW1A 1AA,2,A,"), MHS701CPACareEpisode=ON_CPA, MHS006MHCareCoord=COORDINATED
    ), council({}, assessed)


@pytest.fixture
def match(here, extracts):
    bring(*extracts)
    return PossibleMatch.objects.get()


def live(case):
    return set(
        Part.objects.filter(case=case, state__in=["accepted", "proposed"]).values_list(
            "domain__code", "organisation__short_name"
        )
    )


@pytest.fixture(autouse=True)
def _sound_afterwards(here):
    """Whatever a story did: access is what its sources say, and every clock has its deadline."""
    yield
    call_command("check_access", verbosity=0)
    assert not clocks.disagreements()


class TestRefused:
    @pytest.mark.parametrize(
        "who", ["nurse", "housing_worker", "neighbour", "administrator", "partnership_manager", "trust_complaints"]
    )
    def test_only_who_coordinates_one_of_the_two(self, here, match, who):
        for act in (joining.confirm, joining.refuse):
            with pytest.raises(Refused):
                act(match=match, by=getattr(here, who), at=LATER, reason="I asked")
        assert PossibleMatch.objects.get().state == "open"

    def test_not_without_saying_how_it_was_checked(self, here, match):
        with pytest.raises(ValidationError, match="how you checked"):
            joining.confirm(match=match, by=here.coordinator, at=LATER, reason=" ")

    def test_not_once_it_was_decided_otherwise(self, here, match):
        joining.refuse(match=match, by=here.coordinator, at=LATER)
        with pytest.raises(ValidationError, match="decided already"):
            joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")

    @pytest.mark.parametrize("who", ["coordinator", "manager", "nurse", "privacy_officer", "neighbour"])
    def test_only_an_administrator_parts_them(self, here, match, who):
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        with pytest.raises(Refused):
            joining.undo(join=join, by=getattr(here, who), at=LATER, reason="A mistake")
        assert CaseJoin.objects.get().undone_at is None

    def test_not_parted_without_a_reason(self, here, match):
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        with pytest.raises(ValidationError, match="why they are parted"):
            joining.undo(join=join, by=here.administrator, at=LATER, reason="")

    def test_a_failure_in_the_middle_joins_nothing(self, here, match, monkeypatch):
        before = tables()
        monkeypatch.setattr(joining, "_compare", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        assert tables() == before


class TestJoined:
    def test_one_case_with_both_sides(self, here, match):
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked the person")
        survivor, absorbed = join.survivor, join.absorbed
        assert (survivor.pk, absorbed.merged_into_id, absorbed.is_open) == (match.case_id, survivor.pk, False)
        assert cases.case_or_404(here.coordinator, absorbed.reference, at=LATER).pk == survivor.pk
        assert live(survivor) == {("assessment", "Trust"), ("assessment", "Council")}
        assert not live(absorbed)
        kinds = set(ReviewClock.objects.filter(case=survivor, ended_at=None).values_list("kind", flat=True))
        assert kinds == {"review.cpa", "review.care_act"}
        assert not ReviewClock.objects.filter(case=absorbed, ended_at=None).exists()
        assert cases.visible_to(here.social_worker, at=LATER).filter(pk=survivor.pk).exists()
        assert Identifier.objects.get(type="NHS").is_settled
        sources = {value.source for row in record_of(survivor) for value in row.values}
        assert sources == {"Trust", "Council"}

    def test_the_same_confirmation_twice_is_one(self, here, match):
        first = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        assert joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked") == first
        assert CaseJoin.objects.count() == 1

    def test_values_that_differ_become_conflicts_of_the_one(self, here, trust, council):
        home = "LocalPatientId,AccommodationType,AccommodationTypeDate\nRX1,01,2026-05-05\n"
        bring(
            trust(MHS001MPI=people("RX1,,1980-02-01,SW1A 1AA,2,A,"), MHS003AccommStatus=home, MHS701CPACareEpisode=ON_CPA,
                  MHS006MHCareCoord=COORDINATED),
            council({}),
        )  # fmt: skip
        match = PossibleMatch.objects.get()
        SourceValue.objects.create(
            person=match.other_person, field="accommodation", source="social_care", organisation=here.council,
            value="Rough sleeper", shown="Rough sleeper", reference="LA1", run=match.run, is_current=True,
        )  # fmt: skip
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        assert Conflict.objects.get(state="open").case_id == join.survivor_id

    def test_bars_and_what_the_person_said_come_along_and_a_no_wins(self, here, match):
        one, other = match.case, match.other_case
        bar(case=one, worker=here.nurse, reason="A cousin", by=here.manager, at=NOON)
        Case.objects.all()
        for case, status, by in ((one, "given", here.coordinator), (other, "refused", None)):
            record_consent(
                case=case, organisation=here.open_door, status=status, given_by="Ann", method="spoken", by=by, at=NOON
            )
        bar_count = Bar.objects.count()
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        now = Consent.objects.get(person=join.survivor.person, organisation=here.open_door, ended_at=None)
        assert now.status == "refused"
        assert Bar.objects.count() == bar_count
        assert not cases.visible_to(here.nurse, at=LATER).filter(pk=join.survivor_id).exists()

    def test_a_bar_on_the_absorbed_holds_on_the_survivor(self, here, match):
        from access.rows import writing

        with writing(Bar):
            Bar.objects.create(
                worker=here.nurse, case=match.other_case, reason="A cousin", set_by=here.manager, effective_from=NOON,
                recorded_at=NOON,
            )  # fmt: skip
        assert cases.visible_to(here.nurse, at=LATER).filter(pk=match.case_id).exists()
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        assert not cases.visible_to(here.nurse, at=LATER).filter(pk=join.survivor_id).exists()

    def test_the_import_after_it_finds_one_person(self, here, match, extracts):
        joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        bring(*extracts, at=LATER)
        assert Case.objects.filter(merged_into=None).count() == 1
        assert PossibleMatch.objects.get().state == "confirmed"
        assert MergedRecord.objects.get(person=match.person).link == "matched"
        before = tables()
        bring(*extracts, at=LATER)
        assert tables() == before


class TestTwoPeople:
    def test_both_stay_and_the_pair_is_not_asked_again(self, here, match, extracts):
        joining.refuse(match=match, by=here.coordinator, at=LATER, reason="Twins")
        bring(*extracts, at=LATER)
        assert PossibleMatch.objects.get().state == "refused"
        assert Case.objects.filter(merged_into=None).count() == 2

    def test_it_is_asked_again_once_their_data_change(self, here, match, extracts):
        joining.refuse(match=match, by=here.coordinator, at=LATER)
        for path, old in ((extracts[0] / "MHS001MPI.csv", "SW1A 1AA"), (extracts[1], "SW1A 1AA")):
            path.write_text(path.read_text().replace(old, "M1 1AE"))
        bring(*extracts, at=LATER)
        assert PossibleMatch.objects.get().state == "open"


class TestParted:
    def test_each_has_again_what_it_had(self, here, match):
        before = {case.pk: (case.is_open, case.coordinator_id, live(case)) for case in Case.objects.all()}
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
        joining.undo(join=join, by=here.administrator, at=LATER, reason="They are cousins")
        assert {case.pk: (case.is_open, case.coordinator_id, live(case)) for case in Case.objects.all()} == before
        assert PossibleMatch.objects.get().state == "open"
        kinds = set(ReviewClock.objects.filter(ended_at=None).values_list("case_id", "kind"))
        assert kinds == {(match.case_id, "review.cpa"), (match.other_case_id, "review.care_act")}
        assert cases.visible_to(here.social_worker, at=LATER).filter(pk=match.other_case_id).exists()
        assert not cases.visible_to(here.social_worker, at=LATER).filter(pk=match.case_id).exists()

    def test_they_can_be_joined_again(self, here, match):
        for _ in range(2):
            match.refresh_from_db()
            join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="I asked")
            joining.undo(join=join, by=here.administrator, at=LATER, reason="Not sure any more")
        assert CaseJoin.objects.count() == 2

    def test_what_was_written_since_is_listed_and_kept(self, here, match):
        join = joining.confirm(match=match, by=here.coordinator, at=NOON, reason="I asked")
        (part,) = domains.establish(
            case=join.survivor, requests=[PartRequest(domain=here.domain("medication"), organisation=here.trust)],
            by=here.coordinator, at=LATER,
        )  # fmt: skip
        domains.write_entry(part=part, what_happened="Took them", by=here.nurse, at=LATER)
        assert {written.what: written.number for written in written_since(join)} == {
            "Progress entries": 1, "Parts asked or taken on": 1
        }  # fmt: skip
        joining.undo(join=join, by=here.administrator, at=LATER, reason="A mistake")
        assert ProgressEntry.objects.get().case_id == join.survivor_id
        assert ("medication", "Trust") in live(join.survivor)


class TestAftercare:
    """Section 117 does not move by itself, and is not lost when two cases become one."""

    @pytest.fixture
    def absorbed(self, here, match):
        """The case that becomes part of the other, with aftercare in force on it."""
        absorbed = Case.objects.get(pk=match.other_case_id)
        Aftercare.objects.create(
            case=absorbed, number=1, section="3", in_force_since=NOON.date(), how_known="Papers", nhs=here.trust,
            council=here.council, at=NOON, by=here.coordinator, organisation=here.trust,
        )  # fmt: skip
        bulk.set_section_117([absorbed.pk], "in_force")
        return absorbed

    def test_it_is_in_force_on_the_one_case_and_gone_from_it_when_parted(self, here, match, absorbed):
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="Rang them")
        survivor = Case.objects.get(pk=join.survivor_id)
        assert join.absorbed_id == absorbed.pk
        assert survivor.section_117 == "in_force"
        assert [one.case_id for one in aftercare_queries.live(survivor)] == [absorbed.pk]
        joining.undo(join=join, by=here.administrator, at=LATER, reason="Two people")
        assert Case.objects.get(pk=survivor.pk).section_117 == join.issued["section_117"] != "in_force"
        assert Case.objects.get(pk=absorbed.pk).section_117 == "in_force"
        assert aftercare_queries.live(survivor) == []

    def test_ended_by_both_while_joined_the_other_record_has_none_when_parted(self, here, match, absorbed):
        join = joining.confirm(match=match, by=here.coordinator, at=LATER, reason="Rang them")
        (right,) = aftercare_queries.live(Case.objects.get(pk=join.survivor_id))
        Aftercare.objects.filter(pk=right.pk).update(ended_at=LATER)
        bulk.set_section_117([join.survivor_id, absorbed.pk], "ended")
        joining.undo(join=join, by=here.administrator, at=LATER, reason="Two people")
        assert Case.objects.get(pk=join.survivor_id).section_117 == join.issued["section_117"] != "ended"
        assert Case.objects.get(pk=absorbed.pk).section_117 == "ended"
