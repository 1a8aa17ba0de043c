"""What the database already knows when an extract comes: both sources' people, who is one, and what somebody refused."""

import datetime
import hashlib
import json
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q

from cases.models import Person
from merging.continuing import Known
from merging.models import CaseJoin, ImportRun, MergedRecord, PossibleMatch, SourceRecord
from merging.packing import unpack_health, unpack_social
from merging.records import HEALTH, SOCIAL_CARE

AT_ONCE = 2_000


@dataclass(slots=True)
class Memory:
    """``known`` for the comparison; ``roots`` (source, local id) -> survivor; ``digests`` survivor -> last plan's digest.

    ``mark`` changes whenever an import lands or somebody decides about a match: what was read before is then read again.
    """

    known: Known
    roots: dict = field(default_factory=dict)
    digests: dict = field(default_factory=dict)
    mark: str = ""


def last_landed():
    """The newest import that landed, or None."""
    return ImportRun.objects.filter(state=ImportRun.State.LANDED).order_by("-pk").first()


def mark():
    """A digest of everything that decides who is one person, besides the extract."""
    decided = PossibleMatch.objects.exclude(state=PossibleMatch.State.OPEN).aggregate(
        n=Count("pk"), last=Max("decided_at")
    )
    joins = CaseJoin.objects.aggregate(n=Count("pk"), last=Max("pk"), undone=Max("undone_at"))
    landed = ImportRun.objects.filter(state=ImportRun.State.LANDED).aggregate(last=Max("pk"))
    text = json.dumps([decided, joins, landed], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def survivors():
    """Person key -> the key of the person they became part of, for those who did. Chains are followed to their end."""
    into = dict(Person.objects.filter(~Q(merged_into=None)).values_list("pk", "merged_into"))
    for pk in into:
        while into[pk] in into:
            into[pk] = into[into[pk]]
    return into


def recall():
    """Everything an extract is compared with, in a handful of queries."""
    memory = Memory(Known(), mark=mark())
    run = last_landed()
    if run is None:
        return memory
    known, into = memory.known, survivors()
    known.as_at = run.as_at
    ends = [
        day
        for day in ImportRun.objects.filter(state=ImportRun.State.LANDED).values_list(
            "summary__period_ends__health", flat=True
        )
        if day
    ]
    known.health_period_end = max(map(datetime.date.fromisoformat, ends), default=None)
    known.health_organisation = run.summary.get("health_organisation", "")
    known.social_care_organisation = run.summary.get("social_care_organisation", "")
    firsts = {}
    rows = SourceRecord.objects.order_by("pk").values_list("source", "local_id", "person_id")
    for source, local_id, person_id in rows.iterator(chunk_size=AT_ONCE):
        root = into.get(person_id, person_id)
        memory.roots[source, local_id] = root
        firsts.setdefault(root, {}).setdefault(source, local_id)
    known.health = _stored(HEALTH, unpack_health)
    known.social = _stored(SOCIAL_CARE, unpack_social)
    known.joined = {ids[HEALTH]: ids[SOCIAL_CARE] for ids in firsts.values() if len(ids) > 1}
    for match in PossibleMatch.objects.filter(state=PossibleMatch.State.REFUSED):
        ids = firsts.get(match.person_id, {}), firsts.get(match.other_person_id, {})
        if HEALTH in ids[0] and SOCIAL_CARE in ids[1]:
            known.refused[ids[0][HEALTH], ids[1][SOCIAL_CARE]] = match.evidence
    memory.digests = dict(MergedRecord.objects.values_list("person_id", "digest"))
    return memory


def _stored(source, unpack):
    """(local id, person) of everybody whom a source brought before, in the order in which they came."""
    rows = SourceRecord.objects.filter(source=source).order_by("pk").values_list("local_id", "payload")
    for local_id, payload in rows.iterator(chunk_size=AT_ONCE):
        yield local_id, unpack(local_id, payload)
