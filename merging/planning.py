"""What landing has to write for one person, worked out beforehand as plain data. Pure.

A plan is small enough to stage and says everything: who, by which numbers, which values, what is open and due. Its digest
tells whether anything changed since the last import; where in the files it stood makes no difference.
"""

import datetime
import hashlib
import json

from merging import clocks, fields
from merging.crosswalks import GENDERS, is_unknown
from merging.packing import pack
from merging.records import HEALTH, SOCIAL_CARE
from merging.values import LONGEST_ID, folded

LONGEST_VALUE = 300
WORDS_OF_GENDER = {folded(name): folded(name) for name in GENDERS.values()} | {
    code: folded(name) for code, name in GENDERS.items()
}


def plan_of(record, health, social, *, as_at, position, shares_number):
    """The plan of one `PersonRecord`. ``shares_number``: a possible match holds the same NHS number, so it is not settled."""
    plan = {
        "health_ids": list(record.health_ids),
        "social_ids": list(record.social_ids),
        "link": record.link,
        "person": person_fields(record),
        "number": _number(record),
        "is_settled": not shares_number,
        "values": [_value(name, value) for name, merged in record.fields.items() for value in merged.values],
        "outcomes": {name: merged.outcome for name, merged in record.fields.items()},
        "conflicts": list(record.conflicts),
        "open": record.open,
        "deceased": record.deceased,
        "section_117": record.section_117,
        "clocks": {
            HEALTH: _clock(record.health_clock, _held(record, as_at)),
            SOCIAL_CARE: _clock(record.social_care_clock, True),
        },
        "coordinator": _coordinator(record, as_at),
        "opened_on": _opened_on(record, as_at),
    }
    sides = [(HEALTH, each) for each in _registrations(health)] + [
        (SOCIAL_CARE, each) for each in _registrations(social)
    ]
    plan["records"] = [[source, each.ids[0], pack(each)] for source, each in sides]
    plan["digest"] = _digest(plan)
    plan["position"] = position
    return plan


def person_fields(record):
    """What stands on the person: the merged value; the trust's where names differ; nothing where a conflict waits."""
    birth, death = _said(record, "date_of_birth"), _said(record, "date_of_death")
    given, family = _said(record, "given_name"), _said(record, "family_name")
    if not (given or family):
        family = record.health_id or record.social_care_id
    gender = _said(record, "gender")
    return {
        "given_name": given[:100],
        "family_name": family[:100],
        "birth_date": birth or None,
        "death_date": death if death and not (birth and death < birth) else None,
        "gender": WORDS_OF_GENDER.get(folded(gender), "other" if gender else "unknown"),
        "postcode": _said(record, "postcode")[:10],
        "telephone": _said(record, "telephone")[:40],
    }


def _said(record, name):
    merged = record.fields.get(name)
    if merged is None or merged.outcome == fields.UNKNOWN:
        return ""
    if merged.outcome == fields.CONFLICT:
        if name in fields.CONFLICT_FIELDS:
            return ""
        first = next(value for value in merged.values if value.current)
        return first.value
    return merged.merged.value if not is_unknown(name, merged.merged.value) else ""


def _number(record):
    merged = record.fields.get("nhs_number")
    return next((value.value for value in merged.values if value.current), "") if merged else ""


def _value(name, value):
    recorded = value.recorded.isoformat() if value.recorded else None
    return [
        name, value.source, value.value[:LONGEST_VALUE], value.shown[:LONGEST_VALUE], recorded, value.reference,
        value.current,
    ]  # fmt: skip


def _clock(clock, held):
    """``held``: it counts from a review or assessment that took place, not from the start."""
    counted_from = clock.counted_from.isoformat() if clock.counted_from else None
    began = clock.began.isoformat() if clock.began else None
    due = clock.due.isoformat() if clock.due else None
    return {
        "counts": clock.counts,
        "counted_from": counted_from,
        "due": due,
        "held": bool(counted_from and held),
        "began": began,
    }


def _held(record, as_at):
    current = clocks.open_episodes(record.episodes, as_at=as_at)
    return any(review.day and review.day <= as_at for episode in current for review in episode.reviews)


def _coordinator(record, as_at):
    """The staff code of whoever coordinates on the day, and since when; None where nobody does."""
    current = [
        each
        for each in record.coordinators
        if clocks.is_open(each.start, each.until, False, as_at=as_at)
    ]  # fmt: skip
    if not current:
        return None
    newest = max(current, key=lambda each: (each.start or datetime.date.min, each.staff_code))
    return {"code": newest.staff_code[:LONGEST_ID], "since": newest.start.isoformat() if newest.start else None}


def _opened_on(record, as_at):
    """When care together began: the first open episode, else the first open service, else the first referral."""
    for things in (
        [episode.start for episode in clocks.open_episodes(record.episodes, as_at=as_at)],
        [event.start for event in clocks.open_services(record.events, as_at=as_at)],
        [referral.received for referral in record.referrals],
        [event.start for event in record.events],
    ):
        days = [day for day in things if day and day <= as_at]
        if days:
            return min(days).isoformat()
    return as_at.isoformat()


def _registrations(person):
    return (person, *person.also) if person is not None else ()


def _digest(plan):
    """Of everything but lines: the same extract in another order of rows is the same."""
    said = {name: value for name, value in plan.items() if name != "records"}
    said["records"] = [[source, local_id, _without_lines(payload)] for source, local_id, payload in plan["records"]]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


#: Where a packed thing keeps its line: last, but in an event.
_LINE_LAST = frozenset({"gps", "accommodation", "employment", "coordinators", "legal_statuses"})


def _without_lines(payload):
    said = {}
    for name, value in payload.items():
        if name == "line":
            continue
        if name in _LINE_LAST:
            said[name] = sorted((one[:-1] for one in value), key=str)
        elif name in ("episodes", "plans", "referrals"):
            said[name] = sorted((_nested(one) for one in value), key=str)
        elif name == "events":
            said[name] = sorted(([*event[:6], event[7]] for event in value), key=str)
        elif name == "particulars":
            said[name] = sorted(([one[0], one[1]] for one in value), key=str)
        else:
            said[name] = value
    return said


def _nested(one):
    """An episode, a plan or a referral: its own line last, before it the things inside it, whose lines are last too."""
    return [
        sorted((inner[:-1] for inner in value), key=str) if isinstance(value, list) else value for value in one[:-1]
    ]
