"""One person's assessment with something in every document of it."""

from datetime import date, timedelta

from assessments import clocks, services
from assessments.clocks import CARE_ACT, CPA, Side
from assessments.documents import catalogue
from assessments.documents.record import gather
from assessments.models import Assessment
from assessments.policies import reach
from assessments.services import Given
from cases.models import Case, Person
from partners.models import Organisation, Worker
from tests.assessments.stories import a_shared_case

SIGNS = "Stops answering the phone. Sleeps in the day."
HELPS = "His sister. A quiet room. No uniforms at the door."
CONTACTS = "1. Bethan, his sister, 01632 960111\n2. Crisis line, 01632 960222"
FALLBACK = "If Jo is away, ring the team’s duty worker on 01632 960333."
TABLETS = "Olanzapine 10 mg at night"


def a_written_case(house, *, at):
    """(case, assessment): medication, risk, home, crisis, words, a need, two goals with actions, two clocks."""
    case = a_shared_case(house, birth_date=date(1984, 3, 9), preferred_name="Daf", nhs_number="9990000018")
    Person.objects.filter(pk=case.person_id).update(
        what_matters="My dog.\nNobody coming before ten.", communication_needs="Large print. A text, not a call."
    )
    Organisation.objects.filter(pk=house.open_door.pk).update(telephone="01632 960444")
    Worker.objects.filter(pk=house.coordinator.pk).update(telephone="01632 960555")
    case = Case.objects.select_related("person").get(pk=case.pk)
    assessment = services.start(case=case, by=house.coordinator, at=at)
    write(house, assessment, "about-me", words="I want to work with animals.", at=at, **{"about-me.outcomes": "A job"})
    write(house, assessment, "medication", at=at, **{"medication.list": TABLETS})
    write(house, assessment, "physical-health", at=at, **{"physical-health.practice": "Tŷ Newydd Surgery"})
    write(house, assessment, "risk", at=at, **{"risk.self": "Not now"})
    write(house, assessment, "daily-living", at=at, **{"daily-living.food": "prompting"})
    write(
        house, assessment, "home", by=house.housing_worker, at=at, words="It is too loud", **{"home.tenancy": "At risk"}
    )
    write(
        house, assessment, "crisis", at=at,
        **{"crisis.signs": SIGNS, "crisis.helps": HELPS, "crisis.contacts": CONTACTS, "crisis.fallback": FALLBACK},
    )  # fmt: skip
    need = services.add_need(
        assessment=assessment, domain=house.domain("daily-living"), text="Letters", level="unmet",
        persons_view="They scare me", workers_view="He leaves them", by=house.coordinator, at=at,
    )  # fmt: skip
    goal(house, case, assessment, "housing", "To keep my flat", "Open the letters together", need=need, at=at)
    goal(house, case, assessment, "medication", "Fewer tablets", "Review the dose", at=at)
    sides = {
        CPA: Side(last_done_on=at.date() - timedelta(days=300), organisation_id=house.trust.pk),
        CARE_ACT: Side(last_done_on=at.date() - timedelta(days=100), organisation_id=house.council.pk),
    }
    clocks.set_clocks(case=case, sides=sides, at=at, by=None)
    return case, Assessment.objects.select_related("case__person").get(pk=assessment.pk)


def write(house, assessment, section, *, at, by=None, words=None, **answers):
    """Answers to one section, and the person's words about it."""
    given = {code: Given(value=value) for code, value in answers.items()}
    services.save_section(
        assessment=assessment, section=section, given=given, words=words, by=by or house.coordinator, at=at
    )


def goal(house, case, assessment, domain, words, action, *, at, need=None):
    """A goal with one action by whoever holds its domain, to be done within a month."""
    made = services.write_goal(
        assessment=assessment, domain=house.domain(domain), words=words, need=need, by=house.coordinator, at=at
    )
    part = case.parts.select_related("organisation", "domain").get(domain__code=domain)
    services.add_action(
        goal=made, text=action, part=part, by_when=at.date() + timedelta(days=28), by=house.coordinator, at=at
    )


def signed(assessment, *, at):
    """The version as agreed: what sign-off leaves behind."""
    Assessment.objects.filter(pk=assessment.pk).update(state="signed", signed_at=at)
    assessment.refresh_from_db()
    return assessment


def made(case, assessment, worker, code, variant="standard", *, at):
    """One document as a worker would print it."""
    record = gather(case, assessment, worker, reach=reach(worker, case, at=at), at=at)
    return catalogue.make(catalogue.KINDS[code], variant, record)


def text_of(document):
    """Everything that a document says, in its order, without its look."""
    said = [
        *document.opening,
        document.title,
        *document.lead,
        *(f"{fact.term}: {fact.text}" for fact in document.facts),
    ]
    for section in document.sections:
        said += [section.title, section.source]
        for block in section.blocks:
            if block.kind == "facts":
                said += [part for row in block.rows for part in (row.term, row.text, row.source)]
            elif block.kind == "items":
                said += block.items
            elif block.kind == "table":
                said += [*block.head, *(cell for row in block.rows for cell in row)]
            else:
                said += [getattr(block, "label", ""), block.text, getattr(block, "source", "")]
    return "\n".join(part for part in (*said, *document.closing) if part)
