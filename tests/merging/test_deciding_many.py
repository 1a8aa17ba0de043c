"""Deciding many conflicts at once: whose they are, every value before, one by one, and what is left is told."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.policies import may
from access.roles import Permission, Role
from access.rows import writing
from audit.models import Entry
from cases.models import Case
from merging import conflicts, deciding_many
from merging.deciding_many import HEALTH, NEWER, SIZE, SOCIAL_CARE, resolve_many
from merging.models import Conflict, ImportRun, SourceValue
from tests.assessments.stories import LATER, a_case, with_parts
from tests.assessments.test_races import at_once
from tests.house import NOON

pytestmark = pytest.mark.django_db

URL = "merging:conflicts"
OLD, NEW = date(2025, 1, 5), date(2026, 3, 2)


def rewrite(case_id, **fields):
    with writing(Case):
        Case.objects.filter(pk=case_id).update(**fields)


@pytest.fixture
def disagree(house):
    run = ImportRun.objects.create(state="landed", started_at=NOON, heartbeat_at=NOON, finished_at=NOON)

    def make(*, field="postcode", health=("M4 7HP", NEW), social_care=("M1 1AE", OLD), case=None, **details):
        case = case or with_parts(house, a_case(house, **details), ("assessment", "trust"), ("assessment", "council"))
        values = [
            SourceValue.objects.create(
                person=case.person, field=field, source=source, organisation=organisation, value=said[0], shown=said[0],
                reference="1", run=run, is_current=True, recorded_on=said[1],
            )
            for source, organisation, said in (
                ("health", house.trust, health), ("social_care", house.council, social_care)
            )
        ]  # fmt: skip
        return Conflict.objects.create(
            person=case.person, case=case, field=field, health=values[0], social_care=values[1], raised_at=NOON, run=run
        )

    return make


class TestWhose:
    def test_a_coordinator_has_those_of_the_cases_they_coordinate(self, house, disagree):
        mine = disagree()
        other = house.hire("Una Bell", house.trust, Role.COORDINATOR)
        theirs = disagree()
        rewrite(theirs.case_id, coordinator=other)
        assert list(deciding_many.own(house.coordinator, at=LATER)) == [mine]
        assert set(deciding_many.own(house.manager, at=LATER)) == {mine, theirs}
        assert not deciding_many.own(house.social_worker, at=LATER).exists()

    @pytest.mark.parametrize(
        "who", ["nurse", "neighbour", "administrator", "partnership_manager", "housing_worker", "privacy_officer"]
    )
    def test_who_has_no_such_role_has_none(self, house, disagree, who):
        disagree()
        assert not deciding_many.own(getattr(house, who), at=LATER).exists()

    def test_whatever_is_listed_may_be_decided(self, house, disagree):
        made = [disagree(), disagree(), disagree(field="ethnicity")]
        rewrite(made[1].case_id, is_open=False, status="closed", closed_at=NOON)
        for worker in house.workers.values():
            for conflict in deciding_many.own(worker, at=LATER):
                assert may(worker, Permission.RESOLVE_CONFLICT, conflict, at=LATER)
        assert set(deciding_many.own(house.coordinator, at=LATER)) == {made[0], made[2]}

    def test_the_fields_are_counted(self, house, disagree):
        one = disagree()
        disagree()
        disagree(field="ethnicity", case=one.case, health=("A", NEW), social_care=("B", OLD))
        assert deciding_many.fields(house.coordinator, at=LATER) == [
            ("ethnicity", "Ethnicity", 1), ("postcode", "Postcode", 2)
        ]  # fmt: skip


class TestWhichWay:
    @pytest.mark.parametrize(
        ("health_on", "council_on", "newer"),
        [(NEW, OLD, HEALTH), (OLD, NEW, SOCIAL_CARE), (NEW, NEW, None), (None, NEW, None), (NEW, None, None), (None, None, None)],
    )  # fmt: skip
    def test_the_newer_is_taken_and_nothing_where_neither_is(self, house, disagree, health_on, council_on, newer):
        conflict = disagree(health=("M4 7HP", health_on), social_care=("M1 1AE", council_on))
        chosen = deciding_many.chosen_of(conflict, NEWER)
        assert (chosen and chosen.source) == newer
        assert deciding_many.chosen_of(conflict, HEALTH) == conflict.health
        assert deciding_many.chosen_of(conflict, SOCIAL_CARE) == conflict.social_care


class TestTheService:
    def decide(self, house, made, *, by=None, value="health", reason="All moved in March"):
        choices = {c.pk: getattr(c, value).pk for c in made}
        return resolve_many(choices=choices, reason=reason, by=by or house.coordinator, at=LATER)

    def test_each_has_its_own_row_and_its_own_value(self, house, disagree):
        made = [disagree(), disagree(health=("LL57 2DG", NEW))]
        outcome = self.decide(house, made)
        assert set(outcome.decided) == set(made)
        assert not outcome.left
        for conflict in made:
            conflict.refresh_from_db()
            assert (conflict.state, conflict.chosen, conflict.reason) == (
                "resolved",
                conflict.health,
                "All moved in March",
            )
            assert (
                Entry.objects.filter(
                    action="conflict.resolved", person_id=conflict.person_id, worker_id=house.coordinator.pk
                ).count()
                == 1
            )
        assert {c.case.person.postcode for c in Conflict.objects.select_related("case__person")} == {
            "M4 7HP",
            "LL57 2DG",
        }

    def test_what_somebody_decided_meanwhile_is_left_and_told(self, house, disagree):
        first, second = disagree(), disagree()
        conflicts.resolve(conflict=first, chosen=first.social_care, reason="Rang her", by=house.social_worker, at=LATER)
        outcome = self.decide(house, [first, second])
        assert outcome.decided == (second,)
        assert [(one.conflict, "decided this meanwhile" in one.because) for one in outcome.left] == [(first, True)]
        first.refresh_from_db()
        assert (first.chosen, first.decided_by) == (first.social_care, house.social_worker)

    def test_a_value_that_no_longer_stands_there_is_not_written(self, house, disagree):
        conflict, other = disagree(), disagree()
        outcome = resolve_many(choices={conflict.pk: other.health.pk}, reason="x", by=house.coordinator, at=LATER)
        assert not outcome.decided
        assert "have changed since you looked" in outcome.left[0].because
        conflict.refresh_from_db()
        assert conflict.state == "open"

    def test_others_conflicts_are_neither_decided_nor_told_of(self, house, disagree):
        conflict = disagree()
        for by in (house.neighbour, house.administrator, house.nurse, house.social_worker):
            outcome = self.decide(house, [conflict], by=by)
            assert (outcome.decided, outcome.left) == ((), ())
        assert Conflict.objects.get().state == "open"

    def test_who_may_is_asked_of_each(self, house, disagree, monkeypatch):
        made = [disagree(), disagree()]
        asked = []
        resolve = conflicts.policies.require
        monkeypatch.setattr(
            conflicts.policies,
            "require",
            lambda by, what, obj, at: asked.append(obj.pk) or resolve(by, what, obj, at=at),
        )
        self.decide(house, made)
        assert sorted(asked) == sorted(c.pk for c in made)

    def test_a_right_that_ended_meanwhile_leaves_that_one_and_says_why(self, house, disagree, monkeypatch):
        made = [disagree(), disagree()]
        listed = deciding_many.own

        def then_closed(worker, *, at):
            found = listed(worker, at=at)
            keys = list(found.values_list("pk", flat=True))
            rewrite(made[0].case_id, is_open=False, status="closed", closed_at=NOON)
            return Conflict.objects.filter(pk__in=keys)

        monkeypatch.setattr(deciding_many, "own", then_closed)
        outcome = self.decide(house, made)
        assert outcome.decided == (made[1],)
        assert "closed" in outcome.left[0].because

    def test_without_a_reason_nothing_is_decided(self, house, disagree):
        conflict = disagree()
        with pytest.raises(ValidationError, match="Write how you know"):
            self.decide(house, [conflict], reason="  ")
        assert Conflict.objects.get().state == "open"


@pytest.fixture
def asked(client):
    def ask(worker, data=None, **query):
        client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(reverse(URL), query) if data is None else client.post(reverse(URL), data)

    return ask


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestThePage:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("coordinator", 200), ("social_worker", 200), ("manager", 200), ("nurse", 403), ("housing_worker", 403),
         ("neighbour", 403), ("administrator", 403), ("partnership_manager", 403), ("privacy_officer", 403)],
    )  # fmt: skip
    def test_who_gets_in(self, house, disagree, asked, who, status):
        disagree()
        assert asked(getattr(house, who)).status_code == status
        assert asked(getattr(house, who), {"decide": "1", "field": "postcode"}).status_code == status

    def test_nothing_is_chosen_beforehand_and_each_reading_is_kept(self, house, disagree, asked):
        conflict = disagree()
        page = asked(house.coordinator, field="postcode").content.decode()
        assert "M4 7HP (Trust, 2 March 2026)" in page
        assert "M1 1AE (Council, 5 January 2025)" in page
        assert "checked" not in page
        assert Entry.objects.filter(action="conflict.read", person_id=conflict.person_id).exists()

    def test_look_then_decide(self, house, disagree, asked):
        made = [disagree(given_name="Ann"), disagree(given_name="Bea", health=("LL57 2DG", NEW))]
        same_day = disagree(given_name="Cat", social_care=("M1 1AE", NEW))
        keys = [str(c.pk) for c in (*made, same_day)]
        look = asked(
            house.coordinator,
            {"look": "1", "field": "postcode", "conflict": keys, "way": NEWER, "reason": "They moved"},
        )
        said = text_of(look)
        assert "2 to decide" in said
        assert "Neither is newer" in said
        assert Conflict.objects.filter(state="open").count() == 3
        choices = re.findall(r'name="choice" value="([0-9:]+)"', look.content.decode())
        assert choices == [f"{c.pk}:{c.health.pk}" for c in made]
        done = text_of(
            asked(house.coordinator, {"decide": "1", "field": "postcode", "choice": choices, "reason": "They moved"})
        )
        assert "Postcode: 2 decided" in done
        assert Conflict.objects.get(state="open") == same_day
        again = text_of(
            asked(house.coordinator, {"decide": "1", "field": "postcode", "choice": choices, "reason": "They moved"})
        )
        assert "Postcode: 2 decided" in again
        assert Entry.objects.filter(action="conflict.resolved").count() == 2

    def test_what_was_decided_meanwhile_stands_on_the_last_page(self, house, disagree, asked):
        first, second = disagree(given_name="Ann"), disagree(given_name="Bea")
        conflicts.resolve(
            conflict=first, chosen=first.social_care, reason="Rang", by=house.social_worker, at=timezone.now()
        )
        choices = [f"{c.pk}:{c.health.pk}" for c in (first, second)]
        said = text_of(
            asked(house.coordinator, {"decide": "1", "field": "postcode", "choice": choices, "reason": "They moved"})
        )
        assert "1 decided" in said
        assert "1 left as it is" in said
        assert "Somebody has decided this meanwhile" in said
        look = asked(
            house.coordinator,
            {"look": "1", "field": "postcode", "conflict": [first.pk], "way": HEALTH, "reason": "x"},
        )
        assert "1 that you ticked was decided by somebody else meanwhile" in text_of(look)

    def test_what_is_missing_is_told_and_what_was_given_stays(self, house, disagree, asked):
        conflict = disagree()
        page = asked(
            house.coordinator,
            {"look": "1", "field": "postcode", "conflict": [str(conflict.pk)], "reason": "They moved"},
        ).content.decode()
        assert "There is a problem" in page
        assert "Choose which answer is right." in page
        assert "They moved" in page
        assert "checked" in page
        page = asked(
            house.coordinator, {"look": "1", "field": "postcode", "way": HEALTH, "reason": "x"}
        ).content.decode()
        assert page.count("Tick at least one person.") == 2
        assert 'href="#id_conflict"' in page
        assert 'id="id_conflict"' in page

    def test_change_something_keeps_everything(self, house, disagree, asked):
        conflict = disagree()
        page = asked(
            house.coordinator,
            {"back": "1", "field": "postcode", "conflict": [str(conflict.pk)], "way": HEALTH, "reason": "They moved"},
        ).content.decode()
        assert page.count("checked") == 2
        assert ">They moved</textarea>" in page.replace("\n", "")

    def test_without_a_reason_nothing_is_decided_and_it_is_asked_for(self, house, disagree, asked):
        conflict = disagree()
        said = {"decide": "1", "field": "postcode", "choice": [f"{conflict.pk}:{conflict.health.pk}"], "way": HEALTH}
        page = asked(house.coordinator, {**said, "conflict": [conflict.pk], "reason": " "}).content.decode()
        assert "Write how you know." in page
        assert page.count("checked") == 2
        assert Conflict.objects.get().state == "open"

    @pytest.mark.parametrize("bent", ["surname", "", "postcode' OR 1=1"])
    def test_a_field_that_is_none_shows_the_fields(self, house, disagree, asked, bent):
        disagree()
        assert "1 to decide" in text_of(asked(house.coordinator, field=bent))

    def test_a_page_is_cut_and_goes_on_and_its_queries_do_not_grow(self, house, disagree, asked):
        disagree(given_name="A")
        asked(house.coordinator, field="postcode")
        with CaptureQueriesContext(connection) as few:
            asked(house.coordinator, field="postcode")
        for _ in range(SIZE):
            disagree(given_name="A")
        with CaptureQueriesContext(connection) as many:
            page = asked(house.coordinator, field="postcode").content.decode()
        assert len(few) == len(many)
        assert page.count('name="conflict"') == SIZE
        following = re.search(r'href="([^"]*after=\d+)"', page).group(1).replace("&amp;", "&")
        rest = asked(house.coordinator, **dict(part.split("=") for part in following.split("?")[1].split("&")))
        assert rest.content.decode().count('name="conflict"') == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_the_same_ones_differently_at_once_decide_each_once(house, disagree):
    made = [disagree() for _ in range(3)]

    def decide(number):
        value = ("health", "social_care")[number % 2]
        choices = {c.pk: getattr(c, value).pk for c in made}
        by = (house.coordinator, house.manager)[number % 2]
        return resolve_many(choices=choices, reason="They moved", by=by, at=LATER)

    outcomes = at_once(decide)
    assert Entry.objects.filter(action="conflict.resolved").count() == len(made)
    for conflict in Conflict.objects.all():
        assert conflict.state == "resolved"
        told = [one for outcome in outcomes for one in outcome.left if one.conflict.pk == conflict.pk]
        assert len(told) == 3
