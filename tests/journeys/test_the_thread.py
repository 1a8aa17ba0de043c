"""The main job from end to end, on the data of the demonstration: with scripts and every accessibility rule, and without any."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from deploy.demo.loading import load
from tests.journeys.thread import Thread
from tests.journeys.visitors import Screens

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Clock:
    """The moment at which pages are asked for; the story makes it go on."""

    def __init__(self):
        self.ahead = timezone.timedelta()

    def now(self):
        return timezone.now() + self.ahead

    def goes_on(self, time):
        self.ahead += time


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr("access.middleware.timezone", SimpleNamespace(now=made.now))
    monkeypatch.setattr("complaints.tasks.timezone", SimpleNamespace(now=made.now))
    return made


@pytest.fixture
def demonstration(catalogue, settings, tmp_path, clock):
    """The demonstration as ``make run`` makes it, and a folder where its e-mails land."""
    settings.ACCORD_DEMO = True
    settings.ACCORD_DEMO_PEOPLE = tmp_path / "people.json"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    load(at=clock.now(), people_file=settings.ACCORD_DEMO_PEOPLE)


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def screens(request, browser, live_server, accessible):
    made = Screens(browser, live_server.url, scripts=request.param, accessible=accessible)
    yield made
    made.close()


def test_one_thread_through_the_whole_house(demonstration, screens, clock):
    thread = Thread(screens, clock)

    # given two extracts, brought together into one record each
    thread.the_first_page_names_the_people()
    thread.a_coordinator_opens_her_caseload()

    # when the coordinator puts the record in order
    thread.she_opens_one_person_and_decides_between_two_values()
    thread.she_confirms_a_possible_match()
    thread.she_takes_a_referral_by_hand()
    thread.she_begins_the_assessment()
    thread.she_writes_what_is_needed_and_one_goal()
    thread.she_shares_the_work_out()
    thread.she_shares_the_assessment_of_the_person_she_took_on()

    # then the partners do their part, and nobody sees more than that
    thread.a_charity_worker_accepts_and_reads_what_she_may()
    thread.she_writes_what_happened()
    thread.a_neighbouring_charity_finds_nothing()

    # and nothing is forgotten
    thread.a_review_falls_due_and_is_reminded_of_once()
    thread.the_manager_sees_it_overdue_and_is_told()

    # and a complaint about two of them gets one answer
    thread.a_complaint_is_taken_at_the_council()
    thread.it_is_routed_to_who_was_responsible()
    thread.each_lead_sees_it_and_the_clock()

    # and everything can be seen afterwards
    thread.everything_stands_in_the_audit()
