"""The case page for those who read the whole record, and the page of partners of the shared core."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.clocks import Side, set_clocks
from cases.models import Consent
from domains.services import PartRequest, establish, write_entry
from tests.desks.conftest import TUESDAY
from tests.house import NOON


def plain(answer):
    """The page without what is new in every answer: the nonce of its scripts and the token of its forms."""
    return re.sub(r'(nonce|value)="[^"]{20,}"', "", answer.content.decode())


def page(client, case, **query):
    return client.get(reverse("desks:case", args=[case.reference]), query)


@pytest.fixture
def shared(story):
    """Medication with the trust, housing with Open Door, employment asked of Workwise."""
    house = story.house
    establish(
        case=story.case,
        requests=[PartRequest(domain=house.domain("medication"), organisation=house.trust)],
        by=None,
        at=NOON,
    )
    story.housing = story.held("housing", house.open_door, house.housing_worker)
    story.agree(house.workwise)
    story.ask("employment", house.workwise)
    return story


# Denials first


@pytest.mark.parametrize(
    "who",
    ["neighbour", "social_worker", "administrator", "partnership_manager", "trust_complaints", "employment_worker"],
)
def test_a_stranger_gets_the_same_answer_as_for_a_case_that_does_not_exist(shared, sign_in, who):
    client = sign_in(getattr(shared.house, who))
    here = page(client, shared.case)
    nowhere = client.get(reverse("desks:case", args=["C-999999"]))
    assert (here.status_code, nowhere.status_code) == (404, 404)
    assert plain(here) == plain(nowhere)


@pytest.mark.parametrize("address", ["desks:case", "desks:timeline", "desks:audit", "desks:audit_printed"])
def test_nonsense_for_a_reference_is_not_found(house, sign_in, address):
    assert sign_in(house.coordinator).get(reverse(address, args=["C-1'--"])).status_code == 404


def test_after_consent_is_withdrawn_the_charity_is_a_stranger(shared, sign_in):
    client = sign_in(shared.house.housing_worker)
    assert page(client, shared.case).status_code == 200
    shared.agree(shared.house.open_door, at=NOON + timedelta(hours=1), status=Consent.Status.WITHDRAWN)
    assert page(client, shared.case).status_code == 404


# The charity's page is made of what it may read, and nothing else is in its bytes


def test_nothing_of_medication_or_identity_is_in_the_charitys_page(shared, sign_in):
    house, person = shared.house, shared.person
    person.birth_date = "1984-03-09"
    person.postcode = "M1 1AA"
    person.address = "12 Canal Row"
    person.save()
    from cases.models import Identifier

    Identifier.objects.create(person=person, type="NHS", value="9990000018", recorded_at=NOON)
    medication = shared.case.parts.get(domain__code="medication")
    write_entry(
        part=medication, what_happened="Clozapine raised to 300 mg", happened_on=NOON.date(), by=house.nurse, at=NOON
    )
    said = page(sign_in(house.housing_worker), shared.case).content.decode().lower()
    for secret in (
        "medication",
        "clozapine",
        "kit mensah",
        "1984",
        "999 000",
        "9990000018",
        "m1 1aa",
        "canal row",
        "evans",
    ):
        assert secret not in said, secret


def test_the_charity_reads_the_shared_core_and_its_own_domain(shared, sign_in):
    house = shared.house
    shared.person.what_matters = "My dog. Nobody before ten."
    shared.person.save()
    write_entry(
        part=shared.housing, what_happened="Opened the letters together", happened_on=NOON.date(),
        by=house.housing_worker, at=NOON + timedelta(minutes=5),
    )  # fmt: skip
    answer = page(sign_in(house.housing_worker), shared.case)
    said = answer.content.decode()
    for shown in (
        "My dog. Nobody before ten.",
        "large print",
        "Opened the letters together",
        "Open Door Homes",
        "Housing",
        "Jo Price",
    ):
        assert shown in said, shown
    assert "Workwise" in said  # who does what is shared
    assert [part["domain"] for part in answer.context["writable"]] == ["Housing"]


def test_the_charitys_timeline_holds_its_own_entries_only(shared, sign_in):
    answer = sign_in(shared.house.housing_worker).get(reverse("desks:timeline", args=[shared.case.reference]))
    assert answer.status_code == 200
    assert "Medication" not in answer.content.decode()


# The whole record


def test_the_coordinator_sees_the_map_as_it_is_and_as_it_was(shared, sign_in):
    client = sign_in(shared.house.coordinator)
    said = page(client, shared.case).content.decode()
    for shown in ("Daf", "Medication", "Does it", "Answers for it", "Asked yesterday", "Workwise has not answered"):
        assert shown in said, shown
    before = page(client, shared.case, on="2026-11-01").content.decode()
    assert "As it was on" in before
    assert "Does it" not in before.split("<table", 1)[-1].split("</table>")[0]


def test_clocks_stand_beside_each_other_and_the_earliest_is_overdue(shared, sign_in):
    set_clocks(
        case=shared.case,
        sides={
            "review.cpa": Side(last_done_on=(NOON - timedelta(days=400)).date()),
            "review.care_act": Side(
                last_done_on=(NOON - timedelta(days=100)).date(), organisation_id=shared.house.council.pk
            ),
        },
        at=NOON,
        by=None,
    )
    answer = page(sign_in(shared.house.coordinator), shared.case)
    assert [clock["late"] for clock in answer.context["clocks"]] == [True, False]
    assert "days overdue" in answer.content.decode()


def test_a_worry_is_on_top_of_the_page_and_of_the_desk(shared, sign_in):
    write_entry(
        part=shared.housing, what_happened="He would not open the door.", happened_on=NOON.date(), tell_coordinator=True,
        worry="He has not eaten for days", by=shared.house.housing_worker, at=NOON + timedelta(minutes=5),
    )  # fmt: skip
    client = sign_in(shared.house.coordinator)
    assert "He has not eaten for days" in page(client, shared.case).content.decode()
    assert "Priya Nair is worried" in client.get(reverse("desks:caseload")).content.decode()


def test_opening_either_page_is_kept_in_the_audit(shared, sign_in):
    from audit.models import Entry

    page(sign_in(shared.house.coordinator), shared.case)
    page(sign_in(shared.house.housing_worker), shared.case)
    seen = Entry.objects.filter(case_id=shared.case.pk, is_read=True).values_list("action", "worker_id", "person_id")
    assert set(seen) == {
        ("case.viewed", shared.house.coordinator.pk, shared.person.pk),
        ("case.core_read", shared.house.housing_worker.pk, shared.person.pk),
    }


def test_the_page_costs_the_same_with_a_long_history(shared, sign_in):
    client = sign_in(shared.house.coordinator)
    page(client, shared.case)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(client, shared.case)
        return len(queries)

    small = cost()
    for place in range(12):
        write_entry(
            part=shared.housing, what_happened=f"Visit {place}", happened_on=NOON.date(), by=shared.house.housing_worker,
            at=NOON + timedelta(minutes=place + 1),
        )  # fmt: skip
    for code in ("treatment", "physical-health", "safeguarding", "community"):
        house = shared.house
        organisation = {"safeguarding": house.council, "community": house.workwise}.get(code, house.trust)
        establish(
            case=shared.case,
            requests=[PartRequest(domain=house.domain(code), organisation=organisation)],
            by=None,
            at=NOON,
        )
    assert cost() == small


def test_a_timeline_page_loses_nothing_of_one_moment(shared, sign_in, monkeypatch):
    monkeypatch.setattr("desks.timeline.timeline.__kwdefaults__", {"before": None, "size": 2})
    client, url, seen = sign_in(shared.house.coordinator), reverse("desks:timeline", args=[shared.case.reference]), []
    whole = None
    from desks.timeline import timeline

    whole, _ = timeline(shared.case, shared.house.coordinator, at=TUESDAY, size=100)
    while url:
        answer = client.get(url)
        seen += [item.title for item in answer.context["items"]]
        url = answer.context["next_url"]
    assert sorted(seen) == sorted(item.title for item in whole)


def test_a_closed_case_says_so(shared, sign_in):
    from cases import bulk

    bulk.close_many({shared.case.pk: "Died"}, at=NOON + timedelta(hours=2), by=None)
    assert "Closed" in page(sign_in(shared.house.coordinator), shared.case).content.decode()
