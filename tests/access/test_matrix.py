"""The permission matrix: every address by every role. Denials first.

The world is one person's record with everything on it (``tests.access.world``). A new address fails here until it has
its place in ``tests.access.addresses`` and its row in ``tests.access.expected``.
"""

import re

import pytest

from tests.access.addresses import EVERY, names_of_the_site
from tests.access.asking import FULL, ROLES, ask, client_of, everything
from tests.access.expected import expected, row_of
from tests.access.screen import NOT_OURS, faults, is_new
from tests.access.world import (
    ASKED,
    CALLED,
    CARER,
    CARER_SAID,
    CHARGED,
    COMPLAINANT,
    COMPLAINT,
    DECIDED,
    DETERMINED,
    ENTITLED,
    ENTRY,
    FAMILY,
    FEARED,
    GIVEN,
    HANDOVER,
    IDENTITY,
    MEDICATION,
    NO_LONGER,
    OFFERED,
    REASON,
    RISK,
    SAID,
    SCORE,
    WARD,
)
from tests.browser import CHROMIUM

pytestmark = pytest.mark.django_db

#: Who has nothing to do with the person at all, whatever their role elsewhere.
STRANGERS = ("neighbour", "suspended_worker", "administrator", "superuser", "anonymous")
LEADS = ("trust_complaints", "council_complaints", "charity_complaints")
#: Everybody but the readers of the whole record.
OTHERS = tuple(role for role in ROLES if role not in FULL)

_seen = {}


@pytest.fixture(scope="module", autouse=True)
def _browser_first(request):
    """Where there is a browser it is opened before the world is made: its loop has a connection of its own to the database,
    and one begun in the middle would wait for the world's transaction for ever."""
    if CHROMIUM:
        request.getfixturevalue("browser")


@pytest.fixture
def seen(world):
    """Return a function that gives all answers to one role, asked once for the file."""

    def _of(role):
        if role not in _seen:
            _seen[role] = list(everything(world, role))
        return _seen[role]

    return _of


def _where(answers, *words, but=()):
    """Where any of the words stands in an answer, as "GET address"."""
    found = {}
    for one in answers:
        text = one.body.decode(errors="replace") + one.location
        for word in words:
            if word in text and not one.address.name.startswith(tuple(but)):
                found.setdefault(word, []).append(f"{one.method} {one.address.key}")
    return found


def test_every_address_is_asked():
    site, asked = names_of_the_site(), {address.name for address in EVERY}
    assert site == asked, f"not asked: {sorted(site - asked)}; gone: {sorted(asked - site)}"
    keys = [address.key for address in EVERY]
    assert len(keys) == len(set(keys)), "two addresses are called the same"
    assert set(expected()) == {(method, key) for key in keys for method in ("GET", "POST")}


@pytest.mark.parametrize("role", STRANGERS)
def test_a_stranger_finds_nothing_of_the_person(seen, role):
    words = (*IDENTITY, CALLED, MEDICATION, DETERMINED, SCORE, SAID, ENTRY, OFFERED, REASON, COMPLAINT, COMPLAINANT)
    assert not _where(seen(role), *words)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_readers_of_the_whole_record_sees_who_the_person_is(seen, role):
    """But two: who answers a joint complaint reads in its papers about whom it is, and the partnership's manager has
    lists of names by clocks. Neither sees a number, an address or a reason, and nobody else sees anything."""
    names = {
        "council_complaints": ("complaints:complaint",),
        "partnership_manager": ("complaints:complaint", "desks:review"),
    }
    assert not _where(seen(role), GIVEN, FAMILY, but=names.get(role, ("nowhere",)))
    assert not _where(seen(role), *set(IDENTITY) - {GIVEN, FAMILY}, REASON)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_readers_of_the_whole_record_sees_the_medication_or_a_decision(seen, role):
    assert not _where(seen(role), MEDICATION, DETERMINED)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_readers_of_the_domain_sees_a_score(seen, role):
    assert not _where(seen(role), SCORE)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_sees_what_the_person_said_to_the_plan(seen, role):
    assert not _where(seen(role), SAID)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_readers_of_the_whole_record_sees_what_a_review_decided_or_the_ward(seen, role):
    assert not _where(seen(role), DECIDED, ASKED, WARD)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_readers_of_the_whole_record_sees_why_it_is_to_pass_on(seen, role):
    assert not _where(seen(role), HANDOVER)


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_readers_of_the_whole_record_sees_money_aftercare_or_a_risk(seen, role):
    assert not _where(seen(role), ENTITLED, NO_LONGER, CHARGED, RISK, "£12.34", "£987.65")


@pytest.mark.parametrize("role", FULL)
def test_money_aftercare_and_risk_are_there_to_be_seen(seen, role):
    words = {ENTITLED, NO_LONGER, CHARGED, RISK, "£12.34", "£987.65"}
    assert set(_where(seen(role), *words)) == words


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("housing_worker", "social_worker")])
def test_nobody_but_its_writer_and_the_council_reads_a_safeguarding_concern(seen, role):
    """Also not those who read the whole record: they see that it is handled."""
    assert not _where(seen(role), FEARED)


@pytest.mark.parametrize("role", ["housing_worker", "social_worker"])
def test_the_concern_is_there_to_be_seen(seen, role):
    assert _where(seen(role), FEARED)


def test_the_review_and_the_ward_are_there_to_be_seen(seen):
    assert set(_where(seen("coordinator"), DECIDED, ASKED, WARD)) == {DECIDED, ASKED, WARD}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "social_worker"])
def test_nobody_but_the_council_learns_of_a_carer_who_agreed_to_nobody(world, seen, role):
    """Not their name, nor what they said, nor that they have a record: also not those who read the person's record whole."""
    assert not _where(seen(role), CARER, CARER_SAID)
    named = {one.address.key for one in seen(role) if f"/cases/{world.carers_case.reference}/" in one.url}
    opened = [
        one.address.key for one in seen(role)
        if one.address.key in named and one.status not in (302, 403, 404, 405)
    ]  # fmt: skip
    assert not opened


def test_the_carer_is_there_to_be_seen(seen):
    assert set(_where(seen("social_worker"), CARER, CARER_SAID)) == {CARER, CARER_SAID}


@pytest.mark.parametrize("role", FULL)
def test_the_score_is_there_to_be_seen(seen, role):
    assert len(_where(seen(role), SCORE)[SCORE]) > 2


@pytest.mark.parametrize("role", FULL)
def test_what_others_are_denied_is_there_to_be_seen(seen, role):
    for word in (MEDICATION, DETERMINED, SAID):
        assert _where(seen(role), word), f"the world does not hold {word}: the denials above say nothing"


def test_an_offer_shows_what_an_offer_shows(seen):
    found = _where(seen("employment_worker"), CALLED, OFFERED)
    assert found[OFFERED]
    assert not _where(seen("employment_worker"), *IDENTITY, ENTRY, MEDICATION, REASON)
    assert {where.split(" ", 1)[1].split(":")[0] for where in found[CALLED]} <= {
        "desks", "domains", "domains-api-parts", "notifications"
    }  # fmt: skip


@pytest.mark.parametrize("role", [role for role in ROLES if role not in (*LEADS, "partnership_manager")])
def test_nobody_comes_to_the_complaint_through_the_record(seen, role):
    assert not _where(seen(role), COMPLAINT, COMPLAINANT)


@pytest.mark.parametrize("role", ["trust_complaints", "charity_complaints"])
def test_a_body_that_does_not_lead_reads_its_own_part_only(seen, role):
    assert not _where(seen(role), COMPLAINT)


@pytest.mark.parametrize("role", [*LEADS, "partnership_manager", "administrator", "privacy_officer"])
def test_no_role_beside_the_record_opens_it(seen, role):
    """Complaints, figures, administration and the audit never lead into the record itself."""
    rooms = (
        "desks:case", "desks:timeline", "cases:", "assessments:", "instruments:", "domains:",
        "cases-api-detail", "domains-api-r",
    )  # fmt: skip
    opened = [
        one.address.key for one in seen(role)
        if one.address.name.startswith(rooms) and one.address.nowhere and one.status not in (403, 404, 405)
    ]  # fmt: skip
    assert not opened


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_a_strangers_not_found_is_the_not_found_of_nothing(world, seen, role):
    """The same bytes as for a reference that does not exist, for everything that a role is told is not there."""
    client, different = client_of(world, role), []
    for one in seen(role):
        nothing = one.address.url_of_nothing(world)
        if nothing is not None and one.status == 404:
            nowhere, empty = ask(client, nothing, one.method, api=one.address.is_api)
            if (nowhere.status_code, _bare(empty)) != (404, _bare(one.body)):
                different.append(f"{one.method} {one.address.key}")
    assert not different


def _bare(body):
    """The bytes without what is new in every answer (the form's token, the policy's nonce)."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", body)


@pytest.mark.parametrize("role", ROLES)
def test_every_cell(seen, role):
    table, wrong = expected(), []
    for one in seen(role):
        wanted = table[one.method, one.address.key][role]
        if one.status != wanted:
            wrong.append(f"{one.method} {one.address.key}: {wanted} expected, {one.status} seen. {one.fault}")
    assert not wrong, "\n".join(wrong)


def test_nothing_fails_as_such(seen):
    """No cell may be written down as an error of the site."""
    for (method, key), row in expected().items():
        assert set(row.values()) <= {200, 302, 400, 401, 403, 404, 405}, row_of(method, key, row)


def test_a_visitor_is_asked_to_sign_in_everywhere(seen):
    table = expected()
    for one in seen("anonymous"):
        if one.address.name.startswith(
            ("account_", "mfa_", "look-around", "health", "design:", "api-", "assessments:feed")
        ):
            continue
        assert table[one.method, one.address.key]["anonymous"] == (401 if one.address.is_api else 302)
        if not one.address.is_api:
            assert one.location.startswith("/accounts/login/"), one.address.key


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.screens
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits_a_phone(seen, screen, role):
    """The pages, with the errors of a form sent empty, and the refusals: no violation, nothing wider than the window."""
    wrong, looked = {}, 0
    for one in seen(role):
        if one.is_page and one.address.name not in NOT_OURS and is_new(one.body):
            looked += 1
            if found := faults(screen(one)):
                wrong[f"{one.method} {one.address.key} ({one.status})"] = found
    table = "\n".join(f"{where:60} {'; '.join(found)}" for where, found in wrong.items())
    assert not wrong, f"{role}: {looked} pages looked at, {len(wrong)} with faults\n{table}"


def test_the_page_of_the_matrix_is_fresh():
    from tests.access.document import PAGE, page

    assert PAGE.read_text() == page(), "run: python -m tests.access.document"
