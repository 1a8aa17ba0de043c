"""The demonstration: everything the thread walks through is there, it is always three weeks old, and it is safe to repeat."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from assessments.models import Aftercare, AftercareService, Determination, PersonalBudget, Review, ServiceCharge
from assessments.queries import current
from cases.models import Case
from cases.policies import visible_to
from cases.services import set_coordinator
from deploy.demo.loading import load
from domains.models import Part
from domains.queries import count_mine
from merging.models import Conflict, ImportRun, PossibleMatch
from merging.shift import SAMPLE
from notifications.models import Deadline
from partners.models import Organisation, Worker
from partners.standing import standing_of
from tests.house import NOON
from tests.merging.importing_stories import tables

TRUTH = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture
def people_file(tmp_path):
    return tmp_path / "var" / "people.json"


@pytest.fixture
def demo(catalogue, people_file):
    load(at=NOON, people_file=people_file)
    return {worker.email.split("@")[0].split(".")[0]: worker for worker in Worker.objects.all()}


@pytest.mark.django_db
class TestTheDemonstration:
    def test_the_neighbouring_charity_sees_nobody(self, demo):
        assert not visible_to(demo["lena"], at=NOON).exists()

    def test_the_administrator_opens_no_record(self, demo):
        assert not visible_to(demo["ola"], at=NOON).exists()

    def test_the_sign_in_page_names_everybody_the_thread_needs(self, demo, people_file):
        people = json.loads(people_file.read_text())
        roles = set()
        for row in people:
            worker = Worker.objects.get(email=row["email"])
            (seat,) = standing_of(worker, at=NOON).seats
            roles.add((seat.sector, seat.role))
            assert row["note"]
        assert roles >= {
            ("nhs", "coordinator"), ("council", "coordinator"), ("housing", "domain_worker"), ("voluntary", "domain_worker"),
            ("nhs", "team_manager"), ("nhs", "complaints_lead"), ("council", "complaints_lead"), ("housing", "complaints_lead"),
            ("nhs", "administrator"),
        }  # fmt: skip

    def test_the_sample_is_there_and_three_weeks_old(self, demo):
        run = ImportRun.objects.get()
        assert timedelta(weeks=3) <= NOON.date() - run.as_at < timedelta(weeks=4)
        assert Case.objects.filter(is_open=True, kind="person").count() == TRUTH["open_cases"]
        assert Organisation.objects.get(code="RXX").name == "Marshgate Trust"
        assert Organisation.objects.count() == 5

    def test_the_coordinator_has_a_caseload_with_something_to_decide(self, demo):
        mine = Case.objects.filter(coordinator=demo["jo"], is_open=True)
        assert mine.count() >= 15
        assert Conflict.objects.filter(case__in=mine, state="open").exists()
        assert PossibleMatch.objects.filter(case__in=mine, state="open").exists()
        assert mine.filter(next_due__lt=NOON).exists()
        assert Case.objects.filter(coordinator=demo["ann"], is_open=True).exists()
        assert Case.objects.filter(coordinator=None, is_open=True).exists()

    def test_the_charities_have_a_part_and_an_offer(self, demo):
        assert Part.objects.get(organisation__name="Open Door Homes").state == "accepted"
        asked = Part.objects.get(organisation__name="Workwise")
        assert (asked.state, asked.case.coordinator) == ("proposed", demo["jo"])
        for who in ("priya", "tomos"):
            assert count_mine(demo[who], at=NOON)

    def test_every_page_of_an_assessment_is_filled(self, demo):
        case = Case.objects.get(parts__organisation__name="Workwise", is_open=True)
        assert {risk.kind for risk in case.risks.all()} == {"self", "neglect"}
        aftercare = Aftercare.objects.get(case=case)
        assert aftercare.ended_at is None
        assert [one.side for one in aftercare.signatures.filter(withdrawn_at=None)] == ["nhs"]
        now = current(case)
        assert now.version == 2
        assert {row.charge_class for row in ServiceCharge.objects.filter(action__goal__plan__assessment=now)} == {
            "voluntary", "council",
        }  # fmt: skip
        assert AftercareService.objects.filter(action__goal__plan__assessment=now, removed_at=None).count() == 1
        assert PersonalBudget.objects.get(assessment=now).direct_payment_pence == 4000
        review = Review.objects.get(case=case)
        assert (review.held_on is not None, review.checked_at) == (True, None)
        assert review.covers.count() == 3
        assert review.contributions.get().by == demo["priya"]
        assert review.attendances.count() == 6

    def test_the_carer_has_a_record_that_the_council_alone_opens(self, demo):
        own = Case.objects.get(kind="carer", is_open=True)
        assert own.coordinator == demo["ann"]
        assert Determination.objects.get(assessment__case=own).decision == "eligible"
        for who in ("jo", "ruth", "priya", "tomos", "lena", "ola"):
            assert not visible_to(demo[who], at=NOON).filter(pk=own.pk).exists()

    def test_a_review_falls_due_today(self, demo):
        due = Deadline.objects.filter(kind="review.cpa", is_live=True, owner_worker=demo["jo"])
        assert any(row.due_at.date() == NOON.date() for row in due)

    def test_again_changes_nothing(self, demo, people_file):
        before, written = tables(), people_file.read_text()
        load(at=NOON + timedelta(minutes=5), people_file=people_file)
        assert tables() == before
        assert people_file.read_text() == written

    def test_weeks_later_it_is_three_weeks_old_again_and_keeps_what_was_done(self, demo, people_file):
        case = Case.objects.filter(coordinator=demo["jo"], is_open=True).first()
        trust = Organisation.objects.get(code="RXX")
        set_coordinator(
            case=case,
            organisation=trust,
            team=trust.teams.get(is_whole=True),
            worker=demo["kit"],
            by=demo["jo"],
            at=NOON,
        )
        parts = set(Part.objects.values_list("pk", "state"))
        later = NOON + timedelta(weeks=5)
        load(at=later, people_file=people_file)
        assert ImportRun.objects.count() == 2
        assert later.date() - ImportRun.objects.first().as_at < timedelta(weeks=4)
        assert Case.objects.get(pk=case.pk).coordinator == demo["kit"]
        assert set(Part.objects.values_list("pk", "state")) == parts
        assert Case.objects.filter(is_open=True, kind="person").count() == TRUTH["open_cases"]


@pytest.mark.django_db
def test_the_command_says_what_there_is(catalogue, settings, people_file, capsys):
    settings.ACCORD_DEMO_PEOPLE = people_file
    call_command("load_demo")
    assert "52 open cases, 10 people to look around as." in capsys.readouterr().out
