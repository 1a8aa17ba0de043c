"""Closed records whose least time of keeping has run out: flagged for a person to appraise, never deleted."""

from dataclasses import dataclass

from calendars import local_day
from cases import retention
from cases.models import Case, Involvement
from partners.models import Sector

#: What a record is of, by who had a part in it. A charity's part adds no period of its own.
_KINDS = {Sector.NHS: "mental_health", Sector.COUNCIL: "social_care"}


@dataclass(frozen=True, slots=True)
class Due:
    """One record due for appraisal: its reference, until when it had to be kept, and why until then."""

    reference: str
    until: retention.KeptUntil


def records_due(*, at, by=None):
    """Yield a :class:`Due` for each closed record whose period has run out by the day of ``at``, in the order of closing.

    Counted from the day on which it was closed. A record of NHS and council is kept for the longer of their periods.
    """
    today = local_day(at)
    closed = Case.objects.filter(is_open=False, merged_into=None, closed_at__isnull=False)
    rows = closed.select_related("person", "lead_organisation").order_by("closed_at", "pk")
    for case in rows.iterator(chunk_size=2_000):
        until = kept_until(case, by=by)
        if until is not None and retention.is_due(until, today=today):
            yield Due(case.reference, until)


def kept_until(case, *, by=None):
    """Until when one closed record is kept at least; None where nobody with a period of their own had a part in it."""
    sectors = set(Involvement.objects.filter(case=case).values_list("organisation__sector", flat=True))
    sectors.add(case.lead_organisation.sector)
    kinds = [kind for sector, kind in _KINDS.items() if sector in sectors]
    if not kinds:
        return None
    person, last_seen = case.person, local_day(case.closed_at)
    return retention.kept_until(kinds, last_seen=last_seen, died=person.death_date, born=person.birth_date, by=by)
