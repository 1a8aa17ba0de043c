"""The hash chain: every entry gets a position and a digest over the link before it, behind the oldest running transaction.

Entries are inserted unchained, because a chain written in place made a page wait behind an import (decisions.md 6).
A transaction still running may yet commit an entry that belongs before those already there; so only what began before
the oldest running one is sealed (``pg_snapshot_xmin``). SQLite writes one transaction at a time and needs no waiting.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from audit.models import Anchor, Entry, Seal
from calendars import end_of_day, local_day

#: The chain begins here.
ORIGIN = "0" * 64
#: Any number, the same in every process: whoever seals holds this lock until commit.
LOCK = 70_127_001


def digest(before, position, entry):
    """SHA-256 over the link before, the position and the entry in canonical JSON."""
    content = {
        "action": entry.action, "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "case": entry.case_id, "detail": entry.detail, "id": entry.pk, "organisation": entry.organisation_id,
        "person": entry.person_id, "read": entry.is_read, "request": entry.request_id,
        "target": [entry.target_kind, entry.target_id], "worker": entry.worker_id,
    }  # fmt: skip
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{before}\n{position}\n{text}".encode()).hexdigest()


@transaction.atomic
def seal(*, at, most=20_000, thorough=False):
    """Seal what may be sealed and return how many entries that were. Twice, or twice at once, is harmless.

    Positions have no gaps: they are given by the chain, not by a sequence. ``thorough`` also looks for entries behind
    the last sealed one (a database restored into another cluster counts its transactions anew); it reads the table.
    """
    if not _take_lock():
        return 0
    last = Seal.objects.order_by("-position").first()
    rows = Entry.objects.filter(_finished()).order_by("inserted_xid", "id")
    if thorough:
        rows = rows.filter(~Exists(Seal.objects.filter(entry_id=OuterRef("pk"))))
    elif last is not None:
        xid = Entry.objects.values_list("inserted_xid", flat=True).get(pk=last.entry_id)
        rows = rows.filter(Q(inserted_xid=xid, id__gt=last.entry_id) | Q(inserted_xid__gt=xid))
    position, before = (last.position, last.digest) if last else (0, ORIGIN)
    seals = []
    for entry in rows[:most].iterator(chunk_size=2000):
        position += 1
        before = digest(before, position, entry)
        seals.append(Seal(position=position, entry_id=entry.pk, digest=before, sealed_at=at))
    Seal.objects.bulk_create(seals, batch_size=2000)
    return len(seals)


@transaction.atomic
def anchor(*, at):
    """Keep the chain's last digest of every day that has ended and has none yet. Returns the anchors made."""
    newest = Anchor.objects.order_by("-day").first()
    first = Seal.objects.order_by("position").first()
    if first is None:
        return []
    day = newest.day + timedelta(days=1) if newest else local_day(first.sealed_at)
    made = []
    while day < local_day(at):
        last = Seal.objects.filter(sealed_at__lt=end_of_day(day)).order_by("-position").first()
        if last is not None:
            row, new = Anchor.objects.get_or_create(
                day=day, defaults={"position": last.position, "digest": last.digest, "made_at": at}
            )
            made += [row] if new else []
        day += timedelta(days=1)
    return made


@dataclass
class Finding:
    """What checking the chain found: links checked, what is broken (in words), and entries not sealed yet."""

    checked: int = 0
    waiting: int = 0
    waiting_since: object = None
    faults: list = field(default_factory=list)


def verify(*, anchors=(), stop_after=20):
    """Walk the whole chain and compare it with the entries, with our own anchors, and with exported ones given.

    ``anchors`` are mappings with day, position and digest, as ``export_anchors`` wrote them.
    """
    found, before, expected = Finding(), ORIGIN, 0
    kept = [{"day": str(a.day), "position": a.position, "digest": a.digest} for a in Anchor.objects.order_by("day")]
    wanted = {}
    for source, rows in (("kept", kept), ("exported", anchors)):
        for row in rows:
            wanted.setdefault(int(row["position"]), []).append((source, row["day"], row["digest"]))
    for link, entry in _links():
        expected += 1
        if link.position != expected:
            found.faults.append(f"Position {expected} is missing; the next one is {link.position}.")
            expected = link.position
        if entry is None:
            found.faults.append(f"Position {link.position}: entry {link.entry_id} is gone.")
        elif digest(before, link.position, entry) != link.digest:
            found.faults.append(f"Position {link.position}: entry {link.entry_id} is not what was sealed.")
        for source, day, value in wanted.pop(link.position, ()):
            if value != link.digest:
                found.faults.append(f"Position {link.position} differs from the {source} anchor of {day}.")
        before = link.digest
        found.checked += 1
        if len(found.faults) >= stop_after:
            return found
    for position, rows in wanted.items():
        found.faults += [
            f"The {source} anchor of {day} names position {position}, which is gone." for source, day, _ in rows
        ]
    waiting = Entry.objects.filter(~Exists(Seal.objects.filter(entry_id=OuterRef("pk")))).order_by("at")
    found.waiting = waiting.count()
    found.waiting_since = waiting.values_list("at", flat=True).first()
    return found


def _links(chunk=2000):
    last = 0
    while True:
        links = list(Seal.objects.filter(position__gt=last).order_by("position")[:chunk])
        if not links:
            return
        entries = Entry.objects.in_bulk([link.entry_id for link in links])
        yield from ((link, entries.get(link.entry_id)) for link in links)
        last = links[-1].position


def _take_lock():
    if connection.vendor != "postgresql":
        return True  # the transaction has the only write lock already
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def _finished():
    """Entries whose transaction has ended for certain: begun before the oldest running one, or in another cluster."""
    if connection.vendor != "postgresql":
        return Q()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() s"
        )
        oldest_running, next_to_begin = cursor.fetchone()
    return Q(inserted_xid__lt=oldest_running) | Q(inserted_xid__gte=next_to_begin)
