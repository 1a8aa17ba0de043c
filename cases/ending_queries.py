"""What stands on the page about how a case ends or passes on, and what this room itself says against closing."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from cases import appraisals, carer_queries, endings
from cases.endings import BLOCKS, ENDS, NEEDS_WORD, Against
from cases.models import CarerTold, CaseStatus, Closing, Transfer
from cases.policies import family
from cases.services.carers import ASSESSMENT
from cases.services.deaths import recorded
from cases.services.transfers import end_transfers
from cases.transfer_states import LIVE
from notifications.models import Deadline
from partners.models import Organisation


def against(case, at):
    """A carer's assessment that is owed prevents closing (CA14 s10: the duty is owed to the carer); a transfer ends by it."""
    found = []
    if Deadline.objects.filter(is_live=True, case_id__in=family(case), kind=ASSESSMENT).exists():
        words = "This carer is owed an assessment." if case.is_carers else (
            "A carer is owed an assessment of their own. On a record of the carer’s own it stays owed."
        )  # fmt: skip
        found.append(Against(BLOCKS, words, reverse("cases:carers", args=[case.reference])))
    waiting = live_transfer(case)
    if waiting is not None:
        found.append(Against(ENDS, f"The transfer to {waiting.receiver} is taken back."))
    return found


def end_with_the_case(*, case, by, at, words):
    """Hangs in ``cases.endings``: a transfer that waits is taken back, and its receiver told of that alone."""
    end_transfers(case=case, words=words, by=by, at=at)
    return []


def live_transfer(case):
    """The transfer that waits on a case, or None."""
    waiting = Transfer.objects.filter(case=case, state__in=LIVE)
    return waiting.select_related("to_organisation", "to_team", "from_organisation").first()


@dataclass(frozen=True, slots=True)
class ToTell:
    """A carer whom somebody tells by voice or letter; ``told`` is the row that says who did, or None."""

    carer: object
    told: CarerTold | None


@dataclass(frozen=True, slots=True)
class Ending:
    """The page: the closing that stands (open cases: None), bodies told, carers to tell, a death, what is against closing."""

    closing: Closing | None
    before: tuple
    statuses: tuple
    told: tuple
    carers: tuple
    carers_unnamed: int
    death: object
    kept_until: object
    blocks: tuple
    needs_word: tuple
    ends: tuple
    transfer: Transfer | None
    sent: tuple
    transfers: tuple


def ending(case, worker, *, at):
    """The :class:`Ending` of a case, for readers of the whole record. The door has asked."""
    closings = tuple(
        Closing.objects.filter(case_id__in=family(case)).select_related("by", "organisation").order_by("-at", "-pk")
    )
    newest = closings[0] if closings and not case.is_open else None
    against_it = endings.against(case, at=at) if case.is_open else ()
    waiting = live_transfer(case)
    rows = Transfer.objects.filter(case_id__in=family(case)).select_related("to_organisation", "to_team", "to_worker")
    carers, unnamed = _carers(case, worker, newest, at=at)
    return Ending(
        closing=newest,
        before=closings if newest is None else closings[1:],
        statuses=tuple(CaseStatus.objects.filter(case=case).select_related("by").order_by("-at", "-pk")),
        told=_told(newest),
        carers=carers,
        carers_unnamed=unnamed,
        death=recorded(case.person),
        kept_until=appraisals.kept_until(case) if case.closed_at else None,
        blocks=tuple(one for one in against_it if one.weight == BLOCKS),
        needs_word=tuple(one for one in against_it if one.weight == NEEDS_WORD),
        ends=tuple(one for one in against_it if one.weight == ENDS),
        transfer=waiting,
        sent=tuple(endings.sent(case, since=waiting.at)) if waiting else (),
        transfers=tuple(rows.prefetch_related("events__by").order_by("-at", "-pk")),
    )


def _told(closing):
    if closing is None:
        return ()
    names = Organisation.objects.in_bulk({one["organisation"] for one in closing.told})
    return tuple(sorted({names[one["organisation"]].name for one in closing.told}))


def _carers(case, worker, closing, *, at):
    """(carers to tell, how many more there are): of a person's record, once it is closed."""
    if closing is None or case.is_carers:
        return (), 0
    found = carer_queries.carers_of(case, worker, at=at)
    told = {row.link_id: row for row in CarerTold.objects.filter(closing=closing).select_related("by")}
    return tuple(ToTell(carer, told.get(carer.link.pk)) for carer in found.now), found.unnamed


def transfer_or_404(case, key):
    """One transfer of a case."""
    found = Transfer.objects.filter(case=case, pk=key).select_related("to_organisation", "to_team").first()
    if found is None:
        raise Http404
    return found
