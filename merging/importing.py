"""Every write of an import, from the first file to the day it lands. Three doors use it: a command, pages and a task."""

import contextlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from calendars import local_day
from merging import staging
from merging.landing import Overtaken, land
from merging.models import ImportRun
from merging.problems import NotAnExtract
from partners.standing import may_here

State = ImportRun.State
#: Whoever works on a run notes a heartbeat every second; after this long without one they are taken for dead.
DEAD_AFTER = timedelta(minutes=5)
#: How often a run is read again because somebody decided something in between.
TRIES = 3


def require_import(by, *, at):
    """Return quietly for somebody who may import, or for None (the command line); otherwise raise Refused."""
    if by is not None and not (decision := may_here(by, Permission.IMPORT, at=at)):
        raise Refused(decision)


@transaction.atomic
def begin(*, files, by, at, as_at=None, folder=""):
    """Note that an import begins. ``files`` are digests (``staging.digests_of``). Refuses a day after today."""
    require_import(by, at=at)
    if as_at is not None and as_at > local_day(at):
        raise NotAnExtract("as at", "the day of the extract must be today or before. Check the year.")
    run = ImportRun.objects.create(
        by=by, started_at=at, heartbeat_at=at, given_as_at=as_at, files=files, folder=folder, state=State.WAITING
    )
    audit.record("import.begun", target=run, by=by, at=at, detail={"files": len(files)})
    return run


def read(run, *, mhsds, cld, at, report=None):
    """Read the files of a run and keep what they change, ready to land. A file that is no extract fails the run.

    Returns what was found. Raises NotAnExtract after noting it on the run.
    """
    try:
        return staging.stage(run, mhsds=mhsds, cld=cld, today=local_day(at), report=report)
    except NotAnExtract as refused:
        fail(run, str(refused))
        raise


def finish(run, *, mhsds, cld, at, report=None):
    """Land a run that was read. When somebody decided about a match meanwhile, it is read again first."""
    for attempt in range(TRIES):
        with contextlib.suppress(Overtaken):
            return land(run, at=at, report=report)
        if attempt + 1 < TRIES:
            run.refresh_from_db()
            read(run, mhsds=mhsds, cld=cld, at=at, report=report)
    raise Overtaken


def run_import(*, mhsds, cld, by, at, as_at=None, report=None):
    """The whole import at once, for the command line: read, then land. Raises NotAnExtract; then nothing is changed."""
    run = begin(files=staging.digests_of(staging.files_of(mhsds, cld)), by=by, at=at, as_at=as_at)
    try:
        found = read(run, mhsds=mhsds, cld=cld, at=at, report=report)
        run = finish(run, mhsds=mhsds, cld=cld, at=at, report=report)
    except NotAnExtract:
        raise
    except BaseException as error:
        with contextlib.suppress(Exception):
            fail(run, f"It ended in the middle ({type(error).__name__}), so nothing was imported.")
        raise
    return run, found


def fail(run, words):
    """Note why a run did not land, and forget what was staged for it."""
    staging.clear(run)
    run.state, run.failure, run.finished_at, run.progress = State.FAILED, words, timezone.now(), {}
    run.save(update_fields=["state", "failure", "finished_at", "progress"])


@transaction.atomic
def give_up(*, run, by, at):
    """Leave a run that was read and not imported. Nothing was changed by it, and nothing is."""
    require_import(by, at=at)
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state in (State.LANDED, State.FAILED, State.DISCARDED):
        return run
    staging.clear(run)
    run.state, run.finished_at = State.DISCARDED, at
    run.save(update_fields=["state", "finished_at"])
    audit.record("import.given_up", target=run, by=by, at=at)
    return run
