"""What the tests of this room set up again and again."""

from calendars import end_of_day
from notifications import rulebook, services
from notifications.models import DeadlineKind, Outbox, ReminderRule
from tests.house import NOON


def rule(kind, stage, offset, *, unit="days", audience="owner", position=None, **more):
    """One stage of a kind that only the test knows."""
    if position is None:
        position = ReminderRule.objects.filter(kind=kind).count() + 1
    rulebook.forget()
    return ReminderRule.objects.create(
        kind=kind, stage=stage, offset=offset, unit=unit, audience=audience, position=position, **more
    )


def kind(name="Something owed", **fields):
    return DeadlineKind.objects.create(**{"kind": "test.kind", "name": name, "source": "a test", **fields})


def owe(house, day, *, at=NOON, kind="review.cpa", subject_id=1, organisation=None, worker="coordinator", **more):
    """A deadline on a day, owed by the coordinator of the trust."""
    organisation = organisation or house.trust
    return services.set_deadline(
        **{
            "kind": kind, "subject_kind": "case", "subject_id": subject_id, "case_id": subject_id,
            "due_at": end_of_day(day), "owner_organisation_id": organisation.pk,
            "owner_team_id": house.whole(organisation).pk,
            "owner_worker_id": worker and house.workers[worker].pk, "rule": "a test", "at": at, **more,
        }
    )  # fmt: skip


def waiting_messages():
    return Outbox.objects.filter(state="waiting")
