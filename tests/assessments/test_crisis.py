"""The crisis plan and the contingency plan: versions that stay, who writes and who reads, rows without a script, papers."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from access.decisions import Refused
from access.policies import may
from access.roles import Permission
from assessments import crisis_papers as papers
from assessments import crisis_queries as crises
from assessments import rules, services
from assessments.crisis_services import Changed, Contact, Step, write_contingency_plan, write_crisis_plan
from assessments.models import ContingencyPlan, CrisisPlan
from assessments.services import Given
from audit.models import Entry
from tests.assessments.stories import LATER, a_shared_case, with_parts
from tests.assessments.test_races import at_once
from tests.house import NOON

pytestmark = pytest.mark.django_db

MAIR = Contact(name="Mair Evans", relation="sister", number="01632 960123", when="evenings")
AWAY = Step(situation="Jo is away", then="Ring the duty team", who="Duty team")


@pytest.fixture
def case(house):
    return a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf")


def a_plan(house, case, *, by=None, at=NOON, seen=0, **words):
    words = {"signs": "He stops answering the door", "helps": "A walk with the dog", "contacts": [MAIR], **words}
    return write_crisis_plan(case=case, seen=seen, by=by or house.coordinator, at=at, **words)


def a_fallback(house, case, *, seen=0, at=NOON, steps=(AWAY,)):
    return write_contingency_plan(case=case, seen=seen, steps=steps, by=house.coordinator, at=at)


class TestWriting:
    def test_a_new_version_replaces_and_the_old_one_stays(self, house, case):
        first = a_plan(house, case)
        second = a_plan(house, case, seen=first.pk, at=LATER, helps="A walk, and nobody shouting")
        assert crises.crisis_plan(case) == second
        assert [(p.version, p.helps) for p in CrisisPlan.objects.order_by("version")] == [
            (1, "A walk with the dog"), (2, "A walk, and nobody shouting")
        ]  # fmt: skip
        assert (second.by, second.organisation, second.at) == (house.coordinator, house.trust, LATER)
        assert second.contacts == [
            {"name": "Mair Evans", "relation": "sister", "number": "01632 960123", "when": "evenings"}
        ]
        assert [e.detail["version"] for e in Entry.objects.filter(action="crisis_plan.written").order_by("pk")] == [
            1,
            2,
        ]

    def test_the_two_are_two_things(self, house, case):
        a_plan(house, case)
        assert crises.contingency_plan(case) is None
        fallback = a_fallback(house, case)
        assert fallback.steps == [{"situation": "Jo is away", "then": "Ring the duty team", "who": "Duty team"}]
        assert (fallback.version, CrisisPlan.objects.count()) == (1, 1)

    def test_the_same_words_again_are_no_new_version(self, house, case):
        first = a_plan(house, case)
        assert a_plan(house, case, seen=0, at=LATER) == first
        assert CrisisPlan.objects.count() == Entry.objects.filter(action="crisis_plan.written").count() == 1

    def test_who_saw_an_older_version_is_told_and_nothing_is_saved(self, house, case):
        first = a_plan(house, case)
        second = a_plan(house, case, seen=first.pk, at=LATER, helps="Tea")
        with pytest.raises(Changed) as told:
            a_plan(house, case, seen=first.pk, at=LATER, helps="Coffee")
        assert told.value.newest == second
        assert CrisisPlan.objects.count() == 2

    @pytest.mark.parametrize(
        ("words", "fields"),
        [
            ({"signs": " ", "helps": "", "contacts": []}, {"helps"}),
            ({"contacts": [MAIR, Contact(name="Crisis line")]}, {"number_1"}),
            ({"contacts": [Contact(), Contact(number="111")]}, {"name_1"}),
            ({"contacts": [Contact(name="x" * 121, number="1")]}, {"name_0"}),
            ({"signs": "x" * 8001}, {"signs"}),
        ],
    )
    def test_what_is_missing_stands_at_its_box(self, house, case, words, fields):
        with pytest.raises(ValidationError) as told:
            a_plan(house, case, **words)
        assert set(told.value.error_dict) == fields
        assert not CrisisPlan.objects.exists()
        assert not Entry.objects.filter(action="crisis_plan.written").exists()

    @pytest.mark.parametrize(
        ("steps", "fields"),
        [
            ([], {"situation_0"}), ([Step()], {"situation_0"}),
            ([AWAY, Step(situation="The carer is ill")], {"then_1", "who_1"}),
            ([Step(then="Ring", who="Duty team")], {"situation_0"}),
        ],
    )  # fmt: skip
    def test_a_fallback_says_if_then_and_who(self, house, case, steps, fields):
        with pytest.raises(ValidationError) as told:
            a_fallback(house, case, steps=steps)
        assert set(told.value.error_dict) == fields
        assert not ContingencyPlan.objects.exists()

    def test_more_rows_than_anybody_reads_are_refused(self, house, case):
        with pytest.raises(ValidationError, match="12 rows at the most"):
            a_plan(house, case, contacts=[MAIR] * 13)


class TestWhoMay:
    @pytest.mark.parametrize("who", ["housing_worker", "neighbour", "administrator", "partnership_manager"])
    def test_who_does_not_write_risk_and_crisis_is_refused(self, house, case, who):
        with pytest.raises(Refused):
            a_plan(house, case, by=getattr(house, who))
        with pytest.raises(Refused):
            write_contingency_plan(case=case, seen=0, steps=[AWAY], by=getattr(house, who), at=NOON)
        assert not CrisisPlan.objects.exists()

    def test_who_holds_the_domain_writes_it_for_their_organisation(self, house):
        case = with_parts(house, a_shared_case(house), ("risk-crisis", "trust"))
        assert a_plan(house, case, by=house.nurse).organisation == house.trust

    def test_the_one_door_answers_for_both(self, house, case):
        plan, fallback = a_plan(house, case), a_fallback(house, case)
        for one in (plan, fallback):
            assert may(house.coordinator, Permission.WRITE_ASSESSMENT, one, at=LATER)
            assert may(house.housing_worker, Permission.VIEW_CASE, one, at=LATER)
            assert not may(house.housing_worker, Permission.WRITE_ASSESSMENT, one, at=LATER)
            assert not may(house.neighbour, Permission.VIEW_CASE, one, at=LATER)
            assert may(house.coordinator, Permission.HOLD_REVIEW, one, at=LATER).because == "unknown_action"


class TestAge:
    @pytest.mark.parametrize(
        ("written", "today", "old"),
        [
            (date(2025, 11, 2), date(2026, 11, 2), False), (date(2025, 11, 2), date(2026, 11, 3), True),
            (date(2024, 2, 29), date(2025, 2, 28), False), (date(2024, 2, 29), date(2025, 3, 1), True),
        ],
    )  # fmt: skip
    def test_twelve_months_to_the_day_are_not_old_yet(self, written, today, old):
        assert rules.is_old(written, months=12, today=today) is old

    @given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 24), st.integers(0, 1000))
    def test_it_never_grows_young_again(self, written, months, days):
        day = written + timedelta(days=days)
        if rules.is_old(written, months=months, today=day):
            assert rules.is_old(written, months=months, today=day + timedelta(days=1))

    def test_the_setting_says_after_how_long(self, house, case, settings):
        plan = a_plan(house, case)
        assert not crises.is_old(plan, at=NOON + timedelta(days=200))
        settings.ACCORD_CRISIS_PLAN_MONTHS = 6
        assert crises.is_old(plan, at=NOON + timedelta(days=200))


class TestPapers:
    def test_canonical_data_hold_no_key_and_survive_another_database(self, house, case):
        plan, fallback = a_plan(house, case, wishes="My statement is with Mair"), a_fallback(house, case)
        other = a_shared_case(house)
        twin = a_plan(house, other, wishes="My statement is with Mair")
        assert papers.canonical_json(plan) == papers.canonical_json(twin)
        said = json.loads(papers.canonical_json(plan))
        assert set(said) == {
            "kind", "version", "written_at", "written_by", "written_for", "started_from", "signs", "helps", "contacts",
            "wishes",
        }  # fmt: skip
        assert said["written_by"] == "Jo Price"
        assert json.loads(papers.canonical_json(fallback))["steps"][0]["who"] == "Duty team"
        assert papers.canonical_json(CrisisPlan.objects.get(pk=plan.pk)) == papers.canonical_json(plan)

    def test_another_word_gives_other_bytes(self, house, case):
        first = a_plan(house, case)
        second = a_plan(house, case, seen=first.pk, helps="Tea")
        assert papers.canonical_json(first) != papers.canonical_json(second)

    def test_the_words_for_printing(self, house, case):
        said = dict(papers.words(a_plan(house, case), "Daf"))
        assert said["Whom to call, in this order"] == "Mair Evans, sister: 01632 960123 (evenings)"
        assert said["How others can tell that Daf is becoming unwell"] == "He stops answering the door"
        assert len(said) == 3
        assert papers.words(a_fallback(house, case), "Daf") == (
            ("If: Jo is away", "Ring the duty team\nWho: Duty team"),
        )


@pytest.fixture
def go(client):
    def to(worker, name, case, data=None, *, follow=False):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        url = reverse(f"assessments:{name}", args=[case.reference])
        return client.get(url) if data is None else client.post(url, data, follow=follow)

    return to


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


ROWS = {"seen": "0", "rows": "2", "signs": "Silence", "helps": "Tea", "wishes": "", "name_0": "Mair", "number_0": "111"}


class TestPages:
    @pytest.mark.parametrize("name", ["crisis", "crisis-earlier", "write-crisis", "write-contingency"])
    @pytest.mark.parametrize("who", ["neighbour", "employment_worker", "administrator", "partnership_manager"])
    def test_a_stranger_gets_404(self, house, case, go, who, name):
        assert go(getattr(house, who), name, case).status_code == 404

    def test_a_charity_on_the_case_reads_and_does_not_write(self, house, case, go):
        a_plan(house, case, at=timezone.now())
        page = go(house.housing_worker, "crisis", case)
        assert page.status_code == 200
        assert "He stops answering the door" in text_of(page)
        assert "Change the crisis plan" not in text_of(page)
        assert go(house.housing_worker, "write-crisis", case).status_code == 403
        assert go(house.housing_worker, "write-contingency", case, ROWS).status_code == 403
        shared = text_of(go(house.housing_worker, "crisis", case))
        assert "01632 960123" in shared
        assert Entry.objects.filter(action="crisis_plan.read", worker_id=house.housing_worker.pk).exists()

    def test_the_charitys_case_page_shows_both_plans(self, house, case, client):
        a_plan(house, case)
        a_fallback(house, case)
        client.force_login(house.housing_worker)
        page = client.get(reverse("desks:case", args=[case.reference])).content.decode()
        assert "A walk with the dog" in page
        assert "If: Jo is away" in page

    def test_a_row_is_added_and_nothing_typed_is_lost_nor_saved(self, house, case, go):
        page = go(house.coordinator, "write-crisis", case, {**ROWS, "add": "1"}).content.decode()
        assert 'name="name_2"' in page
        assert 'value="Mair"' in page
        assert ">Silence</textarea>" in page.replace("\n", "")
        assert 'name="rows" value="3"' in page
        assert "There is a problem" not in page
        assert not CrisisPlan.objects.exists()

    def test_there_is_an_end_to_adding(self, house, case, go):
        page = go(house.coordinator, "write-crisis", case, {**ROWS, "rows": "12", "add": "1"}).content.decode()
        assert 'name="rows" value="12"' in page
        assert "Add another" not in page
        bent = go(house.coordinator, "write-crisis", case, {**ROWS, "rows": "99999", "seen": "x", "add": "1"})
        assert bent.status_code == 200

    def test_saving_goes_back_and_the_banner_says_when(self, house, case, go):
        page = text_of(go(house.coordinator, "write-crisis", case, ROWS, follow=True))
        assert "The crisis plan is written." in page
        assert re.search(r"Crisis plan\s*, updated \d+ \w+ \d{4}", page)
        assert "Mair: 111" in page

    def test_what_is_refused_stands_at_its_box_with_all_that_was_typed(self, house, case, go):
        page = go(house.coordinator, "write-crisis", case, {**ROWS, "number_0": ""}).content.decode()
        assert "There is a problem" in page
        assert 'href="#id_number_0"' in page
        assert "Write the number to call." in page
        assert 'value="Mair"' in page
        assert not CrisisPlan.objects.exists()

    def test_two_at_once_the_second_sees_theirs_and_decides(self, house, case, go):
        at = timezone.now()
        a_plan(house, case, by=house.coordinator, at=at)
        page = go(house.coordinator, "write-crisis", case, ROWS)
        said = text_of(page)
        assert "wrote a newer version" in said
        assert "What Jo Price wrote meanwhile" in said
        assert "He stops answering the door" in said
        assert ">Tea</textarea>" in page.content.decode().replace("\n", "")
        newest = CrisisPlan.objects.get()
        assert f'name="seen" value="{newest.pk}"' in page.content.decode()
        go(house.coordinator, "write-crisis", case, {**ROWS, "seen": str(newest.pk)})
        assert [p.helps for p in CrisisPlan.objects.order_by("version")] == ["A walk with the dog", "Tea"]

    def test_the_answers_of_the_assessment_begin_both_plans(self, house, case, go):
        at = timezone.now()
        assessment = services.start(case=case, by=house.coordinator, at=at)
        given = {
            "crisis.signs": Given(value="Curtains stay shut"),
            "crisis.fallback": Given(value="The duty team calls"),
        }
        services.save_section(assessment=assessment, section="crisis", given=given, by=house.coordinator, at=at)
        page = go(house.coordinator, "write-crisis", case).content.decode()
        assert ">Curtains stay shut</textarea>" in page.replace("\n", "")
        assert "From the assessment, to confirm" in page
        assert not CrisisPlan.objects.exists()
        page = go(house.coordinator, "write-contingency", case).content.decode()
        assert ">The duty team calls</textarea>" in page.replace("\n", "")
        go(house.coordinator, "write-crisis", case, {**ROWS, "signs": "Curtains stay shut"})
        assert CrisisPlan.objects.get().started_from == "Version 1 of the assessment"
        assert "From the assessment" not in go(house.coordinator, "write-crisis", case).content.decode()

    def test_an_old_plan_is_marked_and_earlier_versions_are_read(self, house, case, go):
        at = timezone.now() - timedelta(days=500)
        first = a_plan(house, case, at=at)
        a_plan(house, case, seen=first.pk, at=at + timedelta(days=30), helps="Tea")
        said = text_of(go(house.coordinator, "crisis", case))
        assert "Written more than 12 months ago." in said
        assert "look at it again" in said
        assert "A walk with the dog" not in said
        before = text_of(go(house.coordinator, "crisis-earlier", case))
        assert "Crisis plan, version 1" in before
        assert "A walk with the dog" in before

    def test_the_timeline_tells_of_it(self, house, case, client):
        a_plan(house, case)
        client.force_login(house.coordinator)
        assert (
            "Crisis plan, version 1, written"
            in client.get(reverse("desks:timeline", args=[case.reference])).content.decode()
        )

    @pytest.mark.parametrize("name", ["crisis", "crisis-earlier", "write-crisis"])
    def test_the_number_of_queries_does_not_grow_with_versions_and_rows(self, house, case, go, name):
        plan = a_plan(house, case)
        go(house.coordinator, name, case)
        with CaptureQueriesContext(connection) as few:
            go(house.coordinator, name, case)
        for number in range(6):
            plan = a_plan(house, case, seen=plan.pk, helps=f"Tea {number}", contacts=[MAIR] * (number + 2), at=LATER)
        with CaptureQueriesContext(connection) as many:
            go(house.coordinator, name, case)
        assert len(few) == len(many)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_six_who_write_at_once_one_is_saved_and_the_others_are_told(house):
    case = a_shared_case(house)

    def write(number):
        try:
            return a_plan(house, case, helps=f"Tea {number}")
        except Changed as changed:
            return changed

    outcomes = at_once(write)
    assert sum(isinstance(one, CrisisPlan) for one in outcomes) == 1
    assert CrisisPlan.objects.get().version == 1
