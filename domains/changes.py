"""What changed in who does what on a record since a day, in words: read from the steps of the handshake, never worked out."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from access.rows import meets
from cases.models import Coordination
from cases.policies import family
from domains.models import EndReason, Part, PartEvent, Responsibility, Share, State

_ASKED = {
    Share.LEAD: "was asked to do it", Share.JOINT: "was asked to share it", Share.CONTRIBUTOR: "was asked to contribute",
    Share.INFORMED: "was asked to be kept informed",
}  # fmt: skip
_ACCEPTED = {
    Share.LEAD: "took it on", Share.JOINT: "shares it", Share.CONTRIBUTOR: "contributes to it",
    Share.INFORMED: "is kept informed",
}  # fmt: skip
_ENDED = {
    EndReason.DONE: "ended it: done", EndReason.HANDED_OVER: "handed it over",
    EndReason.CONSENT_WITHDRAWN: "is out: the person withdrew their agreement", EndReason.CASE_CLOSED: "ended it: the case was closed",
    EndReason.CASES_JOINED: "ended it: two cases became one", EndReason.ORGANISATION_LEFT: "ended it: the organisation left",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One step. ``reason`` is in the words of whoever took it, "" where they wrote none."""

    at: datetime
    domain: str
    domain_code: str
    organisation: str
    organisation_id: int
    said: str
    by: str = ""
    reason: str = ""
    is_gap: bool = False


def changes(case, *, since, until):
    """Every step from ``since`` until before ``until``, the newest first: of parts, of coordination, and what is with no
    one since. Three queries and one for each depth of joined cases."""
    keys = family(case)
    events = PartEvent.objects.filter(part__case__in=keys, at__gte=since, at__lt=until).select_related(
        "part__domain", "part__organisation", "part__worker", "by"
    )
    made = [_of_event(event) for event in events.order_by("-at", "-pk")]
    begun = Coordination.objects.filter(case__in=keys, effective_from__gte=since, effective_from__lt=until)
    for row in begun.select_related("organisation", "worker", "recorded_by"):
        who = row.worker.name if row.worker else "nobody yet by name"
        by = row.recorded_by.name if row.recorded_by else ""
        made.append(
            Change(
                row.effective_from, "Care coordination", "coordination", row.organisation.name, row.organisation_id,
                f"coordinates: {who}", by,
            )
        )  # fmt: skip
    made += _gaps(keys, since, until)
    return sorted(made, key=lambda change: change.at, reverse=True)


def shown_changes(told, *, full, codes, mine):
    """[(change, whether who took the step and why may be shown)] for one reader.

    ``full``: they read the whole record, so everything. Others: steps in the domains they may know of (``codes``) and of
    their own organisations (``mine``, keys); the words of nobody else.
    """
    return [
        (change, full or change.organisation_id in mine)
        for change in told
        if full or change.domain_code in codes or change.organisation_id in mine
    ]


def _of_event(event):
    part = event.part
    said = {
        State.PROPOSED: _ASKED[part.share], State.ACCEPTED: _ACCEPTED[part.share], State.DECLINED: "said no",
        State.WITHDRAWN: "is asked no longer", State.ENDED: _ENDED.get(part.end_reason, "ended it"),
    }.get(event.state, event.get_state_display().lower())  # fmt: skip
    if event.reason.startswith("Asks to hand over"):
        said = "asked to hand it over"
    return Change(
        event.at, part.domain.name, part.domain.code, part.organisation.name, part.organisation_id, said,
        event.by.name if event.by else "", event.reason.removeprefix("Asks to hand over: "),
    )  # fmt: skip


def _gaps(keys, since, until):
    """Domains that were with no one when the period ended, since a moment in it: nobody led them and nobody was asked."""
    open_then = Responsibility.objects.filter(meets(until, until), case__in=keys).select_related(
        "domain", "accountable"
    )
    rows = {row.pk: row for row in open_then}
    held, left = set(), {}
    parts = Part.objects.filter(responsibility__in=rows, proposed_at__lt=until).annotate(last=Max("events__at"))
    for part in parts:
        key = part.responsibility_id
        if part.effective_from is None or part.effective_from >= until:
            if part.state == State.PROPOSED or part.last >= until:
                held.add(key)  # asked then, whatever was answered since
                continue
            moment = part.last
        elif part.effective_until is None or part.effective_until >= until:
            if part.share == Share.LEAD:
                held.add(key)
            continue
        else:
            moment = part.effective_until
        if part.share != Share.INFORMED:
            left[key] = max(moment, left.get(key, moment))
    return [
        Change(
            left[pk], row.domain.name, row.domain.code, row.accountable.name, row.accountable_id,
            "answers for it in law, and no one does it", is_gap=True,
        )
        for pk, row in rows.items()
        if pk not in held and pk in left and since <= left[pk] < until
    ]  # fmt: skip
