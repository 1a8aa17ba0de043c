"""An administrator's day, a worker's account, and what a worker of a suspended partner meets."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from agreements import services as agreements
from partners import services
from partners.models import Worker
from tests.house import NOON
from tests.partners.test_sign_in import PASSWORD, code_now

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
BOTH_WIDTHS = pytest.mark.parametrize(
    "viewport", [{"width": 1280, "height": 900}, {"width": 360, "height": 740}], ids=["1280", "360"], indirect=True
)


def _fresh(secret):
    """A code as if half a minute had passed: a used one is refused, and a story does not wait."""
    cache.clear()
    return code_now(secret)


@pytest.fixture
def busy(house):
    """Something on every page: a service, an agreement that waits, a staff code, a token."""
    agreements.offer_service(
        organisation=house.open_door, name="Supported flats", about="For people leaving hospital",
        domains=[house.domain("housing")], by=None, at=NOON, telephone="01632 960004", email="flats@opendoor.example",
    )  # fmt: skip
    house.imported = agreements.make_agreement(
        name="From an import", organisations=[house.trust, house.council], since=NOON, until=None, by=None, at=NOON
    )
    codes = services.keep_staff_codes(organisation=house.trust, codes=["CP1", "CP2"], by=None, at=NOON)
    services.claim_staff_code(staff_code=codes["CP1"], worker=house.nurse, by=house.administrator, at=NOON)
    house.code = codes["CP2"]
    services.issue_token(worker=house.administrator, name="Report", scopes=["read"], days=30, at=NOON)
    return house


@BOTH_WIDTHS
def test_every_page_of_administration_is_accessible(busy, sign_in, accessible):
    page = sign_in(busy.administrator)
    seat = busy.nurse.memberships.get()
    addresses = [
        *(reverse(f"partners:{name}") for name in (
            "directory", "administration", "partnership", "add_partner", "people", "join", "staff_codes", "me", "new_token"
        )),
        reverse("partners:staff_codes") + "?show=claimed",
        *(reverse(f"partners:{name}", args=[busy.shut.pk]) for name in ("partner", "restore")),
        *(reverse(f"partners:{name}", args=[busy.open_door.pk]) for name in ("partner", "suspend", "add_team")),
        *(reverse(f"partners:{name}", args=[busy.nurse.pk]) for name in ("worker", "change_worker", "give_role", "close_account")),
        reverse("partners:end_role", args=[seat.pk]),
        reverse("partners:claim", args=[busy.code.pk]),
        *(reverse(f"agreements:{name}") for name in ("agreements", "make", "services", "add_service")),
        *(reverse(f"agreements:{name}", args=[busy.imported.pk]) for name in ("agreement", "confirm", "suspend", "end")),
        reverse("account_change_password"),
        reverse("account_reauthenticate"),
        reverse("mfa_index"),
    ]  # fmt: skip
    for address in addresses:
        assert page.goto(address).status == 200, address
        accessible(page)


@BOTH_WIDTHS
def test_a_form_with_mistakes_is_accessible(busy, sign_in, accessible):
    page = sign_in(busy.administrator)
    page.goto(reverse("partners:join"))
    page.get_by_role("button", name="Add them").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    accessible(page)


@BOTH_WIDTHS
def test_a_worker_of_a_suspended_partner_signs_in_and_reads_why_nothing_opens(busy, page, accessible):
    page.goto("/accounts/login/")
    page.get_by_label("Work email address").fill("suspended_worker@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Closed Door is suspended from the partnership").wait_for()
    assert page.get_by_text("Ola Berg, Marshgate Trust").is_visible()
    accessible(page)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()


@BOTH_WIDTHS
def test_a_worker_sets_up_a_second_factor_signs_in_with_it_and_makes_a_token(busy, sign_in, accessible):
    page = sign_in(busy.nurse)
    page.goto(reverse("partners:me"))
    page.get_by_role("link", name="Second factor").click()
    page.get_by_role("button", name="Set up an app").click()
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Set up an authenticator app").wait_for()
    accessible(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("#id_code").fill(code_now(secret))
    page.get_by_role("button", name="Start using it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    accessible(page)
    page.goto(reverse("mfa_index"))
    accessible(page)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("Work email address").fill(busy.nurse.email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("#id_code").wait_for()
    accessible(page)
    page.locator("#id_code").fill(_fresh(secret))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/2fa/" not in address)
    page.goto(reverse("partners:new_token"))
    page.get_by_label("What is it for?").fill("Report")
    page.get_by_label("Read").check()
    page.get_by_label("For how many days?").fill("30")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code from your authenticator app").fill(_fresh(secret))
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("heading", name="Copy your token now").wait_for()
    assert page.get_by_label("Token", exact=True).input_value().startswith("accord_")
    accessible(page)
    assert Worker.objects.get(pk=busy.nurse.pk).api_tokens.count() == 1
