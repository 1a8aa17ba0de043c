"""Every write of an import, from the first file to the day it lands. Three doors use it: a command, pages and a task."""

import contextlib
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from django.utils import timezone

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from calendars import local_day
from merging import staging, uploads, waking
from merging.landing import Overtaken, land
from merging.models import ImportRun
from merging.problems import NotAnExtract
from partners.standing import may_here

State = ImportRun.State
#: Whoever works on a run notes a heartbeat every second; after this long without one they are taken for dead.
DEAD_AFTER = timedelta(minutes=5)
ENDED = "It ended in the middle, so nothing was imported. Start it again."
TOO_LONG = (
    "It took longer than background work may, so nothing was imported. Ask whoever looks after Accord to run "
    "manage.py import_records with the same files: there it may take as long as it needs."
)
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
    uploads.remove(run.folder)
    run.state, run.finished_at = State.DISCARDED, at
    run.save(update_fields=["state", "finished_at"])
    audit.record("import.given_up", target=run, by=by, at=at)
    return run


def begin_upload(*, mhsds, cld, by, at, as_at=None):
    """Keep sent files and leave a run for the worker to read. Raises NotAnExtract for what is no extract."""
    require_import(by, at=at)
    folder = uploads.keep(mhsds=mhsds, cld=cld)
    try:
        run = begin(
            files=staging.digests_of(staging.files_of(*uploads.files_of(folder))),
            by=by,
            at=at,
            as_at=as_at,
            folder=folder,
        )
    except BaseException:
        uploads.remove(folder)
        raise
    _wait_for_worker(run, State.WAITING)
    return run


@transaction.atomic
def ask_to_land(*, run, by, at):
    """Somebody has seen what a run would do, and lets it. The worker lands it. Asking twice is asking once."""
    require_import(by, at=at)
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state != State.READ:
        return run
    audit.record("import.approved", target=run, by=by, at=at)
    _wait_for_worker(run, State.LANDING)
    return run


def _wait_for_worker(run, state):
    """Leave a run so that any worker takes it at once, now or at the next sweep."""
    run.state, run.heartbeat_at = state, run.started_at - 2 * DEAD_AFTER
    run.save(update_fields=["state", "heartbeat_at"])
    waking.wake()


def work(*, at):
    """Read or land every run that waits, or whose worker has died. Safe to run twice at once: each run is taken once.

    Returns how many runs were worked on.
    """
    worked = 0
    for run in ImportRun.objects.filter(state=State.READ, folder="", heartbeat_at__lt=at - DEAD_AFTER):
        fail(run, ENDED)  # read by a command that was killed before it landed
        worked += 1
    waiting = (State.WAITING, State.READING, State.LANDING)
    for pk in ImportRun.objects.filter(state__in=waiting, heartbeat_at__lt=at - DEAD_AFTER).values_list(
        "pk", flat=True
    ):
        taken = ImportRun.objects.filter(pk=pk, state__in=waiting, heartbeat_at__lt=at - DEAD_AFTER)
        if taken.update(heartbeat_at=timezone.now()):
            _work_on(ImportRun.objects.select_related("by").get(pk=pk), at=at)
            worked += 1
    return worked


def _work_on(run, *, at):
    mhsds, cld = uploads.files_of(run.folder) if run.folder else (None, None)
    if mhsds is None and cld is None:
        fail(run, ENDED)
        return
    try:
        if run.state == State.LANDING:
            run = finish(run, mhsds=mhsds, cld=cld, at=at, report=staging.OfLanding(run))
            uploads.remove(run.folder)
        else:
            read(run, mhsds=mhsds, cld=cld, at=at)
    except NotAnExtract:
        uploads.remove(run.folder)
    except OperationalError:
        raise  # the database was away: it is taken up again
    except SoftTimeLimitExceeded:
        fail(run, TOO_LONG)
        uploads.remove(run.folder)
    except Overtaken:
        fail(run, "Others decided about the same people while it was being imported, again and again. Start it again.")
    except Exception as error:
        fail(
            run,
            f"Something went wrong ({type(error).__name__}), so nothing was imported. Tell whoever looks after Accord.",
        )
        uploads.remove(run.folder)
        raise
