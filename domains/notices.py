"""What the inbox says about parts and entries. A name appears only to a worker who may see the part at that moment."""

from collections import defaultdict

from django.urls import reverse

from access.roles import Permission
from domains.models import EndReason, LeadChange, Part, ProgressEntry, State
from domains.policies import asked_of, own, visible_parts
from domains.queries import asked_name
from notifications import registry
from notifications.models import Audience
from notifications.registry import Described
from partners.standing import standing_of


def _parts(notices, worker, at):
    rows = visible_parts(worker, at=at).filter(pk__in={n.subject_id for n in notices})
    return {p.pk: p for p in rows.select_related("case__person", "domain", "organisation", "worker")}


def _url(part):
    return reverse("domains:answer" if part.state == State.PROPOSED else "domains:part", args=[part.pk])


def _namer(worker, at):
    """How this reader may be told who it is about: in full for statutory bodies, otherwise as an offer names somebody."""
    full = any(seat.is_statutory for seat in standing_of(worker, at=at).seats)

    def name(part):
        return part.case.person.display_name if full and part.state != State.PROPOSED else asked_name(part.case.person)

    return name


def _described(words):
    """A describing function for notices about one part; ``words(part, name)`` makes the sentence."""

    def describe(notices, worker, at):
        parts, name = _parts(notices, worker, at), _namer(worker, at)
        return {
            n.pk: Described(words(parts[n.subject_id], name(parts[n.subject_id])), _url(parts[n.subject_id]))
            for n in notices
            if n.subject_id in parts
        }

    return describe


def _batches(notices):
    """Subject part -> every part proposed with it, at the same moment by the same worker. Two queries."""
    firsts = Part.objects.in_bulk({n.subject_id for n in notices})
    together = defaultdict(list)
    rows = Part.objects.filter(
        case_id__in={p.case_id for p in firsts.values()}, proposed_at__in={p.proposed_at for p in firsts.values()}
    )
    for part in rows:
        together[part.case_id, part.proposed_at].append(part.pk)
    return {pk: together[first.case_id, first.proposed_at] for pk, first in firsts.items()}


def proposed(notices, worker, at):
    """A proposal stands for its whole batch; each reader is told of what their own organisation is asked."""
    batches = _batches(notices)
    keys = {key for batch in batches.values() for key in batch}
    mine = {
        p.pk: p
        for p in asked_of(worker, at=at).filter(pk__in=keys).select_related("case__person", "domain", "proposed_by")
    }
    told, answered = {}, []
    for notice in notices:
        parts = [mine[key] for key in batches.get(notice.subject_id, []) if key in mine]
        if not parts:
            answered.append(notice)
            continue
        domains = " and ".join(p.domain.name for p in parts)
        asker = parts[0].proposed_by.name if parts[0].proposed_by else "The care coordinator"
        told[notice.pk] = Described(
            f"{asker} asks you to take on {domains} for {asked_name(parts[0].case.person)}", _url(parts[0])
        )
    return told | _taken_on(answered, batches, worker, at)


def _taken_on(notices, batches, worker, at):
    """What was asked and has been accepted meanwhile, by the reader or a colleague."""
    keys = {key for notice in notices for key in batches.get(notice.subject_id, [])}
    if not keys:
        return {}
    held = visible_parts(worker, at=at).filter(own(standing_of(worker, at=at), Permission.VIEW_PART), pk__in=keys)
    held = {p.pk: p for p in held.filter(state=State.ACCEPTED).select_related("case__person", "domain", "organisation")}
    told = {}
    for notice in notices:
        parts = [held[key] for key in batches.get(notice.subject_id, []) if key in held]
        if parts:
            words = " and ".join(part.domain.name for part in parts)
            name = asked_name(parts[0].case.person)
            told[notice.pk] = Described(
                f"You were asked to take on {words} for {name}, and have it now", _url(parts[0])
            )
    return told


def proposal_stands(notices, at):
    """A message about a proposal is still to be sent while anything of its batch waits for an answer."""
    batches = _batches(notices)
    keys = {key for batch in batches.values() for key in batch}
    waiting = set(
        Part.objects.filter(pk__in=keys, state=State.PROPOSED, case__is_open=True).values_list("pk", flat=True)
    )
    return {n.pk for n in notices if waiting.intersection(batches.get(n.subject_id, []))}


def _in_state(state):
    """A still-wanted function: the part is in that state, and its case is open."""

    def wanted(notices, at):
        keys = {n.subject_id for n in notices}
        rows = set(Part.objects.filter(pk__in=keys, state=state, case__is_open=True).values_list("pk", flat=True))
        return {n.pk for n in notices if n.subject_id in rows}

    return wanted


def worried(notices, worker, at):
    """The coordinator is told in the words of the worker who saw it, newest entry of that moment."""
    parts, name = _parts(notices, worker, at), _namer(worker, at)
    keys = {int(n.cause.partition(":")[2]) for n in notices if n.cause.startswith("entry:")}
    entries = {e.pk: e for e in ProgressEntry.objects.filter(pk__in=keys).select_related("worker")}
    told = {}
    for notice in notices:
        part, entry = parts.get(notice.subject_id), entries.get(int(notice.cause.partition(":")[2] or 0))
        if part is not None and entry is not None:
            told[notice.pk] = Described(f"{entry.worker.name} about {name(part)}: {entry.worry}", _url(part))
    return told


def countered(notices, worker, at):
    """A partner suggests something else: to whoever opens the record."""
    parts, name = _parts(notices, worker, at), _namer(worker, at)
    return {
        notice.pk: Described(
            f"{part.organisation.name} suggests something else about {part.domain.name} for {name(part)}",
            reverse("domains:counter", args=[part.pk]),
        )
        for notice in notices
        if (part := parts.get(notice.subject_id)) is not None
    }


def asked_to_lead(notices, worker, at):
    """A partner is asked to lead what it shares."""
    parts, name = _parts(notices, worker, at), _namer(worker, at)
    return {
        notice.pk: Described(
            f"You are asked to lead {part.domain.name} for {name(part)}", reverse("domains:lead", args=[part.pk])
        )
        for notice in notices
        if (part := parts.get(notice.subject_id)) is not None
    }


def lead_unanswered(notices, at):
    """Ids of the notices whose question still waits."""
    keys = {notice.subject_id for notice in notices}
    rows = set(LeadChange.objects.filter(part__in=keys, answer="").values_list("part_id", flat=True))
    return {notice.pk for notice in notices if notice.subject_id in rows}


def _ended(part, name):
    if part.end_reason == EndReason.CONSENT_WITHDRAWN:
        return (
            f"{name} withdrew their agreement for {part.organisation.name}: {part.domain.name} is with no one until "
            "somebody takes it on"
        )
    return f"{part.organisation.name}’s part in {part.domain.name} for {name} has ended"


def coordinators_of(deadlines, at):
    """{deadline id: keys of workers}: who coordinates the record that a part stands on. Nobody yet: the managers stand in."""
    deadlines = list(deadlines)
    rows = Part.objects.filter(pk__in={deadline.subject_id for deadline in deadlines})
    found = dict(rows.values_list("pk", "case__coordinator_id"))
    return {d.pk: [worker] if (worker := found.get(d.subject_id)) else [] for d in deadlines}


def register():
    """Called when the app starts: how notices of this room read, and which are still to be sent."""
    registry.describe("part.proposed", proposed)
    registry.still_wanted("part.proposed", proposal_stands)
    registry.describe(
        "part.answer",
        _described(
            lambda p, name: f"{p.organisation.name} is asked about {p.domain.name} for {name} and has not answered"
        ),
    )
    registry.still_wanted("part.answer", _in_state(State.PROPOSED))
    registry.recipients("part.answer", Audience.COORDINATOR, coordinators_of)
    registry.describe("part.contact", _described(lambda p, name: f"Contact with {name} about {p.domain.name} is due"))
    registry.still_wanted("part.contact", _in_state(State.ACCEPTED))
    registry.describe(
        "part.accepted", _described(lambda p, name: f"{p.organisation.name} has accepted {p.domain.name} for {name}")
    )
    registry.describe(
        "part.declined", _described(lambda p, name: f"{p.organisation.name} has said no to {p.domain.name} for {name}")
    )
    registry.describe(
        "part.handover_asked",
        _described(lambda p, name: f"{p.organisation.name} asks to hand over {p.domain.name} for {name}"),
    )
    for kind in ("part.countered", "part.counter"):
        registry.describe(kind, countered)
        registry.still_wanted(kind, _in_state(State.PROPOSED))
    registry.describe(
        "part.counter_answered",
        _described(lambda p, name: f"Your suggestion about {p.domain.name} for {name} has been answered"),
    )
    for kind in ("part.lead_asked", "part.lead"):
        registry.describe(kind, asked_to_lead)
        registry.still_wanted(kind, lead_unanswered)
    registry.describe(
        "part.lead_changed", _described(lambda p, name: f"{p.organisation.name} leads {p.domain.name} for {name} now")
    )
    registry.describe(
        "part.lead_declined",
        _described(lambda p, name: f"{p.organisation.name} does not take the lead of {p.domain.name} for {name}"),
    )
    registry.describe("part.ended", _described(_ended))
    registry.describe("entry.worry", worried)
