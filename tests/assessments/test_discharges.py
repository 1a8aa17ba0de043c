"""Leaving hospital: who writes it down, what is owed, who is told, what ends it, and how it is counted."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.decisions import Refused
from access.roles import Role
from assessments import discharge_queries, owing
from assessments import discharge_services as services
from assessments.discharge_models import Discharge, FollowUpContact
from audit.models import Entry
from cases.models import Case
from cases.services import set_coordinator
from desks import today
from notifications import recomputing
from notifications.models import Deadline, Notice
from notifications.queries import described
from notifications.sweep import sweep
from tests.assessments.stories import LATER, a_shared_case
from tests.house import NOON

pytestmark = pytest.mark.django_db
LEFT = NOON - timedelta(hours=20)


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9))


def leave(house, case, *, by=None, left_at=LEFT, at=NOON, **more):
    given = {"left_from": "Ash ward", "went_to": Discharge.WentTo.HOME} | more
    return services.record_discharge(case=case, left_at=left_at, by=by or house.coordinator, at=at, **given)


def contact(house, discharge, *, how="telephone", happened_at=NOON, at=LATER, by=None, seen_by="Jo Price"):
    return services.record_contact(
        discharge=discharge, happened_at=happened_at, how=how, seen_by=seen_by, by=by or house.coordinator, at=at
    )


def owed(discharge):
    return Deadline.objects.filter(subject_kind="discharge", subject_id=discharge.pk)


class TestDenials:
    @pytest.mark.parametrize(
        "who", ["neighbour", "housing_worker", "social_worker", "administrator", "suspended_worker"]
    )
    def test_only_the_nhs_on_the_case_and_the_coordinator_write_a_discharge_down(self, house, case, who):
        with pytest.raises(Refused):
            leave(house, case, by=getattr(house, who))
        assert not Discharge.objects.exists()
        assert not Deadline.objects.filter(kind=owing.FOLLOW_UP).exists()

    @pytest.mark.parametrize("who", ["neighbour", "housing_worker", "administrator"])
    def test_contacts_are_written_by_statutory_bodies_and_the_coordinator(self, house, case, who):
        discharge = leave(house, case)
        with pytest.raises(Refused):
            contact(house, discharge, by=getattr(house, who))
        with pytest.raises(Refused):
            services.set_aside(discharge=discharge, because="x", by=getattr(house, who), at=LATER)
        assert owed(discharge).get().is_live

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("left_at", {"left_at": NOON + timedelta(minutes=1)}),
            ("left_at", {"left_at": NOON.replace(year=1980)}),
            ("left_from", {"left_from": "  "}),
            ("went_to", {"went_to": "moon"}),
        ],
    )
    def test_each_refusal_names_its_field(self, house, case, field, more):
        with pytest.raises(ValidationError) as refused:
            leave(house, case, **more)
        assert list(refused.value.message_dict) == [field]
        assert not Discharge.objects.exists()

    def test_the_same_day_twice_is_told(self, house, case):
        leave(house, case)
        with pytest.raises(ValidationError) as refused:
            leave(house, case, by=house.nurse, left_at=LEFT + timedelta(hours=1))
        assert "written down already" in refused.value.message_dict["left_at"][0]

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("happened_at", {"happened_at": LATER + timedelta(minutes=1)}),
            ("happened_at", {"happened_at": LEFT - timedelta(minutes=1)}),
            ("how", {"how": "letter"}),
            ("seen_by", {"seen_by": " "}),
        ],
    )
    def test_a_contact_that_cannot_be_is_refused(self, house, case, field, more):
        discharge = leave(house, case)
        with pytest.raises(ValidationError) as refused:
            contact(house, discharge, **more)
        assert list(refused.value.message_dict) == [field]
        assert owed(discharge).get().is_live

    def test_without_its_audit_row_nothing_is_written(self, house, case, monkeypatch):
        from audit import services as audit

        def fails(*args, **kwargs):
            raise RuntimeError("no audit")

        monkeypatch.setattr(audit, "record", fails)
        with pytest.raises(RuntimeError):
            leave(house, case)
        assert not Discharge.objects.exists()
        assert not Deadline.objects.filter(kind=owing.FOLLOW_UP).exists()


class TestOwing:
    def test_the_nurse_of_the_ward_writes_it_and_the_coordinator_owes_and_hears_of_it(self, house, case):
        discharge = leave(house, case, by=house.nurse)
        deadline = owed(discharge).get()
        assert (deadline.kind, deadline.due_at) == ("followup.72h", LEFT + timedelta(hours=72))
        assert (deadline.owner_worker, deadline.owner_organisation) == (house.coordinator, house.trust)
        notice = Notice.objects.get(kind="discharge.recorded")
        assert notice.worker == house.coordinator
        words = described([notice], house.coordinator, at=NOON)[notice.pk]
        assert words.text == "Dafydd Evans left hospital on 22 November at 4pm: to be seen by 25 November at 4pm"
        assert Entry.objects.filter(action="discharge.recorded", case_id=case.pk).count() == 1

    def test_at_48_hours_the_managers_are_told_and_at_72_again(self, house, case):
        discharge = leave(house, case)
        key = f"deadline:{owed(discharge).get().pk}"
        sweep(LEFT + timedelta(hours=49))
        told = Notice.objects.filter(cause=key, is_escalation=True)
        assert [(n.stage, n.worker) for n in told] == [("48-hours-after", house.manager)]
        sweep(LEFT + timedelta(hours=72, minutes=1))
        assert {n.stage for n in told.all()} == {"48-hours-after", "missed"}

    def test_somebody_who_reached_them_ends_it_and_a_try_does_not(self, house, case):
        discharge = leave(house, case)
        contact(house, discharge, how="not_reached", happened_at=NOON - timedelta(hours=1))
        assert owed(discharge).get().is_live
        contact(house, discharge, by=house.social_worker)
        assert owed(discharge).get().satisfied_at == LATER
        assert FollowUpContact.objects.get(how="telephone").organisation == house.council

    def test_the_same_day_ends_what_is_owed_and_does_not_count(self, house, case):
        discharge = leave(house, case)
        contact(house, discharge, happened_at=LEFT + timedelta(hours=2))
        row = discharge_queries.discharges_of(case, at=LEFT + timedelta(days=9))[0]
        assert (row.is_owed, row.is_late, row.measured, row.legacy) == (False, False, False, False)
        day = LEFT.date()
        assert discharge_queries.followed_up([house.trust.pk], first_day=day, last_day=day) == {house.trust.pk: (1, 0)}

    def test_the_setting_lets_the_same_day_count(self, house, case, settings):
        settings.ACCORD_COUNT_SAME_DAY = True
        discharge = leave(house, case)
        contact(house, discharge, happened_at=LEFT + timedelta(hours=2))
        day = LEFT.date()
        assert discharge_queries.followed_up([house.trust.pk], first_day=day, last_day=day) == {house.trust.pk: (1, 1)}

    def test_a_measure_that_may_still_come_is_neither_yes_nor_no(self, house, case):
        leave(house, case)
        row = discharge_queries.discharges_of(case, at=NOON)[0]
        assert (row.measured, row.legacy, row.is_owed) == (None, None, True)

    def test_set_aside_it_is_owed_no_longer_and_stays(self, house, case):
        discharge = leave(house, case)
        with pytest.raises(ValidationError):
            services.set_aside(discharge=discharge, because=" ", by=house.nurse, at=LATER)
        services.set_aside(discharge=discharge, because="In hospital again", by=house.nurse, at=LATER)
        services.set_aside(discharge=discharge, because="Something else", by=house.nurse, at=LATER)
        assert owed(discharge).get().cancelled_at == LATER
        assert Discharge.objects.get().set_aside_because == "In hospital again"
        with pytest.raises(ValidationError):
            contact(house, discharge)

    def test_a_new_coordinator_owes_it(self, house, case):
        discharge = leave(house, case)
        team = house.whole(house.trust)
        other = house.hire("Bo Lind", house.trust, Role.COORDINATOR)
        set_coordinator(case=case, organisation=house.trust, team=team, worker=other, by=house.coordinator, at=LATER)
        assert owed(discharge).get().owner_worker == other

    def test_worked_out_again_it_is_the_same(self, house, case):
        discharge = leave(house, case)
        recomputing.recompute(at=LATER)
        assert [d.version for d in owed(discharge)] == [1]

    def test_a_discharge_of_a_joined_case_is_found_on_the_survivor(self, house, case):
        from merging import joining
        from merging.models import ImportRun, PossibleMatch

        other = a_shared_case(house, birth_date=date(1984, 3, 9))
        discharge = leave(house, other)
        run = ImportRun.objects.create(state="landed", started_at=NOON, heartbeat_at=NOON, finished_at=NOON)
        match = PossibleMatch.objects.create(
            person=case.person, other_person=other.person, case=case, other_case=other, because="number",
            evidence="y", raised_at=NOON, run=run,
        )  # fmt: skip
        joining.confirm(match=match, by=house.coordinator, at=LATER, reason="Rang them")
        survivor = Case.objects.get(pk__in=(case.pk, other.pk), merged_into=None)
        assert owed(discharge).get().is_live
        rows = [item for item in today.needs(house.coordinator, at=LATER) if item.kind == "home"]
        assert [item.case_id for item in rows] == [survivor.pk]
        contact(house, Discharge.objects.get(), at=LATER + timedelta(minutes=1))
        assert not owed(discharge).get().is_live


class TestOnTheDesk:
    def test_it_stands_on_top_until_they_are_seen(self, house, case):
        from desks.web.presenters.caseload import need

        discharge = leave(house, case)
        item = today.needs(house.coordinator, at=NOON)[0]
        said = need(item, at=NOON)
        assert (said.words, said.mark) == ("Home from hospital yesterday", "soon")
        assert said.says == ": see within 72 h, by 25 November 4pm"
        late = need(item, at=LEFT + timedelta(hours=73))
        assert (late.mark, late.says) == ("late", ": should have been seen by today 4pm")
        contact(house, discharge)
        assert not [i for i in today.needs(house.coordinator, at=LATER) if i.kind == "home"]

    def test_the_day_before_it_says_tomorrow(self, house, case):
        from desks.web.presenters.caseload import need

        leave(house, case)
        item = today.needs(house.coordinator, at=NOON)[0]
        assert need(item, at=LEFT + timedelta(hours=50)).says == ": see within 72 h, by tomorrow 4pm"

    def test_others_do_not_have_it_on_theirs(self, house, case):
        leave(house, case)
        assert not [i for i in today.needs(house.social_worker, at=NOON) if i.kind == "home"]

    def test_more_discharges_cost_no_more_queries(self, house, case):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                discharge_queries.discharges_of(case, at=NOON)
            return len(captured)

        first = leave(house, case)
        contact(house, first)
        few = queries()
        for days in range(1, 5):
            contact(house, leave(house, case, left_at=LEFT - timedelta(days=days)))
        assert queries() == few == 5
