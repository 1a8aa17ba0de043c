"""What somebody types and has not saved: kept for them alone, and gone once it is of no use (docs/adr, unsaved words).

It is no part of the record: no page, print or extract reads it but the form it was typed into, for who typed it. So the
audit does not note each keeping; it notes what was kept for somebody whose sign-in had ended.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict

from access import policies as access_policies
from access.boxes import InvalidToken, box
from access.roles import Permission
from audit import services as audit
from cases.models import UnsavedWords
from cases.policies import family
from partners.models import Worker

PURPOSE = b"accord unsaved words\n"
#: Characters of one form as a browser sends it. A section with every box full to its limit is shorter.
LIMIT = 300_000


class TooLong(ValueError):
    """More was typed than is kept for anybody."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as the form would send it, and when it was kept. ``elsewhere``: into the same form of another version,
    or of a record that became part of this one, so that nothing of it says what the writer had before them here.
    """

    data: QueryDict
    kept_at: datetime
    elsewhere: bool = False


@transaction.atomic
def keep(*, case, form, typed, by, at, signed_out=False):
    """Keep what a worker has typed into a form (a query string), in place of what was kept of it before.

    Refused for who may not open the case; raises :class:`TooLong` beyond ``LIMIT`` characters. ``signed_out`` is noted in
    the audit: it was sent after their sign-in had ended.
    """
    access_policies.require(by, Permission.VIEW_CASE, case, at=at)
    if len(typed) > LIMIT:
        raise TooLong
    row = UnsavedWords(
        worker=by, case_id=case.pk, form=form, box=box(PURPOSE).encrypt(typed.encode()).decode(), kept_at=at
    )
    UnsavedWords.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["worker", "case", "form"], update_fields=["box", "kept_at"]
    )
    if signed_out:
        audit.record("unsaved.kept_signed_out", target=case, by=by, at=at, person_id=case.person_id)


def typed_by(worker, *, case, form, at, kin=""):
    """The :class:`Typed` words of this worker in this form, or None. What has had its time, or no longer opens, is none.

    ``kin`` is a pattern of forms that are the same one of other versions: words typed there come back here, so that a
    signature or a joining of two records leaves nobody's words where no page asks for them. The newest wins.
    """
    rows = _rows(worker, case, form, kin).filter(kept_at__gt=_oldest(at))
    for row in rows.order_by("-kept_at", "-pk"):
        try:
            data = QueryDict(box(PURPOSE).decrypt(row.box.encode()).decode())
        except InvalidToken:
            continue
        return Typed(data, row.kept_at, (row.case_id, row.form) != (case.pk, form))
    return None


def _rows(worker, case, form, kin):
    """This worker's rows of one form, over the record and what became part of it."""
    here = Q(form=form) | Q(form__regex=kin) if kin else Q(form=form)
    return UnsavedWords.objects.filter(here, worker=worker, case_id__in=family(case))


def whoever(number):
    """The worker of a pass, or None once their account is closed."""
    return Worker.objects.filter(pk=number, is_active=True).first()


def drop(*, case, form, by, kin=""):
    """Throw away what this worker has typed into this form (``kin`` as in :func:`typed_by`): it is saved, or not wanted."""
    _rows(by, case, form, kin).delete()


@transaction.atomic
def sweep(*, at):
    """Throw away what has had its time, and what belongs to workers who may no longer open the case. Returns how many."""
    gone, _ = UnsavedWords.objects.filter(kept_at__lte=_oldest(at)).delete()
    pairs = {}
    for row in (
        UnsavedWords.objects.select_related("worker", "case__merged_into").defer("box").order_by("worker", "case", "pk")
    ):
        pairs.setdefault((row.worker, _stands(row.case)), []).append(row.pk)
    for (worker, case), keys in pairs.items():
        if not access_policies.may(worker, Permission.VIEW_CASE, case, at=at):
            gone += UnsavedWords.objects.filter(pk__in=keys).delete()[0]
    return gone


def _stands(case):
    """The case itself, or what it became part of: there its words are offered."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def _oldest(at):
    return at - timedelta(days=settings.ACCORD_UNSAVED_DAYS)
