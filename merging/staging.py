"""Reading extracts and working out what they change, outside any transaction; kept in chunks until they land."""

import hashlib
import itertools
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.core.cache import cache
from django.utils import timezone

from merging import carers
from merging.assembly import assemble
from merging.models import ImportRun, RunProblem, StagedChunk
from merging.planning import plan_of
from merging.problems import row_by_heading
from merging.records import HEALTH, SOCIAL_CARE
from merging.remembered import recall
from merging.values import LONGEST_ID

CHUNK = 500
ROWS_AT_ONCE = 2_000
#: Seconds between two notes of progress, each of which is a write.
EVERY = 1.0
#: How long the cache keeps how far a landing is; longer than background work may take.
KEPT_SECONDS = 900
FRAME = 0


@dataclass(slots=True)
class Found:
    """What reading gave: the assembled extract, how many people are new, changed and as before, and who decided meanwhile."""

    assembled: object
    mark: str
    new: int = 0
    changed: int = 0
    same: int = 0
    plans: object = field(default=None, repr=False)

    @property
    def changes(self):
        return {"new": self.new, "changed": self.changed, "same": self.same}


def read_extracts(*, mhsds, cld, as_at, today, report=None):
    """Read and compare with what is known. ``plans`` of the answer is lazy: it yields the plans that change anything, and
    counts while it does. Raises NotAnExtract. Writes nothing."""
    memory = recall()
    progress = report and (lambda file, read, faults: report("reading", read, file, faults=faults))
    assembled = assemble(mhsds=mhsds, cld=cld, as_at=as_at, today=today, known=memory.known, progress=progress)
    found = Found(assembled, memory.mark)
    found.plans = _plans(found, memory)
    return found


def _plans(found, memory):
    assembled = found.assembled
    shared = _shared_numbers(assembled)
    for position, (record, health, social) in enumerate(assembled.everybody()):
        plan = plan_of(
            record, health, social, as_at=assembled.as_at, position=position,
            shares_number=any(side is not None and side.number in shared for side in (health, social)),
        )  # fmt: skip
        keys = [(source, local_id) for source, local_id, _ in plan["records"]]
        roots = {memory.roots.get(key) for key in keys}
        if roots == {None}:
            found.new += 1
        elif len(roots) == 1 and memory.digests.get(next(iter(roots))) == plan["digest"]:
            found.same += 1
            continue
        else:
            found.changed += 1
        yield plan


def _shared_numbers(assembled):
    """NHS numbers that two people hold: of possible matches, and of pairs that somebody refused."""
    holders = {person.number: health_id for health_id, person in assembled.health.items() if person.number}
    matched = assembled.links.matched
    return {
        person.number
        for social_id, person in assembled.social.items()
        if person.number in holders and matched.get(holders[person.number]) != social_id
    }


def summary_of(found, *, mhsds, cld):
    """The counts of the files, and what a later extract needs to know of this one."""
    assembled = found.assembled
    return {
        **assembled.summary(),
        "health_organisation": assembled.health_organisation,
        "social_care_organisation": assembled.social_care_organisation,
        "sides": [source for source, given in ((HEALTH, mhsds), (SOCIAL_CARE, cld)) if given],
        "period_ends": {HEALTH: assembled.as_at.isoformat() if mhsds else None},
        "ignored_files": list(assembled.ignored_files),
    }


def stage(run, *, mhsds, cld, today, report=None):
    """Read the files of a run into chunks, with its problems and figures. Whatever an earlier try left is cleared first.

    Each chunk is a write of its own: a kill leaves a run that is not READ, which the sweep reads again.
    """
    clear(run)
    beat = Heartbeat(run, report)
    beat.state(ImportRun.State.READING)
    found = read_extracts(mhsds=mhsds, cld=cld, as_at=run.given_as_at, today=today, report=beat)
    total, done = len(found.assembled), 0
    for number, plans in enumerate(_in_chunks(found.plans), start=FRAME + 1):
        StagedChunk.objects.create(run=run, number=number, payload=plans)
        done = found.new + found.changed + found.same
        beat("staging", done, "", total=total)
    StagedChunk.objects.create(run=run, number=FRAME, payload=_frame(found))
    _keep_problems(run, found.assembled)
    run.as_at = found.assembled.as_at
    run.summary = summary_of(found, mhsds=mhsds, cld=cld)
    run.changes = found.changes
    run.progress = {}
    run.state = ImportRun.State.READ
    run.save(update_fields=["as_at", "summary", "changes", "progress", "state"])
    return found


def clear(run):
    """Forget what was staged for a run."""
    run.chunks.all().delete()
    run.problems.all().delete()


def _in_chunks(plans):
    while chunk := list(itertools.islice(plans, CHUNK)):
        yield chunk


def _frame(found):
    assembled = found.assembled
    return {
        "mark": found.mark,
        "codes": {
            source: code
            for source, code, people in (
                (HEALTH, assembled.health_organisation, assembled.health),
                (SOCIAL_CARE, assembled.social_care_organisation, assembled.social),
            )
            if code or people
        },
        "staff": sorted({code[:LONGEST_ID] for code in {*assembled.staff, *_coordinating(assembled)}}),
        "pairs": [[*pair, *assembled.why_possible(*pair)] for pair in assembled.links.possible],
        "carers": [carers.packed(carer) for carer in assembled.carers],
    }


def _coordinating(assembled):
    return {
        each.staff_code
        for person in assembled.health.values()
        for registration in (person, *person.also)
        for each in registration.coordinators
        if each.staff_code
    }


def _keep_problems(run, assembled):
    rows = [
        RunProblem(
            run=run, kind=RunProblem.Kind.REJECT, file=reject.file[:200], line=reject.line, text=reject.reason,
            row=row_by_heading(reject),
        )
        for reject in assembled.rejects
    ]  # fmt: skip
    rows += [
        RunProblem(
            run=run, kind=RunProblem.Kind.WARNING, file=bad.file[:200], line=bad.line, column=bad.column[:200],
            text=bad.problem,
        )
        for bad in assembled.warnings
    ]  # fmt: skip
    RunProblem.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


class Heartbeat:
    """Notes on the run how far it is, at most once a second, and that somebody works on it; passes it on to ``report``."""

    def __init__(self, run, report=None):
        self.run, self.report, self.last = run, report, 0.0
        self.step, self.since, self.faults = "", None, 0

    def state(self, state):
        self.run.state = state
        self._save()

    def __call__(self, stage_name, done, what="", total=None, faults=None):
        if self.report:
            self.report(stage_name, done, what, total=total)
        self.faults = self.faults if faults is None else faults
        if self.step != (stage_name, what):
            self.step, self.since = (stage_name, what), timezone.now()
        if time.monotonic() - self.last > EVERY:
            self.run.progress = {
                "stage": stage_name, "done": done, "total": total, "what": what, "faults": self.faults,
                "since": self.since.isoformat(),
            }  # fmt: skip
            self._save()

    def _save(self):
        self.last = time.monotonic()
        self.run.heartbeat_at = timezone.now()
        self.run.save(update_fields=["state", "progress", "heartbeat_at"])


class OfLanding:
    """Says how far the landing of a run is, in the cache: its transaction hides its own rows until it ends."""

    def __init__(self, run):
        self.run, self.last, self.since = run, 0.0, timezone.now()

    def __call__(self, stage_name, done, what="", total=None, faults=None):
        if time.monotonic() - self.last > EVERY:
            self.last = time.monotonic()
            said = {
                "stage": stage_name,
                "done": done,
                "since": self.since.isoformat(),
                "at": timezone.now().isoformat(),
            }
            cache.set(landing_key(self.run), said, KEPT_SECONDS)


def landing_key(run):
    """Where in the cache it stands how far the landing of a run is."""
    return f"merging:landing:{run.pk}"


def digests_of(paths):
    """Name, size and SHA-256 of each file, in the order of their names."""
    found = []
    for path in sorted(map(Path, paths)):
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        found.append({"name": path.name, "bytes": path.stat().st_size, "sha256": digest})
    return found


def files_of(mhsds, cld):
    """The files that an import reads, for the list of digests."""
    paths = [path for path in sorted(Path(mhsds).iterdir()) if path.is_file()] if mhsds and Path(mhsds).is_dir() else []
    return [*paths, *([Path(cld)] if cld and Path(cld).is_file() else [])]
