"""The one short transaction in which an import lands: whole, or not at all, also after a kill in the middle."""

from django.db import connection, transaction
from django.utils import timezone

from audit import services as audit
from cases.models import Identifier, Person
from merging import arriving, carers, changing, joining, matches
from merging.bodies import bodies_of
from merging.matching import births_agree
from merging.models import ImportRun, SourceRecord
from merging.records import HEALTH, SOCIAL_CARE
from merging.remembered import last_landed, mark, survivors
from merging.staging import FRAME

#: One import lands at a time (PostgreSQL advisory lock; SQLite has one writer anyway).
LANDING_LOCK = 0x41434344


class Overtaken(Exception):
    """Another import landed, or somebody decided about a match, after this one was read: it has to be read again."""


@transaction.atomic
def land(run, *, at, report=None):
    """Make the staged chunks of a run true. Landing twice changes nothing. Raises Overtaken and writes nothing.

    Not a door: ``importing`` has asked the policy.
    """
    _one_at_a_time()
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("by").get(pk=run.pk)
    if run.state == ImportRun.State.LANDED:
        return run
    frame = run.chunks.get(number=FRAME).payload
    if frame["mark"] != mark():
        raise Overtaken
    run.base = last_landed()
    bodies = bodies_of(frame["codes"], staff_codes=frame["staff"], by=run.by, at=at)
    landing = _Landing(run, bodies, at, report)
    for number in run.chunks.filter(number__gt=FRAME).order_by("number").values_list("number", flat=True):
        landing.chunk(run.chunks.get(number=number).payload)
    landing.joins()
    matches.raise_same_number(landing.same_number, at=at)
    roots = _roots(frame)
    run.changes |= {
        "matches_raised": matches.raise_matches(frame["pairs"], roots=roots, run=run, at=at),
        "carers_changed": carers.bring_carers(frame["carers"], roots=roots, bodies=bodies, at=at),
        "joined": len(landing.to_join),
    }
    run.chunks.all().delete()
    run.state, run.finished_at, run.progress = ImportRun.State.LANDED, timezone.now(), {}
    run.save()
    audit.record("import.landed", target=run, by=run.by, at=at, detail=run.changes)
    return run


def _one_at_a_time():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LANDING_LOCK])


def _roots(frame):
    """(source, local id) -> who it is now, for everybody of the extract who may match or is cared for."""
    wanted = {pair[0] for pair in frame["pairs"]} | {pair[1] for pair in frame["pairs"]}
    wanted |= {local_id for carer in frame["carers"] for local_id in carer["cares_for"]}
    into = survivors()
    rows = SourceRecord.objects.filter(local_id__in=wanted).values_list("source", "local_id", "person_id")
    return {(source, local_id): into.get(person, person) for source, local_id, person in rows}


class _Landing:
    """Writes chunk after chunk: who is new is opened, who is known is changed, who turned out to be one is joined."""

    def __init__(self, run, bodies, at, report):
        self.run, self.bodies, self.at, self.report = run, bodies, at, report
        self.into = survivors()
        self.to_join = []
        self.same_number = []
        self.done = 0

    def chunk(self, plans):
        owners = self._owners(plans)
        taken = self._taken(plans)
        new, known = [], []
        for plan in plans:
            who = {
                source: owners[source, local_id]
                for source, local_id, _ in reversed(plan["records"])
                if (source, local_id) in owners
            }
            roots = list(dict.fromkeys(self.into.get(pk, pk) for pk in who.values()))
            if not roots and (match := self._by_number(plan, taken)):
                roots = [match]
            if not roots:
                new.append(plan)
                continue
            if len(roots) > 1:
                self.to_join.append(
                    (self.into.get(who[HEALTH], who[HEALTH]), self.into.get(who[SOCIAL_CARE], who[SOCIAL_CARE]))
                )
            root = self.into.get(who.get(HEALTH), who.get(HEALTH)) or roots[0]
            known.append((plan, root, who, self._members(who, root)))
        # A number settled on whom the plan is about is no other's.
        of_known = {plan["number"]: root for plan, root, _, _ in known}
        others = {number for number, holder in taken.items() if self.into.get(holder, holder) != of_known.get(number)}
        if new:
            families = arriving.open_people(new, run=self.run, bodies=self.bodies, taken=others, at=self.at)
            self.same_number += [
                (self.into.get(taken[plan["number"]], taken[plan["number"]]), family.person_id)
                for plan, family in zip(new, families, strict=True)
                if plan["number"] in others and plan["is_settled"]
            ]
        if known:
            changing.change_people(known, run=self.run, bodies=self.bodies, taken=others, at=self.at)
        self.done += len(plans)
        if self.report:
            self.report("landing", self.done, "")

    def _owners(self, plans):
        """(source, local id) -> the person who holds that local number."""
        source_of = {organisation.pk: source for source, organisation in self.bodies.organisations.items()}
        ids = {local_id for plan in plans for _, local_id, _ in plan["records"]}
        rows = Identifier.objects.filter(
            type=Identifier.Type.LOCAL, organisation_id__in=source_of, value__in=ids
        ).values_list("organisation_id", "value", "person_id")
        return {(source_of[organisation], value): person for organisation, value, person in rows}

    def _taken(self, plans):
        """NHS number -> on whom it is settled now."""
        numbers = {plan["number"] for plan in plans if plan["number"]}
        return dict(
            Identifier.objects.filter(type=Identifier.Type.NHS, value__in=numbers, is_settled=True).values_list(
                "value", "person_id"
            )
        )

    def _by_number(self, plan, taken):
        """Somebody whom a referral brought: the same valid number, and births that agree or differ in one component."""
        holder = taken.get(plan["number"]) if plan["is_settled"] else None
        if holder is None or SourceRecord.objects.filter(person_id=holder).exists():
            return None
        person = Person.objects.get(pk=self.into.get(holder, holder))
        birth = changing.day_of(plan["person"]["birth_date"])
        return person.pk if births_agree(birth, person.birth_date) else None

    def _members(self, who, root):
        """Everybody who became part of the survivor and holds a side of the plan."""
        absorbed = {pk for pk, into in self.into.items() if into == root} if self.into else set()
        return sorted(absorbed | {pk for pk in who.values() if pk != root and self.into.get(pk, pk) == root})

    def joins(self):
        """Two people whom the extract now shows to be one: their cases become one, as if somebody had confirmed it."""
        for survivor, absorbed in self.to_join:
            joining.join_people(survivor, absorbed, by=None, at=self.at, run=self.run)
