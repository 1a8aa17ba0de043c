"""Tokens for programs: what they may not, how they are made, and what is kept of them."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import path, reverse
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from audit.models import Entry
from deploy import urls as site
from partners import services
from partners.errors import PartnersError
from partners.models import ApiToken, Organisation, Worker
from tests.house import NOON
from tests.partners.test_sign_in import PASSWORD, code_now, sign_in

DAY = timedelta(days=1)


class Echo(APIView):
    """An address of the API with nothing of its own: only how one comes in is looked at."""

    def get(self, request):
        return Response({"worker": request.user.pk})

    post = get


class Search(Echo):
    reads_by_post = True


urlpatterns = [path("api/v1/echo/", Echo.as_view()), path("api/v1/search/", Search.as_view()), *site.urlpatterns]
handler403 = site.handler403

pytestmark = pytest.mark.urls("tests.partners.test_tokens")


def issue(worker, scopes=("read", "write"), days=30, at=None):
    from django.utils import timezone

    return services.issue_token(worker=worker, name="Report", scopes=scopes, days=days, at=at or timezone.now())


def ask(secret, method="get", address="/api/v1/echo/", scheme="Bearer"):
    return getattr(APIClient(), method)(address, HTTP_AUTHORIZATION=f"{scheme} {secret}")


# --- denials


def test_without_any_sign_in_there_is_401_and_what_to_send(house):
    answer = APIClient().get("/api/v1/echo/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("secret", ["wrong", "accord_wrong", "", "two words", "é"])
def test_a_token_that_is_not_known_is_refused(house, secret):
    issue(house.nurse)
    assert ask(secret).status_code == 401


def test_an_expired_token_is_refused(house):
    _, secret = issue(house.nurse, days=1, at=NOON - 3 * DAY)
    answer = ask(secret)
    assert answer.status_code == 401
    assert "has expired or was revoked" in str(answer.json())


def test_a_revoked_token_is_refused(house):
    token, secret = issue(house.nurse)
    assert ask(secret).status_code == 200
    services.revoke_token(token=token, by=house.nurse, at=NOON)
    assert ask(secret).status_code == 401


def test_a_token_of_a_closed_account_is_refused(house):
    _, secret = issue(house.nurse)
    Worker.objects.filter(pk=house.nurse.pk).update(is_active=False)
    assert ask(secret).status_code == 401


def test_a_token_of_a_suspended_partner_is_told_so(house):
    _, secret = issue(house.housing_worker)
    Organisation.objects.filter(pk=house.open_door.pk).update(status=Organisation.Status.SUSPENDED)
    answer = ask(secret)
    assert answer.status_code == 403
    assert "Your organisation is suspended" in str(answer.json())


@pytest.mark.parametrize(
    ("scopes", "method", "address", "status"),
    [
        (["read"], "post", "/api/v1/echo/", 403), (["write"], "get", "/api/v1/echo/", 403),
        (["write"], "post", "/api/v1/search/", 403), (["read"], "get", "/api/v1/echo/", 200),
        (["write"], "post", "/api/v1/echo/", 200), (["read"], "post", "/api/v1/search/", 200),
    ],
)  # fmt: skip
def test_a_token_does_what_its_scopes_say_and_no_more(house, scopes, method, address, status):
    _, secret = issue(house.nurse, scopes=scopes)
    answer = ask(secret, method, address)
    assert answer.status_code == status
    if status == 403:
        assert "This token may not" in str(answer.json())


def test_a_session_needs_the_form_s_own_secret_to_change_anything(house):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(house.nurse)
    assert client.get("/api/v1/echo/").json() == {"worker": house.nurse.pk}
    assert client.post("/api/v1/echo/").status_code == 403


def test_a_token_opens_the_api_and_no_page(house, client):
    _, secret = issue(house.nurse)
    answer = client.get("/partners/", HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["read", "burn"]}, "scopes"),
        ({"days": 0}, "days"), ({"days": 91}, "days"),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_is_refused_at_its_field(house, change, field):
    given = {"worker": house.nurse, "name": "Report", "scopes": ["read"], "days": 5, "at": NOON}
    with pytest.raises(PartnersError) as refused:
        services.issue_token(**{**given, **change})
    assert refused.value.field == field
    assert not ApiToken.objects.exists()


# --- what is kept


def test_only_a_digest_is_kept_and_the_audit_knows_no_secret(house):
    token, secret = issue(house.nurse)
    token.refresh_from_db()
    assert len(secret) > 45
    assert secret not in str(ApiToken.objects.values().get())
    assert secret.startswith(token.prefix)
    assert secret not in str(list(Entry.objects.values()))


def test_its_last_use_is_kept_to_the_minute(house, django_assert_num_queries):
    token, secret = issue(house.nurse)
    assert ask(secret).json() == {"worker": house.nurse.pk}
    token.refresh_from_db()
    first = token.last_used_at
    assert first is not None
    with django_assert_num_queries(2):  # the token with its worker, and the standing
        ask(secret)
    token.refresh_from_db()
    assert token.last_used_at == first


# --- the page


@pytest.fixture
def form():
    return {"name": "Report", "scopes": ["read"], "days": "30", "password": PASSWORD}


def test_the_page_asks_for_the_password_again(house, client, form):
    sign_in(client, house.nurse)
    answer = client.post(reverse("partners:new_token"), {**form, "password": "wrong"})
    assert "That is not your password" in answer.content.decode()
    assert 'value="Report"' in answer.content.decode()  # nothing typed is lost
    assert not ApiToken.objects.exists()


def test_guessing_the_password_there_is_slowed_down_too(house, client, form):
    client.force_login(house.nurse)
    for _ in range(6):
        answer = client.post(reverse("partners:new_token"), {**form, "password": "wrong"})
    assert answer.status_code == 429


def test_the_page_asks_for_the_second_factor_of_whoever_has_one(house, client, form):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(house.nurse, secret)
    client.force_login(house.nurse)
    for code in ("", "000000"):
        answer = client.post(reverse("partners:new_token"), {**form, "code": code})
        assert "That code is not right" in answer.content.decode()
    assert not ApiToken.objects.exists()
    answer = client.post(reverse("partners:new_token"), {**form, "code": code_now(secret)})
    assert "Copy your token now" in answer.content.decode()
    assert ApiToken.objects.get().worker == house.nurse


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"days": "91"}, "A token lives from 1 to 90 days"), ({"days": "soon"}, "Enter a number of days"),
        ({"scopes": []}, "Choose what it may do"), ({"scopes": ["burn"]}, "burn"), ({"name": ""}, "Say what it is for"),
        ({"password": ""}, "Enter your password"),
    ],
)  # fmt: skip
def test_what_does_not_fit_stands_at_its_field(house, client, form, change, said):
    client.force_login(house.nurse)
    answer = client.post(reverse("partners:new_token"), {**form, **change})
    assert said in answer.content.decode()
    assert "There is a problem" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_the_secret_is_shown_once_and_works(house, client, form):
    client.force_login(house.nurse)
    page = client.post(reverse("partners:new_token"), form)
    assert "no-store" in page["Cache-Control"]
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert ask(secret).json() == {"worker": house.nurse.pk}
    mine = client.get(reverse("partners:me")).content.decode()
    assert "Report" in mine
    assert secret not in mine


def test_nobody_sees_or_ends_another_s_token(house, client):
    token, _ = issue(house.nurse)
    client.force_login(house.coordinator)
    assert client.get(reverse("partners:revoke_token", args=[token.pk])).status_code == 404
    assert client.post(reverse("partners:revoke_token", args=[token.pk])).status_code == 404
    client.force_login(house.nurse)
    assert client.post(reverse("partners:revoke_token", args=[token.pk])).status_code == 302
    token.refresh_from_db()
    assert token.revoked_by == house.nurse
