"""What is due becomes notices: once, to the right people, and never to nobody in silence."""

from datetime import date, datetime, timedelta

import pytest

from access.roles import Role
from access.rows import writing
from calendars import LONDON, end_of_day
from notifications import registry, rulebook, services
from notifications.models import Notice, Outbox, Waiting
from notifications.sweep import sweep
from partners.models import Membership, Organisation, Team
from tests.house import NOON
from tests.notifications.makers import owe, rule

DUE = date(2027, 3, 1)


def morning(day):
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=LONDON)


def told():
    """{(stage, worker's e-mail name or nobody)} of every notice."""
    return {
        (notice.stage, notice.worker.email.partition("@")[0] if notice.worker else None)
        for notice in Notice.objects.select_related("worker")
    }


@pytest.fixture
def elsewhere(monkeypatch):
    """A registry that forgets what the test registers."""
    for shelf in ("_describe", "_still_wanted", "_recipients", "_recompute"):
        monkeypatch.setattr(registry, shelf, dict(getattr(registry, shelf)))


def test_nothing_is_raised_before_its_moment(house):
    owe(house, DUE)
    result = sweep(morning(DUE - timedelta(days=56)) - timedelta(seconds=1))
    assert (result.rows, Notice.objects.count()) == (0, 0)


def test_each_stage_is_raised_once_to_whoever_owes_it_and_escalates_to_the_managers(house):
    owe(house, DUE)
    moment = morning(DUE - timedelta(days=60))
    while moment < morning(DUE + timedelta(days=40)):
        sweep(moment)
        sweep(moment)
        moment += timedelta(hours=12)
    assert told() == {
        ("8-weeks-before", "coordinator"),
        ("4-weeks-before", "coordinator"),
        ("1-week-before", "coordinator"),
        ("on-the-day", "coordinator"),
        ("overdue", "manager"),
        ("overdue-4-weeks", "manager"),
    }
    assert Notice.objects.count() == Outbox.objects.count() == 6
    assert Notice.objects.filter(is_escalation=True).count() == 2
    assert not Waiting.objects.exists()


def test_after_a_standstill_only_the_latest_stage_missed_is_raised(house):
    owe(house, DUE)
    sweep(morning(DUE + timedelta(days=1)))
    assert told() == {("on-the-day", "coordinator")}
    sweep(morning(DUE + timedelta(days=8)))
    assert told() == {("on-the-day", "coordinator"), ("overdue", "manager")}


def test_a_moved_date_is_told_again_though_the_stage_has_the_same_name(house):
    owe(house, NOON.date() + timedelta(days=5))
    sweep(NOON)
    owe(house, NOON.date() + timedelta(days=6))
    sweep(NOON)
    assert Notice.objects.filter(stage="1-week-before").count() == 2


def test_what_was_done_moved_or_cancelled_in_time_is_not_raised(house):
    for subject_id in (1, 2):
        owe(house, DUE, subject_id=subject_id)
    services.satisfy(subject_kind="case", subject_id=1, kind="review.cpa", at=NOON)
    services.cancel(subject_kind="case", subject_id=2, at=NOON)
    assert sweep(morning(DUE)).rows == 0


def test_the_new_owner_is_told_and_not_the_old_one(house):
    owe(house, DUE)
    services.move_owner(
        subject_kind="case", subject_id=1, owner_organisation_id=house.council.pk,
        owner_team_id=house.whole(house.council).pk, owner_worker_id=house.social_worker.pk, at=NOON,
    )  # fmt: skip
    sweep(morning(DUE))
    assert told() == {("on-the-day", "social_worker")}


def close_account(house):
    type(house.coordinator).objects.filter(pk=house.coordinator.pk).update(is_active=False)


def end_membership(house):
    with writing(Membership):
        Membership.objects.filter(worker=house.coordinator).update(effective_until=NOON)


@pytest.mark.parametrize("leave", [close_account, end_membership])
def test_a_worker_who_has_left_is_not_told_and_the_manager_is_told_instead(house, leave):
    owe(house, DUE)
    leave(house)
    sweep(morning(DUE))
    assert told() == {("on-the-day", "manager")}
    assert Notice.objects.get().is_escalation


def test_where_nobody_is_named_the_manager_is_told(house):
    owe(house, DUE, worker=None)
    sweep(morning(DUE))
    assert told() == {("on-the-day", "manager")}


def test_an_organisation_without_managers_falls_to_its_administrators_and_then_to_the_partnerships(house):
    local = house.hire("Ade Stone", house.open_door, Role.ADMINISTRATOR, email="local@example.org")
    owe(house, DUE, subject_id=1, organisation=house.open_door, worker=None)
    owe(house, DUE, subject_id=2, organisation=house.workwise, worker=None)
    sweep(morning(DUE))
    assert set(Notice.objects.values_list("subject_id", "worker__email")) == {
        (1, local.email), (2, local.email), (2, "administrator@example.org"),
    }  # fmt: skip


def test_a_suspended_organisation_is_told_nothing_and_the_administrators_are(house):
    owe(house, DUE, organisation=house.shut, worker="suspended_worker")
    sweep(morning(DUE))
    assert told() == {("on-the-day", "administrator")}


def test_a_notice_that_reaches_nobody_is_kept_in_sight_and_sends_no_message(house):
    owe(house, DUE)
    Organisation.objects.update(status=Organisation.Status.SUSPENDED)
    result = sweep(morning(DUE))
    assert (result.notices, result.messages, result.to_nobody) == (1, 0, 1)
    notice = Notice.objects.get()
    assert (notice.worker, notice.organisation, notice.recipient_key) == (
        None, house.trust, f"organisation:{house.trust.pk}:nobody",
    )  # fmt: skip


def test_the_teams_own_managers_are_told_before_those_of_the_whole_organisation(house):
    north = Team.objects.create(organisation=house.trust, name="North")
    owe(house, DUE, subject_id=1, owner_team_id=north.pk)
    sweep(morning(DUE + timedelta(days=8)))
    assert told() == {("overdue", "manager")}
    house.hire("Una Moss", house.trust, Role.TEAM_MANAGER, email="north@example.org", team=north)
    owe(house, DUE, subject_id=2, owner_team_id=north.pk)
    sweep(morning(DUE + timedelta(days=9)))
    assert Notice.objects.get(subject_id=2).worker.email == "north@example.org"


def test_complaints_go_to_the_complaints_leads_and_late_ones_to_the_managers(house):
    owe(house, NOON.date(), kind="complaint.acknowledge", subject_kind="complaint", case_id=None, worker=None)
    sweep(NOON)
    sweep(NOON + timedelta(days=1))
    assert told() == {("on-the-day", "trust_complaints"), ("overdue", "manager")}


def test_what_a_partner_asked_goes_to_the_workers_of_the_team(house):
    part = {"kind": "part.answer", "subject_kind": "part", "organisation": house.workwise, "worker": None}
    owe(house, date(2026, 11, 30), **part)
    sweep(morning(date(2026, 11, 26)))
    assert told() == {("3-days-after", "employment_worker")}


def test_a_room_above_may_answer_for_an_audience(house, elsewhere):
    rule("test.kind", "now", 0, audience="owner")
    registry.recipients("test.kind", "owner", lambda deadlines, at: {d.pk: [house.nurse.pk] for d in deadlines})
    owe(house, NOON.date(), kind="test.kind")
    sweep(NOON)
    assert told() == {("now", "nurse")}


def test_an_answer_with_nobody_who_still_works_here_escalates(house, elsewhere):
    rule("test.kind", "now", 0, audience="owner")
    registry.recipients(
        "test.kind", "owner", lambda deadlines, at: {d.pk: [house.suspended_worker.pk] for d in deadlines}
    )
    owe(house, NOON.date(), kind="test.kind")
    sweep(NOON)
    assert told() == {("now", "manager")}


def test_a_stage_without_e_mail_makes_a_notice_only(house):
    rule("test.kind", "now", 0, by_email=False)
    owe(house, NOON.date(), kind="test.kind")
    result = sweep(NOON)
    assert (result.notices, result.messages) == (1, 0)


def test_a_kind_whose_rules_are_gone_waits_for_nothing_and_raises_nothing(house):
    made = rule("test.kind", "now", 0)
    owe(house, NOON.date(), kind="test.kind")
    made.delete()
    rulebook.forget()
    assert sweep(NOON).notices == 0
    assert not Waiting.objects.exists()


def test_hours_are_raised_at_any_hour(house):
    due = datetime(2026, 11, 25, 3, 30, tzinfo=LONDON)
    owe(house, DUE, kind="followup.72h", due_at=due)
    assert sweep(due - timedelta(seconds=1)).rows == 1  # 24 hours before, raised late
    assert sweep(due).rows == 1
    assert told() == {("48-hours-after", "manager"), ("missed", "manager")}


@pytest.mark.parametrize("chunk", [1, 3, 100])
def test_chunks_lose_nothing_and_double_nothing(house, chunk):
    days = [NOON.date() + timedelta(days=days) for days in (1, 1, 5, 5, 20, 20, 50)]
    specs = [
        services.DeadlineSpec(
            kind="review.cpa", subject_kind="case", subject_id=number, due_at=end_of_day(day), rule="a test",
            owner_organisation_id=house.trust.pk, owner_team_id=house.whole(house.trust).pk,
            owner_worker_id=house.coordinator.pk,
        )
        for number, day in enumerate(days)
    ]  # fmt: skip
    services.set_deadlines(specs, NOON)
    result = sweep(NOON, chunk=chunk)
    assert (result.rows, result.notices, result.messages) == (7, 7, 7)
    assert sweep(NOON, chunk=chunk).rows == 0


def test_the_number_of_queries_does_not_follow_what_is_due(house, django_assert_max_num_queries):
    for size in (3, 60):
        for number in range(size):
            owe(house, NOON.date() + timedelta(days=3), subject_id=1000 * size + number)
        with django_assert_max_num_queries(20):
            assert sweep(NOON).notices == size
