"""One record in each state that a part may be in, with the workers who ask about it.

The part is housing (or, where several share it, family), and the partner that is asked or holds it is Open Door, a
housing charity. The trust holds the record and coordinates it; trust and council share the joint assessment.
"""

from dataclasses import dataclass
from datetime import timedelta

from access.roles import Role
from access.rows import writing
from agreements import services as agreements
from assessments import services as assessments
from assessments.services import Given
from cases import services as cases
from cases.models import Case, Consent
from domains import services as domains
from domains.models import Part, Share
from domains.services import PartRequest
from partners import services as partners
from partners.models import Organisation, Team, Worker
from tests.assessments.stories import a_case, agrees

#: Each who asks, as the matrix calls them. The key is the worker's in :class:`Scene`.
ACTORS = {
    "coordinator": "Care coordinator, at the trust that holds the record",
    "nurse": "Practitioner, at that trust",
    "manager": "Team manager, at that trust",
    "social_worker": "Care coordinator, at the council that shares the assessment",
    "housing_worker": "Domain worker, at the partner of the part",
    "housing_manager": "Team manager, at the partner of the part",
    "let_in": "Practitioner at the trust, let in by name",
    "barred": "Practitioner at the trust, barred from this record",
    "in_emergency": "Practitioner at the council, in an emergency",
    "employment_worker": "Domain worker, at a partner with another part",
    "neighbour": "Domain worker, at a partner with no part",
    "suspended_worker": "Domain worker, at a suspended partner",
    "partnership_manager": "Partnership manager",
    "trust_complaints": "Complaints lead, at the trust",
    "charity_complaints": "Complaints lead, at the partner of the part",
    "administrator": "Administrator",
    "privacy_officer": "Privacy officer",
    "superuser": "Superuser of the installation",
}

MEDICATION = "Clozapine at night"


@dataclass
class Scene:
    """A house, the record and the part in question at a moment. ``part`` is None where nobody was asked."""

    house: object
    case: Case
    part: Part | None
    at: object
    superuser: object

    def worker(self, actor):
        return self.superuser if actor == "superuser" else getattr(self.house, actor)


class Stage:
    """Builds a :class:`Scene`: the record with an assessment begun, then one situation."""

    def __init__(self, house, at):
        self.house, self.at, self.before = house, at, at - timedelta(days=60)
        trust, open_door = house.trust, house.open_door
        house.workers["housing_manager"] = house.hire("Hal Manning", open_door, Role.TEAM_MANAGER)
        house.workers["let_in"] = house.hire("Lyn Tain", trust, Role.PRACTITIONER)
        house.workers["barred"] = house.hire("Bar Redd", trust, Role.PRACTITIONER)
        self.superuser = Worker.objects.create_superuser("root@example.org", "a long password", name="Root Alone")
        self.case = a_case(house, at=self.before)
        held = [
            PartRequest(domain=house.domain("assessment"), organisation=trust),
            PartRequest(domain=house.domain("assessment"), organisation=house.council, share=Share.JOINT),
            PartRequest(domain=house.domain("medication"), organisation=trust),
            PartRequest(domain=house.domain("employment"), organisation=house.workwise, accountable=house.council),
        ]
        agrees(house, self.case, "workwise", domain="employment", at=self.before)
        domains.establish(case=self.case, requests=held, by=None, at=self.before)
        cases.let_in(
            case=self.case, worker=house.let_in, organisation=trust, until=None, reason="Runs the group they go to",
            by=house.coordinator, at=self.before,
        )  # fmt: skip
        cases.bar(case=self.case, worker=house.barred, reason="A cousin", by=house.manager, at=self.before)
        Organisation.objects.filter(pk=house.council.pk).update(sight=Organisation.Sight.TEAM)
        duty = Team.objects.create(organisation=house.council, name="Night duty")
        house.workers["in_emergency"] = house.hire("Nye Duty", house.council, Role.PRACTITIONER, team=duty)
        assessment = assessments.start(case=self.case, by=house.coordinator, at=self.before)
        assessments.save_section(
            assessment=assessment, section="medication", given={"medication.list": Given(value=MEDICATION)},
            by=house.coordinator, at=self.before,
        )  # fmt: skip

    def scene(self, part):
        part = part and Part.objects.select_related("domain", "organisation").get(pk=part.pk)
        case = Case.objects.select_related("person").get(pk=self.case.pk)
        return Scene(self.house, case, part, self.at, self.superuser)

    def agree(self, status=Consent.Status.GIVEN, scope=Consent.Scope.WRITE, at=None):
        cases.record_consent(
            case=self.case, organisation=self.house.open_door, status=status, scope=scope, given_by="Dafydd Evans",
            method=Consent.Method.SPOKEN, by=self.house.coordinator, at=at or self.before,
        )  # fmt: skip

    def ask(self, domain="housing", share=None, at=None):
        request = PartRequest(
            domain=self.house.domain(domain), organisation=self.house.open_door, share=share,
            accountable=self.house.council,
        )  # fmt: skip
        by, at = self.house.coordinator, at or self.before
        return domains.propose(case=self.case, requests=[request], by=by, at=at)[0]

    def accepted(self, domain="housing", share=None):
        self.agree()
        part = self.ask(domain, share)
        return domains.accept(part=part, by=self.house.housing_worker, at=self.before)

    def held_by_council(self, domain):
        request = PartRequest(domain=self.house.domain(domain), organisation=self.house.council)
        domains.establish(case=self.case, requests=[request], by=None, at=self.before)


def nobody_asked(stage):
    return None


def asked(stage):
    stage.agree()
    return stage.ask()


def asked_without_yes(stage):
    return stage.ask()


def alone(stage):
    return stage.accepted()


def shares(stage):
    stage.held_by_council("family")
    return stage.accepted("family", Share.JOINT)


def contributes(stage):
    stage.held_by_council("family")
    return stage.accepted("family", Share.CONTRIBUTOR)


def informed(stage):
    stage.held_by_council("housing")
    return stage.accepted("housing", Share.INFORMED)


def reads_only(stage):
    part = stage.accepted()
    stage.agree(scope=Consent.Scope.READ, at=stage.before + timedelta(days=1))
    return part


def without_a_yes(stage):
    part = stage.accepted()
    cases.share_without_yes(
        case=stage.case, organisation=stage.house.open_door, basis=Consent.Basis.SAFEGUARDING,
        reason="An enquiry has begun and they hold the tenancy", approved_by="The Caldicott guardian",
        until=stage.at + timedelta(days=60), by=stage.house.coordinator, at=stage.before + timedelta(hours=1),
    )  # fmt: skip
    stage.agree(status=Consent.Status.WITHDRAWN, at=stage.before + timedelta(days=1))
    return part


def declined(stage):
    stage.agree()
    return domains.decline(part=stage.ask(), reason="No room", by=stage.house.housing_worker, at=stage.before)


def taken_back(stage):
    stage.agree()
    return domains.withdraw(part=stage.ask(), by=stage.house.coordinator, at=stage.before)


def done(stage):
    part = stage.accepted()
    domains.write_entry(part=part, what_happened="Rent paid", by=stage.house.housing_worker, at=stage.before)
    return domains.end(part=part, words="A flat is found", by=stage.house.housing_worker, at=stage.before)


def consent_withdrawn(stage):
    part = stage.accepted()
    stage.agree(status=Consent.Status.WITHDRAWN, at=stage.before + timedelta(days=1))
    return part


def agreement_suspended(stage):
    """The partner shares under an agreement of its own, and that is suspended."""
    from agreements.models import InForce, Party, SharingAgreement

    part = stage.accepted()
    house = stage.house
    with writing(Party, InForce):
        Party.objects.filter(agreement=house.sharing, organisation=house.open_door).delete()
        InForce.objects.filter(organisation=house.open_door).delete()
        InForce.objects.filter(other=house.open_door).delete()
    own = agreements.make_agreement(
        name="Open Door and Marshgate", organisations=[house.trust, house.council, house.open_door], since=stage.before,
        until=None, by=house.administrator, at=stage.before, to_confirm=False,
    )  # fmt: skip
    agreements.suspend(
        agreement=SharingAgreement.objects.get(pk=own.pk),
        reason="Papers are late",
        by=house.administrator,
        at=stage.before,
    )
    return part


def partner_suspended(stage):
    part = stage.accepted()
    partners.suspend_organisation(
        organisation=stage.house.open_door, reason="Insurance lapsed", by=stage.house.administrator, at=stage.before
    )
    return part


def restricted(stage):
    part = stage.accepted()
    cases.restrict(case=stage.case, reason="Works for the trust herself", by=stage.house.manager, at=stage.before)
    return part


#: In the order of the page: what stands there, and how it came to be.
SITUATIONS = {
    "nobody-asked": ("Nobody has been asked", nobody_asked),
    "asked": ("Asked, not answered; the person has agreed", asked),
    "asked-without-yes": ("Asked, not answered; the person has not been asked", asked_without_yes),
    "alone": ("Held: the partner does it alone", alone),
    "shares": ("Held: the partner shares it with the lead", shares),
    "contributes": ("Held: the partner contributes", contributes),
    "informed": ("Held: the partner is kept informed", informed),
    "reads-only": ("Held; the person lets the partner read and not write", reads_only),
    "without-a-yes": ("Held; the person said no, shared on another lawful basis", without_a_yes),
    "declined": ("The partner said no", declined),
    "taken-back": ("Taken back before it was answered", taken_back),
    "done": ("Ended: done", done),
    "consent-withdrawn": ("Ended: the person withdrew their agreement", consent_withdrawn),
    "agreement-suspended": ("Held; the sharing agreement is suspended", agreement_suspended),
    "partner-suspended": ("Held; the partner is suspended", partner_suspended),
    "restricted": ("Held; the record is restricted to named workers", restricted),
}


def scene(house, situation, at):
    """The record in one situation."""
    stage = Stage(house, at)
    part = SITUATIONS[situation][1](stage)
    cases.open_in_emergency(
        find=stage.case.reference, reason="Found collapsed at the bus station", by=house.in_emergency, at=at
    )
    return stage.scene(part)
