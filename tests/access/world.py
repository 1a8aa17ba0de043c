"""One person's record with everything on it, for tests that ask of every address who may open it.

The names and words are such as stand nowhere else, so that finding one in an answer means that it came from the record.
"""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from access.roles import Role
from agreements.services import offer_service
from assessments import (
    aftercare_services as aftercare,
)
from assessments import (
    agreement_services,
    clocks,
    discharge_services,
    review_feed,
    review_requests,
)
from assessments import (
    crisis_services as crises,
)
from assessments import (
    determination_services as determinations,
)
from assessments import risk_services as risks
from assessments import services as assessments
from assessments.charging import services as charging
from assessments.documents.catalogue import KINDS
from assessments.documents.services import give_copy
from assessments.models import Assessment
from assessments.services import Given
from calendars import local_day
from cases.models import BreakGlass, Case, Consent
from cases.people import PersonDetails
from cases.services import carers, open_in_emergency, record_consent, refer, transfers
from complaints import services as complaints
from complaints.models import Complaint, Method, Relation
from complaints.rules.intake import Complainant, ElementDraft
from domains import services as domains
from domains.models import Share
from domains.services import PartRequest
from instruments import services as instruments
from instruments.definition_files import library
from merging import joining
from merging.models import Conflict, ImportRun, MergedRecord, PossibleMatch, SourceValue
from notifications.models import Notice
from partners.models import ApiToken, Organisation, StaffCode, Team, Worker
from partners.services import issue_token

GIVEN, FAMILY, CALLED = "Bryndis", "Quillander", "Brynnie"
NHS_NUMBER, POSTCODE, TELEPHONE = "9990000018", "ZZ9 8YX", "01632 960777"
MEDICATION, ENTRY, OFFERED, REASON = "Lithogram mornings", "Boilerless since Sunday", "Among animals", "Sleepless weeks"
DETERMINED = "Meals burn unwatched"
SCORE = "9 of 27"
SAID = "Never before breakfast, ever"
COMPLAINT, COMPLAINANT = "Nobody sorted out the flat, and the tablets ran out", "Sigrun Halvorsen"

#: Somebody who cares for the person, known to the council only: they have agreed to nobody else.
CARER, CARER_SAID = "Thorhild", "Nights are the worst"
HANDOVER = "Crosses the river in spring"

ASKED, DECIDED, WARD = "Tremors since Tuesday", "Boilerman first", "Rowantree ward"
#: The words of a safeguarding concern: its writer and the council read them, nobody else.
FEARED = "Bruises shaped like fingers"
ENTITLED, NO_LONGER, RISK, CHARGED = (
    "Brown folder seen",
    "Steady since harvest",
    "Forgets whole suppers",
    "Scale of harvest",
)

#: What identifies the person: nobody but readers of the whole record sees any of it.
IDENTITY = (FAMILY, GIVEN, NHS_NUMBER, "999 000 0018", POSTCODE, TELEPHONE)


class World:
    """The house and what stands on one case at ``at``: parts held, offered and ended, entries, an assessment with a
    medication answer, a plan, a version signed before, a review to come, a complaint, a conflict and a possible match."""

    def __init__(self, house, at):
        self.house, self.at = house, at
        self.before = at - timedelta(days=60)
        self.superuser = Worker.objects.create_superuser("superuser@example.org", "a long password", name="Root Alone")
        self.case = self._refer(given_name=GIVEN, preferred_name=CALLED, nhs_number=NHS_NUMBER)
        self._parts()
        self._assessment()
        self._determinations()
        self._money()
        self._score()
        self._complaint()
        self._import()
        self._administration()
        self._carers()
        self._emergency()
        self._concern()
        self._transfers()
        self.notices = {
            key: Notice.objects.filter(worker=worker).order_by("pk").first() for key, worker in house.workers.items()
        }

    def worker(self, role):
        """The worker of a role of the matrix; None for a visitor who is not signed in."""
        if role == "anonymous":
            return None
        return self.superuser if role == "superuser" else getattr(self.house, role)

    def _refer(self, **details):
        house = self.house
        return refer(
            details=PersonDetails(family_name=FAMILY, gender="female", postcode=POSTCODE, telephone=TELEPHONE, **details),
            reason=REASON, source="GP", received_at=self.before, organisation=house.trust, team=house.whole(house.trust),
            coordinator=house.coordinator, lead_organisation=house.trust, by=house.coordinator, at=self.before,
        )  # fmt: skip

    def agree(self, organisation, **more):
        return record_consent(
            case=self.case, organisation=organisation, status=Consent.Status.GIVEN, given_by="The person",
            method=Consent.Method.SPOKEN, by=self.house.coordinator, at=self.before, **more,
        )  # fmt: skip

    def _ask(self, domain, organisation, **more):
        request = PartRequest(domain=self.house.domain(domain), organisation=organisation, **more)
        return domains.propose(case=self.case, requests=[request], by=self.house.coordinator, at=self.before)[0]

    def _parts(self):
        house = self.house
        held = [
            PartRequest(domain=house.domain("assessment"), organisation=house.trust),
            PartRequest(domain=house.domain("assessment"), organisation=house.council, share=Share.JOINT),
            PartRequest(domain=house.domain("medication"), organisation=house.trust),
        ]
        _, _, self.medication = domains.establish(case=self.case, requests=held, by=None, at=self.before)
        self.agree(house.open_door)
        self.past = self._accepted("housing")
        domains.write_entry(part=self.past, what_happened=ENTRY, by=house.housing_worker, at=self.before)
        domains.end(part=self.past, words="A flat is found", by=house.housing_worker, at=self.before)
        self.housing = self._accepted("housing")
        entry = domains.write_entry(
            part=self.housing, what_happened=ENTRY, by=house.housing_worker, at=self.at, tell_coordinator=True,
            worry="No heating", next_contact_on=local_day(self.at) + timedelta(days=3),
            attachment=SimpleUploadedFile("tenancy.txt", b"Tenancy of a flat"),
        )  # fmt: skip
        domains.scan_waiting(entry=entry, at=self.at)
        self.attachment = entry.attachments.get()
        self.employment = self._ask("employment", house.workwise, words=OFFERED, accountable=house.council)

    def _accepted(self, domain):
        part = self._ask(domain, self.house.open_door, accountable=self.house.council)
        return domains.accept(part=part, by=self.house.housing_worker, at=self.before)

    def _assessment(self):
        by, at, house = self.house.coordinator, self.at, self.house
        self.signed = self._signed_version()
        assessment = assessments.start(case=self.case, by=by, at=at)
        self.assessment = Assessment.objects.get(pk=assessment.pk)
        given = {"medication.list": Given(value=MEDICATION, seen=1)}
        assessments.save_section(assessment=self.assessment, section="medication", given=given, by=by, at=at)
        self.need = assessments.add_need(
            assessment=self.assessment,
            domain=house.domain("medication"),
            text="Tablets on time",
            level="unmet",
            by=by,
            at=at,
        )
        self.goal = assessments.write_goal(
            assessment=self.assessment, domain=house.domain("medication"), words="Sleep through", by=by, at=at
        )
        self.action = assessments.add_action(goal=self.goal, text="Review tablets", part=self.medication, by=by, at=at)
        self.copy = give_copy(
            assessment=self.assessment, kind=KINDS["gp-letter"], variant="standard", to="other", name="Another practice",
            how="posted", given_on=local_day(at), asked_words="They moved", asked_on=local_day(at), by=by, at=at,
        )  # fmt: skip
        self._crisis(by, at)
        self._aftercare_and_risk(by, at)
        self._reviews()

    def _determinations(self):
        """The council has found eligible needs, and a refusal stands that somebody may take back."""
        signed = {"assessment": self.assessment, "by": self.house.social_worker, "at": self.at, "seen": 0}
        determinations.decide_eligibility(decision="eligible", reasons=DETERMINED, **signed)
        determinations.record_refusal(has_capacity=True, best_interests=None, abuse=True, reasons=DETERMINED, **signed)

    def _money(self):
        """The council charges for an action of the plan, and has set a personal budget."""
        decided = {"reasons": CHARGED, "by": self.house.social_worker, "at": self.at, "seen": 0}
        charging.decide_charge(action=self.action, charge_class="council", cost=5_000, charge=1_234, **decided)
        charging.decide_budget(assessment=self.assessment, total=98_765, person=0, often="week", **decided)

    def _score(self):
        """One questionnaire twice, in the domain of treatment, which nobody holds here."""
        phq = library().newest("phq-9")
        for moment in (self.before, self.at):
            self.score = instruments.record(
                case=self.case, definition=phq, answers=dict.fromkeys(phq.by_code, 1), measured_on=local_day(moment),
                answered_by="person", by=self.house.coordinator, at=moment,
            )  # fmt: skip

    def _signed_version(self):
        """Version 1: the medication, what the person said to it, and the signature."""
        by, at, house = self.house.coordinator, self.before, self.house
        first = assessments.start(case=self.case, by=by, at=at)
        given = {"medication.list": Given(value=MEDICATION)}
        assessments.save_section(assessment=first, section="medication", given=given, by=by, at=at)
        for voice, says, words, who in (
            ("person", "no", SAID, by), (f"organisation-{house.trust.pk}", "yes", "", house.nurse),
            (f"organisation-{house.council.pk}", "yes", "", house.social_worker),
        ):  # fmt: skip
            agreement_services.answer(
                assessment=first, voice=voice, says=says, words=words, how="in_person", by=who, at=at
            )
        return agreement_services.sign(
            assessment=first, by=by, at=at, why_incomplete="More in May", why_despite_no="Looked at again in May"
        )

    def _crisis(self, by, at):
        """Two versions of the crisis plan, and what to do if part of the plan fails: of the shared core."""
        contact = crises.Contact(name="Sigga", relation="aunt", number="01632 960888")
        said = {"case": self.case, "contacts": [contact], "by": by, "at": at}
        self.crisis = crises.write_crisis_plan(helps="Quiet", seen=0, **said)
        self.crisis = crises.write_crisis_plan(helps="Quiet, and a lamp", seen=self.crisis.pk, **said)
        step = crises.Step(situation="The aunt is away", then="Ring the duty team", who="Duty team")
        crises.write_contingency_plan(case=self.case, seen=0, steps=[step], by=by, at=at)

    def _aftercare_and_risk(self, by, at):
        """Aftercare in force with the council's signature, and a risk that the trust's nurse owns."""
        house = self.house
        self.aftercare = aftercare.begin(
            case=self.case, section="3", in_force_since=local_day(self.before), nhs=house.trust, council=house.council,
            how_known=ENTITLED, by=by, at=at,
        )  # fmt: skip
        self.aftercare_signature = aftercare.sign(
            aftercare=self.aftercare, reason=NO_LONGER, by=house.social_worker, at=at
        )
        self.risk = risks.write(
            case=self.case, kind="neglect", now=RISK, plan="Lunch on weekdays", owner=house.nurse, owner_organisation=house.trust,
            looked_at_on=local_day(at), review_by=local_day(at) + timedelta(days=30), by=by, at=at,
        ).risk  # fmt: skip

    def _reviews(self):
        """A review that was held and waits for its check, one to come, one that was asked for, a discharge and a calendar."""
        by, at, case = self.house.coordinator, self.at, Case.objects.get(pk=self.case.pk)
        clocks.set_clocks(case=case, sides={clocks.CPA: clocks.Side(started_on=local_day(self.before))}, at=at, by=None)
        self.held = assessments.hold_review(
            case=case, kinds=[clocks.CPA], held_on=local_day(at), what_was_decided=DECIDED, by=by, at=at
        )
        self.meeting = assessments.plan_review(
            case=case, kinds=[clocks.CPA], scheduled_for=at + timedelta(days=9), by=by, at=at
        )
        self.asked = review_requests.ask_for_review(
            case=case, asked_by="person", asked_on=local_day(at), words=ASKED, by=by, at=at
        )
        self.discharge = discharge_services.record_discharge(
            case=case, left_at=at - timedelta(hours=20), left_from=WARD, went_to="home", by=by, at=at
        )
        self.feed = review_feed.make_feed(worker=by, at=at)

    def _complaint(self):
        house, day = self.house, local_day(self.before) + timedelta(days=20)
        taken = complaints.take(
            received_by=house.council, received_at=self.at, method=Method.SPOKEN, title="After hospital", words=COMPLAINT,
            complainant=Complainant(name=COMPLAINANT, contact="01632 960001", relation=Relation.SELF),
            elements=[
                ElementDraft(words="The flat", about_on=day, domain=house.domain("housing")),
                ElementDraft(words="The tablets", about_on=day, domain=house.domain("medication")),
            ],
            sharing=[(house.trust, "given"), (house.open_door, "given")], by=house.social_worker, at=self.at,
            case=Case.objects.get(pk=self.case.pk),
        )  # fmt: skip
        complaints.route(taken.pk, at=self.at)
        self.complaint = Complaint.objects.get(pk=taken.pk)

    def _import(self):
        """Two records that disagree, and two that may be one, as an import leaves them."""
        house, at = self.house, self.at
        self.run = ImportRun.objects.create(state="landed", started_at=at, heartbeat_at=at, finished_at=at)
        health, social_care = (
            SourceValue.objects.create(
                person=self.case.person, field="accommodation", source=source, organisation=organisation, value=value,
                shown=value, reference=reference, run=self.run, is_current=True, recorded_on=local_day(at),
            )
            for source, organisation, value, reference in (
                ("health", house.trust, "Supported housing", "T1"), ("social_care", house.council, "Settled tenancy", "S1"),
            )
        )  # fmt: skip
        self.conflict = Conflict.objects.create(
            person=self.case.person, case=self.case, field="accommodation", health=health, social_care=social_care,
            raised_at=at, run=self.run,
        )  # fmt: skip
        self.other = self._refer(given_name=GIVEN)
        for case, link in ((self.case, "number"), (self.other, "alone")):
            MergedRecord.objects.create(
                person=case.person,
                case=case,
                link=link,
                position=case.pk,
                is_open=True,
                digest=str(case.pk),
                run=self.run,
            )
        self.match = PossibleMatch.objects.create(
            person=self.case.person, other_person=self.other.person, case=self.case, other_case=self.other,
            because="birth_postcode_gender", evidence="x", raised_at=at, run=self.run,
        )  # fmt: skip

        one, other = self._refer(given_name=GIVEN), self._refer(given_name=GIVEN)
        match = PossibleMatch.objects.create(
            person=one.person, other_person=other.person, case=one, other_case=other, because="number", evidence="y",
            raised_at=at, run=self.run,
        )  # fmt: skip
        self.join = joining.confirm(match=match, by=house.coordinator, at=at, reason="Rang them")

    def _carers(self):
        """A carer whom the trust wrote down, and one of the council's with a record of their own and an assessment begun."""
        house, at = self.house, self.at
        self.trusts_carer = carers.add_carer(
            case=self.case, details=PersonDetails(given_name="Eyja"), relationship="Aunt", by=house.coordinator, at=at
        )
        said = {"case": self.case, "by": house.social_worker, "at": at}
        details = PersonDetails(given_name=CARER, family_name="Vestmann")
        self.carer = carers.add_carer(details=details, relationship="Neighbour", **said)
        carers.record_step(link=self.carer, step="asked", on=local_day(at), words=CARER_SAID, **said)
        self.carers_case = carers.open_carer_record(link=self.carer, **said)
        assessments.start(case=Case.objects.get(pk=self.carers_case.pk), by=house.social_worker, at=at)

    def _concern(self):
        """The housing charity has raised a safeguarding concern with the council."""
        self.concern = domains.raise_concern(
            case=Case.objects.get(pk=self.case.pk),
            words=FEARED,
            told_person=True,
            by=self.house.housing_worker,
            at=self.at,
        )

    def _emergency(self):
        """An emergency access of a colleague of another team, which has ended and waits for its review."""
        house = self.house
        Organisation.objects.filter(pk=house.council.pk).update(sight=Organisation.Sight.TEAM)
        team = Team.objects.create(organisation=house.council, name="Night duty")
        worker = house.hire("Duty Doctor", house.council, Role.PRACTITIONER, team=team)
        open_in_emergency(
            find=self.case.reference, reason="Found collapsed at the bus station", by=worker, at=self.before
        )
        Organisation.objects.filter(pk=house.council.pk).update(sight=Organisation.Sight.EVERYONE)
        self.emergency = BreakGlass.objects.get()

    def _transfers(self):
        """The council declined to take the case over, and is asked a second time."""
        house, at = self.house, self.at
        said = {
            "case": Case.objects.get(pk=self.case.pk), "scope": "organisation", "to_organisation": house.council,
            "reason": HANDOVER, "words": "Needs visits on Mondays", "by": house.coordinator, "at": at,
        }  # fmt: skip
        self.settled_transfer = transfers.propose_transfer(**said)
        transfers.decline_transfer(transfer=self.settled_transfer, reason=HANDOVER, by=house.social_worker, at=at)
        self.transfer = transfers.propose_transfer(**said)

    def _administration(self):
        house, at = self.house, self.at
        self.service = offer_service(
            organisation=house.open_door, name="Floating support", domains=[house.domain("housing")], by=None, at=at
        )
        self.staff_code = StaffCode.objects.create(organisation=house.trust, code="K01")
        self.claimed = StaffCode.objects.create(
            organisation=house.trust, code="K02", worker=house.nurse, claimed_at=at, claimed_by=house.administrator
        )
        self.leaver = house.hire("Pat Doyle", house.trust, Role.PRACTITIONER)
        self.token, self.secret = issue_token(
            worker=house.coordinator, name="A report", scopes=[ApiToken.Scope.READ], days=30, at=at
        )
