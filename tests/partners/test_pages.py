"""The pages of partners by HTTP: who opens which, what stands on them, and what a mistake looks like."""

import pytest
from django.urls import reverse

from access.roles import Role
from agreements import services as agreements
from audit.models import Entry
from partners import holdings, services
from partners.models import Membership, Organisation, StaffCode, Worker
from partners.standing import standing_of
from tests.house import NOON, WORKERS

OTHERS = sorted(set(WORKERS) - {"administrator", "suspended_worker"})


@pytest.fixture
def open_as(house, client):
    def sign_in(key):
        client.force_login(getattr(house, key))
        return client

    return sign_in


@pytest.fixture
def code(house):
    return StaffCode.objects.create(organisation=house.trust, code="CP1")


def pages(house, code):
    """Every page that is for administrators, with whether it takes a POST."""
    seat = house.nurse.memberships.get()
    return [
        ("administration", [], False), ("partnership", [], True), ("add_partner", [], True),
        ("add_team", [house.trust.pk], True), ("suspend", [house.workwise.pk], True),
        ("restore", [house.shut.pk], True), ("people", [], True), ("join", [], True),
        ("worker", [house.nurse.pk], False), ("change_worker", [house.nurse.pk], True),
        ("give_role", [house.nurse.pk], True), ("close_account", [house.nurse.pk], True),
        ("end_role", [seat.pk], True), ("staff_codes", [], False), ("claim", [code.pk], True),
    ]  # fmt: skip


# --- denials


@pytest.mark.parametrize("key", OTHERS)
def test_pages_of_administration_are_for_administrators(house, open_as, code, key):
    client = open_as(key)
    before = Entry.objects.count()
    for name, args, takes in pages(house, code):
        address = reverse(f"partners:{name}", args=args)
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "Your role does not include this" in answer.content.decode()
        if takes:
            assert client.post(address, {"reason": "x", "worker": house.nurse.pk}).status_code == 403, address
    for name, pk in (("reopen_account", house.nurse.pk), ("release", code.pk)):
        assert client.post(reverse(f"partners:{name}", args=[pk])).status_code == 403
    assert Entry.objects.count() == before


def test_nobody_who_is_not_signed_in_opens_any_of_them(house, client, code):
    for name, args, _ in [*pages(house, code), ("directory", [], False), ("me", [], False)]:
        answer = client.get(reverse(f"partners:{name}", args=args))
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")


def test_what_does_not_exist_is_404(house, open_as):
    client = open_as("administrator")
    for name in (
        "partner", "add_team", "suspend", "restore", "worker", "change_worker", "give_role", "close_account", "end_role",
        "claim", "revoke_token",
    ):  # fmt: skip
        assert client.get(reverse(f"partners:{name}", args=[9999])).status_code == 404, name


def test_an_administrator_opens_all_of_them(house, open_as, code):
    client = open_as("administrator")
    for name, args, _ in pages(house, code):
        assert client.get(reverse(f"partners:{name}", args=args)).status_code == 200, name


# --- the directory


@pytest.mark.parametrize("key", sorted(set(WORKERS) - {"suspended_worker"}))
def test_everybody_reads_the_directory(house, open_as, key):
    agreements.offer_service(
        organisation=house.open_door, name="Supported flats", domains=[house.domain("housing")], by=None, at=NOON,
        telephone="01632 960004",
    )  # fmt: skip
    client = open_as(key)
    page = client.get(reverse("partners:directory")).content.decode()
    assert "Supported flats" in page
    assert "01632 960004" in page
    assert "Marshgate Trust" in page
    one = client.get(reverse("partners:partner", args=[house.open_door.pk])).content.decode()
    assert "Supported flats" in one
    assert "Complaints about it are answered by Marshgate Council" in one
    assert ("Suspend Open Door" in one) == (key == "administrator")


def test_the_directory_is_narrowed_by_kind_and_by_domain(house, open_as):
    agreements.offer_service(
        organisation=house.workwise, name="Into work", domains=[house.domain("employment")], by=None, at=NOON
    )
    client = open_as("nurse")

    def names(**chosen):
        return [partner.name for partner, _ in client.get(reverse("partners:directory"), chosen).context["partners"]]

    assert names(sector="nhs") == ["Marshgate Trust"]
    assert names(domain="employment") == ["Workwise"]
    assert names(domain="medication") == []
    assert len(names(sector="nonsense")) == 6


def test_why_a_partner_is_suspended_is_for_administrators(house, open_as):
    address = reverse("partners:partner", args=[house.shut.pk])
    assert "Agreement under review" in open_as("administrator").get(address).content.decode()
    page = open_as("nurse").get(address).content.decode()
    assert "Suspended since" in page
    assert "Agreement under review" not in page


def test_a_partner_that_has_left_is_gone_for_everybody_else(house, open_as):
    Organisation.objects.filter(pk=house.harbour.pk).update(status=Organisation.Status.LEFT)
    address = reverse("partners:partner", args=[house.harbour.pk])
    assert open_as("nurse").get(address).status_code == 404
    assert open_as("administrator").get(address).status_code == 200


def test_the_directory_costs_the_same_for_many_partners(house, open_as, django_assert_max_num_queries):
    for number in range(30):
        services.create_organisation(
            name=f"Partner {number}", short_name=f"P{number}", sector="voluntary", by=None, at=NOON
        )
    client = open_as("nurse")
    with django_assert_max_num_queries(13):
        client.get(reverse("partners:directory"))


# --- administering


def test_a_partner_is_added_suspended_and_restored(house, open_as):
    client = open_as("administrator")
    given = {
        "name": "New Start", "short_name": "New", "sector": "voluntary", "division": "england-and-wales",
        "complaints": "other", "answered_for_by": house.council.pk, "sight": "everyone",
    }  # fmt: skip
    answer = client.post(reverse("partners:add_partner"), given, follow=True)
    made = Organisation.objects.get(name="New Start")
    assert "New Start is a partner now" in answer.content.decode()
    assert made.answered_for_by == house.council
    suspend = reverse("partners:suspend", args=[made.pk])
    empty = client.post(suspend, {"reason": ""})
    assert "There is a problem" in empty.content.decode()
    assert 'href="#id_reason"' in empty.content.decode()
    client.post(suspend, {"reason": "Under review"})
    made.refresh_from_db()
    assert made.status == "suspended"
    client.post(reverse("partners:restore", args=[made.pk]), {"reason": "Cleared"})
    made.refresh_from_db()
    assert made.status == "active"


def test_a_mistake_stands_at_its_field_with_all_that_was_typed(house, open_as):
    given = {
        "name": "Marshgate Trust", "short_name": "Again", "sector": "nhs", "division": "england-and-wales",
        "complaints": "itself", "sight": "team",
    }  # fmt: skip
    page = open_as("administrator").post(reverse("partners:add_partner"), given).content.decode()
    assert "There is a partner called Marshgate Trust already" in page
    assert 'href="#id_name"' in page
    assert 'value="Again"' in page
    assert Organisation.objects.count() == 6


def test_somebody_joins_gets_a_role_loses_it_and_leaves(house, open_as):
    client = open_as("administrator")
    whole = house.whole(house.open_door)
    joined = client.post(
        reverse("partners:join"),
        {"name": "Some Body", "email": "some.body@example.org", "place": whole.pk, "role": "domain_worker"},
    )
    worker = Worker.objects.get(email="some.body@example.org")
    assert joined.url == reverse("partners:worker", args=[worker.pk])
    given = {"place": house.whole(house.workwise).pk, "role": "domain_worker"}
    client.post(reverse("partners:give_role", args=[worker.pk]), given)
    twice = client.post(reverse("partners:give_role", args=[worker.pk]), given)
    assert "Some Body has this role there already" in twice.content.decode()
    seat = worker.memberships.get(organisation=house.workwise)
    client.post(reverse("partners:end_role", args=[seat.pk]))
    assert {s.organisation_id for s in _now(worker).seats} == {house.open_door.pk}
    client.post(reverse("partners:change_worker", args=[worker.pk]), {"name": "Some One", "job_title": "Driver"})
    client.post(reverse("partners:close_account", args=[worker.pk]))
    page = client.get(reverse("partners:worker", args=[worker.pk])).content.decode()
    assert "This account is closed" in page
    assert "Some One" in page
    client.post(reverse("partners:reopen_account", args=[worker.pk]))
    assert not _now(worker).seats
    said = Entry.objects.filter(worker_id=house.administrator.pk).order_by("id").values_list("action", flat=True)
    assert list(said) == [
        "worker.added", "role.given", "role.given", "role.ended", "worker.changed", "worker.closed",
        "worker.opened_again",
    ]  # fmt: skip


def _now(worker):
    from django.utils import timezone

    return standing_of(Worker.objects.get(pk=worker.pk), at=timezone.now())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "nurse@example.org"}, "Somebody has this email address already"),
        ({"email": "no address"}, "Enter a valid email address"),
        ({"role": ""}, "Choose a role"), ({"role": "king"}, "king"), ({"place": ""}, "Choose an organisation or a team"),
        ({"place": "9999"}, "9999"), ({"since_day": "1", "since_month": "1", "since_year": "2020"}, "on or after"),
        ({"since_day": "31", "since_month": "2", "since_year": "2031"}, "must be a real date"),
    ],
)  # fmt: skip
def test_a_joiner_who_does_not_fit_is_refused_in_words(house, open_as, change, said):
    given = {
        "name": "Some Body", "email": "some.body@example.org", "place": house.whole(house.trust).pk,
        "role": "practitioner",
    }  # fmt: skip
    page = open_as("administrator").post(reverse("partners:join"), {**given, **change}).content.decode()
    assert said in page
    assert 'value="Some Body"' in page
    assert not Worker.objects.filter(name="Some Body").exists()


def test_a_first_day_to_come_opens_nothing_today(house, open_as):
    open_as("administrator").post(
        reverse("partners:join"),
        {
            "name": "Some Body", "email": "some.body@example.org", "place": house.whole(house.trust).pk,
            "role": "practitioner", "since_day": "1", "since_month": "2", "since_year": "2099",
        },
    )  # fmt: skip
    assert not _now(Worker.objects.get(name="Some Body")).seats


def test_a_leaver_who_holds_work_is_named_with_what_it_is(house, open_as, monkeypatch):
    monkeypatch.setattr(
        holdings, "_asked", {"test": lambda worker_id, *, at: [holdings.Holding("Coordinates 2 people")]}
    )
    client = open_as("administrator")
    address = reverse("partners:close_account", args=[house.nurse.pk])
    assert "It has to be handed over first: Coordinates 2 people" in client.get(address).content.decode()
    page = client.post(address).content.decode()
    assert "Hand over first what they still hold: Coordinates 2 people" in page
    house.nurse.refresh_from_db()
    assert house.nurse.is_active


def test_people_are_found_by_what_is_posted_and_never_by_the_address(house, open_as):
    client = open_as("administrator")
    address = reverse("partners:people")

    def names(answer):
        return [worker.name for worker, _ in answer.context["rows"]]

    assert names(client.post(address, {"words": "mensah"})) == ["Kit Mensah"]
    assert names(client.post(address, {"words": "kit price"})) == []
    assert len(names(client.get(address, {"words": "mensah"}))) == len(WORKERS)
    assert names(client.get(address, {"organisation": house.workwise.pk})) == ["Tomos Rhys"]
    assert names(client.get(address, {"closed": "yes"})) == []
    assert "mensah" not in str(list(Entry.objects.values())).lower()


def test_people_come_a_page_at_a_time(house, open_as, django_assert_max_num_queries):
    for number in range(60):
        house.hire(f"Worker {number:02}", house.trust, Role.PRACTITIONER)
    client = open_as("administrator")
    with django_assert_max_num_queries(14):
        first = client.get(reverse("partners:people"))
    second = client.get(first.context["next_url"])
    shown = [worker.pk for answer in (first, second) for worker, _ in answer.context["rows"]]
    assert len(shown) == len(set(shown)) == Worker.objects.count()
    assert second.context["next_url"] == ""
    assert client.get(reverse("partners:people"), {"after": "nonsense"}).status_code == 200
    assert client.get(reverse("partners:people"), {"after": "9" * 30}).status_code == 200


def test_a_staff_code_becomes_a_worker_and_is_undone(house, open_as, code):
    client = open_as("administrator")
    address = reverse("partners:claim", args=[code.pk])
    choices = client.get(address).context["form"].fields["worker"].queryset
    assert house.nurse in choices
    assert house.social_worker not in choices
    refused = client.post(address, {"worker": house.social_worker.pk})
    assert "There is a problem" in refused.content.decode()
    client.post(address, {"worker": house.nurse.pk})
    code.refresh_from_db()
    assert code.worker == house.nurse
    page = client.get(reverse("partners:staff_codes"), {"show": "claimed"}).content.decode()
    assert "Kit Mensah" in page
    client.post(reverse("partners:release", args=[code.pk]))
    code.refresh_from_db()
    assert code.worker is None


def test_the_administrator_s_page_counts_what_waits(house, open_as, code):
    agreements.make_agreement(
        name="From an import", organisations=[house.trust, house.council], since=NOON, until=None, by=None, at=NOON
    )
    rows = open_as("administrator").get(reverse("partners:administration")).context["rows"]
    waiting = {row["chore"].text: row["chore"].waiting for row in rows}
    assert waiting["Staff codes"] == 1
    assert waiting["Sharing agreements"] == 2
    assert all(row["url"].startswith("/") for row in rows)


def test_the_last_administrator_cannot_close_their_own_account(house, open_as):
    page = open_as("administrator").post(reverse("partners:close_account", args=[house.administrator.pk]))
    assert "the last administrator" in page.content.decode()


def test_my_account_says_what_each_role_includes(house, open_as):
    page = open_as("housing_worker").get(reverse("partners:me")).content.decode()
    assert "Works on the parts of their own organisation" in page
    assert "Not set up: only a password protects" in page


def test_the_api_tells_who_i_am_and_who_the_partners_are(house, open_as):
    client = open_as("housing_worker")
    me = client.get("/api/v1/me/").json()
    assert me["roles"] == [
        {
            "role": "domain_worker", "organisation_id": house.open_door.pk, "organisation": "Open Door",
            "team_id": house.whole(house.open_door).pk,
        }
    ]  # fmt: skip
    names = [row["name"] for row in client.get("/api/v1/organisations/").json()]
    assert "Marshgate Trust" in names
    assert len(client.get("/api/v1/domains/").json()) == 18
    assert Membership.objects.count() == len(WORKERS)
