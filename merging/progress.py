"""How far an import is, in words. Pure but for what it is given."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from design.words import clock_time, count
from merging.models import ImportRun

State = ImportRun.State
STEPS = {"reading": (1, "Reading the files"), "staging": (2, "Comparing people"), "landing": (3, "Importing")}
#: Without a sign of life for so long, whoever works on it is not counted on any more.
QUIET = timedelta(seconds=60)
#: An end is foretold only once a step has run for so long.
ENOUGH = timedelta(seconds=3)
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page says while it waits: ``share`` of the step in percent, or None where nobody can tell."""

    step: str
    line: str
    share: int | None
    ends: str
    faults: str
    stopped: str


def progress_of(run, *, at, landing=None, dead_after):
    """The :class:`Progress` of a run that is being worked on, or waits for it.

    ``landing`` is what the cache holds of its landing, if anything; ``dead_after`` how long until another worker takes it.
    """
    said = run.progress or {}
    if run.state == State.LANDING:
        said = landing or {"stage": "landing"}
    if run.state == State.WAITING or "stage" not in said:
        return Progress("Waiting to be read", "A worker takes it up within a minute.", None, "", "", "")
    number, name = STEPS[said["stage"]]
    done, total = said.get("done"), _total(run, said)
    share = min(100, 100 * done // total) if total and done is not None else None
    stopped = _stopped(run, said, at, dead_after)
    return Progress(
        f"Step {number} of 3: {name}", _line(said["stage"], done, total, said.get("what", "")), share,
        "" if stopped else _ends(said, done, total, at), _faults(said.get("faults", 0)), stopped,
    )  # fmt: skip


def _total(run, said):
    """How much a step has to do: bytes of its file, people of the extract, people that are new or changed."""
    if said["stage"] == "reading":
        return next((file["bytes"] for file in run.files if file["name"] == said.get("what")), None)
    if said["stage"] == "landing":
        return run.changes.get("new", 0) + run.changes.get("changed", 0)
    return said.get("total")


def _line(stage, done, total, what):
    if stage == "reading":
        read = f"{(done or 0) / MEGABYTE:.1f}"
        return f"{what}: {read} of {total / MEGABYTE:.1f} MB read." if total else f"{what}: {read} MB read."
    if stage == "landing":
        people = f"{total:,} people who are new or changed"
        return f"{done:,} of {people} written." if done is not None else f"{people} are being written, all or none."
    return f"{done:,} of {total:,} people compared with what is here." if total else f"{done:,} people compared."


def _ends(said, done, total, at):
    """When the step should end, from how long it has taken so far; nothing where that cannot be told yet."""
    if not (done and total and said.get("since")):
        return ""
    taken = at - datetime.fromisoformat(said["since"])
    if taken < ENOUGH or done >= total:
        return ""
    left = taken * (total - done) / done
    minutes = round(left.total_seconds() / 60)
    return (
        f"This step should end in about {count(minutes, 'minute')}."
        if minutes
        else "This step should end in less than a minute."
    )


def _faults(number):
    return (
        f"{count(number, 'fault')} in the files so far. You see each of them before anything is imported."
        if number
        else ""
    )


def _stopped(run, said, at, dead_after):
    """Said where nobody has worked on it for a while: what becomes of it, and that nothing is half done."""
    alive = datetime.fromisoformat(said["at"]) if "at" in said else run.heartbeat_at
    if run.state == State.LANDING and "at" not in said or at - alive < QUIET:
        return ""
    after = clock_time(alive + dead_after)
    if not run.folder:
        goes_on = f"It was begun on the command line: after {after} it is given up. Start it again there, with the same files."
    else:
        goes_on = f"It goes on by itself: another worker takes it up after {after}. If it does not, tell whoever looks after Accord."
    return f"Nobody has worked on it since {clock_time(alive)}. Nothing is half imported. {goes_on}"
