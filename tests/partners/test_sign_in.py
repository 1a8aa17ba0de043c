"""Signing in: whom it stops, with which words; the second factor; what the audit keeps."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from axes.models import AccessAttempt
from cryptography.fernet import InvalidToken
from django.urls import reverse

from audit.models import Entry
from partners.models import Organisation, Worker
from tests.house import NOON

PASSWORD = "a long password"


def sign_in(client, worker, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": worker.email, "password": password}, **more)


def signed_in(client):
    return "_auth_user_id" in client.session


def code_now(secret, steps=0):
    counter = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


# --- a suspended partner, and no role


def test_a_worker_of_a_suspended_partner_is_told_so_and_what_to_do(house, client):
    Worker.objects.filter(pk=house.administrator.pk).update(telephone="01632 960001")
    assert sign_in(client, house.suspended_worker).status_code == 302
    page = client.get("/")
    assert page.status_code == 403
    text = page.content.decode()
    assert "Closed Door is suspended from the partnership" in text
    assert "nobody there can open records" in text
    assert "ask the partnership&#x27;s administrator what has to happen before it is lifted" in text
    assert "Ola Berg, Marshgate Trust" in text
    assert "01632 960001" in text


@pytest.mark.parametrize(
    "address",
    [
        "/", "/partners/", "/partners/me/", "/partners/me/tokens/new/", "/notices/", "/accounts/2fa/",
        "/accounts/password/change/", "/agreements/", "/partners/people/",
    ],
)  # fmt: skip
def test_nothing_else_opens_for_them(house, client, address):
    client.force_login(house.suspended_worker)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "is suspended from the partnership" in answer.content.decode()


def test_posting_does_nothing_for_them_either(house, client):
    client.force_login(house.suspended_worker)
    assert client.post("/partners/new/", {"name": "x"}).status_code == 403
    assert Organisation.objects.count() == 6


def test_the_api_says_it_in_its_own_shape(house, client):
    client.force_login(house.suspended_worker)
    answer = client.get("/api/v1/me/")
    assert answer.status_code == 403
    assert "Your organisation is suspended" in answer.json()["detail"]


def test_they_can_sign_out_and_read_the_help(house, client):
    client.force_login(house.suspended_worker)
    assert client.get("/pages/help/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert not signed_in(client)


def test_a_suspension_is_felt_by_a_session_that_is_open(house, client):
    client.force_login(house.housing_worker)
    assert client.get("/partners/").status_code == 200
    Organisation.objects.filter(pk=house.open_door.pk).update(status=Organisation.Status.SUSPENDED)
    assert client.get("/partners/").status_code == 403


def test_somebody_without_a_role_is_told_that(house, client):
    client.force_login(Worker.objects.create_user("new@example.org", name="New Comer"))
    page = client.get("/partners/")
    assert page.status_code == 403
    assert "You have no current role in a partner organisation" in page.content.decode()


def test_whoever_works_for_two_partners_keeps_the_one_that_is_active(house, client):
    house.seat(house.suspended_worker, house.harbour, "domain_worker")
    client.force_login(house.suspended_worker)
    assert client.get("/partners/").status_code == 200


# --- guessing


def test_guessing_is_slowed_down_for_two_minutes_and_locks_nobody_out(house, client):
    for _ in range(5):
        sign_in(client, house.nurse, "wrong")
    slowed = sign_in(client, house.nurse)
    assert slowed.status_code == 429
    assert "Your account is not locked" in slowed.content.decode()
    assert not signed_in(client)
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert sign_in(client, house.nurse, **elsewhere).status_code == 302  # the worker's own machine is not slowed
    client.logout()
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - timedelta(minutes=3))
    assert sign_in(client, house.nurse).status_code == 302
    assert signed_in(client)


def test_capitals_do_not_start_the_count_again(house, client):
    for email in (
        "nurse@example.org",
        "Nurse@example.org",
        "NURSE@example.org",
        "nursE@example.org",
        "nurse@Example.org",
    ):
        client.post(reverse("account_login"), {"login": email, "password": "wrong"})
    assert sign_in(client, house.nurse).status_code == 429


def test_a_closed_account_does_not_sign_in(house, client):
    Worker.objects.filter(pk=house.nurse.pk).update(is_active=False)
    sign_in(client, house.nurse)
    assert not signed_in(client)


# --- the second factor


@pytest.fixture
def secret(house):
    """The nurse has an authenticator app."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(house.nurse, secret)
    return secret


def test_with_a_second_factor_the_password_alone_opens_nothing(house, client, secret):
    answer = sign_in(client, house.nurse)
    assert answer.url == reverse("mfa_authenticate")
    assert not signed_in(client)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert not signed_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code_now(secret)}).status_code == 302
    assert signed_in(client)
    kept = Entry.objects.get(action="worker.signed_in")
    assert (kept.worker_id, kept.detail) == (house.nurse.pk, {"how": "password, mfa"})


def test_a_copy_of_the_database_gives_nobody_a_code(house, secret, settings):
    kept = str(list(Authenticator.objects.values()))
    assert secret not in kept
    authenticator = Authenticator.objects.get(type="totp")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5
    with pytest.raises(InvalidToken):
        authenticator.wrap().validate_code(code_now(secret))
    settings.SECRET_KEY_FALLBACKS = [old]
    assert authenticator.wrap().validate_code(code_now(secret))


def test_a_recovery_code_works_once(house, client, secret):
    code = RecoveryCodes.activate(house.nurse).get_unused_codes()[0]
    for works in (True, False):
        sign_in(client, house.nurse)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) == works
        client.logout()


def test_setting_up_an_authenticator_and_recovery_codes_in_our_design(house, client):
    sign_in(client, house.nurse)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))  # the password again, first
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert client.post(asked.url, {"password": PASSWORD}).status_code == 302
    for name in ("mfa_index", "mfa_activate_totp"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert "accord-narrow" in page.content.decode()
    secret = client.session[totp.SECRET_SESSION_KEY]
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "nhsuk-error-summary" in wrong.content.decode()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert done.status_code == 302
    kinds = set(Authenticator.objects.filter(user=house.nurse).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        page = client.get(reverse(name))
        assert page.status_code == 200, name
        assert "accord-narrow" in page.content.decode()


def test_the_audit_keeps_a_sign_in_and_never_a_password(house, client):
    sign_in(client, house.nurse)
    kept = Entry.objects.get(action="worker.signed_in")
    assert kept.detail == {"how": "password"}
    assert PASSWORD not in str(list(Entry.objects.values()))
    assert kept.at > NOON - timedelta(days=100_000)
