"""The permission matrix as a page and as a file."""

import csv
import io

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, house):
    client.force_login(house.privacy_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return lambda name, **query: client.get(reverse(f"desks:{name}"), query)


def _row(answer, table, role):
    return next(row for row in answer.context[table] if row[0] == role)


def test_it_says_what_each_role_may_in_the_situation_chosen(page):
    holder = "Domain worker, at the partner of the part"
    held = page("who_may", situation=4)
    assert "Held: the partner does it alone" in held.content.decode()
    assert dict(_row(held, "acts", holder)[1])["write an entry"] == "yes"
    assert _row(held, "reach", holder)[1] == ["Home"]
    withdrawn = page("who_may", situation=13)
    assert dict(_row(withdrawn, "acts", holder)[1])["write an entry"] == "no"
    assert _row(withdrawn, "reach", holder)[1:] == ([], [])


@pytest.mark.parametrize("rubbish", ["0", "99", "x", "1'--", ""])
def test_a_situation_that_is_not_there_shows_the_first(page, rubbish):
    answer = page("who_may", situation=rubbish)
    assert answer.status_code == 200
    assert "Nobody has been asked" in answer.content.decode()


def test_the_file_has_a_line_for_each_role_situation_and_act(page):
    answer = page("who_may_file")
    assert answer["Content-Disposition"] == 'attachment; filename="accord-permissions.csv"'
    heads, *lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert heads[:3] == ["Situation", "Role", "Act"]
    assert len(lines) == len({tuple(line[:3]) for line in lines}) > 2_000
    assert not any(cell[:1] in "=+-@" for line in lines for cell in line if cell), "a spreadsheet would run it"
