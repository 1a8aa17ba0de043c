"""How a case ends: what prevents it, closing, opening again, a death and taking it back. Denials first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from access.decisions import Refused
from assessments import aftercare_services
from assessments.clocks import CPA, Side, set_clocks
from cases import endings, services
from cases.models import CarerLink, Case, Closing, Death, Involvement, Person
from cases.people import PersonDetails
from cases.policies import visible_to
from cases.services import closing, deaths
from domains import services as domains
from domains.models import Part, State
from domains.services import PartRequest
from notifications.models import Deadline, Notice, Outbox
from notifications.registry import describing
from tests.cases.stories import agreed, referred
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER, LATEST = NOON + DAY, NOON + 2 * DAY
SUMMARY = "He lives with his sister and works again. The GP refers him if he asks."


@pytest.fixture
def case(house):
    """Dafydd's record: the council holds a part, the charity another, Workwise is asked; a review is owed."""
    made = referred(house, birth_date=date(1984, 3, 9))
    agreed(house, made, "open_door")
    agreed(house, made, "workwise")
    for organisation, domain, accepts in (
        ("council", "eligibility", house.social_worker), ("open_door", "housing", house.housing_worker), ("workwise", "employment", None),
    ):  # fmt: skip
        request = PartRequest(domain=house.domain(domain), organisation=getattr(house, organisation))
        (part,) = domains.propose(case=made, requests=[request], by=house.coordinator, at=NOON)
        if accepts:
            domains.accept(part=part, by=accepts, at=NOON)
    set_clocks(case=made, sides={CPA: Side(started_on=NOON.date())}, at=NOON, by=house.coordinator)
    return Case.objects.get(pk=made.pk)


def close(house, case, **changes):
    said = {"why": "done", "summary": SUMMARY, "by": house.coordinator, "at": LATER, **changes}
    return closing.close_case(case=case, **said)


def died(house, case, **changes):
    said = {"died_on": NOON.date(), "how_known": "The ward rang", "by": house.nurse, "at": LATER, **changes}
    return deaths.record_death(case=case, **said)


def fresh(case):
    return Case.objects.select_related("person").get(pk=case.pk)


def inbox(worker, kind, at=LATEST):
    """What a worker reads of a kind, in words; None for a notice that shows nothing."""
    notices = list(Notice.objects.filter(worker=worker, kind=kind))
    said = describing(kind)(notices, worker, at)
    return [said[n.pk].text if said.get(n.pk) else None for n in notices]


class TestDenials:
    @pytest.mark.parametrize("who", ["nurse", "social_worker", "housing_worker", "neighbour", "administrator"])
    def test_only_who_coordinates_closes(self, house, case, who):
        with pytest.raises(Refused):
            close(house, case, by=getattr(house, who))
        assert fresh(case).is_open

    @pytest.mark.parametrize("who", ["housing_worker", "neighbour", "administrator", "partnership_manager"])
    def test_a_death_is_written_by_the_nhs_the_council_or_who_coordinates(self, house, case, who):
        with pytest.raises(Refused):
            died(house, case, by=getattr(house, who))
        assert fresh(case).person.death_date is None

    def test_without_a_reason_or_a_summary_it_stays_open(self, house, case):
        with pytest.raises(ValidationError) as refused:
            close(house, case, why="", summary=" ")
        assert set(refused.value.error_dict) == {"why", "summary"}
        with pytest.raises(ValidationError):
            close(house, case, why="died")

    def test_aftercare_in_force_prevents_it(self, house, case):
        aftercare_services.begin(
            case=case, section="3", in_force_since=date(2026, 1, 5), nhs=house.trust, council=house.council,
            how_known="The papers", by=house.coordinator, at=NOON,
        )  # fmt: skip
        with pytest.raises(ValidationError, match="section 117 is in force"):
            close(house, case)
        assert fresh(case).is_open
        assert died(house, fresh(case)).closings.count() == 1, "it is owed to nobody after a death"

    def test_a_complaint_is_never_named(self, house, case):
        assert not any("complaint" in one.text.lower() for one in endings.against(case, at=LATER))

    def test_a_future_day_and_one_before_birth_are_refused(self, house, case):
        for day in (LATER.date() + DAY, date(1980, 1, 1), None):
            with pytest.raises(ValidationError):
                died(house, case, died_on=day)


class TestClosing:
    def test_parts_end_deadlines_stop_and_each_team_is_told_once(self, house, case):
        made = close(house, case)
        assert close(house, fresh(case)) == made, "closed twice is once"
        assert fresh(case).status == "closed"
        assert set(Part.objects.filter(case=case).values_list("state", flat=True)) <= {State.ENDED, State.WITHDRAWN}
        assert not Deadline.objects.filter(case_id=case.pk, is_live=True).exists()
        told = Notice.objects.filter(kind="case.closed")
        assert sorted(told.values_list("worker__name", flat=True)) == ["Ann Fearon", "Priya Nair", "Tomos Rhys"]
        assert not visible_to(house.housing_worker, at=LATEST).filter(pk=case.pk).exists()

    def test_a_partner_reads_whose_case_it_was_and_who_was_only_asked_no_more_than_that(self, house, case):
        close(house, case)
        assert inbox(house.housing_worker, "case.closed") == [
            "The case of Dafydd E. is closed, and so is your part in it"
        ]
        assert inbox(house.employment_worker, "case.closed") == [
            "What you were asked about Dafydd E. is no longer asked: the case is closed"
        ]

    def test_what_waited_to_be_sent_is_dropped(self, house, case):
        waiting = Outbox.objects.filter(state="waiting", notice__case_id=case.pk)
        assert waiting.exists()
        close(house, case)
        assert set(waiting.values_list("notice__kind", flat=True)) == {"case.closed"}

    def test_a_carers_assessment_that_is_owed_prevents_it(self, house, case):
        link = services.add_carer(
            case=case, details=PersonDetails(given_name="Wen"), relationship="Mother", by=house.social_worker, at=NOON
        )
        services.record_step(case=case, link=link, step="asked", on=NOON.date(), by=house.social_worker, at=NOON)
        with pytest.raises(ValidationError, match="owed an assessment"):
            close(house, case)
        own = services.open_carer_record(case=case, link=link, by=house.social_worker, at=NOON)
        close(house, case)
        assert Deadline.objects.filter(case_id=own.pk, kind="carer.assessment", is_live=True).exists()

    def test_everything_or_nothing(self, house, case, monkeypatch):
        monkeypatch.setattr(closing, "tell", lambda **said: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            close(house, case)
        assert fresh(case).is_open
        assert not Closing.objects.exists()


class TestOpeningAgain:
    def test_reviews_are_owed_again_and_parts_do_not_come_back(self, house, case):
        close(house, case)
        again = closing.reopen_case(
            case=fresh(case), reason="He rang", worker=house.coordinator, by=house.manager, at=LATEST
        )
        assert (again.is_open, again.coordinator) == (True, house.coordinator)
        assert closing.reopen_case(
            case=again, reason="He rang", worker=None, by=house.manager, at=LATEST
        ).coordinator_id
        assert not Part.objects.filter(case=case, state__in=["proposed", "accepted"]).exists()
        live = Deadline.objects.filter(case_id=case.pk, is_live=True)
        assert set(live.values_list("kind", flat=True)) == {CPA, "consent.review"}
        assert list(case.statuses.order_by("pk").values_list("status", flat=True)) == ["open", "closed", "open"]
        assert inbox(house.coordinator, "case.reopened") == ["The case of Dafydd Evans is open again"]

    def test_no_one_yet_tells_the_managers(self, house, case):
        close(house, case)
        again = closing.reopen_case(case=fresh(case), reason="He rang", worker=None, by=house.coordinator, at=LATEST)
        assert again.coordinator is None
        assert inbox(house.manager, "case.reopened") == ["The case of Dafydd Evans is open again"]

    def test_refused_after_a_death_and_for_a_record_that_became_part_of_another(self, house, case):
        died(house, case)
        with pytest.raises(ValidationError, match="death is recorded"):
            closing.reopen_case(case=fresh(case), reason="x", worker=None, by=house.coordinator, at=LATEST)
        Person.objects.update(death_date=None)
        other = fresh(case)
        other.merged_into = referred(house, given_name="Davy")
        with pytest.raises(ValidationError, match="part of another"):
            closing.reopen_locked(case=other, reason="x", by=house.coordinator, at=LATEST)


class TestADeath:
    def test_every_record_closes_and_everybody_is_told_once(self, house, case):
        wen = services.add_carer(
            case=case, details=PersonDetails(given_name="Wen"), relationship="Mother", by=house.social_worker, at=NOON
        )
        own = services.open_carer_record(case=case, link=wen, by=house.social_worker, at=NOON)
        other = CarerLink.objects.create(carer=case.person, cared_for=wen.carer, recorded_at=NOON)
        services.record_step(case=case, link=wen, step="asked", on=NOON.date(), by=house.social_worker, at=NOON)
        death = died(house, case)
        assert died(house, fresh(case)) == death, "the same again is once"
        assert fresh(case).person.death_date == NOON.date()
        assert not Deadline.objects.filter(is_live=True, case_id__in=[case.pk, own.pk]).exists()
        assert fresh(own).is_open, "the carer lives"
        other.refresh_from_db()
        assert other.ended_because == deaths.DIED
        assert inbox(house.housing_worker, "death.recorded") == [
            "Dafydd E. has died. Nobody is reminded of anything, and your part has ended"
        ]
        assert "died" not in inbox(house.employment_worker, "death.recorded")[0]
        assert Notice.objects.filter(kind="death.recorded", worker=house.coordinator).count() == 1
        assert Notice.objects.filter(kind="carers.changed", worker=house.social_worker).count() == 1
        with pytest.raises(ValidationError, match="written down already"):
            died(house, fresh(case), died_on=NOON.date() - DAY)

    def test_a_carer_who_dies_is_no_carer_any_longer_and_their_record_closes(self, house, case):
        link = services.add_carer(
            case=case, details=PersonDetails(given_name="Wen"), relationship="Mother", by=house.social_worker, at=NOON
        )
        own = services.open_carer_record(case=case, link=link, by=house.social_worker, at=NOON)
        died(house, own, by=house.social_worker)
        link.refresh_from_db()
        assert (fresh(own).is_open, fresh(case).is_open, link.ended_because) == (False, True, deaths.DIED)
        assert inbox(house.coordinator, "carers.changed") == [
            "Look who cares for whom on the record of Dafydd Evans: it has changed"
        ]

    def test_taken_back_the_records_open_and_who_was_told_hears_of_it(self, house, case):
        death = died(house, case)
        with pytest.raises(ValidationError):
            deaths.take_death_back(case=fresh(case), because=" ", by=house.nurse, at=LATEST)
        deaths.take_death_back(case=fresh(case), because="It was his uncle", by=house.nurse, at=LATEST)
        deaths.take_death_back(case=fresh(case), because="It was his uncle", by=house.nurse, at=LATEST)
        death.refresh_from_db()
        assert (death.undone_because, fresh(case).is_open, fresh(case).person.death_date) == (
            "It was his uncle",
            True,
            None,
        )
        assert Deadline.objects.filter(case_id=case.pk, kind=CPA, is_live=True).exists()
        assert "alive" in inbox(house.housing_worker, "death.undone")[0]
        assert "in error" in inbox(house.housing_worker, "death.recorded")[0]
        assert Death.objects.count() == 1
        died(house, fresh(case), at=LATEST)
        assert Death.objects.count() == 2

    def test_written_after_the_case_was_closed_it_tells_nobody_and_is_kept(self, house, case):
        close(house, case)
        died(house, fresh(case))
        assert not Notice.objects.filter(kind="death.recorded").exists()
        assert fresh(case).person.death_date == NOON.date()
        assert Involvement.objects.filter(case=case, is_open=True).count() == 0

    def test_somebody_barred_is_told_nothing(self, house, case):
        services.bar(case=case, worker=house.housing_worker, reason="His cousin", by=house.manager, at=NOON)
        died(house, case)
        assert inbox(house.housing_worker, "death.recorded") == [None]


def test_carers_are_told_by_hand_and_once(house, case):
    link = services.add_carer(
        case=case, details=PersonDetails(given_name="Wen"), relationship="Mother", by=house.coordinator, at=NOON
    )
    with pytest.raises(ValidationError):
        closing.carer_told(case=case, link=link, by=house.coordinator, at=LATER)
    made = close(house, case)
    first = closing.carer_told(case=fresh(case), link=link, by=house.coordinator, at=LATER)
    assert closing.carer_told(case=fresh(case), link=link, by=house.nurse, at=LATEST) == first
    assert made.carers_told.get().by == house.coordinator
