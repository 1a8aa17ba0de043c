"""Recording and correcting scores: what is refused, what is kept, who may, and what is sealed."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from access import policies as access_policies
from access.decisions import Refused
from access.roles import Permission
from access.rows import writing
from audit.models import Entry
from cases.models import Case, Consent
from instruments import policies, queries
from instruments.models import Score
from instruments.timeline import timeline
from merging import joining
from merging.models import ImportRun, PossibleMatch
from tests.assessments.stories import a_case, a_shared_case, agrees, with_parts
from tests.house import NOON
from tests.instruments.stories import CANSAS, HONOS, PHQ, TODAY, a_score, correction

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


@pytest.fixture
def treated(house):
    """A case on which the trust holds treatment."""
    case = a_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")
    return with_parts(house, case, ("assessment", "trust"), ("assessment", "council"), ("treatment", "trust"))


def reads(house, worker, case, at=NOON):
    return policies.reach(getattr(house, worker), case, at=at).reads


class TestRecording:
    def test_a_score_is_kept_as_it_was_answered_and_scored(self, house, treated):
        score = a_score(house, treated, 1, 2, 3, 0, 1, 2, 3, 0, 0)
        score.refresh_from_db()
        assert (score.instrument, score.version, score.name, score.domain.code) == ("phq-9", "1", "PHQ-9", "treatment")
        assert score.answers["3"] == 3
        assert [(t["value"], t["highest"], t["band"]) for t in score.totals] == [("12", "27", "moderate")]
        assert (score.by, score.organisation, score.at, score.measured_on) == (house.nurse, house.trust, NOON, TODAY)
        entry = Entry.objects.get(action="score.recorded")
        assert (entry.target_id, entry.case_id, entry.organisation_id) == (score.pk, treated.pk, house.trust.pk)
        assert entry.detail == {"instrument": "phq-9", "version": "1", "replaces": None}

    @pytest.mark.parametrize(
        ("changed", "field", "told"),
        [
            ({"on": TODAY + timedelta(days=1)}, "measured_on", "must be today or before"),
            ({"on": date(1984, 3, 8)}, "measured_on", "on or after the person’s birth on 9 March 1984"),
            ({"on": None}, "measured_on", "Enter the day"),
            ({"who": "carer"}, "answered_by", "PHQ-9 is answered by the person"),
        ],
    )
    def test_a_wrong_day_or_voice_is_refused_and_nothing_is_written(self, house, treated, changed, field, told):
        with pytest.raises(ValidationError) as caught:
            a_score(house, treated, **changed)
        assert told in caught.value.message_dict[field][0]
        assert not Score.objects.exists()
        assert not Entry.objects.filter(action="score.recorded").exists()

    def test_all_that_is_wrong_is_told_at_once(self, house, treated):
        with pytest.raises(ValidationError) as caught:
            a_score(house, treated, 7, on=TODAY + timedelta(days=1))
        assert set(caught.value.message_dict) == {"measured_on", "1"}

    def test_nothing_answered_is_refused(self, house, treated):
        with pytest.raises(ValidationError, match="Answer at least one question"):
            a_score(house, treated, *[None] * 9)

    def test_the_day_of_birth_and_today_are_days_to_measure(self, house, treated):
        for day in (date(1984, 3, 9), TODAY):
            assert a_score(house, treated, on=day).measured_on == day

    def test_the_same_form_sent_twice_is_one_score(self, house, treated):
        key = uuid.uuid4()
        first = a_score(house, treated, form_key=key)
        assert a_score(house, treated, form_key=key, at=LATER) == first
        assert Score.objects.count() == 1
        with pytest.raises(ValidationError, match="used already"):
            a_score(house, treated, form_key=key, by=house.coordinator)

    def test_a_score_whose_act_cannot_be_kept_is_not_kept_either(self, house, treated, monkeypatch):
        def full(*args, **more):
            raise OSError("no space left")

        monkeypatch.setattr("instruments.services.audit.record", full)
        with pytest.raises(OSError, match="no space left"):
            a_score(house, treated)
        assert not Score.objects.exists()

    def test_a_closed_case_takes_no_score(self, house, treated):
        with writing(Case):
            Case.objects.filter(pk=treated.pk).update(is_open=False, status=Case.Status.CLOSED, closed_at=NOON)
        with pytest.raises(Refused) as caught:
            a_score(house, Case.objects.get(pk=treated.pk))
        assert caught.value.decision.because == "case_closed"


class TestCorrecting:
    def test_a_correction_is_a_row_of_its_own_and_the_one_before_stays(self, house, treated):
        first = a_score(house, treated, *[1] * 9)
        second = correction(house, treated, first, *[2] * 9, at=LATER)
        third = correction(
            house, treated, second, *[0] * 9, at=LATER, because="It was not they who answered", by=house.coordinator
        )
        first.refresh_from_db()
        assert (first.totals[0]["value"], second.totals[0]["value"], third.totals[0]["value"]) == ("9", "18", "0")
        assert queries.before(third) == [second, first]
        assert queries.before(first) == []
        series, _ = queries.series(treated, reads(house, "nurse", treated))
        assert [score for one in series for score in one.scores] == [third]
        assert Entry.objects.filter(action="score.corrected").count() == 2

    def test_a_correction_needs_its_reason(self, house, treated):
        first = a_score(house, treated)
        for because, told in (("  ", "Say why"), ("x" * 401, "Shorten it to 400")):
            with pytest.raises(ValidationError) as caught:
                correction(house, treated, first, *[2] * 9, because=because)
            assert told in caught.value.message_dict["because"][0]
        with pytest.raises(IntegrityError), transaction.atomic():
            Score.objects.filter(pk=first.pk).update(because="No reason for nothing")

    def test_what_somebody_corrected_meanwhile_is_not_corrected_again(self, house, treated):
        first = a_score(house, treated)
        correction(house, treated, first, *[2] * 9)
        with pytest.raises(ValidationError, match="Somebody has corrected this meanwhile"):
            correction(house, treated, first, *[3] * 9)

    def test_the_same_correction_sent_twice_is_one(self, house, treated):
        first, key = a_score(house, treated), uuid.uuid4()
        made = correction(house, treated, first, *[2] * 9, form_key=key)
        assert correction(house, treated, first, *[2] * 9, form_key=key) == made

    def test_a_correction_keeps_case_and_instrument(self, house, treated, case):
        first = a_score(house, treated)
        with pytest.raises(LookupError):
            correction(house, case, first, *[1] * 9)


class TestWhoMay:
    def may(self, house, worker, definition, case, at=NOON):
        decision, reach = policies.may_record(getattr(house, worker), definition, case, at=at)
        organisation = reach.records.get(definition.domain)
        return decision.because, organisation.short_name if decision else None

    def test_the_holder_of_the_domain_records_and_nobody_else(self, house, treated):
        assert self.may(house, "nurse", PHQ, treated) == ("writes", "Trust")
        assert self.may(house, "coordinator", PHQ, treated) == ("writes", "Trust")
        assert self.may(house, "social_worker", PHQ, treated) == ("not_your_part", None)
        assert self.may(house, "neighbour", PHQ, treated)[0] == "not_involved"
        assert self.may(house, "administrator", PHQ, treated)[0] == "not_involved"

    def test_while_nobody_holds_it_who_assesses_records_as_far_as_the_catalogue_lets_their_body(self, house, case):
        assert self.may(house, "nurse", PHQ, case) == ("writes", "Trust")
        assert self.may(house, "social_worker", PHQ, case) == ("not_your_part", None)
        assert self.may(house, "social_worker", CANSAS, case) == ("writes", "Council")
        assert self.may(house, "housing_worker", PHQ, case) == ("other_domain", None)

    def test_who_coordinates_records_while_nobody_holds_it(self, house):
        alone = a_case(house)
        assert self.may(house, "coordinator", PHQ, alone) == ("writes", "Trust")
        assert self.may(house, "nurse", PHQ, alone) == ("not_your_part", None)

    def test_an_instrument_may_be_for_one_kind_of_body(self, house, case):
        only_councils = CANSAS.__class__(**{**_fields(CANSAS), "recorded_by": ("council",)})
        assert self.may(house, "nurse", only_councils, case) == ("not_recorded_by_your_body", None)
        assert self.may(house, "social_worker", only_councils, case) == ("writes", "Council")
        assert HONOS.recorded_by == ("nhs",)

    def test_a_charity_reads_and_records_the_domain_it_contributes_to_while_the_person_agrees(self, house, case):
        joined = with_parts(house, case, ("assessment", "open_door"))
        assert "assessment" in reads(house, "housing_worker", joined)
        assert self.may(house, "housing_worker", CANSAS, joined) == ("writes", "Open Door")
        agrees(house, joined, "open_door", status=Consent.Status.WITHDRAWN, at=NOON - timedelta(minutes=1))
        assert self.may(house, "housing_worker", CANSAS, joined)[0] in ("consent_withdrawn", "not_involved")

    def test_a_score_follows_its_domain(self, house, treated):
        score = a_score(house, treated)

        def decided(worker, permission):
            return access_policies.may(getattr(house, worker), permission, score, at=NOON).because

        assert decided("social_worker", Permission.READ_DOMAIN) == "reads"
        assert decided("social_worker", Permission.RECORD_SCORE) == "not_your_part"
        assert decided("nurse", Permission.RECORD_SCORE) == "writes"
        assert decided("nurse", Permission.VIEW_CASE) == "sees"
        assert decided("nurse", Permission.WRITE_PLAN) == "unknown_action"
        assert decided("neighbour", Permission.READ_DOMAIN) == "not_involved"

    def test_a_charity_of_another_domain_neither_reads_nor_records(self, house, case):
        score = a_score(house, case)
        for permission in (Permission.READ_DOMAIN, Permission.RECORD_SCORE):
            assert access_policies.may(house.housing_worker, permission, score, at=NOON).because == "other_domain"
        assert queries.one(case, reads(house, "housing_worker", case), score.pk) is None
        assert queries.latest(case, reads(house, "housing_worker", case)) == []

    def test_the_number_of_questions_does_not_depend_on_the_record(self, house, treated):
        def cost():
            worker = type(house.nurse).objects.get(pk=house.nurse.pk)
            with CaptureQueriesContext(connection) as asked:
                policies.reach(worker, treated, at=NOON)
                queries.series(treated, frozenset({"treatment"}))
                queries.latest(treated, frozenset({"treatment"}))
                timeline(treated, worker, at=NOON)
            return len(asked)

        first = cost()
        for number in range(5):
            correction(house, treated, a_score(house, treated, on=TODAY - timedelta(days=number)), *[2] * 9)
        assert cost() == first


def _fields(definition):
    return {name: getattr(definition, name) for name in definition.__dataclass_fields__}


class TestReading:
    def test_views_of_one_instrument_are_kept_apart(self, house, case, site):
        for who in ("person", "worker"):
            a_score(house, case, *[2] * 3, *[0] * 20, code="cansas", who=who)
        a_score(house, case, *[1] * 23, code="cansas", who="person", on=TODAY - timedelta(days=90))
        series, left_out = queries.series(case, reads(house, "nurse", case))
        assert [(one.answered_by, [s.totals[1]["value"] for s in one.scores]) for one in series] == [
            ("person", ["0", "3"]), ("worker", ["3"])
        ]  # fmt: skip
        assert not left_out

    def test_the_newest_of_each_stands_on_the_case_page(self, house, treated):
        a_score(house, treated, *[1] * 9, on=TODAY - timedelta(days=30))
        newest = a_score(house, treated, *[2] * 9)
        anxiety = a_score(house, treated, *[0] * 7, code="gad-7", on=TODAY - timedelta(days=60))
        assert queries.latest(treated, frozenset({"treatment"})) == [newest, anxiety]

    def test_older_scores_than_a_page_holds_are_left_out_and_told(self, house, treated, monkeypatch):
        monkeypatch.setattr(queries, "SIZE", 2)
        scores = [a_score(house, treated, on=TODAY - timedelta(days=n)) for n in (3, 2, 1)]
        (series,), left_out = queries.series(treated, frozenset({"treatment"}))
        assert (list(series.scores), left_out) == (scores[1:], True)

    def test_totals_read_as_sentences(self, house, case, site):
        assert queries.score_in_words(a_score(house, case, 1, 2, 3)) == "PHQ-9: Total: no score, 3 of 9 answered"
        score = a_score(house, case, 1, 0, 9, 2, 0, 0, 3, 0, 1, 0, 2, 0, code="honos", who="worker")
        assert queries.score_in_words(score) == "HoNOS: Total 9 of 48, 1 not known"
        one = {**score.totals[0], "prorated": True, "band": "low"}
        assert queries.total_in_words(one) == "Total 9 of 48, low, 1 not known, worked out from 11 of 12 answers"

    def test_the_timeline_tells_scores_and_corrections_to_who_reads_the_domain(self, house, treated, case):
        first = a_score(house, treated)
        correction(house, treated, first, *[2] * 9, at=LATER)
        items = timeline(treated, house.social_worker, at=LATER)
        assert [item.title for item in items] == [
            "Corrected, PHQ-9: Total 18 of 27, moderately severe", "PHQ-9: Total 9 of 27, mild"
        ]  # fmt: skip
        assert items[0].note == "Read from the wrong line"
        assert [item.at for item in timeline(treated, house.nurse, before=LATER, at=LATER)] == [NOON]
        a_score(house, case)
        assert timeline(case, house.housing_worker, at=LATER) == []
        assert timeline(case, house.neighbour, at=LATER) == []


class TestSealing:
    def test_the_canonical_form_is_what_was_recorded_by_then_without_keys(self, house, treated):
        first = a_score(house, treated, 1, 1, 1, 1, 1, 1, 1, 1, 1)
        sealed = queries.canonical(treated, until=NOON)
        correction(house, treated, first, *[2] * 9, at=LATER)
        assert queries.canonical(treated, until=NOON) == sealed
        one, two = queries.canonical(treated, until=LATER)
        assert one == sealed[0] == {
            "number": 1, "instrument": "phq-9", "version": "1", "domain": "treatment", "measured_on": TODAY.isoformat(),
            "answered_by": "person", "recorded_at": "2026-11-23T12:00:00.000000+00:00", "organisation": "TRUST",
            "answers": {str(n): 1 for n in range(1, 10)}, "totals": first.totals, "replaces": None, "because": "",
        }  # fmt: skip
        assert (two["number"], two["replaces"], two["because"]) == (2, 1, "Read from the wrong line")
        assert json.loads(json.dumps([one, two])) == [one, two]
        assert not {"id", "pk", "case", "by"} & set(one)

    def test_in_words_only_what_stood_then_and_what_is_read(self, house, treated):
        first = a_score(house, treated)
        correction(house, treated, first, *[2] * 9, at=LATER)
        read = frozenset({"treatment"})
        ((heading, line),) = queries.in_words(treated, read, until=NOON)
        assert heading == "PHQ-9, 23 November 2026"
        assert line == "Total 9 of 27, mild. Answered by the person. Recorded by Kit Mensah, Trust"
        ((_, line),) = queries.in_words(treated, read, until=LATER)
        assert "18 of 27" in line
        assert queries.in_words(treated, frozenset({"housing"}), until=LATER) == []

    def test_scores_of_a_case_that_became_part_of_another_are_read_there_and_corrected_in_place(self, house):
        kept, absorbed = (with_parts(house, a_case(house), ("assessment", "trust")) for _ in range(2))
        score = a_score(house, absorbed)
        sealed = queries.canonical(kept, until=NOON)
        run = ImportRun.objects.create(state="landed", started_at=NOON, heartbeat_at=NOON, finished_at=NOON)
        match = PossibleMatch.objects.create(
            person=kept.person, other_person=absorbed.person, case=kept, other_case=absorbed, because="number",
            evidence="x", raised_at=NOON, run=run,
        )  # fmt: skip
        joining.confirm(match=match, by=house.coordinator, at=LATER, reason="Rang them")
        survivor = Case.objects.filter(pk__in=[kept.pk, absorbed.pk], merged_into=None).select_related("person").get()
        after = LATER + timedelta(minutes=1)
        read = reads(house, "coordinator", survivor, at=after)
        assert queries.one(survivor, read, score.pk) == score
        fixed = correction(house, survivor, score, *[0] * 9, by=house.coordinator, at=after)
        assert fixed.case_id == score.case_id
        assert queries.latest(survivor, read) == [fixed]
        assert queries.canonical(kept, until=NOON) == sealed
