"""An agreement that ends closes access at that moment, and both sides hear of it beforehand."""

from datetime import timedelta

import pytest

from access.decisions import Refused
from agreements import services
from agreements.checking import check_pairs
from agreements.policies import in_force
from notifications import registry, sweep
from notifications.models import Deadline, Notice
from tests.house import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
UNTIL = NOON + 70 * DAY


@pytest.fixture
def agreement(house):
    return services.make_agreement(
        name="Until February", organisations=[house.trust, house.harbour], since=NOON, until=UNTIL,
        by=house.administrator, at=NOON,
    )  # fmt: skip


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("organisation__short_name", "stage"))


def test_only_an_administrator_renews(house, agreement):
    with pytest.raises(Refused):
        services.renew(agreement=agreement, until=None, by=house.manager, at=NOON)
    assert Deadline.objects.filter(kind=services.ENDING, is_live=True).count() == 2


def test_both_sides_hear_of_the_end_beforehand(house, agreement):
    house.hire("Har Bourmaster", house.harbour, "team_manager")
    sweep.sweep(at=UNTIL - 57 * DAY)
    assert told(services.ENDING) == set()
    sweep.sweep(at=UNTIL - 56 * DAY)
    sweep.sweep(at=UNTIL - 28 * DAY)
    assert {("Trust", "4-weeks-before"), ("Harbour", "4-weeks-before")} <= told(services.ENDING)
    notice = Notice.objects.filter(kind=services.ENDING, worker=house.manager).latest("pk")
    text = registry.describing(services.ENDING)([notice], house.manager, UNTIL - 28 * DAY)[notice.pk].text
    assert "Until February ends on" in text
    assert "in 4 weeks" in text


def test_renewed_it_is_another_end_with_its_own_notice(house, agreement):
    services.renew(agreement=agreement, until=UNTIL + 365 * DAY, by=house.administrator, at=NOON + DAY)
    live = Deadline.objects.filter(kind=services.ENDING, is_live=True)
    assert {row.due_at for row in live} == {UNTIL + 365 * DAY}
    assert in_force(house.trust.pk, house.harbour.pk, at=UNTIL + DAY)
    assert list(check_pairs()) == []


def test_without_an_end_nobody_is_warned(house, agreement):
    services.renew(agreement=agreement, until=None, by=house.administrator, at=NOON + DAY)
    assert not Deadline.objects.filter(kind=services.ENDING, is_live=True).exists()


def test_an_end_gone_by_or_run_out_is_refused(house, agreement):
    with pytest.raises(services.AgreementError, match="must be in the future"):
        services.renew(agreement=agreement, until=NOON, by=house.administrator, at=NOON + DAY)
    with pytest.raises(services.AgreementError, match="has run out"):
        services.renew(agreement=agreement, until=UNTIL + 9 * DAY, by=house.administrator, at=UNTIL)


@pytest.mark.parametrize(("act", "kind"), [("suspend", "agreement.suspended"), ("end", "agreement.ended")])
def test_closed_at_once_both_sides_are_told_at_once(house, agreement, act, kind):
    house.hire("Har Bourmaster", house.harbour, "team_manager")
    getattr(services, act)(agreement=agreement, reason="Papers are late", by=house.administrator, at=NOON + DAY)
    assert {organisation for organisation, _ in told(kind)} == {"Trust", "Harbour"}
    if act == "end":
        assert not Deadline.objects.filter(kind=services.ENDING, is_live=True).exists()
