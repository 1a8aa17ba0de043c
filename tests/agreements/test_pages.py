"""The pages of agreements and services by HTTP."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements import services
from agreements.models import Service, SharingAgreement
from agreements.policies import in_force
from notifications.models import Deadline
from tests.house import NOON, WORKERS

OTHERS = sorted(set(WORKERS) - {"administrator", "suspended_worker"})


@pytest.fixture
def imported(house):
    return services.make_agreement(
        name="From an import", organisations=[house.trust, house.shut], since=NOON, until=None, by=None, at=NOON
    )


@pytest.fixture
def administrator(house, client):
    client.force_login(house.administrator)
    return client


@pytest.mark.parametrize("key", OTHERS)
def test_agreements_are_for_administrators(house, client, imported, key):
    client.force_login(getattr(house, key))
    service = services.offer_service(
        organisation=house.workwise, name="Into work", domains=[house.domain("employment")], by=None, at=NOON
    )
    for name in ("agreements", "make", "services", "add_service"):
        assert client.get(reverse(f"agreements:{name}")).status_code == 403, name
        assert client.post(reverse(f"agreements:{name}"), {"name": "x"}).status_code in (403, 405), name
    for name in ("agreement", "confirm", "suspend", "resume", "end"):
        address = reverse(f"agreements:{name}", args=[imported.pk])
        assert client.get(address).status_code == 403, name
        assert client.post(address, {"reason": "x"}).status_code in (403, 405), name
    assert client.post(reverse("agreements:open_or_close", args=[service.pk])).status_code == 403
    imported.refresh_from_db()
    assert (imported.status, imported.confirmed_at) == ("in_force", None)


def test_what_does_not_exist_is_404(administrator):
    for name in ("agreement", "confirm", "suspend", "resume", "end"):
        assert administrator.get(reverse(f"agreements:{name}", args=[9999])).status_code == 404
    assert administrator.post(reverse("agreements:open_or_close", args=[9999])).status_code == 404


def test_one_recorded_by_an_import_stands_first_and_is_confirmed(administrator, imported, house):
    rows = administrator.get(reverse("agreements:agreements")).context["rows"]
    assert rows[0]["waits"]
    page = administrator.get(reverse("agreements:agreement", args=[imported.pk])).content.decode()
    assert "Recorded by an import, to be confirmed" in page
    answer = administrator.post(reverse("agreements:confirm", args=[imported.pk]), follow=True)
    assert "Confirmed by Ola Berg" in answer.content.decode()
    assert not Deadline.objects.filter(subject_kind="agreement", is_live=True).exists()


def test_one_is_recorded_suspended_resumed_and_ended(administrator, house):
    given = {"name": "With the closed door", "organisations": [house.trust.pk, house.shut.pk]}
    administrator.post(reverse("agreements:make"), given)
    made = SharingAgreement.objects.get(name="With the closed door")
    assert made.confirmed_by == house.administrator

    def shares():
        return in_force(house.trust.pk, house.shut.pk, at=timezone.now())

    assert shares()
    for name, data, after in (
        ("suspend", {"reason": "x"}, False), ("resume", {}, True), ("end", {"reason": "x"}, False),
    ):  # fmt: skip
        address = reverse(f"agreements:{name}", args=[made.pk])
        assert administrator.get(address).status_code == 200
        assert administrator.post(address, data).status_code == 302
        assert shares() == after, name
    refused = administrator.post(reverse("agreements:resume", args=[made.pk]))
    assert "This agreement has ended. Make a new one." in refused.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Enter a name"), ({"organisations": []}, "Choose the partners who signed it"),
        ({"until_day": "1", "until_month": "1", "until_year": "2020"}, "must end after it begins"),
        ({"until_day": "31", "until_month": "2", "until_year": "2030"}, "must be a real date"),
    ],
)  # fmt: skip
def test_a_mistake_stands_at_its_field(administrator, house, change, said):
    given = {"name": "New", "organisations": [house.trust.pk, house.shut.pk]}
    page = administrator.post(reverse("agreements:make"), {**given, **change}).content.decode()
    assert said in page
    assert "There is a problem" in page
    assert SharingAgreement.objects.count() == 1


def test_a_service_is_added_closed_and_opened(administrator, house):
    given = {
        "place": house.whole(house.open_door).pk, "name": "Supported flats", "domains": [house.domain("housing").pk],
    }  # fmt: skip
    wrong = {**given, "domains": [house.domain("medication").pk]}
    page = administrator.post(reverse("agreements:add_service"), wrong).content.decode()
    assert "Medication cannot be held by this kind of partner" in page
    administrator.post(reverse("agreements:add_service"), given)
    made = Service.objects.get()
    for is_open in (False, True):
        administrator.post(reverse("agreements:open_or_close", args=[made.pk]))
        made.refresh_from_db()
        assert made.is_open == is_open
    assert "Supported flats" in administrator.get(reverse("agreements:services")).content.decode()


def test_the_notice_names_the_agreement_to_administrators_only(house, imported):
    from agreements import notices
    from notifications.models import Notice

    notice = Notice(pk=1, subject_kind="agreement", subject_id=imported.pk, kind=services.CONFIRM)
    told = notices.describe([notice], house.administrator, NOON)
    assert told[1].text == "Confirm the agreement recorded by an import: From an import"
    assert told[1].url == reverse("agreements:agreement", args=[imported.pk])
    assert notices.describe([notice], house.nurse, NOON) == {}
    assert notices.still_wanted([notice], NOON) == {1}
    services.confirm(agreement=imported, by=house.administrator, at=NOON)
    assert notices.still_wanted([notice], NOON) == set()
