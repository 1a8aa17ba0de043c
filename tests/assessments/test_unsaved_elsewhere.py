"""Nothing typed is lost or saved under another name: another worker on the same machine, a version that ended, other forms."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.crisis_services import write_crisis_plan
from assessments.models import Answer, CrisisPlan, Goal
from assessments.services import Given
from cases.models import UnsavedWords
from cases.people import PersonDetails
from cases.services import add_carer
from cases.web.unsaved import HEADER, PASS
from domains.models import ProgressEntry
from tests.assessments.stories import a_shared_case, agrees
from tests.assessments.unsaved_forms import At, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(house):
    return a_shared_case(house, preferred_name="Daf")


@pytest.fixture
def found(house, case):
    return services.start(case=case, by=house.coordinator, at=timezone.now())


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
        assert not (Goal.objects.exists())
        assert not (CrisisPlan.objects.exists())
        assert not (ProgressEntry.objects.exists())
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


class TestRisksAndCarers:
    SAID = {"kind": "self", "now": "He hears them at night", "plan": "The team rings"}  # noqa: RUF012

    def test_a_risk_that_was_typed_comes_back_and_is_nobody_elses(self, house, case):
        address = reverse("assessments:write-risk", args=[case.reference])
        jo = At(house.coordinator, address)
        assert jo.keeps(**self.SAID).status_code == 200
        assert not case.risks.exists()
        assert "He hears them at night" in jo.opens()
        back = jo.opens("?unsaved=back")
        assert re.search(r"<textarea[^>]*>\s*He hears them at night</textarea>", back)
        assert re.search(r'value="self"[^>]*checked', back)
        assert "He hears them at night" not in At(house.nurse, address).opens("?unsaved=back")

    def test_words_typed_over_an_older_risk_stand_beside_the_newer(self, house, case):
        jo = At(house.coordinator, reverse("assessments:write-risk", args=[case.reference]))
        owner = re.search(r'<option value="(\d+-\d+)"', jo.page.content.decode())[1]
        today = timezone.localdate()
        days = {f"looked_at_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
        days |= {"review_by_day": 1, "review_by_month": 2, "review_by_year": today.year + 1}
        jo.keeps(**self.SAID)
        jo.sends(owner=owner, **self.SAID, **days)
        assert not UnsavedWords.objects.exists()
        risk = case.risks.get()
        again = reverse("assessments:change-risk", args=[case.reference, risk.pk])
        mine, theirs = At(house.coordinator, again), At(house.nurse, again)
        mine.keeps(now="Quieter since Monday", plan="The team rings", owner=owner)
        theirs.sends(now="Louder since Tuesday", plan="The team rings", owner=owner, **days)
        assert risk.versions.count() == 2
        back = mine.opens("?unsaved=back")
        assert re.search(r"<textarea[^>]*>\s*Quieter since Monday</textarea>", back)
        assert "wrote a newer version on" in back
        assert "Louder since Tuesday" in back

    def test_what_a_carer_said_is_kept_until_it_is_written_down(self, house, case):
        link = add_carer(
            case=case, details=PersonDetails(given_name="Wen"), relationship="Mother", by=house.social_worker,
            at=timezone.now(),
        )  # fmt: skip
        ann = At(house.social_worker, reverse("cases:carer-step", args=[case.reference, link.pk]))
        ann.keeps(step="told", words="I never thought of it")
        assert not link.steps.exists()
        assert re.search(r"<textarea[^>]*>\s*I never thought of it</textarea>", ann.opens("?unsaved=back"))
        today = timezone.localdate()
        ann.sends(
            step="told", words="I never thought of it", on_day=today.day, on_month=today.month, on_year=today.year
        )
        assert link.steps.get().words == "I never thought of it"
        assert not UnsavedWords.objects.exists()
