"""One assessment from its first page to its review: looked at as on a desk and on
a narrow telephone, and once more without any script."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments import clocks, registry
from assessments.clocks import CPA, Side
from assessments.registry import CarriedAnswer
from tests.assessments.stories import a_shared_case
from tests.journeys.filling import Filling, Worker
from tests.journeys.visitors import DESK, PHONE, Screens

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(house):
    """A case whose council holds a few answers already, and whose CPA review is due."""
    made = a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")
    started = timezone.now().date() - timedelta(days=300)
    side = Side(started_on=started, organisation_id=house.trust.pk)
    clocks.set_clocks(case=made, sides={CPA: side}, at=timezone.now(), by=None)
    council = {"source_text": "Council, assessment of 3 April 2026", "organisation_id": house.council.pk}

    def bring(case, at):
        return [
            CarriedAnswer(item="home.kind", value="Tenant", **council),
            CarriedAnswer(item="relationships.who", value="His sister", **council),
        ]

    registry.carried_in(bring)
    yield made
    registry._carried_in.remove(bring)


@pytest.mark.parametrize(
    ("size", "scripts"), [(DESK, True), (PHONE, False)], ids=["with scripts", "without scripts, on a phone"]
)
def test_an_assessment_is_filled_in_agreed_and_reviewed(
    house, case, browser, live_server, accessible, settings, size, scripts
):
    screens = Screens(browser, live_server.url, scripts=scripts, accessible=accessible)

    def arrive(worker):
        client = Client()
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        name = settings.SESSION_COOKIE_NAME
        return Worker(screens, worker, {"name": name, "value": client.cookies[name].value}, size, case)

    try:
        story = Filling(house, case, arrive, now=timezone.now(), scripts=scripts)

        # given an assessment that is filled in by several at once
        story.the_coordinator_begins()
        story.two_fill_in_a_section_at_once_and_the_second_is_told_what_changed()
        story.what_is_typed_and_not_saved_is_there_when_she_comes_back()
        story.a_charity_goes_on_in_its_own_and_reads_nothing_that_nobody_agreed()
        story.what_was_carried_in_is_confirmed_together()

        # and what comes out of it
        story.a_need_a_goal_and_who_does_what()
        story.a_plan_for_bad_days()
        story.a_questionnaire_twice_and_its_line()
        story.the_council_decides_in_law_and_nobody_else_may()

        # when everybody is heard and it is signed
        story.everybody_is_heard_and_a_no_is_kept()
        story.it_is_signed_with_the_reasons_that_are_owed()

        # then the next one shows what changed, the plan goes on paper, and the review closes
        story.the_next_version_begins_as_its_copy_and_shows_what_changed()
        story.the_plan_on_paper()
        story.the_review_is_held_without_one_who_shares_it_and_that_needs_a_reason()
    finally:
        screens.close()
