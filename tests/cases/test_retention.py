"""How long records are kept. The dated examples are the retention half of rule 20 of the published list."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from access.rows import writing
from calendars.months import add_months
from cases import retention
from cases.appraisals import records_due
from cases.models import Case, Involvement, Person
from tests.cases.stories import involved, referred

SEEN, DIED = date(2026, 6, 1), date(2030, 6, 1)
DAYS = st.dates(date(1980, 1, 1), date(2080, 1, 1))


class TestRules:
    def test_a_mental_health_record_is_kept_for_twenty_years(self):
        until = retention.kept_until(["mental_health"], last_seen=SEEN)
        assert until.day == date(2046, 6, 1)
        assert not retention.is_due(until, today=date(2046, 5, 31))
        assert retention.is_due(until, today=date(2046, 6, 1))

    def test_a_death_ends_it_ten_years_later_if_that_is_earlier(self):
        assert retention.kept_until(["mental_health"], last_seen=SEEN, died=DIED).day == date(2040, 6, 1)
        assert retention.kept_until(["mental_health"], last_seen=SEEN, died=date(2045, 1, 1)).day == date(2046, 6, 1)

    def test_a_joint_record_is_kept_for_the_longest(self):
        until = retention.kept_until(["social_care", "mental_health"], last_seen=SEEN)
        assert (until.day, until.name) == (date(2046, 6, 1), "Adult mental health")
        assert retention.kept_until(["social_care"], last_seen=SEEN).day == date(2034, 6, 1)

    def test_somebody_seen_as_a_child_is_kept_to_a_birthday(self):
        at_16 = retention.kept_until(["social_care"], last_seen=date(2026, 6, 1), born=date(2010, 1, 1))
        assert at_16.day == date(2035, 1, 1)
        at_17 = retention.kept_until(["social_care"], last_seen=date(2027, 6, 1), born=date(2010, 1, 1))
        assert at_17.day == date(2036, 1, 1)
        at_18 = retention.kept_until(["social_care"], last_seen=date(2028, 6, 1), born=date(2010, 1, 1))
        assert at_18.day == date(2036, 6, 1)

    def test_an_unknown_kind_is_an_error(self):
        with pytest.raises(KeyError):
            retention.kept_until(["dental"], last_seen=SEEN)

    @given(last_seen=DAYS, died=st.none() | DAYS, born=st.none() | DAYS)
    def test_never_earlier_than_any_kind_alone_and_a_death_never_lengthens(self, last_seen, died, born):
        kinds = ["mental_health", "social_care", "complaint"]
        together = retention.kept_until(kinds, last_seen=last_seen, died=died, born=born).day
        alone = [retention.kept_until([kind], last_seen=last_seen, died=died, born=born).day for kind in kinds]
        assert together == max(alone)
        assert together <= retention.kept_until(kinds, last_seen=last_seen, born=born).day
        assert together >= add_months(last_seen, 8 * 12)


class TestSchedule:
    def test_a_fault_is_told_with_its_line(self, tmp_path):
        file = tmp_path / "retention.yaml"
        file.write_text(
            "kinds:\n"
            "  - {code: a, name: A, years_after_last_seen: twenty, source: here}\n"
            "  - {code: b, name: B, source: here}\n"
            "young: {until_birthday: 25, until_birthday_if_17_at_the_end: 26, source: here}\n"
        )
        with pytest.raises(retention.ScheduleError) as caught:
            retention.schedule(file)
        assert str(caught.value).splitlines() == [
            "retention.yaml, line 2: a: years are whole numbers from 1",
            "retention.yaml, line 3: b: needs years_after_last_seen",
        ]

    def test_what_is_no_yaml_is_told(self, tmp_path):
        file = tmp_path / "retention.yaml"
        file.write_text("kinds: [")
        with pytest.raises(retention.ScheduleError, match="retention.yaml, line 1: this is not YAML"):
            retention.schedule(file)

    def test_every_period_that_ships_has_its_source(self):
        shipped = retention.schedule()
        assert set(shipped.periods) == {"mental_health", "social_care", "complaint"}
        assert all(period.source for period in shipped.periods.values())


@pytest.mark.django_db
class TestRecords:
    @pytest.fixture
    def closed(self, house):
        case = referred(house)
        with writing(Case):
            Case.objects.filter(pk=case.pk).update(
                status="closed", is_open=False, closed_at=datetime(2026, 6, 1, 12, tzinfo=UTC)
            )
        case.refresh_from_db()
        return case

    def test_a_closed_record_is_flagged_when_its_time_has_run_out_and_stays(self, closed):
        assert not list(records_due(at=datetime(2046, 5, 31, 12, tzinfo=UTC)))
        (due,) = records_due(at=datetime(2046, 6, 1, 12, tzinfo=UTC))
        assert (due.reference, due.until.day) == (closed.reference, date(2046, 6, 1))
        assert Case.objects.filter(pk=closed.pk).exists()

    def test_an_open_record_is_never_flagged(self, house):
        referred(house)
        assert not list(records_due(at=datetime(2126, 1, 1, tzinfo=UTC)))

    def test_a_record_of_both_is_kept_for_the_longer_and_one_of_the_council_for_its_own(self, house, closed):
        involved(house, closed, "council", "housing")
        with writing(Case):
            Case.objects.filter(pk=closed.pk).update(lead_organisation=house.council)
        late = datetime(2050, 1, 1, tzinfo=UTC)
        assert [due.until.day for due in records_due(at=late)] == [date(2046, 6, 1)]
        with writing(Involvement):
            Involvement.objects.filter(case=closed, organisation=house.trust).delete()
        assert [due.until.day for due in records_due(at=late)] == [date(2034, 6, 1)]

    def test_the_command_names_no_person(self, closed):
        Person.objects.filter(pk=closed.person_id).update(death_date=date(2003, 1, 1), birth_date=date(1950, 1, 1))
        with writing(Case):
            Case.objects.filter(pk=closed.pk).update(closed_at=datetime(2002, 1, 1, tzinfo=UTC))
        told = StringIO()
        call_command("due_for_appraisal", stdout=told)
        lines = told.getvalue().splitlines()
        assert lines[0] == f"{closed.reference}\tkept until 01 January 2013\tAdult mental health"
        assert closed.person.family_name not in told.getvalue()
