"""A later extract on top of what is known already, and what people decided in between. Pure.

An extract holds what was submitted for its period, so an episode, a detention or an event that it does not repeat is still
true. What it repeats, it replaces. An extract older than the one known adds only what was missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from merging.cld import LONG_AGO
from merging.records import Day, HealthPerson, SocialPerson

BY_REFERENCE = ("referrals", "plans", "legal_statuses")
BY_DAY = ("gps", "accommodation", "employment")


@dataclass(slots=True)
class Known:
    """What earlier imports and decisions left: people with their local ids (read once, one at a time, so that a large
    extract does not stand in memory twice), pairs that are one, pairs that are two.

    ``refused`` holds (health id, social care id) -> digest of what was compared when somebody refused it.
    """

    health: Iterable[tuple[str, HealthPerson]] = ()
    social: Iterable[tuple[str, SocialPerson]] = ()
    health_period_end: Day = None
    as_at: Day = None
    joined: dict[str, str] = field(default_factory=dict)
    refused: dict[tuple, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    health_organisation: str = ""
    social_care_organisation: str = ""


def continue_health(known, people, period_end):
    """Change `people` (of an extract, by local id) into what is known after it."""
    is_older = bool(period_end and known.health_period_end and period_end < known.health_period_end)
    for local_id, before in known.health:
        said = people.get(local_id)
        if said is None:
            people[local_id] = before
        else:
            people[local_id] = _health(said, before) if is_older else _health(before, said)


def continue_social(known, people):
    """The same for the council's people: of two submissions of an event the one for the later period counts, and for the
    same period the one that came last. Particulars that the row they came from no longer says are gone."""
    for local_id, before in known.social:
        said = people.get(local_id)
        if said is None:
            people[local_id] = before
            continue
        repeated = {place[0] for place in said.particulars.values()}
        for particulars, place in before.particulars.items():
            if particulars not in said.particulars and place[0] not in repeated:
                said.particulars[particulars] = place
        for key, event in before.events.items():
            sent = said.events.get(key)
            if sent is None or (event.period_end or LONG_AGO) > (sent.period_end or LONG_AGO):
                said.events[key] = event


def _health(older, newer):
    kept = {
        name: _joined(getattr(older, name), getattr(newer, name), lambda one: one.reference) for name in BY_REFERENCE
    }
    kept |= {name: _joined(getattr(older, name), getattr(newer, name), lambda one: one.recorded) for name in BY_DAY}
    kept["coordinators"] = newer.coordinators or older.coordinators
    kept["episodes"] = _episodes(older.episodes, newer.episodes)
    return replace(newer, **kept)


def _joined(older, newer, key):
    """All of the newer, and what of the older has no counterpart there."""
    there = {key(one) for one in newer}
    return [*newer, *(one for one in older if key(one) not in there)]


def _episodes(older, newer):
    before = {episode.reference: episode for episode in older}
    made = []
    for episode in newer:
        known = before.pop(episode.reference, None)
        reviews = _joined(known.reviews, episode.reviews, lambda review: review.day) if known else episode.reviews
        made.append(replace(episode, reviews=reviews))
    return [*made, *before.values()]


def decide(links, known, evidence):
    """Apply to `links` what people decided: pairs that are one stay one, refused pairs are not asked again.

    ``evidence(health id, social care id)`` is the digest of what is compared: a refused pair is asked again when it has
    changed. Returns the pairs that stay one although their data no longer says so.
    """
    kept = []
    taken = {social: health for health, social in links.matched.items()}
    for health_id, social_id in known.joined.items():
        if links.matched.get(health_id) == social_id:
            continue
        taken.pop(links.matched.pop(health_id, None), None)
        links.matched.pop(taken.pop(social_id, None), None)
        links.matched[health_id] = social_id
        taken[social_id] = health_id
        if (health_id, social_id) not in links.possible:
            kept.append((health_id, social_id))
    one_with = set(known.joined.items())
    both = {*known.joined, *links.matched}, {*known.joined.values(), *taken}
    links.possible = [
        pair
        for pair in links.possible
        if pair not in one_with
        and pair[0] not in both[0]
        and pair[1] not in both[1]
        and not (pair in known.refused and known.refused[pair] == evidence(*pair))
    ]
    return kept
