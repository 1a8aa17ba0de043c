"""Risks: in words, dated and owned; versions that stay; who reads; owed; an owner who leaves; sealed, compared, printed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.decisions import Refused
from access.policies import may
from access.roles import Permission, Role
from assessments import reading
from assessments import risk_queries as queries
from assessments import risk_services as services
from assessments import services as assessments
from assessments.crisis_services import Changed
from assessments.models import Assessment, Risk, RiskVersion
from assessments.policies import reach
from assessments.timeline import timeline
from audit.models import Entry
from domains.models import Share
from domains.services import PartRequest, establish
from notifications.models import Deadline
from partners.services import deactivate
from tests.assessments.documents.stories import made, text_of
from tests.assessments.stories import LATER, a_shared_case, agrees
from tests.house import NOON

pytestmark = pytest.mark.django_db
TODAY, UNTIL = date(2026, 11, 23), date(2026, 12, 21)
SECRET = "He hides the tablets"


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9))


def written(house, case, **more):
    return services.write(
        **{
            "case": case, "kind": "self", "now": SECRET, "plan": "Count them with him on Mondays", "owner": house.nurse,
            "owner_organisation": house.trust, "looked_at_on": TODAY, "review_by": UNTIL, "by": house.coordinator, "at": NOON,
            **more,
        }
    )  # fmt: skip


class TestWriting:
    def test_it_is_dated_owned_and_owed(self, house, case):
        version = written(house, case)
        assert (version.number, version.owner, version.risk.kind) == (1, house.nurse, "self")
        due = Deadline.objects.get(is_live=True, kind="risk.review", subject_id=version.risk_id)
        assert (due.owner_worker, due.owner_organisation, due.due_at.date()) == (house.nurse, house.trust, UNTIL)
        assert Entry.objects.filter(action="risk.written", case_id=case.pk).count() == 1

    def test_the_next_version_replaces_and_the_old_one_stays(self, house, case):
        first = written(house, case)
        second = written(house, case, risk=first.risk, seen=first.pk, now="Less than before", at=LATER)
        assert [(v.number, v.now) for v in RiskVersion.objects.all()] == [(1, SECRET), (2, "Less than before")]
        [row] = queries.risks(case, at=LATER)
        assert (row.version, row.earlier) == (second, (first,))
        assert written(house, case, risk=first.risk, seen=second.pk, now="Less than before", at=LATER) == second
        with pytest.raises(Changed):
            written(house, case, risk=first.risk, seen=first.pk, now="Other", at=LATER)
        assert RiskVersion.objects.count() == 2

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"now": " "}, "now"), ({"plan": "\n"}, "plan"), ({"kind": "score"}, "kind"), ({"owner": None}, "owner"),
            ({"looked_at_on": date(2026, 11, 24)}, "looked_at_on"), ({"looked_at_on": date(1984, 3, 8)}, "looked_at_on"),
            ({"looked_at_on": None}, "looked_at_on"), ({"review_by": TODAY}, "review_by"), ({"review_by": None}, "review_by"),
            ({"triggers": "x" * 8001}, "triggers"),
        ],
    )  # fmt: skip
    def test_bad_input_stands_at_its_field(self, house, case, more, field):
        with pytest.raises(ValidationError) as told:
            written(house, case, **more)
        assert set(told.value.error_dict) == {field}
        assert not Risk.objects.exists()

    @pytest.mark.parametrize(
        ("who", "body"), [("housing_worker", "open_door"), ("nurse", "council"), ("administrator", "trust")]
    )
    def test_an_owner_works_there_and_may_read_it(self, house, case, who, body):
        with pytest.raises(ValidationError) as told:
            written(house, case, owner=getattr(house, who), owner_organisation=getattr(house, body))
        assert set(told.value.error_dict) == {"owner"}

    @pytest.mark.parametrize("who", ["housing_worker", "neighbour", "administrator", "partnership_manager"])
    def test_nobody_else_writes(self, house, case, who):
        with pytest.raises(Refused):
            written(house, case, by=getattr(house, who))
        risk = written(house, case).risk
        with pytest.raises(Refused):
            services.close(risk=risk, because="No", by=getattr(house, who), at=LATER)
        assert Risk.objects.get().closed_at is None

    def test_closing_says_why_and_owes_nothing(self, house, case):
        risk = written(house, case).risk
        with pytest.raises(ValidationError):
            services.close(risk=risk, because=" ", by=house.coordinator, at=LATER)
        services.close(risk=risk, because="Gone for a year", by=house.coordinator, at=LATER)
        assert not Deadline.objects.filter(is_live=True, kind="risk.review").exists()
        with pytest.raises(ValidationError, match="was closed"):
            written(house, case, risk=risk, seen=risk.versions.get().pk, now="Back", at=LATER)
        assert queries.risks(case, at=LATER)[0].is_open is False
        assert queries.risks(case, at=LATER, open_only=True) == []

    def test_the_database_refuses_half_states(self, house, case):
        version = written(house, case)
        for change in ({"plan": ""}, {"now": ""}, {"review_by": TODAY}):
            with pytest.raises(IntegrityError), transaction.atomic():
                RiskVersion.objects.filter(pk=version.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            Risk.objects.filter(pk=version.risk_id).update(closed_at=LATER)


class TestReading:
    def test_it_is_not_of_the_shared_core(self, house, case):
        risk = written(house, case).risk
        assert may(house.social_worker, Permission.READ_DOMAIN, risk, at=NOON)
        assert may(house.housing_worker, Permission.READ_DOMAIN, risk, at=NOON).because == "other_domain"
        assert not may(house.neighbour, Permission.READ_DOMAIN, risk, at=NOON)
        assert not [item for item in timeline(case, house.housing_worker, at=LATER) if "Risk" in item.title]
        assert "Risk written, harm to themselves, version 1" in [
            item.title for item in timeline(case, house.nurse, at=LATER)
        ]

    def test_who_contributes_to_risk_and_crisis_reads_it_by_agreement(self, house, case):
        risk = written(house, case).risk
        agrees(house, case, "harbour")
        domain = house.domain("risk-crisis")
        held = [
            PartRequest(domain=domain, organisation=house.trust),
            PartRequest(domain=domain, organisation=house.harbour, share=Share.CONTRIBUTOR),
        ]
        establish(case=case, requests=held, by=None, at=NOON)
        assert may(house.neighbour, Permission.READ_DOMAIN, risk, at=LATER)
        agrees(house, case, "harbour", status="withdrawn", at=LATER)
        assert not may(house.neighbour, Permission.READ_DOMAIN, risk, at=LATER + timedelta(minutes=1))

    def test_an_owner_who_leaves_is_owed_by_the_coordinator(self, house, case, client):
        leaver = house.hire("Pat Doyle", house.trust, Role.PRACTITIONER)
        written(house, case, owner=leaver, review_by=timezone.now().date() + timedelta(days=20))
        assert not queries.risks(case, at=LATER)[0].owner_gone
        deactivate(worker=leaver, by=house.administrator, at=LATER)
        assert queries.risks(case, at=LATER + timedelta(minutes=1))[0].owner_gone
        client.force_login(house.coordinator)
        page = client.get(reverse("assessments:risks", args=[case.reference])).content.decode()
        assert "Nobody owns it: Pat Doyle no longer works for Trust." in page
        assert "Jo Price owes a new owner." in page
        page = client.get(reverse("desks:case", args=[case.reference])).content.decode()
        assert "The coordinator names an owner." in page
        assert SECRET not in page

    def test_late_is_after_the_day(self, house, case):
        written(house, case)
        until = NOON.replace(month=12, day=21)
        assert not queries.risks(case, at=until)[0].is_late
        assert queries.risks(case, at=until + timedelta(days=1))[0].is_late


class TestTheVersion:
    def test_sealed_compared_and_printed(self, house, case):
        assessment = assessments.start(case=case, by=house.coordinator, at=NOON)
        assessment = Assessment.objects.select_related("case__person").get(pk=assessment.pk)
        first = written(house, case)
        sealed = queries.canonical(case, until=NOON)
        written(house, case, risk=first.risk, seen=first.pk, now="Less", at=LATER)
        services.close(risk=first.risk, because="Gone", by=house.coordinator, at=LATER + timedelta(hours=1))
        assert queries.canonical(case, until=NOON) == sealed
        assert queries.canonical(case, until=LATER)[0]["now"] == "Less"
        assert queries.canonical(case, until=LATER + timedelta(days=1)) == []
        lineage = reading.origins(case)
        for who, reads in (("nurse", True), ("housing_worker", False)):
            worker = getattr(house, who)
            groups = reading.read(assessment, worker, case, reach(worker, case, at=LATER), lineage, at=LATER)
            found = [group for group in groups if group.key == "risks"]
            assert bool(found) == reads
        said = text_of(made(case, assessment, house.nurse, "cpa", at=LATER))
        assert "Harm to themselves" in said
        assert "Count them with him on Mondays" in said
        said = text_of(made(case, assessment, house.housing_worker, "my-plan", at=LATER))
        assert "Mondays" not in said

    def test_the_page_from_writing_to_closing(self, house, case, client):
        client.force_login(house.coordinator)
        until, today = timezone.now().date() + timedelta(days=30), timezone.now().date()
        address = reverse("assessments:write-risk", args=[case.reference])
        sent = {
            "kind": "neglect", "now": "Eats once a day", "plan": "", "owner": f"{house.nurse.pk}-{house.trust.pk}",
            "looked_at_on_day": today.day, "looked_at_on_month": today.month, "looked_at_on_year": today.year,
            "review_by_day": until.day, "review_by_month": until.month, "review_by_year": until.year, "seen": "0",
        }  # fmt: skip
        page = client.post(address, sent).content.decode()
        assert "A risk without a plan helps nobody." in page
        assert "Eats once a day" in page
        page = client.post(address, {**sent, "plan": "Lunch on weekdays"}, follow=True).content.decode()
        assert "Lunch on weekdays" in page
        risk = Risk.objects.get()
        page = client.get(reverse("assessments:change-risk", args=[case.reference, risk.pk])).content.decode()
        assert "Lunch on weekdays" in page
        client.post(reverse("assessments:close-risk", args=[case.reference, risk.pk]), {"because": "Eats well"})
        risk.refresh_from_db()
        assert risk.closed_because == "Eats well"
        client.force_login(house.housing_worker)
        for name, key in (("risks", ()), ("write-risk", ()), ("change-risk", (risk.pk,)), ("close-risk", (risk.pk,))):
            assert client.get(reverse(f"assessments:{name}", args=[case.reference, *key])).status_code == 403
        client.force_login(house.neighbour)
        assert client.get(reverse("assessments:risks", args=[case.reference])).status_code == 404
