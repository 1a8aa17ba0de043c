"""Telling: once for each recipient, never somebody who has left, never nobody in silence."""

import pytest
from django.db import transaction

from access.roles import Role
from notifications import services
from notifications.models import Notice, Outbox
from notifications.offices import Offices
from notifications.services import Recipient
from tests.house import NOON


def tell(*recipients, cause="event:1", **more):
    return services.tell(
        **{
            "cause": cause, "kind": "part.accepted", "subject_kind": "part", "subject_id": 5, "case_id": 1,
            "recipients": recipients, "at": NOON, **more,
        }
    )  # fmt: skip


def told():
    return {
        notice.worker and notice.worker.email.partition("@")[0] for notice in Notice.objects.select_related("worker")
    }


def test_telling_nobody_is_refused(house):
    with pytest.raises(ValueError, match="nobody is to be told"):
        tell()


def test_an_office_nobody_knows_is_refused(house):
    with pytest.raises(ValueError, match="'kitchen' is not an office"):
        Recipient.organisation(house.trust.pk, "kitchen")


def test_told_twice_is_told_once(house):
    assert tell(Recipient.worker(house.nurse.pk)) == 1
    assert tell(Recipient.worker(house.nurse.pk), Recipient.worker(house.coordinator.pk)) == 1
    assert told() == {"nurse", "coordinator"}
    assert Outbox.objects.count() == 2


def test_a_worker_named_twice_is_told_once(house):
    assert tell(Recipient.worker(house.manager.pk), Recipient.organisation(house.trust.pk, "managers")) == 1


def test_another_stage_of_the_same_cause_is_told_again(house):
    tell(Recipient.worker(house.nurse.pk))
    assert tell(Recipient.worker(house.nurse.pk), stage="again") == 1


@pytest.mark.parametrize(
    ("office", "who"),
    [("complaints", "council_complaints"), ("administrators", "administrator"), ("managers", "administrator")],
)
def test_an_office_is_whoever_holds_it_or_stands_in_for_it(house, office, who):
    tell(Recipient.organisation(house.council.pk, office))
    assert told() == {who}
    assert Notice.objects.get().is_escalation == (office != "complaints")


def test_a_team_is_those_who_work_on_cases_in_it(house):
    tell(Recipient.team(house.trust.pk, house.whole(house.trust).pk))
    assert told() == {"coordinator", "nurse", "manager"}


def test_a_suspended_worker_is_not_told_and_an_administrator_is(house):
    tell(Recipient.worker(house.suspended_worker.pk))
    assert told() == {"administrator"}
    assert Notice.objects.get().is_escalation


def test_a_worker_told_for_an_organisation_they_have_no_role_in_is_replaced_there(house):
    tell(Recipient.worker(house.nurse.pk, organisation_id=house.council.pk))
    assert told() == {"administrator"}


def test_telling_reads_no_more_because_an_organisation_is_large(house, django_assert_max_num_queries):
    for number in range(30):
        house.hire(f"Nurse {number}", house.trust, Role.PRACTITIONER)
    read = len(Offices(NOON, organisation_ids={house.trust.pk}, worker_ids={house.nurse.pk})._seats[house.trust.pk])
    assert read == 5, "the nurse, and whoever heads the trust"
    with django_assert_max_num_queries(8):
        tell(Recipient.worker(house.nurse.pk), Recipient.worker(house.coordinator.pk))
    assert told() == {"nurse", "coordinator"}


def test_without_e_mail_only_the_inbox_has_it(house):
    tell(Recipient.worker(house.nurse.pk), by_email=False)
    assert not Outbox.objects.exists()


def test_a_rolled_back_act_tells_nobody(house):
    with transaction.atomic():
        tell(Recipient.worker(house.nurse.pk))
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_the_sender_is_woken_once_a_transaction_and_a_broker_that_is_away_stops_nothing(
    house, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    from celery import current_app
    from kombu.exceptions import OperationalError

    asked = []

    def away(name, **options):
        asked.append(name)
        raise OperationalError("no route")

    monkeypatch.setattr(current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        tell(Recipient.worker(house.nurse.pk))
        tell(Recipient.worker(house.coordinator.pk))
    assert asked == ["notifications.send"]
    assert "the broker is away" in caplog.text.lower()
