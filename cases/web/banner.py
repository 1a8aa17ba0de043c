"""The band at the top of every page about a person: how they like to be called, what to mind, who coordinates."""

from cases import registry
from cases.models import Identifier
from cases.numbers import spaced
from cases.people import known_number
from cases.policies import reads_fully
from cases.services.emergency import live_emergency


def age(born, day):
    """Whole years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def banner(case, worker, *, at, current="overview"):
    """What ``cases/banner.html`` shows. Partners of the shared core get the name and how to communicate, no identity."""
    person = case.person
    full = reads_fully(worker, case, at=at)
    facts = []
    if full and person.birth_date:
        facts.append({"term": "Born", "date": person.birth_date, "note": f"aged {age(person.birth_date, at.date())}"})
    if case.is_carers:
        facts.append({"term": "Record", "text": "A carer’s own record"})
    facts.append({"term": "Reference", "text": case.reference})
    if full:
        number = known_number(person)
        if number:
            facts.append({"term": Identifier.Type(number[0]).label, "text": spaced(number[1])})
    return {
        "case": case,
        "full": full,
        "called": person.called,
        "name": person.display_name if full else _with_initial(person),
        "full_name": person.full_name if full and person.preferred_name else "",
        "facts": facts,
        "coordinator": case.coordinator,
        "coordinator_organisation": case.coordinator_organisation,
        "communication_needs": person.communication_needs,
        "deceased_on": person.death_date,
        "section_117": case.section_117 if full else "none",
        "emergency": live_emergency(worker, case, at=at),
        "alerts": registry.alerts(case, at=at),
        "tabs": registry.tabs(case, current=current, full=full),
    }


def _with_initial(person):
    initial = f" {person.family_name[0]}." if person.family_name else ""
    return f"{person.called}{initial}" if (person.preferred_name or person.given_name) else person.display_name
