"""Rule 18 of the domain facts, line by line: who reads and writes what on one record, by page and by API."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.roles import Role
from assessments import services as assessments
from assessments.models import Answer
from assessments.services import Given
from audit.models import Entry
from cases.models import BreakGlass, Consent
from notifications import registry
from notifications.models import Notice
from partners.models import Organisation, Team
from tests.access.asking import BACKEND
from tests.access.cells.asking import VALUES
from tests.assessments.stories import a_case, agrees, with_parts

pytestmark = pytest.mark.django_db
CODE = "medication.list"


@pytest.fixture
def at():
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def case(house, at):
    """Medication with the trust, housing and employment with a charity each, the person's agreement to both."""
    before = at - timedelta(days=30)
    case = with_parts(
        house, a_case(house, at=before, nhs_number="999 000 0018"), ("assessment", "trust"), ("assessment", "council"),
        ("medication", "trust"), ("housing", "open_door"), ("employment", "workwise"), at=before,
    )  # fmt: skip
    found = assessments.start(case=case, by=house.coordinator, at=before)
    given = {CODE: Given(value="Clozapine at night")}
    assessments.save_section(assessment=found, section="medication", given=given, by=house.coordinator, at=before)
    return case


@pytest.fixture
def as_(house):
    def _as(who):
        client = Client()
        client.force_login(who if hasattr(who, "pk") else getattr(house, who), backend=BACKEND)
        return client

    return _as


def section(case, name):
    return reverse("assessments-api-section", args=[case.reference, name])


def patch(client, case, name, code, value, seen=0):
    sent = {"answers": {code: {"value": value, "seen": seen}}}
    return client.patch(section(case, name), sent, content_type="application/json")


def first_question(client, case, name):
    questions = client.get(section(case, name)).json()["questions"]
    return next(q for q in questions if q["writes"] and q["kind"] in VALUES)


def test_a_charitys_worker_neither_writes_nor_reads_the_medication_and_writes_employment(case, as_):
    client = as_("employment_worker")
    assert patch(client, case, "medication", CODE, "None", seen=1).status_code in (403, 404)
    assert client.get(section(case, "medication")).status_code in (403, 404)
    assert Answer.objects.get(item=CODE).value == "Clozapine at night"
    work = first_question(client, case, "work")
    assert patch(client, case, "work", work["code"], VALUES[work["kind"]]).status_code == 200


def test_the_nhs_reads_housing_and_does_not_write_it(case, as_):
    client = as_("nurse")
    read = client.get(section(case, "home"))
    assert read.status_code == 200
    housing = [q for q in read.json()["questions"] if q["code"].startswith("home.") and not q["writes"]]
    assert housing, "every question of home is written by the trust"
    assert patch(client, case, "home", housing[0]["code"], "Changed by the trust").status_code == 403
    assert not Answer.objects.filter(item=housing[0]["code"]).exists()


def test_a_no_closes_the_partner_that_reads_by_agreement_on_its_next_request_and_keeps_the_others(house, case, as_):
    """The council reads as a body with duties in law (decisions.md 9), so here it is the charity that the person's no shuts
    out; the holder's own entries stay its own."""
    client = as_("housing_worker")
    assert client.get(section(case, "home")).status_code == 200
    agrees(house, case, "open_door", status=Consent.Status.WITHDRAWN, at=timezone.now())
    assert client.get(section(case, "home")).status_code == 404
    assert as_("employment_worker").get(section(case, "work")).status_code == 200


def test_break_glass_without_a_reason_is_rejected_and_with_one_opens_is_audited_and_alerts_without_a_name(
    house, case, as_
):
    Organisation.objects.filter(pk=house.council.pk).update(sight=Organisation.Sight.TEAM)
    team = Team.objects.create(organisation=house.council, name="Duty")
    doctor = house.hire("Dr A Hughes", house.council, Role.PRACTITIONER, team=team)
    client, record = as_(doctor), reverse("desks:case", args=[case.reference])
    assert client.get(record).status_code == 404
    client.post(reverse("cases:emergency"), {"find": case.reference, "reason": ""})
    assert client.get(record).status_code == 404
    client.post(reverse("cases:emergency"), {"find": case.reference, "reason": "Found collapsed, need the medication"})
    assert client.get(record).status_code == 200
    assert Entry.objects.filter(action="case.emergency_opened", worker_id=doctor.pk, case_id=case.pk).count() == 1
    notice = Notice.objects.get(kind="emergency.opened", worker=house.privacy_officer)
    told = registry.describing("emergency.opened")([notice], house.privacy_officer, timezone.now())[notice.pk]
    for word in (case.person.family_name, case.person.given_name, "9990000018", "999 000 0018", case.reference):
        assert word not in told.text + told.url
    assert BreakGlass.objects.get().reference in told.text
