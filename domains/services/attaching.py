"""Files of entries: taken in, checked, and withdrawn where they are about another person."""

import hashlib
import logging
import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from access import policies
from access.roles import Permission
from access.rows import writing
from audit import services as audit
from cases import locks
from domains.kinds import KINDS, sniff
from domains.models import Attachment
from domains.rules import CannotBe
from domains.scanning import Verdict, scanner

MEGABYTE = 1024 * 1024
log = logging.getLogger(__name__)


def store():
    """Where the bytes lie: outside the web root, served by nothing but the page that asks the policy."""
    return storages["attachments"]


def check_file(file):
    """(name, kind, bytes) of a file that somebody sends. Refuses at the field, with the rule and the way out."""
    limit = settings.ACCORD_MAX_ATTACHMENT_MB
    if file.size > limit * MEGABYTE:
        raise CannotBe("attachment_too_large", field="attachment", limit=limit)
    data = file.read()
    if not data:
        raise CannotBe("attachment_empty", field="attachment")
    kind = sniff(data)
    if kind is None:
        raise CannotBe("attachment_kind", field="attachment", kinds=", ".join(one.words for one in KINDS.values()))
    name = _plain(file.name)
    ending = PurePath(name).suffix.lower()
    if not ending:
        name += KINDS[kind].endings[0]
    elif ending not in KINDS[kind].endings:
        raise CannotBe("attachment_ending", field="attachment", ending=ending[:20], kind=KINDS[kind].words)
    return name, kind, data


def _plain(name):
    """The last part of the name, without control characters; its end is kept where it is long."""
    name = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    return name.strip(" .")[-140:] or "file"


def attach(entry, file, *, by, at):
    """Store a file with an entry that is being written; :func:`write_entry` holds the lock and asked the policy.

    It waits until it is checked. Called last, so that hardly anything can undo the entry and leave the bytes behind.
    """
    name, kind, data = check_file(file)
    place = store().save(uuid.uuid4().hex, ContentFile(data))
    try:
        with transaction.atomic(), writing(Attachment):
            made = Attachment.objects.create(
                entry=entry, name=name, kind=kind, declared=(getattr(file, "content_type", "") or "")[:100],
                size=len(data), sha256=hashlib.sha256(data).hexdigest(), place=place, added_at=at,
            )  # fmt: skip
        _put_down("attachment.added", made, by=by, at=at, kind=kind)
    except BaseException:
        store().delete(place)
        raise
    return made


def scan_waiting(*, at, entry=None, limit=100):
    """Ask the scanner about what waits, of one entry or of all, oldest first. Returns how many it answered about.

    Whatever goes wrong leaves a file waiting: it is asked about again, and nobody can open it until then.
    """
    waiting = Attachment.objects.filter(state=Attachment.State.WAITING)
    if entry is not None:
        waiting = waiting.filter(entry=entry)
    return sum(_scan(pk, at=at) for pk in waiting.order_by("added_at", "pk").values_list("pk", flat=True)[:limit])


def _scan(pk, *, at):
    try:
        found = Attachment.objects.get(pk=pk)
        with store().open(found.place) as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != found.sha256:
            raise ValueError("is not what was sent")
        asked = scanner()
        verdict = asked.scan(data)
        if not isinstance(verdict, Verdict) or not isinstance(verdict.clean, bool):
            raise TypeError("the scanner gave no verdict")
    except Exception:
        log.exception("Attachment %s could not be checked; it stays closed", pk)
        return 0
    return _settle(found, verdict, asked.name[:60], at=at)


@transaction.atomic
def _settle(found, verdict, name, *, at):
    locks.case(found.entry.case_id)
    found = Attachment.objects.select_related("entry__case").get(pk=found.pk)
    if found.state != Attachment.State.WAITING:
        return 0
    found.state = Attachment.State.CLEAN if verdict.clean else Attachment.State.REFUSED
    found.scanner, found.scanned_at = name, at
    with writing(Attachment):
        found.save(update_fields=["state", "scanner", "scanned_at"])
    _put_down("attachment.checked", found, by=None, at=at, clean=verdict.clean)
    return 1


@transaction.atomic
def withdraw_attachment(*, attachment, by, at):
    """Close a file that is about another person, for everybody and for good. It is kept; twice is the same as once.

    Nothing else takes a file away: what was written and sent stays, as entries do.
    """
    locks.case(attachment.entry.case_id)
    found = Attachment.objects.select_related("entry__case", "entry__part").get(pk=attachment.pk)
    policies.require(by, Permission.WRITE_ENTRY, found, at=at)
    if found.state == Attachment.State.WITHDRAWN:
        return found
    found.state, found.withdrawn_by, found.withdrawn_at = Attachment.State.WITHDRAWN, by, at
    with writing(Attachment):
        found.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
    _put_down("attachment.withdrawn", found, by=by, at=at)
    return found


def _put_down(action, attachment, *, by, at, **detail):
    entry = attachment.entry
    audit.record(
        action, target=attachment, by=by, at=at, case_id=entry.case_id, person_id=entry.case.person_id,
        organisation_id=entry.organisation_id, detail={"part": entry.part_id, **detail},
    )  # fmt: skip
