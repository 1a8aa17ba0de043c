"""What a person agrees to, over HTTP: looked at before it is saved, refused at the field, bitten on the next click."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from access.decisions import Refused
from audit.models import Entry
from cases import services
from cases.models import AccessRequest, Consent
from notifications.models import Notice
from tests.cases.stories import agreed, involved, referred

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house):
    """Daf's record: housing is with a charity, with his agreement."""
    at = timezone.now() - timedelta(days=1)
    case = referred(house, at=at)
    involved(house, case, "open_door", "housing", at=at)
    agreed(house, case, "open_door", at=at)
    return case


def said(house, **changes):
    return {
        "organisation": house.open_door.pk, "domain": "", "purpose": "direct_care", "status": "withdrawn", "scope": "",
        "authority": "person", "given_by": "Dafydd Evans", "method": "spoken", "note": "", **changes,
    }  # fmt: skip


@pytest.fixture
def send(client):
    def post(worker, name, *args, data=None):
        client.force_login(worker)
        return client.post(reverse(name, args=args), data or {})

    return post


@pytest.fixture
def visit(client):
    def get(worker, name, *args):
        client.force_login(worker)
        return client.get(reverse(name, args=args))

    return get


def mark_of(answer):
    return re.search(r'name="mark" value="(\w+)"', answer.content.decode()).group(1)


class TestDenials:
    @pytest.mark.parametrize("page", ["cases:consent", "cases:share"])
    def test_who_does_not_coordinate_writes_nothing(self, house, case, send, page):
        answer = send(house.nurse, page, case.reference, data=said(house) | {"step": "save"})
        assert answer.status_code == 403
        assert Consent.objects.count() == 1

    @pytest.mark.parametrize("page", ["desks:sight", "cases:consent-history"])
    def test_a_partner_of_the_shared_core_is_told_whom_to_ask(self, house, case, visit, page):
        answer = visit(house.housing_worker, page, case.reference)
        assert answer.status_code == 403
        assert "Ask the care coordinator" in answer.content.decode()
        assert "Kit Mensah" not in answer.content.decode()

    @pytest.mark.parametrize("page", ["desks:sight", "cases:consent-history", "cases:share", "cases:ask"])
    def test_a_stranger_gets_the_404_of_nobody(self, house, case, visit, page):
        assert visit(house.neighbour, page, case.reference).status_code == 404

    def test_another_persons_decision_is_not_found(self, house, case, visit):
        row = Consent.objects.get()
        assert visit(house.coordinator, "cases:end-share", case.reference, row.pk).status_code == 404, "an answer"


class TestLookingAhead:
    def test_nothing_is_saved_until_it_was_looked_at(self, house, case, send, visit):
        look = send(house.coordinator, "cases:consent", case.reference, data=said(house))
        body = look.content.decode()
        assert look.status_code == 200
        assert "A look ahead. Nothing has changed." in body
        assert "Priya Nair" in body
        assert Consent.objects.count() == 1
        assert visit(house.housing_worker, "desks:case", case.reference).status_code == 200

    def test_saved_it_bites_on_the_next_click_and_the_answer_before_stays(self, house, case, send, visit):
        mark = mark_of(send(house.coordinator, "cases:consent", case.reference, data=said(house)))
        saved = send(
            house.coordinator, "cases:consent", case.reference, data=said(house) | {"step": "save", "mark": mark}
        )
        assert saved.status_code == 302
        assert visit(house.housing_worker, "desks:case", case.reference).status_code == 404
        rows = list(Consent.objects.order_by("pk").values_list("status", "ended_at"))
        assert [status for status, _ in rows] == ["given", "withdrawn"]
        assert rows[0][1] is not None
        assert rows[1][1] is None

    @pytest.mark.parametrize("mark", ["", "0" * 24])
    def test_a_save_that_was_not_looked_at_is_shown_first(self, house, case, send, mark):
        data = said(house) | {"step": "save", "mark": mark}
        answer = send(house.coordinator, "cases:consent", case.reference, data=data)
        assert "Nothing was saved. Read this again" in answer.content.decode()
        assert Consent.objects.count() == 1

    def test_going_back_to_change_it_loses_no_word(self, house, case, send):
        data = said(house, note="He wants to think") | {"step": "edit"}
        body = send(house.coordinator, "cases:consent", case.reference, data=data).content.decode()
        assert "He wants to think" in body
        assert Consent.objects.count() == 1

    def test_looking_ahead_is_kept_and_no_answer_is_in_the_audit(self, house, case, send):
        send(house.coordinator, "cases:consent", case.reference, data=said(house))
        assert Entry.objects.filter(action="consent.looked_ahead", case_id=case.pk).exists()
        assert Entry.objects.filter(action="consent.recorded").count() == 1


class TestAuthority:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"authority": "other", "given_by": "His sister"}, "authority"),
            ({"authority": "decision_maker"}, "authority"),
            ({"authority": "attorney"}, "authority_note"),
            ({"authority": "deputy", "authority_note": " "}, "authority_note"),
            ({"status": "best_interests", "scope": "read", "authority": "person", "note": "Delirious"}, "authority"),
            ({"status": "best_interests", "scope": "read", "authority": "decision_maker"}, "note"),
            ({"authority": ""}, "authority"),
            ({"given_by": "  "}, "given_by"),
            ({"status": "given"}, "scope"),
            ({"status": "override", "scope": "read"}, "status"),
            ({"until_day": "1", "until_month": "1", "until_year": "2020"}, "until"),
            ({"until_day": "31", "until_month": "2", "until_year": "2099"}, "until"),
            ({"organisation": "999999"}, "organisation"),
        ],
    )
    def test_who_may_not_answer_is_refused_at_the_field(self, house, case, send, wrong, field):
        page = send(house.coordinator, "cases:consent", case.reference, data=said(house, **wrong))
        assert field in page.context["form"].errors
        assert "There is a problem" in page.content.decode()
        assert Consent.objects.count() == 1

    def test_an_attorney_with_a_document_may(self, house, case, send, visit):
        data = said(house, authority="attorney", authority_note="Registered, seen by Jo Price", witness="Kit Mensah")
        mark = mark_of(send(house.coordinator, "cases:consent", case.reference, data=data))
        send(house.coordinator, "cases:consent", case.reference, data=data | {"step": "save", "mark": mark})
        body = visit(house.nurse, "cases:consent-history", case.reference).content.decode()
        assert "Their attorney for health and welfare" in body
        assert "Registered, seen by Jo Price" in body
        assert "with Kit Mensah" in body


class TestSharedWithoutAYes:
    def test_decided_shown_and_ended(self, house, case, send, visit):
        agreed(house, case, "open_door", status="withdrawn", at=timezone.now())
        day = timezone.localdate() + timedelta(days=30)
        data = {
            "organisation": house.open_door.pk, "domain": "", "scope": "read", "basis": "safeguarding",
            "reason": "An enquiry has begun and they must know", "approved_by": "Dr Eve Lane, Caldicott guardian",
            "until_day": day.day, "until_month": day.month, "until_year": day.year,
        }  # fmt: skip
        assert visit(house.housing_worker, "desks:case", case.reference).status_code == 404
        look = send(house.coordinator, "cases:share", case.reference, data=data)
        assert "1 worker opens" in look.content.decode()
        data |= {"step": "save", "mark": mark_of(look)}
        assert send(house.coordinator, "cases:share", case.reference, data=data).status_code == 302
        assert visit(house.housing_worker, "desks:case", case.reference).status_code == 200
        page = visit(house.nurse, "desks:sight", case.reference).content.decode()
        assert "A safeguarding enquiry (Care Act 2014, section 42). Approved by Dr Eve Lane" in page
        row = Consent.objects.get(status="override")
        look = visit(house.coordinator, "cases:end-share", case.reference, row.pk)
        assert "Priya Nair" in look.content.decode()
        done = send(house.coordinator, "cases:end-share", case.reference, row.pk, data={"mark": mark_of(look)})
        assert done.status_code == 302
        assert visit(house.housing_worker, "desks:case", case.reference).status_code == 404
        assert send(house.coordinator, "cases:end-share", case.reference, row.pk).status_code == 302, "ended already"


class TestWhoCanSee:
    def test_every_organisation_with_its_chain(self, house, case, visit):
        body = visit(house.nurse, "desks:sight", case.reference).content.decode()
        for words in ("Marshgate Trust", "Holds this record", "Open Door Homes", "Priya Nair", "agreed on",
                      "Marshgate sharing agreement", "Kit Mensah"):  # fmt: skip
            assert words in body
        assert "Lena Ortiz" not in body
        assert Entry.objects.filter(action="sight.read", worker_id=house.nurse.pk).exists()

    def test_one_part_of_the_record(self, house, case, visit):
        body = visit(house.nurse, "desks:sight-domain", case.reference, "medication").content.decode()
        assert "Who can see medication" in body
        assert "Priya Nair" not in body
        assert visit(house.nurse, "desks:sight-domain", case.reference, "nothing").status_code == 404

    def test_openings_are_shown_to_who_may_see_them(self, house, case, visit):
        assert "to print for" in visit(house.coordinator, "desks:sight", case.reference).content.decode()
        assert "to print for" not in visit(house.nurse, "desks:sight", case.reference).content.decode()


class TestAsking:
    def test_who_is_refused_is_led_there_and_the_coordinator_hears_it(self, house, case, visit, send, client):
        refused = visit(house.housing_worker, "desks:sight", case.reference).content.decode()
        here = reverse("cases:ask", args=[case.reference])
        assert f'href="{here}"' in refused
        sent = send(
            house.housing_worker, "cases:ask", case.reference, data={"reason": "The crisis plan, before my visit"}
        )
        assert sent.status_code == 302
        assert Notice.objects.filter(kind="access.asked", worker=house.coordinator).count() == 1
        client.force_login(house.coordinator)
        inbox = client.get(reverse("notifications:inbox")).content.decode()
        assert "Priya Nair asks for access" in inbox
        assert "The crisis plan, before my visit" in inbox

    def test_once_a_day_and_with_words(self, house, case, send):
        short = send(house.housing_worker, "cases:ask", case.reference, data={"reason": "Please"})
        assert "reason" in short.context["form"].errors
        for _ in range(2):
            page = send(house.housing_worker, "cases:ask", case.reference, data={"reason": "I need the crisis plan"})
        assert "You asked about this record in the last day" in page.content.decode()
        assert AccessRequest.objects.count() == 1
        assert Entry.objects.filter(action="access.asked").count() == 1

    def test_a_stranger_is_led_nowhere_and_cannot_ask(self, house, case, visit, send):
        assert "/ask/" not in visit(house.neighbour, "desks:case", case.reference).content.decode()
        said = {"reason": "I would like to see this"}
        assert send(house.neighbour, "cases:ask", case.reference, data=said).status_code == 404
        with pytest.raises(Refused):
            services.ask_coordinator(case=case, reason="I would like to", by=house.neighbour, at=timezone.now())
        assert not AccessRequest.objects.exists()
