"""The pages and the API of cases over HTTP. Denials first; then a referral taken, refused and completed; then the rest."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from cases.models import Case, Person, Referral
from cases.people import PersonDetails, already_known
from cases.timeline import timeline
from tests.cases.stories import agreed, involved, referred
from tests.house import NOON

pytestmark = pytest.mark.django_db
NUMBER = "999 000 0018"


@pytest.fixture
def now():
    return timezone.now()


def answers(house, **changes):
    """A referral form as somebody would fill it in."""
    today = timezone.localdate()
    return {
        "given_name": "Dafydd", "family_name": "Evans", "preferred_name": "Daf", "gender": "male", "nhs_number": NUMBER,
        "birth_date_day": "9", "birth_date_month": "3", "birth_date_year": "1984",
        "reason": "Has not slept for weeks", "source": "GP", "received_on_day": str(today.day),
        "received_on_month": str(today.month), "received_on_year": str(today.year),
        "lead_organisation": str(house.trust.pk), "coordinator": str(house.coordinator.pk), **changes,
    }  # fmt: skip


@pytest.fixture
def visit(client):
    def get(worker, name, *args, **kwargs):
        client.force_login(worker)
        return client.get(reverse(name, args=args), **kwargs)

    return get


@pytest.fixture
def send(client):
    def post(worker, name, *args, data=None):
        client.force_login(worker)
        return client.post(reverse(name, args=args), data or {})

    return post


def without_chance(answer):
    """A page without what differs each time it is made: the nonce of its scripts and the key of its forms."""
    return re.sub(rb'(nonce|value)="[^"]{20,}"', b"", answer.content)


class TestDenials:
    @pytest.mark.parametrize("who", ["housing_worker", "partnership_manager", "council_complaints", "administrator"])
    def test_roles_that_take_no_referrals(self, house, visit, send, who):
        assert visit(getattr(house, who), "cases:refer").status_code == 403
        assert send(getattr(house, who), "cases:refer", data=answers(house)).status_code == 403
        assert not Person.objects.exists()

    def test_a_worker_of_a_suspended_partner_is_told_why(self, house, visit):
        page = visit(house.suspended_worker, "cases:refer")
        assert page.status_code == 403
        assert "Your organisation is suspended from the partnership" in page.content.decode()

    @pytest.mark.parametrize("page", ["cases:person", "cases:what-matters", "cases:coordinator", "cases:consent"])
    def test_a_stranger_gets_the_same_404_as_for_nobody(self, house, visit, page):
        case = referred(house)
        stranger = visit(house.neighbour, page, case.reference)
        nobody = visit(house.neighbour, page, "C-99999999")
        assert stranger.status_code == nobody.status_code == 404
        assert without_chance(stranger) == without_chance(nobody)

    @pytest.mark.parametrize("page", ["cases:person", "cases:what-matters", "cases:coordinator", "cases:consent"])
    def test_a_colleague_who_does_not_coordinate_is_told_whom_to_ask(self, house, visit, page):
        case = referred(house)
        answer = visit(house.nurse, page, case.reference)
        assert answer.status_code == 403
        assert "Ask" in answer.content.decode()

    def test_the_api_denies_as_the_pages_do(self, house, client):
        case = referred(house)
        assert client.get("/api/v1/cases/").status_code in (401, 403)
        client.force_login(house.neighbour)
        assert client.get("/api/v1/cases/").json()["results"] == []
        assert client.get(f"/api/v1/cases/{case.reference}/").status_code == 404
        assert client.get("/api/v1/cases/?after=rubbish").status_code == 400


class TestReferral:
    def test_taken_by_hand(self, house, send):
        answer = send(house.coordinator, "cases:refer", data=answers(house))
        case = Case.objects.get()
        assert answer.status_code == 302
        assert answer.url == reverse("desks:case", args=[case.reference])
        assert (case.coordinator, case.lead_organisation, case.person.called) == (house.coordinator, house.trust, "Daf")
        assert Referral.objects.get().reason == "Has not slept for weeks"
        entry = Entry.objects.get(action="case.referred")
        assert entry.worker_id == house.coordinator.pk
        assert "Evans" not in str(entry.detail)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"nhs_number": "999 000 0019"}, "This is not an NHS number: its last digit does not fit the others."),
            ({"birth_date_year": "2091"}, "Date of birth must be in the past."),
            ({"received_on_year": "2091"}, "The referral cannot have come in the future."),
            ({"birth_date_day": "31", "birth_date_month": "2"}, "Date of birth must be a real date"),
            ({"given_name": "", "family_name": ""}, "Enter a name."),
            ({"reason": "  "}, "Write why they were referred."),
            ({"lead_organisation": ""}, "Choose who holds the record."),
            ({"lead_organisation": "999999"}, "Select a valid choice"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(self, house, send, wrong, message):
        page = send(house.coordinator, "cases:refer", data=answers(house, **wrong))
        body = page.content.decode()
        assert page.status_code == 200
        assert message in body
        assert "There is a problem" in body
        assert 'value="Daf"' in body
        assert not Person.objects.exists()

    def test_the_same_number_is_shown_and_never_made_twice(self, house, send):
        case = referred(house, nhs_number=NUMBER)
        page = send(house.coordinator, "cases:refer", data=answers(house, family_name="Other", not_the_same="on"))
        assert case.reference in page.content.decode()
        assert Person.objects.count() == 1

    def test_everything_that_is_wrong_is_said_at_once(self, house, send):
        wrong = answers(house, nhs_number="999 000 0019", birth_date_year="2091", reason="", gender="")
        page = send(house.coordinator, "cases:refer", data=wrong)
        assert set(page.context["form"].errors) == {"nhs_number", "birth_date", "reason", "gender"}

    def test_a_question_is_no_subject_of_an_error(self, house, send):
        wrong = answers(house, received_on_day="31", received_on_month="2")
        page = send(house.coordinator, "cases:refer", data=wrong)
        assert page.context["form"].errors["received_on"] == ["The date must be a real date"]

    def test_the_number_of_somebody_joined_to_another_leads_to_the_record_that_stands(self, house, send):
        gone, standing = referred(house, nhs_number=NUMBER), referred(house, given_name="Daniel")
        Person.objects.filter(pk=gone.person_id).update(merged_into=standing.person)
        page = send(house.coordinator, "cases:refer", data=answers(house, family_name="Other"))
        assert [(one.because, one.case) for one in page.context["known"]] == [("nhs_number", standing)]

    def test_a_referral_begins_the_timeline(self, house, visit):
        case = referred(house)
        item = timeline(case, house.coordinator, at=timezone.now())[0]
        assert item.title.startswith("Referred by: ")
        assert item.note.startswith("Taken by ")

    def test_the_same_name_and_birthday_is_shown_until_somebody_says_it_is_another(self, house, send):
        referred(house, birth_date=timezone.datetime(1984, 3, 9).date())
        page = send(house.coordinator, "cases:refer", data=answers(house, nhs_number=""))
        assert "The same name and date of birth" in page.content.decode()
        assert Person.objects.count() == 1
        send(house.coordinator, "cases:refer", data=answers(house, nhs_number="", not_the_same="on"))
        assert Person.objects.count() == 2

    def test_a_duplicate_the_worker_may_not_open_shows_only_who_holds_it(self, house, send):
        case = referred(house, nhs_number=NUMBER, given_name="Dai", family_name="Evanson")
        page = send(house.social_worker, "cases:refer", data=answers(house, coordinator=str(house.social_worker.pk)))
        body = page.content.decode()
        assert "A record you may not open, held by Marshgate Trust" in body
        assert "Evanson" not in body
        assert case.reference not in body
        assert Entry.objects.filter(
            action="case.looked_for", case_id=case.pk, worker_id=house.social_worker.pk
        ).exists()

    def test_the_same_form_sent_twice_is_one_referral(self, house, send):
        key = str(uuid4())
        for _ in range(2):
            said = answers(
                house, form_key=key, nhs_number="", birth_date_day="", birth_date_month="", birth_date_year=""
            )
            page = send(house.coordinator, "cases:refer", data=said)
            assert page.status_code == 302
        assert Referral.objects.count() == Person.objects.count() == 1
        assert send(house.nurse, "cases:refer", data=said).status_code == 200, "the key of somebody else's form"

    def test_nobody_is_found_letter_by_letter(self, house):
        referred(house, birth_date=date(1984, 3, 9))
        found = {
            name: bool(
                already_known(house.social_worker, PersonDetails(given_name=name, birth_date=date(1984, 3, 9)), at=NOON)
            )
            for name in ("D", "Dafyd", "Dafydd")
        }
        assert found == {"D": False, "Dafyd": False, "Dafydd": True}


class TestThePerson:
    def test_their_words_are_kept_and_come_first(self, house, send):
        case = referred(house)
        send(house.coordinator, "cases:what-matters", case.reference, data={"words": "My dog."})
        send(house.coordinator, "cases:what-matters", case.reference, data={"words": "My dog. Nobody before ten."})
        person = Person.objects.get()
        assert person.what_matters == "My dog. Nobody before ten."
        assert [w.words for w in person.what_matters_history.order_by("pk")] == [
            "My dog.",
            "My dog. Nobody before ten.",
        ]

    def test_empty_words_change_nothing(self, house, send):
        case = referred(house)
        page = send(house.coordinator, "cases:what-matters", case.reference, data={"words": "   "})
        assert "Write what they said" in page.content.decode()

    def test_a_new_coordinator_is_told_once(self, house, send):
        from notifications.models import Notice

        case = referred(house)
        send(
            house.coordinator, "cases:coordinator", case.reference, data={"worker": house.manager.pk, "reason": "Leave"}
        )
        send(house.manager, "cases:coordinator", case.reference, data={"worker": house.manager.pk, "reason": "Leave"})
        case = Case.objects.get()
        assert case.coordinator == house.manager
        assert Notice.objects.filter(worker=house.manager, kind="case.allocated").count() == 1


class TestAudiences:
    def test_a_charity_reads_the_shared_core_and_no_identity(self, house, client, now):
        case = referred(house, at=now, nhs_number=NUMBER, birth_date=timezone.datetime(1984, 3, 9).date())
        involved(house, case, "open_door", "housing", at=now)
        agreed(house, case, "open_door", at=now)
        client.force_login(house.housing_worker)
        core = client.get(f"/api/v1/cases/{case.reference}/").json()
        assert core["audience"] == "core"
        assert not {"birth_date", "nhs_number", "family_name", "postcode"} & set(core)
        client.force_login(house.nurse)
        full = client.get(f"/api/v1/cases/{case.reference}/").json()
        assert (full["audience"], full["nhs_number"]) == ("full", "9990000018")

    def test_every_reading_is_audited(self, house, client, now):
        case = referred(house, at=now)
        client.force_login(house.nurse)
        client.get(f"/api/v1/cases/{case.reference}/")
        assert Entry.objects.filter(is_read=True, case_id=case.pk, worker_id=house.nurse.pk).count() == 1
