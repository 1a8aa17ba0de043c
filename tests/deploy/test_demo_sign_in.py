"""The people of the demonstration: offered on this machine's own demonstration, and nowhere else."""

import json

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings, tmp_path):
    """One worker, named in the file that load_demo leaves."""
    worker = get_user_model().objects.create(email="jo@trust.example", name="Jo Price", job_title="Care coordinator")
    settings.ACCORD_DEMO = True
    settings.ACCORD_DEMO_PEOPLE = tmp_path / "people.json"
    rows = [{"email": "gone@trust.example"}, {"email": worker.email, "note": "Opens a caseload"}]
    settings.ACCORD_DEMO_PEOPLE.write_text(json.dumps(rows))
    return worker


def test_the_page_names_them_and_signs_one_in(client, demonstration):
    page = client.get("/accounts/login/").content.decode()
    assert "Jo Price" in page
    assert "Opens a caseload" in page
    answer = client.post("/accounts/look-around/1/")
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(demonstration.pk)


def test_nobody_without_a_place_in_the_list(client, demonstration):
    assert client.post("/accounts/look-around/2/").status_code == 404
    assert client.post("/accounts/look-around/0/").status_code == 404
    assert client.get("/accounts/look-around/1/").status_code == 405


@pytest.mark.parametrize(
    "from_where",
    [
        {"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, {"REMOTE_ADDR": ""},
        {"HTTP_X_REAL_IP": "192.0.2.7"}, {"HTTP_FORWARDED": "for=192.0.2.7"}, {"HTTP_VIA": "1.1 proxy"},
        {"HTTP_X_FORWARDED_HOST": "accord.example"},
    ],
)  # fmt: skip
def test_nobody_from_another_machine(client, demonstration, from_where):
    assert "Jo Price" not in client.get("/accounts/login/", **from_where).content.decode()
    assert client.post("/accounts/look-around/1/", **from_where).status_code == 404
    assert "_auth_user_id" not in client.session


def test_nobody_without_the_demonstration(client, demonstration, settings):
    settings.ACCORD_DEMO = False
    assert "Jo Price" not in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/look-around/1/").status_code == 404


def test_a_worker_who_is_no_longer_active_is_not_offered(client, demonstration):
    get_user_model().objects.filter(pk=demonstration.pk).update(is_active=False)
    assert client.post("/accounts/look-around/1/").status_code == 404
