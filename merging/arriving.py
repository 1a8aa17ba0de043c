"""People whom nobody here knew, brought by an import: person, numbers, values, case, parts and clocks, a batch at a time."""

import datetime

from access import copying
from assessments.clocks import set_clocks_for
from audit import services as audit
from calendars import local_day, start_of_day
from cases import bulk
from cases.models import Identifier, Person
from cases.people import search_key
from domains.services import establish_many
from domains.services.placing import PartRequest
from merging import comparing, reviewing
from merging.fields import CONFLICT_FIELDS
from merging.models import MergedRecord, SourceRecord, SourceValue
from merging.records import HEALTH, SOCIAL_CARE

NOT_OPEN = "Not open in the extract: no open episode of care and no open service"
DIED = "The person has died, as an extract says"
CAME = "Brought in by an import"


def open_people(plans, *, run, bodies, taken, at):
    """Write people who are new, with everything that came with them. ``taken``: NHS numbers settled on somebody else.

    Returns their families, in the order of the plans.
    """
    people = [person_of(plan, at) for plan in plans]
    copying.create(Person.objects, people)
    copying.create(
        Identifier.objects,
        [
            identifier
            for person, plan in zip(people, plans, strict=True)
            for identifier in identifiers_of(person, plan, bodies, taken, at)
        ],
    )
    known = list(zip(people, plans, strict=True))
    copying.insert(
        SourceRecord,
        ("source", "local_id", "person_id", "run_id", "payload"),
        (
            (source, local_id, person.pk, run.pk, payload)
            for person, plan in known
            for source, local_id, payload in plan["records"]
        ),
    )
    copying.insert(
        SourceValue, VALUE, (value_row(person.pk, row, bodies, run) for person, plan in known for row in plan["values"])
    )
    cases = open_cases(people, plans, bodies=bodies, at=at, by=run.by)
    records = [merged_of(person, case, plan, run) for person, case, plan in zip(people, cases, plans, strict=True)]
    copying.create(MergedRecord.objects, records)
    families = [comparing.Family(person.pk, case.pk) for person, case in zip(people, cases, strict=True)]
    differ = {family.person_id: family for family, plan in zip(families, plans, strict=True) if plan["conflicts"]}
    for value in SourceValue.objects.filter(person_id__in=differ, field__in=CONFLICT_FIELDS, is_current=True):
        differ[value.person_id].add(value)
    comparing.refresh(differ.values(), at=at, run=run, is_new=True)
    return families


def open_cases(people, plans, *, bodies, at, by):
    """Cases for people: coordinated by whom the extract names, each body with its part in joint assessment; then those
    that are not open are closed."""
    cases = bulk.open_many(
        [new_case(person, plan, bodies, at) for person, plan in zip(people, plans, strict=True)],
        coordination=bodies.coordination, at=at, by=by,
    )  # fmt: skip
    establish_many(
        placed=[
            (case, assessment_requests(plan_sources(plan), bodies))
            for case, plan in zip(cases, plans, strict=True)
        ],
        by=None, at=at, noted=False,
    )  # fmt: skip
    pairs = list(zip(cases, plans, strict=True))
    with_clocks = [reviewing.clocks_of_new(case, plan, bodies) for case, plan in pairs if plan["open"]]
    set_clocks_for([clocks for clocks in with_clocks if clocks.sides], at=at, by=by)
    bulk.close_many(
        {case.pk: DIED if plan["deceased"] else NOT_OPEN for case, plan in pairs if not plan["open"]}, at=at, by=by
    )
    audit.record_many(
        [
            {
                "action": "case.imported", "target": case, "by": by, "at": at, "person_id": case.person_id,
                "detail": {"link": plan["link"], "open": plan["open"], "joint_assessment": plan_sources(plan)},
            }
            for case, plan in pairs
        ]
    )  # fmt: skip
    return cases


def plan_sources(plan):
    """Which sides know the person."""
    return [source for source, ids in ((HEALTH, plan["health_ids"]), (SOCIAL_CARE, plan["social_ids"])) if ids]


def assessment_requests(sources, bodies):
    """The parts in joint assessment that let each body open what it brought (decisions.md 9); the trust leads."""
    return [PartRequest(domain=bodies.assessment, organisation=bodies.organisations[source]) for source in sources]


def person_of(plan, at):
    person = Person(created_at=at)
    write_fields(person, plan["person"])
    return person


def write_fields(person, fields):
    """Put what an import says on a person; days come as ISO. Names also make the search key."""
    for name, value in fields.items():
        is_day = name in ("birth_date", "death_date")
        setattr(person, name, datetime.date.fromisoformat(value) if is_day and value else value)
    person.search_key = search_key(person)


def identifiers_of(person, plan, bodies, taken, at):
    """Local numbers under their body, and the NHS number: settled unless somebody else holds it or may be the same."""
    for source, ids in ((HEALTH, plan["health_ids"]), (SOCIAL_CARE, plan["social_ids"])):
        for local_id in ids:
            yield Identifier(
                person=person, type=Identifier.Type.LOCAL, value=local_id, organisation=bodies.organisations[source],
                recorded_at=at,
            )  # fmt: skip
    if plan["number"]:
        is_settled = plan["is_settled"] and plan["number"] not in taken
        yield Identifier(
            person=person, type=Identifier.Type.NHS, value=plan["number"], is_settled=is_settled, recorded_at=at
        )


#: The columns of a value, in the order of :func:`value_row`.
VALUE = (
    "person_id",
    "field",
    "source",
    "organisation_id",
    "value",
    "shown",
    "recorded_on",
    "reference",
    "run_id",
    "is_current",
)


def value_row(person_id, row, bodies, run):
    """One value of a plan as a row."""
    name, source, value, shown, recorded, reference, is_current = row
    day = datetime.date.fromisoformat(recorded) if recorded else None
    return (person_id, name, source, bodies.organisations[source].pk, value, shown, day, reference, run.pk, is_current)


def value_of(person_id, row, bodies, run):
    return SourceValue(**dict(zip(VALUE, value_row(person_id, row, bodies, run), strict=True)))


def new_case(person, plan, bodies, at):
    """The trust holds the record of whoever it knows, else the council; who coordinates is who the extract names."""
    source = plan_sources(plan)[0]
    coordinator = plan["coordinator"] or {}
    day = min(datetime.date.fromisoformat(plan["opened_on"]), local_day(at))
    return bulk.NewCase(
        person=person, lead_organisation=bodies.organisations[source], organisation=bodies.organisations[source],
        team=bodies.teams[source], worker=bodies.workers.get(coordinator.get("code")),
        staff_code=coordinator.get("code", ""), opened_at=start_of_day(day), reason=CAME,
        section_117="to_confirm" if plan["section_117"] else "none",
    )  # fmt: skip


def merged_of(person, case, plan, run):
    return MergedRecord(person=person, case=case, run=run, **merged_fields(plan))


def merged_fields(plan):
    """What is kept of a plan, to tell next time what changed."""
    return {
        "link": plan["link"],
        "position": plan["position"],
        "deceased": plan["deceased"],
        "is_open": plan["open"],
        "section_117": plan["section_117"],
        "clocks": plan["clocks"],
        "fields": {**plan["person"], "coordinator": (plan["coordinator"] or {}).get("code", "")},
        "digest": plan["digest"],
    }
