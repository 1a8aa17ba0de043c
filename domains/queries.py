"""Read shapes of this room: my parts, entries, the timeline, who was responsible on a day. The map stands in ``maps``."""

import heapq
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.urls import reverse

import calendars
from access import shapes
from access.policies import may as policy_of
from access.roles import Permission, permits
from access.rows import meets
from cases.models import NO_DATE, CaseGrant, Coordination
from cases.people import asked_name
from cases.policies import family_of, sees_case
from cases.sight import needs, row_by_row
from cases.timeline import TimelineItem
from domains.concerns import case_now
from domains.maps import map_of
from domains.models import Concern, Part, PartEvent, ProgressEntry, Responsibility, Share, State
from domains.policies import not_barred, own, readable_domains, still_shares
from domains.states import LIVE
from partners.standing import outline_of, standing_of

__all__ = [
    "Holder", "MyPart", "Page", "asked_name", "count_mine", "entries", "holders_on", "map_of", "my_parts", "timeline",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MyPart:
    """A line of *My domains*. For an offer only what an offer shows: no case, no full name, nothing of the record."""

    part_id: int
    is_offer: bool
    name: str
    called: str
    domain: str
    domain_code: str
    organisation: str
    share: str
    words: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    last_entry_at: datetime | None
    goal_state: str
    case_reference: str | None
    communication_needs: str
    writes: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page: lines in order of what is due first, and where the next page begins (None at the end)."""

    rows: list
    after: tuple | None


def _ways(standing):
    """(condition, organisation id, statutory) for each index branch: whole organisations, then single teams."""
    seats = [s for s in standing.seats if s.reads_team_id is not None and permits(s.role, Permission.VIEW_PART)]
    whole = {s.organisation_id: s for s in seats if s.reads_whole}
    teams = {s.reads_team_id: s for s in seats if not s.reads_whole and s.organisation_id not in whole}
    for organisation_id, seat in whole.items():
        yield Q(organisation_id=organisation_id), organisation_id, seat.is_statutory
    for team_id, seat in teams.items():
        yield Q(team_id=team_id), seat.organisation_id, seat.is_statutory


def _branches(standing, *, at, only):
    """One slice for each way and state, each walking ``part_org_due`` or ``part_team_due`` in its own order."""
    me = standing.worker_id
    named = CaseGrant.objects.filter(Q(expires_at=None) | Q(expires_at__gt=at), user_id=me).values("content_object_id")
    for condition, organisation_id, statutory in _ways(standing):
        live = Part.objects.filter(condition, state__in=LIVE, case__is_open=True)
        if only != "held":
            yield live.filter(row_by_row(Q(not_barred(me, at=at)) & still_shares(at=at)), state=State.PROPOSED)
        if only != "asked":
            may_open = needs(standing, organisation_id, statutory, at=at, path="case__", case="case_id")
            named_or_not = Q(case__restricted=False) | Q(case__coordinator_id=me) | Q(case_id__in=named)
            yield live.filter(row_by_row(may_open & named_or_not), state=State.ACCEPTED, case__merged_into=None)


def _after(rows, after):
    """Keyset: the redundant ``>=`` is what makes a deep page as cheap as the first (performance.md 4.10)."""
    if after is None:
        return rows
    due, part_id = after
    return rows.filter(due_at__gte=due).filter(Q(due_at__gt=due) | Q(pk__gt=part_id))


def my_parts(worker, *, at, after=None, size=50, only=None):
    """What the worker's organisations or teams are asked and hold, by what is due first. Two queries on PostgreSQL.

    ``only`` is "asked" or "held". ``after`` is the ``after`` of the page before. A part is here only if its case can be
    opened now (offers: if no bar stands), as the detail would say.
    """
    standing = standing_of(worker, at=at)
    outline = outline_of(standing)
    facts = {**outline.facts, "at": at} | ({"due": after[0], "part": after[1]} if after is not None else {})

    def cuts(values):
        place = (values["due"], values["part"]) if after is not None else None
        return [
            _after(rows, place).order_by("due_at", "pk").values_list("due_at", "pk")[: size + 1]
            for rows in _branches(outline.standing(values), at=values["at"], only=only)
        ]

    def build(values):
        found = cuts(values)
        return found[0].union(*found[1:], all=True).order_by("due_at", "pk")[: size + 1] if found[1:] else found[0]

    if not any(_ways(standing)):
        return Page([], None)
    if connection.vendor == "postgresql":
        keys = shapes.ask("my parts", (outline.seats, after is None, size, only), facts, build)
    else:
        keys = [key for _, key in zip(range(size + 1), heapq.merge(*cuts(facts)), strict=False)]
    shown = keys[:size]
    parts = Part.objects.select_related("case__person", "domain", "organisation", "proposed_by").in_bulk(
        [pk for _, pk in shown]
    )
    return Page([_line(parts[pk]) for _, pk in shown], shown[-1] if len(keys) > size else None)


def count_mine(worker, *, at, only=None, limit=1000):
    """How many, counted no further than ``limit + 1``: pages say "1,000+"."""
    found = 0
    for rows in _branches(standing_of(worker, at=at), at=at, only=only):
        found += len(rows.order_by("due_at", "pk").values_list("pk")[: limit + 1 - found])
        if found > limit:
            return limit + 1
    return found


def _line(part):
    person, is_offer = part.case.person, part.state == State.PROPOSED
    in_full = part.organisation.is_statutory and not is_offer
    return MyPart(
        part_id=part.pk, is_offer=is_offer, name=person.display_name if in_full else asked_name(person),
        called=person.called, domain=part.domain.name, domain_code=part.domain.code, organisation=part.organisation.name,
        share=part.share, words=part.words if is_offer else "", asked_by=part.proposed_by.name if part.proposed_by else "",
        asked_at=part.proposed_at, due_at=None if part.due_at == NO_DATE else part.due_at, last_entry_at=part.last_entry_at,
        goal_state=part.goal_state, case_reference=None if is_offer else part.case.reference,
        communication_needs="" if is_offer else person.communication_needs,
        writes=not is_offer and part.share != Share.INFORMED,
    )  # fmt: skip


def readable_entries(worker, case, *, at):
    """Entries of a case, and of the cases that became part of it, that the worker reads: their domains, and their own
    organisation's, for ever."""
    standing = standing_of(worker, at=at)
    mine = own(standing, Permission.VIEW_PART)
    codes = readable_domains(worker, case, at=at)
    own_parts = Part.objects.filter(mine, case_id__in=family_of([case.pk]), effective_from__isnull=False)
    return ProgressEntry.objects.filter(case_id__in=family_of([case.pk])).filter(
        Q(part__domain__code__in=codes) | Q(part__in=own_parts)
    )


def entries(worker, part, *, at, before=None, size=20):
    """Entries of one part, newest first: all to whoever reads the domain, their own organisation's to whoever held it.

    ``before`` is the key of the last entry shown; one that is not of this part begins at the start. The part was found
    through ``policies.visible_parts``.
    """
    rows = rows_of(worker, part, at=at).select_related("worker", "organisation").prefetch_related("attachments")
    moment = ProgressEntry.objects.filter(part=part, pk=before).values_list("at", flat=True).first() if before else None
    if moment is not None:
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=before))
    return list(rows.order_by("-at", "-pk")[:size])


def rows_of(worker, part, *, at):
    """Entries of one part that the worker reads; the part was found through ``policies.visible_parts``."""
    if part.state == State.ENDED and own_part(worker, part, at=at):
        return ProgressEntry.objects.filter(part=part)
    return readable_entries(worker, part.case, at=at).filter(part=part)


def own_part(worker, part, *, at):
    """Whether the part was given to the worker's organisation or team."""
    return Part.objects.filter(own(standing_of(worker, at=at), Permission.VIEW_PART), pk=part.pk).exists()


def with_no_one():
    """Running responsibilities, in closed cases too, that nobody leads and nobody is asked to do."""
    parts = Part.objects.filter(responsibility=OuterRef("pk"))
    led = Exists(parts.filter(state=State.ACCEPTED, share=Share.LEAD))
    return Responsibility.objects.filter(~led, ~Exists(parts.filter(state=State.PROPOSED)), effective_until=None)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who held a domain on a day, and who answered for it in law then. ``kind`` is part or coordination."""

    case_id: int
    organisation_id: int
    team_id: int
    worker_id: int | None
    share: str
    accountable_id: int
    effective_from: datetime
    effective_until: datetime | None
    kind: str
    reference: int


def holders_on(case_ids, domain, day):
    """Everybody whose part in a domain met a local day, leads first. Coordination is read from its own rows.

    ``domain`` is a catalogue row or a code. Effective time is read: a part recorded later for that day counts.
    """
    code = getattr(domain, "code", domain)
    start, end = calendars.start_of_day(day), calendars.end_of_day(day)
    cases = family_of(case_ids)
    if code == "coordination":
        rows = (
            Coordination.objects.filter(meets(start, end), case_id__in=cases)
            .select_related("case")
            .order_by("effective_from")
        )
        return [
            Holder(
                r.case_id, r.organisation_id, r.team_id, r.worker_id, Share.LEAD, r.case.lead_organisation_id,
                r.effective_from, r.effective_until, "coordination", r.pk,
            )
            for r in rows
        ]  # fmt: skip
    parts = Part.objects.filter(meets(start, end), case_id__in=cases, domain__code=code).select_related(
        "responsibility"
    )
    order = {share: place for place, share in enumerate(Share.values)}
    holders = [
        Holder(
            p.case_id, p.organisation_id, p.team_id, p.worker_id, p.share, p.responsibility.accountable_id,
            p.effective_from, p.effective_until, "part", p.pk,
        )
        for p in parts
    ]  # fmt: skip
    return sorted(holders, key=lambda h: (order[h.share], h.effective_from, h.reference))


EVENT_WORDS = {
    State.PROPOSED: "{domain}: {organisation} asked",
    State.ACCEPTED: "{domain}: {organisation} accepted",
    State.DECLINED: "{domain}: {organisation} said no",
    State.WITHDRAWN: "{domain}: no longer asked of {organisation}",
    State.ENDED: "{domain}: {organisation}’s part ended",
}


def timeline(case, worker, before=None, size=20, *, at):
    """What this room adds to a case's timeline: the steps of the handshake, and the entries the worker reads.

    The worker sees the case already. Three queries beside those of ``readable_domains``.
    """
    events = PartEvent.objects.filter(part__case_id__in=family_of([case.pk])).select_related(
        "part__domain", "part__organisation", "by"
    )
    written = readable_entries(worker, case, at=at).select_related("part__domain", "organisation", "worker")
    if before is not None:
        events, written = events.filter(at__lt=before), written.filter(at__lt=before)
    items = [_event_item(event) for event in events.order_by("-at", "-pk")[:size]]
    items += [_entry_item(entry) for entry in written.order_by("-at", "-pk")[:size]]
    return sorted(items, key=lambda item: item.at, reverse=True)[:size]


def _event_item(event):
    words = EVENT_WORDS[event.state]
    if event.state == State.ACCEPTED and event.reason:
        words = "{domain}: {organisation} asks to hand over"
    title = words.format(domain=event.part.domain.name, organisation=event.part.organisation.short_name)
    return TimelineItem(
        event.at, title, event.by.name if event.by else "", reverse("domains:part", args=[event.part_id])
    )


def _entry_item(entry):
    title = f"{entry.part.domain.name}: {entry.worker.name}, {entry.organisation.short_name}"
    text = entry.what_happened if len(entry.what_happened) <= 200 else f"{entry.what_happened[:200].rstrip()}…"
    return TimelineItem(entry.at, title, text, reverse("domains:part", args=[entry.part_id]))


def concern_or_404(worker, pk, *, at):
    """A safeguarding concern, where the worker may read it or opens its record; to everybody else there is none."""
    found = Concern.objects.select_related(
        "case__person", "case__lead_organisation", "case__coordinator", "case__coordinator_organisation", "council",
        "organisation", "raised_by", "decided_by", "closed_by",
    ).filter(pk=pk).first()  # fmt: skip
    if found is None:
        raise Http404
    opens = sees_case(worker, case_now(found).pk, at=at)
    if not policy_of(worker, Permission.VIEW_CONCERN, found, at=at) and not opens:
        raise Http404
    return found
