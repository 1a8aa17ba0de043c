"""What the front door refuses, and the pages it says so with."""

import pytest
from django.test import RequestFactory, override_settings

from deploy.middleware import UploadLimit
from deploy.signin import axes_username

pytestmark = pytest.mark.django_db


class Unread:
    """A body that fails the test when anybody reads it."""

    def read(self, *args):
        raise AssertionError("the body was read")


def test_an_upload_of_200_mb_is_refused_before_it_is_read(client):
    answer = client.generic("POST", "/merging/imports/new/", b"", CONTENT_LENGTH=str(200 * 1024 * 1024))
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "That file is too large" in page
    assert "It has 200 MB" in page
    assert "100 MB" in page


def test_where_no_file_is_sent_a_body_is_as_large_as_a_form(client):
    answer = client.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH=str(20 * 1024 * 1024))
    assert answer.status_code == 413
    assert "5 MB" in answer.content.decode()


@override_settings(ACCORD_MAX_UPLOAD_MB=1)
def test_the_limit_is_a_setting_and_a_smaller_body_passes():
    request = RequestFactory().post("/", data=b"x", content_type="text/plain")
    request.META["CONTENT_LENGTH"] = str(1024 * 1024)
    assert UploadLimit(lambda request: "passed")(request) == "passed"


def test_a_length_that_is_no_number_is_left_to_the_server():
    request = RequestFactory().get("/")
    request.META["CONTENT_LENGTH"] = "many"
    assert UploadLimit(lambda request: "passed")(request) == "passed"


def test_a_page_that_does_not_exist_says_so_in_the_design(client):
    answer = client.get("/pages/nothing/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/password/reset/", "/pages/help/", "/pages/records/"]
)
def test_pages_before_the_sign_in_open_and_carry_the_strict_policy(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"


def test_nobody_signs_themselves_up(client):
    answer = client.get("/accounts/signup/")
    assert answer.status_code == 302
    assert answer.url == "/accounts/login/"


def test_a_wrong_password_says_the_same_whether_the_address_is_known_or_not(client):
    answer = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    assert answer.status_code == 200
    assert "The email address or the password is not right" in answer.content.decode()


def test_guessing_is_slowed_down_with_a_page_that_says_so(client):
    for _ in range(5):
        answer = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": "Nobody@example.org", "password": "wrong"})
    assert answer.status_code == 429
    assert "Wait a moment" in answer.content.decode()


@pytest.mark.parametrize(
    "given", [{"email": " Ann@Example.org "}, {"username": "ann@example.org"}, {"login": "ANN@example.org"}]
)
def test_capitals_make_no_second_account_of_a_failure(given):
    assert axes_username(None, given) == "ann@example.org"


def test_health_says_ok_and_nothing_else(client):
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.content == b"ok"


def test_a_worker_signs_in_with_their_address_in_any_capitals_and_out_again(client, django_user_model):
    worker = django_user_model(email="ann@council.example", name="Ann Fearon")
    worker.set_password("three odd words together")
    worker.save()
    given = {"login": "Ann@Council.example", "password": "three odd words together"}
    answer = client.post("/accounts/login/?next=/pages/help/", {**given, "next": "/pages/help/"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == "/pages/help/"
    assert client.session["_auth_user_id"] == str(worker.pk)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_an_inactive_worker_does_not_sign_in(client, django_user_model):
    worker = django_user_model(email="gone@council.example", name="Gone", is_active=False)
    worker.set_password("three odd words together")
    worker.save()
    answer = client.post("/accounts/login/", {"login": worker.email, "password": "three odd words together"})
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 302)


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/reauthenticate/"])
def test_pages_of_ones_own_account_open_in_the_design(client, django_user_model, settings, address):
    # Where the worker works is asked elsewhere; here it is the look of the page.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("StandingNeeded")]
    worker = django_user_model(email="ann@council.example", name="Ann Fearon")
    worker.set_password("three odd words together")
    worker.save()
    client.post("/accounts/login/", {"login": worker.email, "password": "three odd words together"})
    answer = client.get(address)
    assert answer.status_code == 200
    assert "accord-narrow" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/pages/help/", "/record/C-1/", "/api/v1/cases/", "/nothing/"])
def test_no_page_is_kept_by_a_browser_or_anything_between(client, address):
    assert "no-store" in client.get(address)["Cache-Control"]
