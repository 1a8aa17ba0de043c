"""The thread through the whole house, as a story: one record out of two extracts, shared work, a reminder, a joint complaint.

Each step is what one person does at their own screen. What Celery does in between is first seen to be owed.
"""

from datetime import timedelta

from calendars import local_day
from cases.models import Case
from complaints import tasks as complaint_tasks
from complaints.models import Complaint
from domains.models import Part, Responsibility
from merging.models import CaseJoin, Conflict, PossibleMatch
from notifications import sending
from notifications.models import Deadline, Notice, Waiting
from notifications.sweep import sweep
from tests.journeys.demonstrated import at_nine, conflict_of, due_today, mails
from tests.journeys.visitors import PHONE, Visitor

GOAL = "A key to my own front door, and a kettle."
ENTRY = "Looked at a flat together. It has a kettle."
TABLETS = "Olanzapine at night"
FLAT, RAN_OUT = "Nobody sorted out the flat after hospital", "My tablets ran out"


class Thread:
    """The story so far. ``screens`` opens browsers; ``clock`` is the moment at which pages are asked for."""

    def __init__(self, screens, clock):
        self.screens, self.clock = screens, clock
        self.jo = Visitor(screens, "Jo Price")

    def visitor(self, name, **more):
        return Visitor(self.screens, name, **more).signs_in_from_the_first_page()

    # 1 and 2: the sign-in page, the caseload, one record, a conflict, a match, a referral

    def the_first_page_names_the_people(self):
        self.jo.opens("/")
        said = self.jo.page.inner_text("body")
        for name in ("Jo Price", "Ann Fearon", "Priya Nair", "Tomos Rhys", "Ruth Bannister", "Moira Bell", "Ola Berg"):
            assert name in said, name
        self.jo.leaves()
        self.jo.signs_in_from_the_first_page()

    def a_coordinator_opens_her_caseload(self):
        jo = self.jo
        assert "My caseload" in jo.reads()
        assert "overdue" in jo.reads()
        assert "disagree" in jo.reads()
        assert "Possible match" in jo.reads()
        jo.leaves()

    def she_opens_one_person_and_decides_between_two_values(self):
        jo, conflict = self.jo, conflict_of("Jo Price")
        self.case = conflict.case
        self.called = self.case.person.called
        jo.opens(f"/record/{self.case.reference}/")
        assert "Two records disagree" in jo.reads()
        assert "From Council" in jo.reads().replace("\n", " ") or "Council," in jo.reads()
        jo.leaves()
        jo.follows("Decide", nth=0)
        assert not jo.page.locator("input:checked").count(), "nothing is chosen beforehand"
        jo.leaves()
        jo.picks("from the Trust").writes("How do you know?", "Asked them").clicks("Save my decision")
        conflict.refresh_from_db()
        assert conflict.state == Conflict.State.RESOLVED
        assert "Decided" in jo.page.inner_text("body")
        jo.leaves()

    def she_confirms_a_possible_match(self):
        jo = self.jo
        match = (
            PossibleMatch.objects.filter(state="open", case__coordinator__name="Jo Price")
            .select_related("case")
            .first()
        )
        parts = Part.objects.filter(case__in=[match.case, match.other_case], state="accepted").count()
        jo.opens("/caseload/").follows("Compare the two")
        assert "Is this the same person?" in jo.reads()
        jo.leaves()
        jo.picks("The same person", exact=True).clicks("Save", exact=True)
        assert "There is a problem" in jo.reads(), "two records are not joined without saying how it was checked"
        jo.leaves()
        jo.picks("The same person", exact=True).picks("I asked the person").clicks("Save", exact=True)
        assert "Two cases have become one" in jo.page.inner_text("body")
        jo.leaves()
        join = CaseJoin.objects.get(match=match)
        assert Case.objects.get(pk=join.absorbed_id).merged_into_id == join.survivor_id
        assert parts, "there was something to lose"
        jo.opens(f"/record/C-{join.absorbed_id}/")
        assert jo.page.url.endswith(f"/record/C-{join.survivor_id}/")
        administrator = self.visitor("Ola Berg").opens(f"/merging/joined/{join.pk}/")
        assert join.survivor.person.family_name not in administrator.reads()
        administrator.leaves()

    def she_takes_a_referral_by_hand(self):
        jo, today = self.jo, local_day(self.clock.now())
        known = self.case.person
        jo.opens("/caseload/").clicks("Take a referral")
        jo.leaves()
        jo.writes("First name", known.given_name).writes("Last name", known.family_name).dates(
            "birth_date", known.birth_date
        )
        jo.picks("Not known").writes("Why have they been referred?", "Cannot sleep").writes(
            "Who referred them?", "Her GP"
        )
        jo.dates("received_on", today).picks("Marshgate Trust").chooses("Who coordinates?", "Jo Price")
        cases = Case.objects.count()
        jo.clicks("Take the referral")
        assert Case.objects.count() == cases, "nothing is made before she has seen who is known already"
        assert known.family_name in jo.reads()
        jo.leaves()
        jo.writes("First name", "Wilhelmina").writes("Last name", "Attenborough-Vance").clicks("Take the referral")
        referred = self.referred = Case.objects.latest("pk")
        assert Case.objects.count() == cases + 1
        assert f"The referral is taken. The record is {referred.reference}" in jo.page.inner_text("body")
        jo.leaves()

    # 3: the single assessment

    def she_begins_the_assessment(self):
        jo, reference = self.jo, self.case.reference
        jo.opens(f"/assessments/{reference}/").leaves()
        jo.clicks("Begin the assessment")
        assert "Carried in, to confirm" in jo.reads()
        assert "answered twice" in jo.reads()
        jo.leaves()
        jo.opens(f"/assessments/{reference}/sections/about-me/")
        jo.writes(f"In {self.called}’s words, not ours", "My own kettle, and quiet.").leaves()
        jo.clicks("Save and stop here").leaves()
        jo.opens(f"/assessments/{reference}/to-confirm/").leaves()

    def she_writes_what_is_needed_and_one_goal(self):
        jo, reference = self.jo, self.case.reference
        jo.opens(f"/assessments/{reference}/needs/")
        jo.chooses("What it is about", "Housing").writes("What is needed", "A settled home").picks("Unmet")
        jo.clicks("Write it down")
        assert "A settled home" in jo.reads()
        jo.leaves()
        jo.opens(f"/assessments/{reference}/plan/goals/add/").leaves()
        jo.writes(f"What does {self.called} want?", GOAL).chooses("What it is mostly about", "Housing")
        jo.clicks("Put it in the plan")
        assert GOAL in jo.reads()
        jo.leaves()

    # 4: domains

    def she_shares_the_work_out(self):
        jo = self.jo
        self._asks("Medication", "Marshgate Trust", own=True)
        self._asks("Housing", "Open Door Homes", accountable="Marshgate Council", words="A kettle of my own")
        self._asks("Employment", "Workwise", accountable="Marshgate Council", words="Not before ten")
        jo.opens(f"/record/{self.case.reference}/")
        table = jo.page.get_by_role("table", name="Who does what").inner_text()
        for domain in ("Joint assessment", "Medication", "Housing", "Employment"):
            assert domain in table
        jo.leaves()
        housing = Responsibility.objects.get(case=self.case, domain__code="housing", effective_until=None)
        assert (housing.mode, housing.accountable.short_name) == ("independent", "Council")
        joint = Part.objects.filter(case=self.case, domain__code="assessment", state="accepted")
        assert {(p.organisation.short_name, p.share) for p in joint} == {("Trust", "lead"), ("Council", "joint")}
        jo.opens(f"/assessments/{self.case.reference}/sections/medication/")
        jo.page.locator("textarea[name='medication_list']").fill(TABLETS)
        jo.clicks("Save and stop here").leaves()

    def she_shares_the_assessment_of_the_person_she_took_on(self):
        """An import leaves both statutory bodies with it; for somebody referred by hand it is asked."""
        self._asks("Joint assessment", "Marshgate Trust", own=True, case=self.referred)
        self._asks("Joint assessment", "Marshgate Council", share="Shares it", agreed="", case=self.referred)
        ann = self.visitor("Ann Fearon")
        ann.is_refused(f"/record/{self.referred.reference}/", 404)
        ann.opens("/my-domains/").leaves()
        ann.clicks("See what is asked, and answer").leaves()
        ann.picks("Accept", exact=True).clicks("Send the answer")
        assert "You have accepted" in ann.page.inner_text("body")
        ann.leaves()
        held = Part.objects.filter(case=self.referred, domain__code="assessment", state="accepted")
        assert {(p.organisation.short_name, p.share) for p in held} == {("Trust", "lead"), ("Council", "joint")}
        assert {p.responsibility.mode for p in held} == {"shared"}

    def _asks(self, domain, partner, *, accountable="", words="", own=False, share="", agreed="Said so", case=None):
        reference = (case or self.case).reference
        jo = self.jo.opens(f"/domains/{reference}/ask/").leaves()
        jo.picks(domain, exact=True).clicks("Continue").leaves()
        jo.picks(partner)
        if words:
            jo.writes("What do they need to know to answer?", words)
        if accountable:
            jo.chooses("Who answers for it in law?", accountable)
        if share:
            jo.picks(share)
        if agreed and not own:
            jo.picks("Yes: they may read and write about this").chooses("How did they say it?", agreed)
            jo.writes("Who gave this answer?", self.called)
        jo.clicks("Ask them")
        assert ("from now" if own else "has been asked") in jo.page.inner_text("body")
        jo.leaves()

    # 5: the charity worker, on her phone

    def a_charity_worker_accepts_and_reads_what_she_may(self):
        priya, case = self.visitor("Priya Nair", size=PHONE), self.case
        self.priya = priya
        medication = Part.objects.get(case=case, domain__code="medication")
        priya.is_refused(f"/record/{case.reference}/", 404)
        priya.opens("/notices/")
        assert "Housing" in priya.reads()
        priya.leaves()
        priya.opens("/my-domains/")
        assert "A kettle of my own" in priya.reads()
        assert case.person.family_name not in priya.reads()
        priya.leaves()
        priya.clicks("See what is asked, and answer")
        assert case.person.family_name not in priya.reads()
        priya.leaves()
        priya.picks("Accept", exact=True).clicks("Send the answer")
        assert "You have accepted" in priya.page.inner_text("body")
        priya.leaves()
        assert "and have it now" in priya.opens("/notices/").reads()
        priya.is_refused(f"/assessments/{case.reference}/sections/medication/", 404)
        priya.is_refused(f"/domains/parts/{medication.pk}/", 403)
        for address in ("", "timeline/"):
            priya.opens(f"/record/{case.reference}/{address}")
            said = priya.page.content()
            assert TABLETS not in said
            assert case.person.family_name not in said
            priya.leaves()
        priya.opens(f"/assessments/{case.reference}/plan/")
        assert GOAL in priya.reads()
        priya.leaves()

    def she_writes_what_happened(self):
        priya = self.priya
        housing = Part.objects.get(case=self.case, domain__code="housing", state="accepted")
        priya.opens(f"/domains/parts/{housing.pk}/entry/").leaves()
        priya.writes("What happened?", ENTRY).picks("Going well").clicks("Save the entry")
        priya.leaves()
        priya.opens(f"/domains/parts/{housing.pk}/")
        assert ENTRY in priya.reads()
        priya.leaves()
        self.jo.opens(f"/record/{self.case.reference}/timeline/")
        assert "Housing" in self.jo.reads()
        self.jo.leaves()

    def a_neighbouring_charity_finds_nothing(self):
        lena, case = self.visitor("Lena Ortiz", size=PHONE), self.case
        part = Part.objects.get(case=case, domain__code="housing", state="accepted")
        for address in (
            f"/record/{case.reference}/", f"/record/{case.reference}/audit/", f"/assessments/{case.reference}/",
            f"/domains/parts/{part.pk}/", f"/cases/{case.reference}/person/",
        ):  # fmt: skip
            lena.is_refused(address, 404)
        lena.opens("/my-domains/")
        assert self.called not in lena.reads()

    # 6: reminders

    def a_review_falls_due_and_is_reminded_of_once(self):
        deadline = due_today()
        case = Case.objects.get(pk=deadline.case_id)
        assert Waiting.objects.filter(deadline=deadline).exists(), "it waits for the sweep"
        at = max(self.clock.now(), at_nine(deadline))
        for _ in range(2):
            sweep(at)
        told = Notice.objects.filter(cause=f"deadline:{deadline.pk}")
        assert [notice.worker_id for notice in told] == [case.coordinator_id], "once, to whoever coordinates"
        for _ in range(2):
            sending.send_due(at)
        sent = [text for text in mails() if f"To: {case.coordinator.email}" in text]
        assert sent, "an e-mail lies in the file outbox"
        for text in sent:
            assert case.person.family_name not in text
            assert case.reference not in text
        coordinator = self.jo if case.coordinator.name == "Jo Price" else self.visitor(case.coordinator.name)
        coordinator.opens("/notices/")
        assert case.person.called in coordinator.reads() or case.person.display_name in coordinator.reads()
        coordinator.leaves()

    def the_manager_sees_it_overdue_and_is_told(self):
        deadline = due_today()
        case = Case.objects.get(pk=deadline.case_id)
        self.clock.goes_on(timedelta(days=9))
        ruth = self.visitor("Ruth Bannister")
        assert "overdue" in ruth.reads()
        ruth.leaves()
        ruth.opens("/reviews/overdue/")
        assert case.reference in ruth.reads()
        ruth.leaves()
        for _ in range(2):
            sweep(self.clock.now())
        escalated = Notice.objects.filter(cause=f"deadline:{deadline.pk}", worker__name="Ruth Bannister")
        assert escalated.count() == 1
        ruth.opens("/notices/")
        assert case.person.display_name in ruth.reads()
        ruth.leaves()

    # 7: a complaint

    def a_complaint_is_taken_at_the_council(self):
        ann, today = self.visitor("Ann Fearon"), local_day(self.clock.now())
        ann.opens(f"/complaints/take/?case={self.case.reference}").leaves()
        ann.writes("What did they say?", f"{FLAT}, and {RAN_OUT.lower()}.")
        ann.writes("What is it about, in a few words?", "Home from hospital, and no tablets")
        for number, (words, domain) in enumerate(((FLAT, "Housing"), (RAN_OUT, "Medication"))):
            ann.page.locator(f"[name='elements-{number}-words']").fill(words)
            ann.page.locator(f"[name='elements-{number}-domain']").select_option(label=domain)
            ann.dates(f"elements-{number}-about_on", today - timedelta(days=1))
        ann.writes("Their name", self.called, exact=True).writes("How do they want to be reached?", "01632 960001")
        ann.picks("The person who receives the service").picks("Spoken, face to face or by phone").dates(
            "received_on", today
        )
        ann.picks("Yes, with the organisations ticked below").picks("Marshgate Trust").picks("Open Door Homes")
        ann.clicks("Take the complaint")
        self.complaint = Complaint.objects.get()
        assert f"{self.complaint.reference} is taken" in ann.reads()
        ann.leaves()
        ann.is_refused(f"/complaints/{self.complaint.reference}/", 403)

    def it_is_routed_to_who_was_responsible(self):
        assert Complaint.objects.filter(pk=self.complaint.pk, routed_at=None).exists(), "routing is owed"
        for _ in range(2):
            complaint_tasks.route()
        elements = self.complaint.elements.order_by("number")
        assert [(e.responsible.short_name, e.delivered_by and e.delivered_by.short_name) for e in elements] == [
            ("Council", "Open Door"), ("Trust", None)
        ]  # fmt: skip
        told = Notice.objects.filter(kind="complaint.routed").values_list("worker__name", flat=True)
        assert sorted(told) == ["Fay Lund", "Moira Bell", "Tom Whitlock"]

    def each_lead_sees_it_and_the_clock(self):
        for name in ("Tom Whitlock", "Moira Bell", "Fay Lund"):
            lead = self.visitor(name)
            assert self.complaint.reference in lead.reads(), name
            lead.leaves()
            lead.follows(self.complaint.reference)
            assert "The clock" in lead.reads()
            lead.leaves()
            if name == "Tom Whitlock":
                assert FLAT in lead.reads()
                assert RAN_OUT in lead.reads()
                assert "Proposed, because" in lead.reads()
                assert "cknowledge" in lead.reads()
            lead.is_refused(f"/record/{self.case.reference}/", 404)
        assert self.complaint.bodies.filter(is_lead=True).count() == 1
        owed = Deadline.objects.filter(kind="complaint.acknowledge", is_live=True)
        assert {d.owner_organisation.short_name for d in owed} == {"Council", "Trust"}
        assert len({d.due_at for d in owed}) == 1, "three working days, counted alike"

    # 8: the audit

    def everything_stands_in_the_audit(self):
        jo = self.jo.opens(f"/record/{self.case.reference}/audit/")
        said = ""
        while True:
            said += jo.reads()
            jo.leaves()
            older = jo.page.get_by_role("link", name="Show the next")
            if not older.count():
                break
            older.first.click()
            jo.page.wait_for_load_state("load")
        for words in (
            "Opened the record", "Decided between two values", "Started the assessment", "Asked a partner", "Accepted what was asked",
            "Wrote an entry", "Recorded what the person agrees to", "Was refused the record",
        ):  # fmt: skip
            assert words in said, words
        for name in ("Jo Price", "Priya Nair", "Lena Ortiz"):
            assert name in said, name
        assert TABLETS not in said
        assert self.case.person.family_name not in said
        jo.opens(f"/record/{self.case.reference}/audit/printed/").leaves()
