"""A case with something in every table that is about a case, a person or an assessment, written through the services."""

from datetime import date, timedelta

from assessments import (
    aftercare_services,
    agreement_services,
    crisis_services,
    discharge_services,
    review_parts,
    review_requests,
    risk_services,
)
from assessments import services as assessments
from assessments.charging import services as charging
from assessments.clocks import CPA
from assessments.documents import services as documents
from assessments.documents.catalogue import KINDS
from assessments.models import Assessment
from cases import people, services
from cases.models import CarerLink, CarerTold, Closing, Death, Person
from cases.services import asking, transfers, unsaved
from complaints import services as complaints
from complaints.rules.intake import Complainant, ElementDraft
from domains import services as domains
from merging.models import Conflict, ImportRun, MergedRecord, PossibleMatch, SourceRecord, SourceValue, ValueChange
from tests.assessments.documents.stories import a_written_case
from tests.assessments.signing import cpa, eligibility
from tests.assessments.stories import LATER, a_shared_case
from tests.house import NOON
from tests.instruments.stories import a_score, correction

MEETS = NOON + timedelta(days=9)
HOUR = timedelta(hours=1)


def everything(house):
    """The case, with a signed version, a draft, an arranged review and a discharge whose contact is owed."""
    case, first = a_written_case(house, at=NOON)
    by = house.coordinator
    part = case.parts.select_related("domain", "organisation").get(domain__code="medication")
    _people(house, case)
    wrong = a_score(house, case, at=NOON)
    correction(house, case, wrong, *[2] * 9, at=LATER)
    eligibility(house, first)
    cpa(house, first)
    domains.raise_concern(case=case, words="Bruises on both arms", told_person=True, by=house.nurse, at=LATER)
    contact = crisis_services.Contact(name="Bethan", relation="sister", number="01632 960111")
    crisis_services.write_crisis_plan(case=case, helps="His dog", contacts=[contact], seen=0, by=by, at=LATER)
    step = crisis_services.Step(situation="Jo is away", then="Ring the team", who="The duty worker")
    crisis_services.write_contingency_plan(case=case, steps=[step], seen=0, by=by, at=LATER)
    for voice, who in (
        ("person", by), (f"organisation-{house.trust.pk}", house.nurse), (f"organisation-{house.council.pk}", house.social_worker),
    ):  # fmt: skip
        agreement_services.answer(assessment=first, voice=voice, says="yes", how="in_person", by=who, at=LATER)
    agreement_services.sign(assessment=first, by=by, at=LATER, why_incomplete="The rest in May")
    first = Assessment.objects.select_related("case__person").get(pk=first.pk)
    documents.give_copy(
        assessment=first, kind=KINDS["my-plan"], variant="standard", to="person", how="handed", given_on=LATER.date(), by=by,
        at=LATER + HOUR,
    )  # fmt: skip
    following = assessments.start(case=case, by=by, at=LATER + HOUR)
    _money_and_risk(house, case, following)
    domains.write_entry(part=part, what_happened="Took them", by=house.nurse, at=LATER + HOUR)
    review_requests.ask_for_review(
        case=case, asked_by="person", asked_on=LATER.date(), words="It is too loud", by=by, at=LATER + HOUR
    )
    review = assessments.plan_review(
        case=case, kinds=[CPA], scheduled_for=MEETS, place="Town hall", by=by, at=LATER + HOUR
    )
    review_parts.contribute(review=review, part=part, words="The dose is right", by=house.nurse, at=LATER + HOUR)
    discharge_services.record_discharge(
        case=case, left_at=NOON - HOUR, left_from="Ward 3", went_to="home", by=by, at=LATER + HOUR
    )
    _complaint(house, case)
    _brought(house, case)
    _ended_before(house, case)
    return case


def _money_and_risk(house, case, draft):
    """Aftercare signed by one body, a risk, a budget, what a colleague asked, and words that
    somebody has not saved."""
    at = LATER + HOUR
    right = aftercare_services.begin(
        case=case, section="3", in_force_since=date(2026, 1, 5), nhs=house.trust, council=house.council,
        how_known="The papers", by=house.nurse, at=at,
    )  # fmt: skip
    aftercare_services.sign(aftercare=right, reason="He is well", by=house.social_worker, at=at)
    risk_services.write(
        case=case, kind="self", now="Thinks of the bridge", plan="Ring him on Mondays", owner=house.nurse,
        owner_organisation=house.trust, looked_at_on=at.date(), review_by=at.date() + timedelta(days=30),
        by=house.coordinator, at=at,
    )  # fmt: skip
    charging.decide_budget(
        assessment=draft, total=20_000, person=5_000, often="week", reasons="Two visits a week", by=house.social_worker,
        at=at, seen=0,
    )  # fmt: skip
    asking.ask_coordinator(case=case, reason="To plan the move with him", by=house.housing_worker, at=at)
    unsaved.keep(case=case, form="crisis-plan", typed="helps=A+walk", by=house.coordinator, at=at)


def _people(house, case):
    """Who is let in, who is kept out, what matters, and a carer."""
    at = LATER
    people.say_what_matters(case=case, words="My dog. Nobody before ten.", by=house.coordinator, at=at)
    services.let_in(
        case=case, worker=house.social_worker, organisation=house.council, until=None, reason="Knows him",
        by=house.manager, at=at,
    )  # fmt: skip
    services.bar(case=case, worker=house.neighbour, reason="Lives next door", by=house.manager, at=at)
    carer = Person.objects.create(given_name="Carys", family_name="Evans", created_at=at)
    CarerLink.objects.create(carer=carer, cared_for=case.person, relationship="Sister", recorded_at=at)


def _ended_before(house, case):
    """A closing long ago by a death that was written down in error, its carer told, and a transfer that was declined."""
    by, at = house.coordinator, NOON
    death = Death.objects.create(
        person=case.person, case=case, died_on=NOON.date(), how_known="A letter", organisation=house.trust, at=at, by=by,
        undone_at=at, undone_by=by, undone_because="It was his uncle",
    )  # fmt: skip
    closing = Closing.objects.create(case=case, death=death, why="died", summary="He died", at=at, by=by)
    CarerTold.objects.create(closing=closing, link=CarerLink.objects.get(cared_for=case.person), at=at, by=by)
    transfer = transfers.propose_transfer(
        case=case, scope="area", to_name="Hillford Council", reason="He moves", words="Visits", by=by, at=LATER
    )
    for state in ("sent", "declined"):
        transfers.step_transfer(transfer=transfer, state=state, words="By post", by=by, at=LATER)


def _complaint(house, case):
    element = ElementDraft(
        words="Nobody came", about_on=date(2026, 11, 10), severity=None, domain=house.domain("medication")
    )
    complaints.take(
        received_by=house.council, received_at=LATER, method="spoken", title="Nobody came", words="Nobody came",
        complainant=Complainant(name="Dafydd Evans", contact="01632 960001", relation="self"), elements=[element],
        by=house.social_worker, at=LATER, case=case, sharing=[],
    )  # fmt: skip


def _brought(house, case):
    """What an import left: its record, two values that disagree, and the conflict."""
    run = ImportRun.objects.create(
        started_at=NOON, heartbeat_at=NOON, finished_at=NOON, state="landed", as_at=NOON.date()
    )
    SourceRecord.objects.create(source="health", local_id="RX9", person=case.person, run=run, payload={})
    MergedRecord.objects.create(
        person=case.person, case=case, link="health_only", position=0, is_open=True, digest="0" * 64, run=run
    )
    values = [
        SourceValue.objects.create(
            person=case.person, field="accommodation", source=source, organisation=body, value=value, shown=value,
            reference="RX9", run=run, is_current=True,
        )
        for source, body, value in (("health", house.trust, "01"), ("social_care", house.council, "Rough sleeper"))
    ]  # fmt: skip
    ValueChange.objects.create(
        run=run, case=case, person=case.person, field="accommodation", source="health", after=values[0]
    )
    Conflict.objects.create(
        person=case.person, case=case, field="accommodation", health=values[0], social_care=values[1], raised_at=NOON,
        run=run,
    )  # fmt: skip


def another(house, case):
    """A second record of the same person, which stands first, and the open question whether they are one: the match."""
    other = a_shared_case(house, given_name="David")
    return PossibleMatch.objects.create(
        person=other.person, other_person=case.person, case=other, other_case=case, because="number", evidence="0" * 64,
        raised_at=LATER,
    )  # fmt: skip
