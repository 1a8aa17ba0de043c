"""Nothing typed is lost, by HTTP: kept while it is typed, after the sign-in has ended, and beside what others saved."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.crisis_services import write_crisis_plan
from assessments.models import Answer, CrisisPlan, Goal
from assessments.services import Given
from cases.models import UnsavedWords
from cases.web.unsaved import HEADER, PASS
from domains.models import ProgressEntry
from tests.assessments.stories import a_shared_case, agrees

pytestmark = pytest.mark.django_db

KEEP = {HEADER: "keep"}


@pytest.fixture
def case(house):
    return a_shared_case(house, preferred_name="Daf")


@pytest.fixture
def found(house, case):
    return services.start(case=case, by=house.coordinator, at=timezone.now())


class At:
    """One form at one address, as one worker's browser has it."""

    def __init__(self, worker, address, **checks):
        self.client, self.address = Client(**checks), address
        self.signs_in(worker)
        self.page = self.client.get(address)
        self.seen, self.given = self.hidden("seen"), self.hidden(PASS)

    def signs_in(self, worker):
        self.client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")

    def hidden(self, name):
        found = re.search(rf'name="{name}"(?: value="([^"]*)")?', self.page.content.decode())
        return found and (found[1] or "")

    def sends(self, *, headers=None, **typed):
        data = {PASS: self.given, **({"seen": self.seen} if self.seen is not None else {}), **typed}
        return self.client.post(self.address, data, headers=headers or {})

    def keeps(self, **typed):
        return self.sends(headers=KEEP, **typed)

    def opens(self, query=""):
        return self.client.get(self.address + query).content.decode()


def section(case, code="money"):
    return reverse("assessments:section", args=[case.reference, code])


class TestKeeping:
    def test_kept_words_are_not_saved_and_are_offered_when_they_come_back(self, house, case, found):
        jo = At(house.coordinator, section(case))
        said = jo.keeps(words="Don’t come before ten", money_income="prompting").json()["said"]
        assert re.fullmatch(r"Kept at [\w:]+, not yet saved to the record\.", said)
        assert not found.words.exists()
        assert not Answer.objects.filter(assessment=found, item="money.income").exists()
        page = jo.opens()
        assert "You had typed this on" in page
        assert "Don’t come before ten" in page
        assert "Bring it back" in page
        back = jo.opens("?unsaved=back")
        assert "is back in the boxes" in back
        assert re.search(r"<textarea[^>]*>\s*Don’t come before ten</textarea>", back)
        assert not found.words.exists()

    def test_nobody_else_is_offered_them(self, house, case, found):
        At(house.coordinator, section(case)).keeps(words="Only mine")
        for who in ("nurse", "social_worker"):
            assert "Only mine" not in At(getattr(house, who), section(case)).opens("?unsaved=back"), who

    def test_saved_they_are_gone(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.keeps(words="My dog")
        jo.sends(words="My dog")
        assert found.words.get().words == "My dog"
        assert not UnsavedWords.objects.exists()
        assert "You had typed" not in jo.opens()

    def test_thrown_away_they_are_gone_and_the_record_is_as_it_was(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.keeps(words="A slip")
        jo.client.post(jo.address, {"unsaved-away": "1"})
        assert not UnsavedWords.objects.exists()
        assert not found.words.exists()

    def test_a_page_that_somebody_else_opened_keeps_nothing_for_who_is_signed_in_now(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.signs_in(house.nurse)
        answer = jo.keeps(words="Typed by Jo")
        assert answer.status_code == 409
        assert "opened by somebody else" in answer.json()["said"]
        assert not UnsavedWords.objects.exists()

    def test_without_a_pass_or_with_a_bent_one_nothing_is_kept(self, house, case, found):
        jo = At(house.coordinator, section(case))
        for bent in ("", "nonsense", jo.given[:-4] + "AAAA", At(house.coordinator, section(case, "carers")).given):
            jo.given = bent
            assert jo.keeps(words="x").status_code == 409
        assert not UnsavedWords.objects.exists()

    def test_after_the_access_has_ended_the_script_is_refused_and_nothing_is_shown(self, house, case, found):
        priya = At(house.housing_worker, section(case, "home"))
        priya.keeps(words="Before")
        agrees(house, case, "open_door", status="withdrawn", at=timezone.now())
        assert priya.keeps(words="After").status_code == 404
        assert priya.client.get(priya.address).status_code == 404

    def test_a_signed_version_still_gives_the_words_back_to_read(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.keeps(words="Said on the doorstep")
        found.state, found.signed_at = "signed", timezone.now()
        found.save()
        page = jo.opens()
        assert "Said on the doorstep" in page
        assert "Bring it back" not in page


class TestSignedOut:
    def test_a_form_sent_after_the_session_ended_loses_no_word(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.client.logout()
        sent = jo.sends(words="An hour of writing")
        assert sent.status_code == 302
        assert sent.url.startswith("/accounts/login/?next=")
        assert "What you typed is kept for you" in jo.client.get(sent.url).content.decode()
        entered = jo.client.post(
            sent.url, {"login": house.coordinator.email, "password": "a long password"}, follow=True
        )
        assert entered.redirect_chain[-1][0] == f"{jo.address}?unsaved=back"
        assert "An hour of writing" in entered.content.decode()
        assert not found.words.exists()

    def test_who_signs_in_instead_sees_nothing_of_it(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.client.logout()
        jo.sends(words="An hour of writing")
        jo.signs_in(house.nurse)
        assert "An hour of writing" not in jo.opens("?unsaved=back")

    def test_without_the_pass_of_a_page_nothing_is_kept(self, house, case, found):
        for given in ("", "nonsense"):
            sent = Client().post(section(case), {PASS: given, "words": "Rubbish"})
            assert sent.status_code == 302
        assert not UnsavedWords.objects.exists()

    def test_nothing_is_kept_once_the_account_is_closed_or_the_access_gone(self, house, case, found):
        jo, priya = At(house.coordinator, section(case)), At(house.housing_worker, section(case, "home"))
        house.coordinator.is_active = False
        house.coordinator.save()
        agrees(house, case, "open_door", status="withdrawn", at=timezone.now())
        for one in (jo, priya):
            one.client.logout()
            assert one.sends(words="x").status_code == 302
        assert not UnsavedWords.objects.exists()

    def test_the_script_is_sent_to_the_sign_in_and_keeps_nothing_meanwhile(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.client.logout()
        assert jo.keeps(words="x").status_code == 302
        assert not UnsavedWords.objects.exists()

    def test_a_form_from_before_a_new_sign_in_says_where_its_words_are(self, house, case, found):
        jo = At(house.coordinator, section(case), enforce_csrf_checks=True)
        sent = jo.sends(words="Open since this morning")
        assert sent.status_code == 403
        assert "What you typed is kept for you" in sent.content.decode()
        assert f'href="{jo.address}?unsaved=back"' in sent.content.decode()
        assert "Open since this morning" in jo.opens("?unsaved=back")
        jo.given = "nonsense"
        assert "Nothing was saved" in jo.sends(words="x").content.decode()

    def test_the_script_gets_a_new_token_without_reading_the_page(self, house, case, found):
        jo = At(house.coordinator, section(case), enforce_csrf_checks=True)
        assert jo.keeps(words="x").status_code == 403
        token = jo.client.get(jo.address, headers={HEADER: "token"}).json()["token"]
        assert jo.keeps(words="x", csrfmiddlewaretoken=token).status_code == 200


class TestWhatOthersSavedMeanwhile:
    def test_it_merges_by_field_and_says_who_changed_what_both_changed(self, house, case, found):
        address = section(case)
        jo, ann = At(house.coordinator, address), At(house.social_worker, address)
        jo.keeps(words="He wants to stay", money_income="prompting")
        ann.sends(words="He is not sure", money_manages="alone")
        back = jo.opens("?unsaved=back")
        assert "Ann Fearon changed this on" in back
        assert "He is not sure" in back
        assert "He wants to stay" in back
        assert re.search(r'name="money_manages"[^>]*value="alone"', back), "what Ann alone changed stands in its box"
        jo.page = jo.client.get(f"{address}?unsaved=back")
        jo.seen = jo.hidden("seen")
        jo.sends(words="He wants to stay", money_income="prompting", money_manages="alone")
        assert found.words.get().words == "He wants to stay"
        stand = dict(found.answers.filter(value__isnull=False).values_list("item", "value"))
        assert (stand["money.manages"], stand["money.income"]) == ("alone", "prompting")
        assert found.answers.get(item="money.manages").by == house.social_worker

    def test_what_was_confirmed_by_both_is_no_clash(self, house, case, found):
        services.save_section(
            assessment=found,
            section="money",
            given={"money.income": Given(value="alone")},
            by=house.coordinator,
            at=timezone.now(),
        )
        jo = At(house.coordinator, section(case))
        jo.keeps(money_income="prompting")
        services.save_section(
            assessment=found, section="money", given={"money.income": Given(value="prompting", seen=1)}, by=house.social_worker,
            at=timezone.now(),
        )  # fmt: skip
        assert "changed this on" not in jo.opens("?unsaved=back")


class TestAnotherWorkerOnTheSameMachine:
    def test_a_page_of_somebody_else_is_never_saved_under_the_name_of_who_is_signed_in_now(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.signs_in(house.social_worker)
        sent = jo.sends(words="Typed by Jo", money_income="prompting")
        assert sent.status_code == 302
        assert sent.url == jo.address
        assert not found.words.exists()
        assert not Answer.objects.filter(assessment=found, item="money.income").exists()
        said = jo.opens()
        assert "nothing is saved under your name" in said
        assert "Typed by Jo" not in said + jo.opens("?unsaved=back")
        assert UnsavedWords.objects.get().worker == house.coordinator
        jo.signs_in(house.coordinator)
        assert "Typed by Jo" in jo.opens()

    def test_nor_where_the_script_had_fetched_a_new_token(self, house, case, found):
        jo = At(house.coordinator, section(case), enforce_csrf_checks=True)
        jo.signs_in(house.social_worker)
        token = jo.client.get(jo.address, headers={HEADER: "token"}).json()["token"]
        jo.sends(words="Typed by Jo", csrfmiddlewaretoken=token)
        assert not found.words.exists()

    def test_nor_a_goal_an_entry_or_a_crisis_plan(self, house, case, found):
        part = case.parts.get(domain__code="housing")
        forms = [
            (house.coordinator, house.manager, "assessments:add-goal", [case.reference], {"words": "x", "domain": "housing"}),
            (house.coordinator, house.nurse, "assessments:write-crisis", [case.reference], {"signs": "x", "rows": "1"}),
            (house.housing_worker, house.hire("Bo", house.open_door, "domain_worker"), "domains:entry", [part.pk],
             {"what_happened": "x"}),
        ]  # fmt: skip
        for first, second, name, args, typed in forms:
            page = At(first, reverse(name, args=args))
            page.signs_in(second)
            assert page.sends(**typed).status_code == 302, name
        for model in (Goal, CrisisPlan, ProgressEntry):
            assert not model.objects.exists(), model
        assert UnsavedWords.objects.count() == 3

    def test_somebody_elses_words_go_nowhere_once_their_access_has_ended(self, house, case, found):
        priya = At(house.housing_worker, section(case, "home"))
        agrees(house, case, "open_door", status="withdrawn", at=timezone.now())
        priya.signs_in(house.social_worker)
        assert priya.sends(words="x").status_code == 302
        assert not UnsavedWords.objects.exists()
        assert not found.words.exists()


class TestAVersionThatEndedMeanwhile:
    @pytest.fixture
    def then(self, house, case, found):
        """Jo has the page of version 1 open; Ann changes an answer, version 1 is agreed and version 2 begun."""

        def save(value, seen, by):
            services.save_section(
                assessment=found, section="money", given={"money.income": Given(value=value, seen=seen)}, by=by,
                at=timezone.now(), words=value, words_seen=seen,
            )  # fmt: skip

        save("alone", 0, house.coordinator)
        jo = At(house.coordinator, section(case))
        save("prompting", 1, house.social_worker)
        found.state, found.signed_at = "signed", timezone.now()
        found.save()
        return jo

    def test_what_comes_too_late_for_a_signed_version_is_kept(self, house, case, found, then):
        assert then.sends(words="Too late").status_code == 403
        assert "Too late" in then.opens()

    def test_an_old_page_overwrites_nothing_of_the_next_version(self, house, case, found, then):
        second = services.start(case=case, by=house.coordinator, at=timezone.now())
        sent = then.sends(words="Mine", money_income="alone")
        assert sent.url == f"{then.address}?unsaved=back"
        assert second.words.get().words == "prompting"
        back = then.opens("?unsaved=back")
        assert "A new version was begun while you were writing" in back
        assert "Mine" in back
        assert "Ann Fearon changed this on" in back
        then.page = then.client.get(f"{then.address}?unsaved=back")
        then.seen, then.given = then.hidden("seen"), then.hidden(PASS)
        then.sends(words="Mine", money_income="alone", **{"money_income-say": "answer"})
        assert second.words.get().words == "Mine"
        assert not UnsavedWords.objects.exists()

    def test_the_script_keeps_it_for_the_next_version(self, house, case, found, then):
        services.start(case=case, by=house.coordinator, at=timezone.now())
        kept = then.keeps(words="Mine")
        assert kept.status_code == 200
        assert "What you typed is kept" in kept.json()["said"]
        assert "Mine" in then.opens()

    def test_words_kept_in_the_version_before_are_offered_in_the_next(self, house, case, found):
        jo = At(house.coordinator, section(case))
        jo.keeps(words="On the doorstep")
        found.state, found.signed_at = "signed", timezone.now()
        found.save()
        services.start(case=case, by=house.coordinator, at=timezone.now())
        assert "On the doorstep" in jo.opens("?unsaved=back")
        jo.client.post(jo.address, {"unsaved-away": "1"})
        assert not UnsavedWords.objects.exists()


class TestOtherForms:
    def test_a_crisis_plan_comes_back_beside_a_newer_one(self, house, case):
        address = reverse("assessments:write-crisis", args=[case.reference])
        jo = At(house.coordinator, address)
        jo.keeps(signs="Stops eating", rows="3", name_0="Mair", name_2="Third row")
        write_crisis_plan(case=case, seen=0, signs="Ann’s", contacts=[], by=house.social_worker, at=timezone.now())
        assert "Stops eating" in jo.opens()
        back = jo.opens("?unsaved=back")
        assert "Ann Fearon wrote a newer version" in back
        assert "Stops eating" in back
        assert 'value="Third row"' in back
        jo.page = jo.client.get(f"{address}?unsaved=back")
        jo.seen = jo.hidden("seen")
        jo.sends(signs="Stops eating", rows="3", name_0="Mair", number_0="01632 960123")
        assert CrisisPlan.objects.order_by("version").last().signs == "Stops eating"
        assert not UnsavedWords.objects.exists()

    def test_a_goal(self, house, case, found):
        jo = At(house.coordinator, reverse("assessments:add-goal", args=[case.reference]))
        jo.keeps(words="A garden", domain="housing")
        back = jo.opens("?unsaved=back")
        assert "A garden</textarea>" in back
        assert "There is a problem" not in back
        jo.sends(words="A garden", domain="housing")
        assert Goal.objects.get().words == "A garden"
        assert not UnsavedWords.objects.exists()

    def test_a_need(self, house, case, found):
        jo = At(house.coordinator, reverse("assessments:needs", args=[case.reference]))
        jo.keeps(text="Help with letters")
        assert 'value="Help with letters"' in jo.opens("?unsaved=back")

    def test_an_entry_of_a_charity_on_a_telephone(self, house, case):
        part = case.parts.get(domain__code="housing")
        priya = At(house.housing_worker, reverse("domains:entry", args=[part.pk]))
        priya.keeps(what_happened="We looked at a flat", next_contact_on_day="3", next_contact_on_month="12")
        back = priya.opens("?unsaved=back")
        assert "We looked at a flat</textarea>" in back
        assert re.search(r'name="next_contact_on_day"[^>]*value="3"', back)
        priya.sends(what_happened="We looked at a flat", form_key=priya.hidden("form_key"))
        assert ProgressEntry.objects.get().what_happened == "We looked at a flat"
        assert not UnsavedWords.objects.exists()
