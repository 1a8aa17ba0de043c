"""What is live on a case that becomes part of another, written again on the survivor through the rooms' own services.

Each function returns keys, so that a join can be undone: what was issued ends, what was ended is issued again.
"""

import datetime

from assessments import review_services
from assessments.clocks import Side, set_clocks
from assessments.models import ReviewClock
from cases import services as case_services
from cases.models import Consent
from design.words import moment
from domains.models import EndReason, Part, State
from domains.rules import CannotBe
from domains.services import PartRequest, end_all, establish_many
from domains.services.answering import take_back
from domains.services.placing import place
from domains.services.rows import close, fresh
from domains.states import LIVE
from partners.models import Domain

REFUSALS = (Consent.Status.REFUSED, Consent.Status.WITHDRAWN)


def consents(absorbed, survivor, *, at):
    """Let what the person said on the absorbed hold on the survivor. Of two answers to the same question a no wins, and a
    no to everything that an organisation does wins over a yes to one domain."""
    mine = {_question(row): row for row in _live_consents(survivor)}
    carried = []
    for row in _live_consents(absorbed):
        known = mine.get(_question(row))
        if known is not None and (known.status == row.status or row.status not in REFUSALS):
            continue
        of_all = mine.get((row.organisation_id, None, row.purpose))
        if row.status not in REFUSALS and of_all is not None and of_all.status in REFUSALS:
            continue
        again = case_services.record_consent(
            case=survivor, organisation=row.organisation, domain=row.domain, purpose=row.purpose, scope=row.scope,
            status=row.status, given_by=row.given_by, method=row.method, note=row.note, authority=row.authority,
            authority_note=row.authority_note, witness=row.witness, until=row.effective_until, by=None, at=at,
        )  # fmt: skip
        carried.append(again.pk)
    return carried


def _live_consents(case):
    return (
        Consent.objects.filter(person_id=case.person_id, about=case.kind, ended_at=None)
        .exclude(
            status=Consent.Status.OVERRIDE
        )  # a decision to share without a yes is about one record: it is decided again
        .select_related("organisation", "domain")
        .order_by("pk")
    )


def _question(row):
    return (row.organisation_id, row.domain_id, row.purpose)


def end_parts(case, *, by, at, words):
    """End, or take back, every live part. Returns the parts as they were."""
    held = list(_parts(Part.objects.filter(case_id=case.pk, state__in=LIVE)))
    end_all(case=case, reason=EndReason.CASES_JOINED, by=by, at=at, words=words)
    return held


def _parts(rows):
    return rows.select_related("domain", "organisation", "team", "worker", "responsibility__accountable").order_by("pk")


def issue_parts(case, held, *, by, at):
    """Issue parts again on a case: accepted ones at once, those that wait as new requests.

    What cannot stand there (somebody holds the same already, the person has said no to them) is returned beside the keys,
    in words, for the coordinator to settle: (keys, sentences).
    """
    issued, left = [], []
    if not case.is_open:
        return issued, [f"{part.domain.name}: the case is closed" for part in held]
    for part in held:
        request = PartRequest(
            domain=part.domain, organisation=part.organisation, team=part.team, worker=part.worker, words=part.words,
        )  # fmt: skip
        try:
            if part.state == State.ACCEPTED:
                (again,) = establish_many(placed=[(case, [request])], by=None, at=at)
            else:
                (again,) = place(case=case, requests=[request], by=by, at=at)
        except CannotBe as refused:
            left.append(f"{part.domain.name}, {part.organisation.short_name}: {refused.sentence}")
        else:
            issued.append(again.pk)
    return issued, left


def end_issued(keys, *, by, at, words):
    """End what a join had issued and is live still."""
    live = list(Part.objects.filter(pk__in=keys, state__in=LIVE).order_by("-pk"))
    for part in map(fresh, live):
        if part.state == State.ACCEPTED:
            close(part, reason=EndReason.CASES_JOINED, by=by, at=at, words=words)
        else:
            take_back(part, by=by, at=at, reason=words)
    return live


def issue_held(case, keys, *, by, at):
    """Issue again, on the case that had them, parts that ended when it was joined."""
    held = list(_parts(Part.objects.filter(pk__in=keys)))
    for part in held:
        part.state = State.ACCEPTED if part.state == State.ENDED else State.PROPOSED
    return issue_parts(case, held, by=by, at=at)


def end_clocks(case, *, at, by):
    """End the live clocks of a case; returns their facts by kind, as plain data."""
    clocks = {clock.kind: _facts(clock) for clock in ReviewClock.objects.filter(case_id=case.pk, ended_at=None)}
    if clocks:
        set_clocks(case=case, sides=dict.fromkeys(clocks), at=at, by=by)
    return clocks


def _facts(clock):
    return {
        "started_on": clock.started_on and clock.started_on.isoformat(),
        "last_done_on": clock.last_done_on and clock.last_done_on.isoformat(),
        "organisation_id": clock.organisation_id,
        "source_text": clock.source_text,
    }


def _side(facts):
    days = {name: facts[name] and datetime.date.fromisoformat(facts[name]) for name in ("started_on", "last_done_on")}
    return Side(**days, organisation_id=facts["organisation_id"], source_text=facts["source_text"])


def issue_clocks(case, clocks, *, at, by):
    """Set clocks on a case. Where it has one of the kind, the later review counts. Returns what stood before, by kind."""
    live = {clock.kind: clock for clock in ReviewClock.objects.filter(case_id=case.pk, ended_at=None)}
    sides, before = {}, {}
    for kind, facts in clocks.items():
        side, known = _side(facts), live.get(kind)
        if known is not None and (known.last_done_on or datetime.date.min) >= (side.last_done_on or datetime.date.min):
            continue
        before[kind] = _facts(known) if known else None
        sides[kind] = side
    if sides:
        set_clocks(case=case, sides=sides, at=at, by=by)
    return before


def take_clocks_back(case, issued, *, at, by):
    """Let a survivor have the clocks it had, where the joined ones still stand as they were issued."""
    live = {clock.kind: clock for clock in ReviewClock.objects.filter(case_id=case.pk, ended_at=None)}
    sides = {}
    for kind, before in issued["clocks"].items():
        known = live.get(kind)
        if known is not None and _facts(known) == issued["clocks_before"].get(kind):
            sides[kind] = _side(before) if before else None
    if sides:
        set_clocks(case=case, sides=sides, at=at, by=by)


def take_meeting(survivor, absorbed):
    """(key of the meeting that came along, None without; sentences of one that could not)."""
    meeting, moved = review_services.take_meeting(survivor=survivor, absorbed=absorbed)
    if meeting is None or moved:
        return meeting and meeting.pk, []
    return None, [f"The review on {moment(meeting.scheduled_for)}: another is arranged already"]


def give_meeting_back(issued, absorbed):
    """Let the absorbed have the meeting that came from it, where nobody has held it or called it off since."""
    if issued.get("meeting"):
        review_services.give_meeting_back(review_id=issued["meeting"], absorbed=absorbed)


def basis_of(coordination):
    """The reason of involvement that a coordination gives."""
    domain = Domain.objects.get(code=case_services.COORDINATION)
    whole = coordination.organisation.teams.get(is_whole=True)
    return case_services.coordination_basis(coordination.case, coordination, whole, domain)


__all__ = [
    "basis_of", "consents", "end_clocks", "end_issued", "end_parts", "give_meeting_back", "issue_clocks", "issue_held",
    "issue_parts", "take_clocks_back", "take_meeting",
]  # fmt: skip
