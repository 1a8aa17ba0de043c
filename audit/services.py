"""Writing the audit. Acts are inserted in the transaction of the act; readings wait for the end of the request.

Every row says what, on what, by whom (nobody for an act of the system itself) and when. ``detail`` carries codes and
numbers, never who the person is: keys that would are refused, and an NHS number inside a text is taken out.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import models

from access import copying
from audit.models import Entry

#: Keys that would put a person's identity into a row that outlives what it is about.
IDENTIFYING = frozenset(
    {
        "nhs_number", "nhs", "identifier", "given_name", "family_name", "preferred_name", "full_name", "person_name",
        "birth_date", "date_of_birth", "address", "postcode", "phone", "telephone", "email", "password",
    }
)  # fmt: skip

_TEN_DIGITS = re.compile(r"(?<!\d)(\d{3})[ \-]?(\d{3})[ \-]?(\d{4})(?!\d)")
REMOVED = "[number removed]"


@dataclass
class Trail:
    """What one request has read so far, and the name under which its rows stand together."""

    request_id: str
    reads: dict = field(default_factory=dict)


#: The trail of the request being answered; None outside one (a task, a command, a test without a client).
current = ContextVar("audit_trail", default=None)


def record(action, *, target, by, at, case_id=None, person_id=None, organisation_id=None, detail=None):
    """Write one act, now, in the caller's transaction: if the act is rolled back, so is its row.

    ``target`` is a model instance or ``(kind, id)``; ``by`` a worker, or None for the system itself.
    """
    return _insert([_entry(action, target, by, at, case_id, person_id, organisation_id, detail)])[0]


def record_many(entries):
    """Write many acts with one statement. Each is a mapping of the arguments of :func:`record`, ``action`` among them."""
    return _insert(
        [
            _entry(
                given["action"], given["target"], given["by"], given["at"], given.get("case_id"),
                given.get("person_id"), given.get("organisation_id"), given.get("detail"),
            )
            for given in entries
        ]
    )  # fmt: skip


def read(request, action, *, target, by, at, case_id=None, person_id=None, organisation_id=None, detail=None):
    """Note that something was read. Inside a request it is written at its end, with all its other readings, once each.

    Outside a request (``request`` may be None) it is written now. The same reading twice in a request is one row.
    """
    entry = _entry(action, target, by, at, case_id, person_id, organisation_id, detail, is_read=True)
    trail = current.get()
    if trail is None:
        _insert([entry])
        return
    key = (action, entry.target_kind, entry.target_id, entry.case_id, entry.person_id, entry.worker_id)
    trail.reads.setdefault(key, entry)


def write_reads(trail):
    """Write what a request has read, in one INSERT. Nothing read, nothing written."""
    entries, trail.reads = list(trail.reads.values()), {}
    return _insert(entries)


def kind_of(target):
    """Return (kind, id) of a model instance, or of what is a pair already."""
    if isinstance(target, models.Model):
        return target._meta.concrete_model._meta.model_name, target.pk
    kind, number = target
    return kind, number


def _insert(entries):
    if len(entries) == 1:
        entries[0].save(force_insert=True)  # one statement, where bulk_create opens a transaction around its own
        return entries
    return copying.create(Entry.objects, entries)


def _entry(action, target, by, at, case_id, person_id, organisation_id, detail, is_read=False):
    kind, number = kind_of(target)
    if case_id is None and kind == "case":
        case_id = number
    trail = current.get()
    return Entry(
        at=at, action=action, is_read=is_read, worker_id=by.pk if by is not None else None,
        organisation_id=organisation_id, target_kind=kind, target_id=number, case_id=case_id, person_id=person_id,
        detail=_without_identity(detail or {}), request_id=trail.request_id if trail else "",
    )  # fmt: skip


def _without_identity(value):
    if isinstance(value, dict):
        found = IDENTIFYING.intersection(str(key).lower() for key in value)
        if found:
            raise ValueError(f"The audit keeps no identity: leave out {', '.join(sorted(found))}")
        return {str(key): _without_identity(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_without_identity(inner) for inner in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, str):
        return _TEN_DIGITS.sub(lambda found: REMOVED if _is_nhs_number("".join(found.groups())) else found[0], value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def _is_nhs_number(digits):
    """The check digit, modulus 11 (NHS Data Dictionary, NHS NUMBER)."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return check != 10 and check % 11 == int(digits[9])
