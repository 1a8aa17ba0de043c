"""People whom an earlier import or a referral brought, and about whom an extract says something else now.

Only what the extract changed is changed: what a coordinator resolved, a name that a worker corrected, a coordinator whom
somebody named here, a review that was held here all stay.
"""

import datetime
from dataclasses import dataclass, field

from assessments.clocks import set_clocks_for
from assessments.models import ReviewClock
from audit import services as audit
from cases import bulk, locks
from cases import services as case_services
from cases.models import Case, Coordination, Identifier, Person, RecordKind
from domains.models import Part
from domains.services import establish_many
from merging import arriving, comparing, reviewing, whats_new
from merging.fields import CONFLICT_FIELDS
from merging.models import Conflict, MergedRecord, SourceRecord, SourceValue

BEGAN_AGAIN = "Open again in the extract"
#: What stands on the person under another name than the field that sources disagree about.
DECIDED_FIELDS = {"birth_date": "date_of_birth", "postcode": "postcode"}


@dataclass(slots=True)
class Change:
    """One plan with the family it is about. ``owners`` says on which member each source's values stand."""

    plan: dict
    root: Person
    case: Case
    members: list
    before: MergedRecord | None
    owners: dict = field(default_factory=dict)

    @property
    def person_ids(self):
        """The survivor, whoever became part of them, and whoever holds a side of the plan and is about to."""
        return list(dict.fromkeys([self.root.pk, *self.members, *self.owners.values()]))


def change_people(found, *, run, bodies, taken, at):
    """Bring people up to their new plans. ``found`` is a list of (plan, survivor's key, {source: owner's key}, members)."""
    changes = _load(found)
    _identifiers(changes, bodies, taken, at)
    _records(changes, run)
    families = _values(changes, run, bodies)
    comparing.refresh(families.values(), at=at, run=run)
    _people(changes)
    _cases(changes, run, bodies, at)
    for change in changes:
        kept = change.before or MergedRecord(person=change.root)
        for name, value in arriving.merged_fields(change.plan).items():
            setattr(kept, name, value)
        kept.case, kept.run = change.case, run
        kept.save()
    return list(families.values())


def _load(found):
    roots = Person.objects.in_bulk([root for _, root, _, _ in found])
    before = {row.person_id: row for row in MergedRecord.objects.filter(person_id__in=roots)}
    cases = {}
    for case in Case.objects.filter(person_id__in=roots, kind=RecordKind.PERSON, merged_into=None).order_by(
        "is_open", "pk"
    ):
        cases[case.person_id] = case  # an open case comes last, and is the one that counts
    locked = {case.pk: case for case in locks.cases([case.pk for case in cases.values()])}
    return [
        Change(plan, roots[root], locked[cases[root].pk], list(members), before.get(root), owners)
        for plan, root, owners, members in found
    ]


def _identifiers(changes, bodies, taken, at):
    everybody = [pk for change in changes for pk in change.person_ids]
    known = {(row.type, row.organisation_id, row.value) for row in Identifier.objects.filter(person_id__in=everybody)}
    new, unsettled = [], []
    for change in changes:
        for row in arriving.identifiers_of(change.root, change.plan, bodies, taken, at):
            if (row.type, row.organisation_id, row.value) not in known:
                new.append(row)
        if change.plan["number"] and not change.plan["is_settled"]:
            unsettled.append((change.root.pk, change.plan["number"]))
    for person_id, number in unsettled:
        Identifier.objects.filter(person_id=person_id, type=Identifier.Type.NHS, value=number, is_settled=True).update(
            is_settled=False
        )
    Identifier.objects.bulk_create(new)


def _records(changes, run):
    wanted = {
        (source, local_id): (change.owners.get(source, change.root.pk), payload)
        for change in changes
        for source, local_id, payload in change.plan["records"]
    }
    known = {
        (row.source, row.local_id): row
        for row in SourceRecord.objects.filter(local_id__in={local_id for _, local_id in wanted})
        if (row.source, row.local_id) in wanted
    }
    changed = []
    for key, row in known.items():
        if row.payload != wanted[key][1]:
            row.payload, row.run = wanted[key][1], run
            changed.append(row)
    SourceRecord.objects.bulk_update(changed, ["payload", "run"], batch_size=500)
    SourceRecord.objects.bulk_create(
        [
            SourceRecord(source=source, local_id=local_id, person_id=person_id, run=run, payload=payload)
            for (source, local_id), (person_id, payload) in wanted.items()
            if (source, local_id) not in known
        ]
    )


def _values(changes, run, bodies):
    """Add new values, let the current ones be those of the extract; old ones stay. Returns families by survivor."""
    families, known = {}, {}
    for change in changes:
        families[change.root.pk] = comparing.Family(change.root.pk, change.case.pk, members=tuple(change.members))
    everybody = [pk for change in changes for pk in change.person_ids]
    for row in SourceValue.objects.filter(person_id__in=everybody).order_by("pk"):
        known[_key(row)] = row
    wanted = {}
    for change in changes:
        for row in change.plan["values"]:
            owner = change.owners.get(row[1], change.root.pk)
            value = arriving.value_of(owner, row, bodies, run)
            wanted.setdefault(_key(value), value)
    said_before = {_place(row): row for row in known.values() if row.is_current}
    spoken = {(value.person_id, value.source) for value in wanted.values()}
    over = [
        row.pk
        for key, row in known.items()
        if row.is_current and (row.person_id, row.source) in spoken and not (key in wanted and wanted[key].is_current)
    ]
    SourceValue.objects.filter(pk__in=over).update(is_current=False)
    again = [known[key].pk for key, value in wanted.items() if key in known and value.is_current]
    SourceValue.objects.filter(pk__in=again, is_current=False).update(is_current=True)
    SourceValue.objects.bulk_create([value for key, value in wanted.items() if key not in known], batch_size=5_000)
    member_of = {pk: change.root.pk for change in changes for pk in change.person_ids}
    said_now = {}
    for value in SourceValue.objects.filter(person_id__in=everybody, is_current=True):
        families[member_of[value.person_id]].add(value)
        said_now[_place(value)] = value
    case_of = {pk: change.case.pk for change in changes for pk in change.person_ids}
    whats_new.note(said_before, said_now, case_of=case_of, run=run)
    return families


def _place(row):
    return (row.person_id, row.field, row.source)


def _key(row):
    return (row.person_id, row.field, row.source, row.value, row.recorded_on, row.reference)


def day_of(text):
    """A day out of ISO, or None."""
    return datetime.date.fromisoformat(text) if text else None


def _people(changes):
    """What the extract changed since the last import, but for what a coordinator decided."""
    decided = set(
        Conflict.objects.filter(
            person_id__in=[pk for change in changes for pk in change.person_ids],
            field__in=CONFLICT_FIELDS,
            state=Conflict.State.RESOLVED,
        ).values_list("person_id", "field")
    )
    for change in changes:
        before = change.before.fields if change.before else {}
        fields = {}
        for name, value in change.plan["person"].items():
            if any((pk, DECIDED_FIELDS.get(name, name)) in decided for pk in change.person_ids):
                continue
            said_before = before.get(name) if change.before else (value if _stands(change.root, name) else None)
            if value != said_before:
                fields[name] = value
        if fields:
            arriving.write_fields(change.root, fields)
            change.root.save(update_fields=[*fields, "search_key"])


def _stands(person, name):
    """Whether somebody wrote this down here already: an import never writes over it."""
    return getattr(person, name) not in (None, "", "unknown")


def _cases(changes, run, bodies, at):
    by = run.by
    bulk.reopen_many(
        {
            change.case.pk: BEGAN_AGAIN
            for change in changes
            if change.plan["open"] and not change.case.is_open and (change.before is None or not change.before.is_open)
        },
        at=at, by=by,
    )  # fmt: skip
    fresh = {case.pk: case for case in locks.cases([change.case.pk for change in changes])}
    for change in changes:
        change.case = fresh[change.case.pk]
    bulk.mark_section_117([change.case.pk for change in changes if change.plan["section_117"]])
    _parts(changes, bodies, at)
    _clocks(changes, bodies, by, at)
    for change in changes:
        _coordinator(change, bodies, at)
    bulk.close_many(
        {
            change.case.pk: arriving.DIED if change.plan["deceased"] else arriving.NOT_OPEN
            for change in changes
            if not change.plan["open"] and (change.plan["deceased"] or (change.before and change.before.is_open))
        },
        at=at, by=by,
    )  # fmt: skip
    audit.record_many(
        [
            {
                "action": "case.import_changed", "target": change.case, "by": by, "at": at,
                "person_id": change.root.pk, "detail": {"link": change.plan["link"], "open": change.plan["open"]},
            }
            for change in changes
        ]
    )  # fmt: skip


def _parts(changes, bodies, at):
    """A body that is new to the person gets its part in joint assessment; one that gave its part up does not get it back."""
    held = set(
        Part.objects.filter(case_id__in=[change.case.pk for change in changes], domain=bodies.assessment).values_list(
            "case_id", "organisation_id"
        )
    )
    placed = []
    for change in changes:
        new = [
            source
            for source in arriving.plan_sources(change.plan)
            if (change.case.pk, bodies.organisations[source].pk) not in held
        ]
        if new and change.case.is_open:
            placed.append((change.case, arriving.assessment_requests(new, bodies)))
    if placed:
        establish_many(placed=placed, by=None, at=at)


def _clocks(changes, bodies, by, at):
    live = {}
    for clock in ReviewClock.objects.filter(case_id__in=[change.case.pk for change in changes], ended_at=None):
        live.setdefault(clock.case_id, {})[clock.kind] = clock
    rows = [
        reviewing.clocks_of_changed(
            change.case.pk, change.plan, change.before and change.before.clocks, bodies, live.get(change.case.pk, {})
        )
        for change in changes
        if change.case.is_open
    ]
    set_clocks_for([row for row in rows if row.sides], at=at, by=by)


def _coordinator(change, bodies, at):
    """Follow the extract to another coordinator only where the one before came from an extract too."""
    named = change.plan["coordinator"]
    if not named or not change.case.is_open or change.before is None:
        return
    if named["code"] == change.before.fields.get("coordinator", ""):
        return
    live = Coordination.objects.filter(case=change.case, effective_until=None).first()
    if live is not None and live.staff_code != change.before.fields.get("coordinator", ""):
        return
    trust, team = bodies.organisations["health"], bodies.teams["health"]
    case_services.set_coordinator(
        case=change.case, organisation=trust, team=team, worker=bodies.workers.get(named["code"]), by=None, at=at,
        staff_code=named["code"], reason="As the extract says",
    )  # fmt: skip
