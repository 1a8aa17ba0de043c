"""One assessment from its first page to its review, by the people of the house, each at a screen of their own.

Every step ends at a page that is looked at. With scripts, what is typed is kept as it is typed; without, the same forms do
the same work.
"""

from datetime import timedelta

from assessments.models import Agreement, Assessment, Determination, Review
from calendars import local_day
from instruments.models import Score
from tests.journeys.visitors import DESK, PHONE, Visitor


class Worker(Visitor):
    """A worker of the house, signed in as the session cookie would, at the addresses of one case."""

    def __init__(self, screens, worker, cookie, size, case):
        super().__init__(screens, worker.name, size=size)
        self.page.context.add_cookies([{**cookie, "url": screens.address}])
        self.home = f"/assessments/{case.reference}/"

    def at(self, place=""):
        return self.opens(place if place.startswith("/") else self.home + place)

    def leaves(self):
        """The page is whole at the width of a desk and of a narrow telephone. Without scripts the one it has is enough."""
        own = self.page.viewport_size
        for size in (DESK, PHONE) if self.screens.scripts else (own,):
            self.page.set_viewport_size(size)
            super().leaves()
        self.page.set_viewport_size(own)
        return self

    def says(self, *words):
        said = self.reads()
        for one in words:
            assert one in said, f"{one!r} is not in: {said[:3000]}"
        return self


class Filling:
    """``arrive(worker)`` gives a :class:`Worker`; ``scripts``: whether their browsers run any."""

    def __init__(self, house, case, arrive, *, now, scripts):
        self.house, self.case, self.now, self.scripts = house, case, now, scripts
        self.jo, self.ann = arrive(house.coordinator), arrive(house.social_worker)
        self.priya = arrive(house.housing_worker)

    @property
    def version(self):
        return Assessment.objects.order_by("-version").first()

    def the_coordinator_begins(self):
        self.jo.at().leaves().clicks("Begin the assessment").says("Version 1 of the assessment is begun.").leaves()

    def two_fill_in_a_section_at_once_and_the_second_is_told_what_changed(self):
        jo, ann = self.jo.at("sections/money/"), self.ann.at("sections/money/")
        jo.writes("In Daf’s words, not ours", "I never open the letters.")
        jo.page.locator("[name='money_income']").fill("Universal Credit")
        jo.clicks("Save and stop here").says("Money and benefits is saved.").leaves()
        ann.writes("In Daf’s words, not ours", "My sister pays the rent.").page.locator("[name='money_manages']").fill(
            "His sister"
        )
        ann.clicks("Save and stop here")
        ann.says("Jo Price changed this on", "I never open the letters.").leaves()
        assert ann.page.locator("[name='words']").input_value() == "My sister pays the rent."
        ann.clicks("Save and stop here").says("Money and benefits is saved.")
        stand = dict(self.version.answers.exclude(value=None).values_list("item", "value"))
        assert (stand["money.income"], stand["money.manages"]) == ("Universal Credit", "His sister"), "merged by field"
        assert self.version.words.get(section="money").words == "My sister pays the rent."

    def what_is_typed_and_not_saved_is_there_when_she_comes_back(self):
        jo = self.jo.at("sections/about-me/")
        words = "Jo typed this and was called away."
        if self.scripts:
            jo.writes("In Daf’s words, not ours", words)
            jo.page.get_by_text("not yet saved to the record").wait_for()
            jo.at("sections/about-me/")
        else:
            jo.writes("In Daf’s words, not ours", words)
            cookies = jo.page.context.cookies()
            jo.page.context.clear_cookies(name="sessionid")
            jo.clicks("Save and stop here").says(
                "You were signed out before you saved. What you typed is kept for you"
            ).leaves()
            jo.page.context.add_cookies(cookies)
            jo.at("sections/about-me/")
        jo.says("You had typed this on").leaves()
        jo.clicks("Bring it back", role="link").says("is back in the boxes").leaves()
        assert jo.page.locator("[name='words']").input_value() == words
        assert not self.version.words.filter(section="about-me").exists()
        jo.clicks("Save and stop here").says("What matters to me is saved.")
        assert self.version.words.get(section="about-me").words == words

    def a_charity_goes_on_in_its_own_and_reads_nothing_that_nobody_agreed(self):
        self.priya.at("sections/about-me/").says("Version 1 is being written by Trust and Council").leaves()
        assert "called away" not in self.priya.reads()
        self.priya.at("sections/{}/".format("home")).picks("Still right: confirm").clicks("Save and stop here").says(
            "Home is saved."
        ).leaves()

    def what_was_carried_in_is_confirmed_together(self):
        self.jo.at("to-confirm/").leaves()
        self.jo.page.get_by_role("checkbox").first.check()
        self.jo.clicks("Confirm what is ticked").says("1 answer confirmed.")

    def a_need_a_goal_and_who_does_what(self):
        jo = self.jo.at("needs/")
        jo.chooses("What it is about", "Money and benefits").writes("What is needed", "Help with letters")
        jo.picks("Unmet: it is not being helped with").clicks("Write it down").says(
            "The need is written down."
        ).leaves()
        jo.at("plan/goals/add/")
        jo.page.get_by_label("What does Daf want?").focus()
        jo.page.keyboard.type("To keep my flat")
        jo.page.keyboard.press("Tab")
        jo.page.keyboard.type("Hous")
        for _ in range(4):
            jo.page.keyboard.press("Tab")
            if jo.page.evaluate("document.activeElement.tagName") == "BUTTON":
                break
        with jo.page.expect_navigation():
            jo.page.keyboard.press("Enter")
        jo.says("The goal is in the plan.", "To keep my flat", "Housing").leaves()
        jo.follows("Add an action").leaves()
        jo.writes("What will be done?", "Open the letters together").chooses("Who does it?", "Open Door: Housing")
        jo.clicks("Put it in the plan").says("The action is in the plan.", "Open the letters together")

    def a_plan_for_bad_days(self):
        jo = self.jo.at("crisis/write/")
        jo.writes("How can others tell that Daf is becoming unwell?", "Curtains closed by day")
        jo.page.locator("[name='name_0']").fill("Mair")
        jo.page.locator("[name='number_0']").fill("01632 960123")
        jo.clicks("Add another")
        assert jo.page.locator("[name='name_0']").input_value() == "Mair", "nothing typed is lost"
        jo.leaves().clicks("Save this version").says(
            "The crisis plan is written.", "Curtains closed by day", "01632 960123"
        ).leaves()

    def a_questionnaire_twice_and_its_line(self):
        for values, ago in (("2", 30), ("1", 0)):
            jo = self.jo.opens(f"/instruments/{self.case.reference}/record/phq-9/")
            day = local_day(self.now) - timedelta(days=ago)
            jo.dates("measured_on", day)
            for radio in jo.page.locator(f"input[type=radio][value='{values}']").all():
                radio.check(force=True)
            jo.clicks("Save the answers")
        assert Score.objects.count() == 2
        self.jo.opens(f"/instruments/{self.case.reference}/").says("PHQ-9", "18 of 27", "9 of 27").leaves()
        assert self.jo.page.locator("main svg").count() >= 1

    def the_council_decides_in_law_and_nobody_else_may(self):
        address = f"{self.jo.home}determinations/care_act_eligibility/"
        self.jo.is_refused(address, 403)
        ann = self.ann.opens(address)
        ann.page.locator("input[name='decision'][value='eligible']").check()
        ann.writes("The reasons", "Letters and rent fail without help.").leaves()
        ann.page.locator("main form button[type=submit], main form button:not([type])").last.click()
        ann.page.wait_for_load_state("load")
        ann.says("Eligible needs", "Letters and rent fail without help.", "Signed by Ann Fearon").leaves()
        assert Determination.objects.get().by == self.house.social_worker

    def everybody_is_heard_and_a_no_is_kept(self):
        self._answers(self.jo, "Daf", "Yes", how="In person")
        self._answers(self.jo, "Marshgate Trust", "Yes")
        self._answers(self.ann, "Marshgate Council", "No", words="The rent is not in it.")
        assert Agreement.objects.filter(says="no").get().words == "The rent is not in it."
        self.jo.at("agreement/").says("The rent is not in it.").leaves()

    def _answers(self, visitor, whose, says, *, words="", how=""):
        visitor.at("agreement/answer/")
        visitor.page.get_by_label("Whose answer is it?").select_option(
            value=next(
                option.get_attribute("value")
                for option in visitor.page.locator("[name='voice'] option").all()
                if option.inner_text().strip() in (whose, whose.split()[-1])
            )
        )
        visitor.writes("What they said", words).picks(says, exact=True)
        if how:
            visitor.picks(how)
        visitor.leaves().page.locator("main form button.nhsuk-button").last.click()
        visitor.page.wait_for_load_state("load")
        assert "There is a problem" not in visitor.reads(), visitor.reads()

    def it_is_signed_with_the_reasons_that_are_owed(self):
        jo = self.jo.at("agreement/sign/").leaves()
        jo.clicks("Sign and lock it").says("There is a problem").leaves()
        jo.writes("Why is it signed although", "The rent has a plan of its own.").writes(
            "Why is it signed although questions are open?", "The rest is asked in spring."
        )
        jo.clicks("Sign and lock it")
        assert Assessment.objects.get().state == "signed"
        jo.at("plan/").says("said no to version 1").leaves()

    def the_next_version_begins_as_its_copy_and_shows_what_changed(self):
        jo = (
            self.jo.at()
            .leaves()
            .clicks("Begin the next version")
            .says("Version 2 of the assessment is begun.")
            .leaves()
        )
        jo.at("sections/money/").leaves()
        jo.page.locator("[name='words']").fill("I open them with Priya now.")
        jo.clicks("Save and stop here").says("Money and benefits is saved.")
        jo.at("versions/compare/").says(
            "What changed", "My sister pays the rent.", "I open them with Priya now."
        ).leaves()
        self.priya.at("versions/compare/").says("You see what changed in what you do yourself.").leaves()
        assert "I open them with Priya now." not in self.priya.reads()
        jo.at("versions/").says("Version 1", "Version 2").leaves()

    def the_plan_on_paper(self):
        jo = self.jo.at("documents/").leaves().at("documents/1/my-plan/standard/").says("To keep my flat").leaves()
        answer = jo.page.context.request.get(f"{jo.screens.address}{jo.home}documents/1/my-plan/standard/pdf/")
        assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")

    def the_review_is_held_without_one_who_shares_it_and_that_needs_a_reason(self):
        jo = self.jo.at("reviews/").leaves().at("reviews/hold/")
        jo.page.get_by_role("checkbox").first.check()
        jo.dates("held_on", local_day(self.now)).writes("What was decided?", "Go on as planned").leaves()
        jo.page.locator("main form button.nhsuk-button").last.click()
        jo.page.wait_for_load_state("load")
        review = Review.objects.get(held_on__isnull=False)
        jo.at(f"reviews/{review.pk}/").says("Not heard from").leaves()
        jo.at(f"reviews/{review.pk}/check/").clicks("It is right: close the review")
        jo.says("Write why the review is closed without them.").leaves()
        jo.writes("Why is the review closed without", "Rang the council afterwards.")
        jo.clicks("It is right: close the review").says("The review is checked and closed.").leaves()
        review.refresh_from_db()
        assert review.checked_without == "Rang the council afterwards."
