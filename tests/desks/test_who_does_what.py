"""The map as on any day, and what changed since one: words, reasons, and what each reader is shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Consent
from domains import services as domains
from domains.changes import changes
from tests.assessments.stories import OPENED, a_case, agrees, with_parts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(house):
    return with_parts(
        house, a_case(house), ("medication", "trust"), ("housing", "open_door"), ("assessment", "council")
    )


@pytest.fixture
def sees(client, house, case):
    def _sees(worker, **query):
        client.force_login(getattr(house, worker), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(reverse("desks:map", args=[case.reference]), query)

    return _sees


def said(case, since, until):
    return [(c.domain, c.organisation, c.said, c.reason) for c in changes(case, since=since, until=until)]


def test_each_step_is_told_in_words_with_its_reason(house, case):
    at = OPENED + 10 * DAY
    request = domains.PartRequest(
        domain=house.domain("employment"), organisation=house.workwise, accountable=house.council
    )
    part = domains.propose(case=case, requests=[request], by=house.coordinator, at=at)[0]
    domains.decline(part=part, reason="No room", by=house.employment_worker, at=at + DAY)
    housing = case.parts.get(domain__code="housing")
    domains.end(part=housing, words="A flat is found", by=house.housing_worker, at=at + 2 * DAY)
    told = said(case, at, at + 3 * DAY)
    assert told[0] == ("Housing", "Open Door Homes", "ended it: done", "A flat is found")
    assert ("Training and employment", "Workwise", "said no", "No room") in told or (
        "Employment", "Workwise", "said no", "No room"
    ) in told  # fmt: skip
    assert any(line[2] == "was asked to do it" for line in told)
    assert said(case, at + 3 * DAY, at + 9 * DAY) == []


def test_what_is_with_no_one_since_is_a_gap(house, case):
    agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=OPENED + 5 * DAY)
    told = changes(case, since=OPENED + DAY, until=OPENED + 6 * DAY)
    assert [(c.domain, c.organisation) for c in told if c.is_gap] == [("Housing", "Marshgate Council")]
    assert any("withdrew their agreement" in c.said for c in told)


def test_a_gap_of_then_is_told_though_somebody_was_asked_since(house, case):
    agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=OPENED + 5 * DAY)
    agrees(house, case, "open_door", at=OPENED + 8 * DAY)
    request = domains.PartRequest(domain=house.domain("housing"), organisation=house.open_door)
    part = domains.propose(case=case, requests=[request], by=house.coordinator, at=OPENED + 8 * DAY)[0]

    def gaps(until):
        return [(c.domain, c.at) for c in changes(case, since=OPENED, until=OPENED + until * DAY) if c.is_gap]

    assert gaps(6) == [("Housing", OPENED + 5 * DAY)]
    assert gaps(9) == []
    domains.withdraw(part=part, by=house.coordinator, at=OPENED + 10 * DAY)
    assert gaps(9) == []
    assert gaps(11) == [("Housing", OPENED + 10 * DAY)]


def test_the_page_shows_a_day_gone_by(house, case, sees):
    housing = case.parts.get(domain__code="housing")
    domains.end(part=housing, words="A flat is found", by=house.housing_worker, at=OPENED + 30 * DAY)
    now = sees("coordinator").content.decode()
    assert "Open Door Homes" not in now.split("The same as a table")[1]
    then = sees("coordinator", on=(OPENED + 10 * DAY).date().isoformat()).content.decode()
    assert "Open Door Homes" in then.split("The same as a table")[1]
    assert "As it was on" in then


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2026-02-31", "Enter a real date"), ("1999-01-01", "This record begins on"), ("2999-01-01", "today or before"), ("x", "real date")],
)  # fmt: skip
@pytest.mark.parametrize("field", ["on", "since"])
def test_days_that_cannot_be_are_refused_at_their_field(sees, field, typed, words):
    page = sees("coordinator", **{field: typed}).content.decode()
    assert words in page
    assert f'value="{typed}"' in page
    assert f'id="{field}-error"' in page


def test_a_charity_is_not_told_of_domains_it_may_not_know_nor_of_others_reasons(house, case, sees):
    at = timezone.now() - DAY
    medication = case.parts.get(domain__code="medication")
    domains.end(part=medication, words="Stopped all tablets", by=house.nurse, at=at)
    page = sees("housing_worker").content.decode()
    assert "Medication" not in page
    assert "Stopped all tablets" not in page
    assert "Stopped all tablets" in sees("nurse").content.decode()


def test_a_stranger_finds_nothing(sees):
    assert sees("neighbour").status_code == 404
    assert sees("administrator").status_code == 404
