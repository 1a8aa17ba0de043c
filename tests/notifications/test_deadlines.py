"""The register of deadlines: one live row, new versions, and what a moved date means for what is still to be raised."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from calendars import end_of_day
from notifications import services
from notifications.models import Deadline, Waiting
from notifications.services import DeadlineSpec
from tests.house import NOON
from tests.notifications.makers import owe, rule

SPRING, SUMMER = date(2027, 3, 1), date(2027, 6, 1)


def live(**filters):
    return Deadline.objects.get(is_live=True, **filters)


def test_a_moment_without_a_time_zone_is_refused(house):
    with pytest.raises(ValueError, match="without a time zone"):
        owe(house, SPRING, due_at=datetime(2027, 3, 1))


def test_a_date_without_the_rule_that_gave_it_is_refused(house):
    with pytest.raises(ValueError, match="no rule"):
        owe(house, SPRING, rule="")


def test_the_same_kind_twice_for_one_subject_is_refused_and_nothing_is_written(house):
    spec = spec_of(house, 1)
    with pytest.raises(ValueError, match="twice"):
        services.set_deadlines([spec, spec], NOON)
    assert not Deadline.objects.exists()


def test_the_database_refuses_a_second_live_row(house):
    first = owe(house, SPRING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(
            **{
                field.attname: getattr(first, field.attname)
                for field in Deadline._meta.concrete_fields
                if field.attname not in ("id", "version")
            },
            version=2,
        )


def test_the_same_date_again_does_nothing(house):
    first = owe(house, SPRING)
    again = owe(house, SPRING, at=NOON + timedelta(days=1))
    assert again.pk == first.pk
    assert Deadline.objects.count() == Waiting.objects.count() == 1


def test_the_same_date_with_another_owner_moves_the_owner_only(house):
    first = owe(house, SPRING)
    again = owe(house, SPRING, worker="nurse")
    assert again.pk == first.pk
    assert live().owner_worker == house.nurse


def test_a_moved_date_is_a_new_version_and_the_old_one_is_kept(house):
    first = owe(house, SPRING)
    second = owe(house, SUMMER, at=NOON + timedelta(days=1))
    first.refresh_from_db()
    assert (first.is_live, first.superseded_at, first.version) == (False, NOON + timedelta(days=1), 1)
    assert (second.is_live, second.version) == (True, 2)
    assert [row.deadline_id for row in Waiting.objects.all()] == [second.pk]


def test_it_waits_for_the_first_stage_of_its_kind(house):
    row = owe(house, SPRING)
    assert row.waiting.at.date() == SPRING - timedelta(days=56)


def test_a_kind_without_rules_reminds_nobody_and_is_kept_all_the_same(house):
    row = owe(house, SPRING, kind="test.unknown")
    assert row.is_live
    assert not Waiting.objects.exists()


def test_working_days_of_a_stage_are_those_of_the_organisation_that_owes_it(house):
    rule("test.kind", "after", 1, unit="working_days")
    type(house.trust).objects.filter(pk=house.trust.pk).update(division="scotland")
    row = owe(house, date(2026, 12, 31), kind="test.kind")
    assert row.waiting.at.date() == date(2027, 1, 5)


@pytest.mark.parametrize(("act", "moment"), [(services.satisfy, "satisfied_at"), (services.cancel, "cancelled_at")])
def test_what_has_ended_waits_for_nothing_and_ends_once(house, act, moment):
    row = owe(house, SPRING)
    where = {"subject_kind": "case", "subject_id": 1, "kind": "review.cpa"}
    assert act(**where, at=NOON)
    assert not act(**where, at=NOON)
    row.refresh_from_db()
    assert not row.is_live
    assert getattr(row, moment) == NOON
    assert not Waiting.objects.exists()


def test_after_an_end_the_next_one_is_a_further_version(house):
    owe(house, SPRING)
    services.satisfy(subject_kind="case", subject_id=1, kind="review.cpa", at=NOON)
    assert owe(house, SPRING).version == 2


def test_cancelling_without_a_kind_ends_every_kind_of_the_subject_and_no_other(house):
    owe(house, SPRING)
    owe(house, SPRING, kind="review.care_act")
    owe(house, SPRING, subject_id=2)
    assert services.cancel(subject_kind="case", subject_id=1, at=NOON) == 2
    assert live().subject_id == 2


def test_closing_a_case_ends_what_stands_on_it_whatever_the_subject(house):
    owe(house, SPRING)
    owe(house, SPRING, kind="part.answer", subject_kind="part", subject_id=77, case_id=1)
    owe(house, SPRING, subject_id=2)
    assert services.cancel_for_cases(case_ids=[1], at=NOON) == 2
    assert Waiting.objects.count() == 1


def test_an_owner_moves_and_the_date_stands(house):
    before = owe(house, SPRING)
    moved = services.move_owner(
        subject_kind="case", subject_id=1, kind="review.cpa", owner_organisation_id=house.council.pk,
        owner_team_id=house.whole(house.council).pk, owner_worker_id=house.social_worker.pk, at=NOON,
    )  # fmt: skip
    after = live()
    assert moved == 1
    assert (after.pk, after.due_at, after.owner_worker) == (before.pk, before.due_at, house.social_worker)


def spec_of(house, subject_id, day=SPRING, kind="review.cpa"):
    return DeadlineSpec(
        kind=kind, subject_kind="case", subject_id=subject_id, due_at=end_of_day(day), rule="a test",
        owner_organisation_id=house.trust.pk, owner_team_id=house.whole(house.trust).pk,
    )  # fmt: skip


def test_many_are_set_as_one_is(house):
    owe(house, SPRING, subject_id=1, worker=None)
    owe(house, SPRING, subject_id=2, worker=None)
    specs = [spec_of(house, 1), spec_of(house, 2, SUMMER), spec_of(house, 3), spec_of(house, 3, kind="review.care_act")]
    assert services.set_deadlines(specs, NOON) == 3
    assert {(row.subject_id, row.kind, row.version) for row in Deadline.objects.filter(is_live=True)} == {
        (1, "review.cpa", 1), (2, "review.cpa", 2), (3, "review.cpa", 1), (3, "review.care_act", 1),
    }  # fmt: skip
    assert Waiting.objects.count() == 4


def test_the_number_of_queries_does_not_follow_the_number_of_deadlines(house):
    asked = []
    for size in (2, 2, 60):
        specs = [spec_of(house, 1000 * size + 100 * len(asked) + number) for number in range(size)]
        with CaptureQueriesContext(connection) as queries:
            services.set_deadlines(specs, NOON)
        asked.append(len(queries))
    assert asked[1] == asked[2] <= 6
