"""Two extracts into one record: `assemble(mhsds=…, cld=…)`. Pure: reads files, writes nothing, knows no database.

    assembled = assemble(mhsds=Path("mhsds"), cld=Path("cld.csv"))
    assembled.summary()               # the counts
    for person in assembled.people(): # PersonRecord, made one at a time
    assembled.carers, assembled.rejects, assembled.warnings, assembled.duplicates

Raises `NotAnExtract` when a file cannot be read as an extract at all.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from merging import cld as social_care_reader
from merging import clocks, continuing, fields, matching
from merging import mhsds as health_reader
from merging.cld import CELL_SEPARATOR, event_order, finished_carer, settle
from merging.counting import LINKS, counts_of
from merging.dates import DateReader
from merging.problems import BadValue, NotAnExtract, Problems, Reject
from merging.records import (
    HEALTH,
    SOCIAL_CARE,
    CarePlan,
    Carer,
    Coordinator,
    Day,
    Episode,
    Event,
    HealthPerson,
    LegalStatus,
    Referral,
    SocialPerson,
)
from merging.tables import Row


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person as merged. A possible match is two of these, each naming the other under `possible_partners`."""

    health_ids: tuple[str, ...]
    social_ids: tuple[str, ...]
    link: str
    possible_partners: tuple[str, ...]
    fields: dict[str, fields.MergedField]
    conflicts: tuple[str, ...]
    differences: tuple[str, ...]
    open: bool
    deceased: bool
    section_117: bool
    health_clock: clocks.Clock
    social_care_clock: clocks.Clock
    next_review_due: Day
    episodes: tuple[Episode, ...]
    referrals: tuple[Referral, ...]
    coordinators: tuple[Coordinator, ...]
    plans: tuple[CarePlan, ...]
    legal_statuses: tuple[LegalStatus, ...]
    events: tuple[Event, ...]

    @property
    def health_id(self):
        """The local id under which the trust's side is kept, or None."""
        return self.health_ids[0] if self.health_ids else None

    @property
    def social_care_id(self):
        """The local id under which the council's side is kept, or None."""
        return self.social_ids[0] if self.social_ids else None


@dataclass(slots=True)
class Assembled:
    """The outcome of reading and matching. Records are made while they are iterated, in the order of the files."""

    as_at: Day
    horizon: Day
    health: dict[str, HealthPerson]
    social: dict[str, SocialPerson]
    links: matching.Links
    out_of_scope: tuple[str, ...]
    carers: list[Carer]
    duplicates: list[matching.Duplicate]
    rejects: list[Reject]
    warnings: list[BadValue]
    staff: dict[str, str] = field(default_factory=dict)
    health_organisation: str = ""
    social_care_organisation: str = ""
    superseded_rows: int = 0
    repeated_rows: int = 0
    ignored_files: list[str] = field(default_factory=list)
    _partners: dict[str, dict[str, tuple]] = field(default_factory=dict)
    _counted: Counter | None = None

    def __post_init__(self):
        sides = {HEALTH: {}, SOCIAL_CARE: {}}
        for health_id, social_id in self.links.possible:
            sides[HEALTH].setdefault(health_id, []).append(social_id)
            sides[SOCIAL_CARE].setdefault(social_id, []).append(health_id)
        self._partners = {side: {key: tuple(ids) for key, ids in found.items()} for side, found in sides.items()}

    def __len__(self):
        """How many records `people()` gives."""
        return len(self.health) + len(self.social) - len(self.links.matched)

    def _sides(self):
        """(health person or None, social person or None) for every record."""
        for health_id, person in self.health.items():
            yield person, self.social.get(self.links.matched.get(health_id))
        taken = set(self.links.matched.values())
        for social_id, person in self.social.items():
            if social_id not in taken:
                yield None, person

    def people(self):
        """Yield a `PersonRecord` for everybody: the trust's people first, then those the council alone knows."""
        for record, _, _ in self.everybody():
            yield record

    def everybody(self):
        """Yield each record with the sides it was made of: (`PersonRecord`, `HealthPerson` or None, `SocialPerson` or None)."""
        counted = Counter()
        for health, social in self._sides():
            record = self._record(health, social)
            counted.update(counts_of(record))
            yield record, health, social
        self._counted = counted

    def why_possible(self, health_id, social_id):
        """Why a pair may be one person (``number`` or ``birth_postcode_gender``), and a digest of what was compared."""
        one, other = _identity(self.health[health_id]), _identity(self.social[social_id])
        because = "number" if one.number and one.number == other.number else "birth_postcode_gender"
        return because, evidence_of(one, other)

    def person(self, local_id):
        """The record of one local id of either side, also a second registration; None when there is none.

        An id that both sides use for different people gives the trust's.
        """
        for health, social in self._sides():
            if (health and local_id in health.ids) or (social and local_id in social.ids):
                return self._record(health, social)
        return None

    def _link(self, health, social):
        if health and social:
            return matching.MATCHED, ()
        side, person, alone = (
            (HEALTH, health, matching.HEALTH_ONLY) if health else (SOCIAL_CARE, social, matching.SOCIAL_CARE_ONLY)
        )
        partners = self._partners[side].get(person.ids[0], ())
        return (matching.POSSIBLE if partners else alone), partners

    def _record(self, health, social, *, names=tuple(fields.FIELDS)):
        link, partners = self._link(health, social)
        registrations = (health, *health.also) if health else ()
        known_to_council = (social, *social.also) if social else ()
        episodes = tuple(episode for person in registrations for episode in person.episodes)
        statuses = tuple(status for person in registrations for status in person.legal_statuses)
        events = sorted((e for person in known_to_council for e in person.events.values()), key=event_order)
        deaths = [(person.death, person.has_died) for person in registrations]
        deaths += [(said.death, said.has_died) for person in known_to_council for said in person.particulars]
        deceased = clocks.has_died(deaths, as_at=self.as_at)
        health_clock = clocks.health_clock(episodes, as_at=self.as_at, alive=not deceased)
        social_care_clock = clocks.social_care_clock(events, as_at=self.as_at, alive=not deceased)
        merged = fields.merge(health, social, horizon=self.horizon, names=names)
        return PersonRecord(
            health_ids=health.ids if health else (),
            social_ids=social.ids if social else (),
            link=link,
            possible_partners=partners,
            fields=merged,
            conflicts=fields.conflicts_of(merged),
            differences=fields.differences_of(merged),
            open=health_clock.counts or social_care_clock.counts,
            deceased=deceased,
            section_117=clocks.has_section_117(statuses, as_at=self.as_at),
            health_clock=health_clock,
            social_care_clock=social_care_clock,
            next_review_due=clocks.next_joint_review(health_clock, social_care_clock),
            episodes=episodes,
            referrals=tuple(referral for person in registrations for referral in person.referrals),
            coordinators=tuple(each for person in registrations for each in person.coordinators),
            plans=tuple(plan for person in registrations for plan in person.plans),
            legal_statuses=statuses,
            events=tuple(events),
        )

    def summary(self):
        """The counts, in the shape that `import_records --json` writes."""
        if self._counted is None:  # nobody has gone through everybody: only what is counted is made
            self._counted = Counter()
            for health, social in self._sides():
                self._counted.update(counts_of(self._record(health, social, names=fields.CONFLICT_FIELDS)))
        counted = self._counted
        links = {link: counted["link", link] for link in LINKS}
        links[matching.POSSIBLE] = len(self.links.possible)
        links[matching.OUT_OF_SCOPE] = len(self.out_of_scope)
        return {
            "as_at": self.as_at.isoformat(),
            "links": links,
            "conflicts": {name: counted["conflict", name] for name in fields.CONFLICT_FIELDS},
            "open_cases": counted["open"],
            "carers": len(self.carers),
            "section_117": counted["section_117"],
            "superseded_rows": self.superseded_rows,
            "duplicates_in_source": sum(len(duplicate.others) for duplicate in self.duplicates),
            "rejected_rows": len(self.rejects),
            "warnings": len(self.warnings),
        }

    def explain(self):
        """Yield, for everybody, what was merged and why, as plain data for JSON."""
        return map(explanation, self.people())


def _clock(clock):
    counted_from = clock.counted_from and clock.counted_from.isoformat()
    return {"counts": clock.counts, "counted_from": counted_from, "due": clock.due and clock.due.isoformat()}


def explanation(record):
    """One `PersonRecord` as plain data: the shape of a line of `explain_record --json`."""
    return {
        "health_id": record.health_id,
        "social_care_id": record.social_care_id,
        "link": record.link,
        "conflicts": list(record.conflicts),
        "open": record.open,
        "next_review_due": record.next_review_due and record.next_review_due.isoformat(),
        "section_117": record.section_117,
        "deceased": record.deceased,
        "other_ids": [*record.health_ids[1:], *record.social_ids[1:]],
        "possible_partners": list(record.possible_partners),
        "differences": list(record.differences),
        "clocks": {HEALTH: _clock(record.health_clock), SOCIAL_CARE: _clock(record.social_care_clock)},
        "fields": {
            name: {
                "outcome": merged.outcome,
                "values": [
                    {
                        "source": value.source,
                        "value": value.value,
                        "shown": value.shown,
                        "date": value.recorded and value.recorded.isoformat(),
                        "reference": value.reference,
                        "current": value.current,
                    }
                    for value in merged.values
                ],
            }
            for name, merged in record.fields.items()
        },
    }


def assemble(*, mhsds=None, cld=None, as_at=None, progress=None, known=None, today=None):
    """Read one or both extracts and bring them together as at a day.

    `mhsds` is a directory, `cld` a file; either may be None. `as_at` is the latest reporting period end of the files when
    none is given, but not after `today` where that is given: a mistyped period must not make everybody overdue.
    `known` is what earlier imports and decisions left. `progress(file, bytes_read, faults)` is called while
    reading. Raises `NotAnExtract`.
    """
    if mhsds is None and cld is None:
        raise ValueError("Neither an MHSDS directory nor a CLD file was given.")
    problems = Problems()
    dates = DateReader(problems, seen_until=as_at)
    trust = council = None
    report = progress and (lambda file, read: progress(file, read, len(problems.rejects) + len(problems.warnings)))
    if mhsds is not None:
        trust = health_reader.read_mhsds(mhsds, problems, dates, progress=report)
    if cld is not None:
        council = social_care_reader.read_cld(cld, problems, dates, progress=report)
    trust = trust or health_reader.HealthExtract()
    council = council or social_care_reader.SocialExtract()
    ends = [end for end in (trust.period_end, council.period_end) if end]
    if today is not None:
        for end in [end for end in ends if end > today]:
            problem = "the reporting period ends in the future, so today counts instead"
            problems.warn("both extracts", 0, "reporting period end", end.isoformat(), problem)
        ends = [min(end, today) for end in ends]
    if as_at is None and not ends:
        place = "cld.csv" if mhsds is None else "MHS000Header.csv"
        raise NotAnExtract(place, "no reporting period end was found, so the day of the extract must be given (as at).")
    if known is not None and known.as_at:
        ends.append(known.as_at)
    as_at = as_at or max(ends)
    horizon = max([as_at, *ends])
    dates.warn_of_late_dates(horizon)
    known = known or continuing.Known()
    continuing.continue_health(known, trust.people, trust.period_end)
    continuing.continue_social(known, council.people)
    trust.organisation = trust.organisation or known.health_organisation
    council.organisation = council.organisation or known.social_care_organisation
    return _bring_together(trust, council, problems, as_at, horizon, known)


def _bring_together(trust, council, problems, as_at, horizon, known):
    for person in trust.people.values():
        if person.birth and person.birth > horizon:
            person.birth = None
    for person in council.people.values():
        settle(person, horizon)
    health_doubles = _fold(HEALTH, trust.people)
    social_doubles = _fold(SOCIAL_CARE, council.people)
    links = matching.link(map(_identity, trust.people.values()), map(_identity, council.people.values()))
    kept = continuing.decide(
        links, known, lambda one, other: evidence_of(_identity(trust.people[one]), _identity(council.people[other]))
    )
    for pair in kept:
        problems.warn(
            "both extracts", 0, "matching", "", f"{' and '.join(pair)} stay one person, but look unlike by now"
        )
    for left, right in links.crowded:
        text = (
            f"{len(left)} and {len(right)} people share date of birth, postcode and gender, so none was put as possible"
        )
        problems.warn("both extracts", 0, "matching", "", f"{text}: {', '.join((*left, *right)[:6])}, …")
    linked = set(links.matched.values()) | {social_id for _, social_id in links.possible}
    out_of_scope = tuple(
        social_id
        for social_id, person in council.people.items()
        if social_id not in linked and not any(each.in_scope for each in (person, *person.also))
    )
    carers = _carers(council, problems, frozenset(out_of_scope))
    for social_id in out_of_scope:
        del council.people[social_id]
    return Assembled(
        as_at=as_at,
        horizon=horizon,
        health=trust.people,
        social=council.people,
        links=links,
        out_of_scope=out_of_scope,
        carers=carers,
        duplicates=[*health_doubles, *social_doubles],
        rejects=problems.rejects,
        warnings=problems.warnings,
        staff=known.staff | trust.staff,
        health_organisation=trust.organisation,
        social_care_organisation=council.organisation,
        superseded_rows=council.superseded_rows,
        repeated_rows=trust.repeated_rows + council.repeated_rows,
        ignored_files=trust.ignored_files,
    )


def _first(person, attribute):
    """The first registration that says something wins: the one kept, then the others in the order of the file."""
    return next((found for each in (person, *person.also) if (found := getattr(each, attribute))), None)


def _identity(person):
    return matching.Identity(
        person.ids[0],
        person.number,
        _first(person, "birth"),
        _first(person, "postcode"),
        _first(person, "gender") or "",
    )


def evidence_of(one, other):
    """A digest of what matching compares of two people."""
    compared = "\x1f".join(str(part) for identity in (one, other) for part in identity[1:])
    return hashlib.sha256(compared.encode()).hexdigest()


def _fold(source, people):
    """Fold registrations under one number into the first of them. Changes `people`; returns the duplicates."""
    found = matching.duplicates(source, map(_identity, people.values()))
    for duplicate in found:
        kept = people[duplicate.kept]
        kept.also = tuple(people.pop(other) for other in duplicate.others)
        kept.ids = (duplicate.kept, *duplicate.others)
    return found


def _carers(council, problems, out_of_scope):
    """Carers of people who are kept. A carer of nobody in the file is rejected; one of somebody out of scope is left."""
    kept_under = {each: person.ids[0] for person in council.people.values() for each in person.ids}
    carers = []
    for carer_id, rows in council.carers.items():
        for line, joined, linked in rows.rows:
            for other in [each for each in linked if each not in kept_under]:
                if not any(each in kept_under for each in linked):
                    row = Row(line, joined.split(CELL_SEPARATOR), ())
                    problems.reject(council.table, row, f"a carer of {other}, who is nobody in this file")
                    break
                problems.warn(council.table.file, line, "Linked Person_ID", other, f"'{other}' is nobody in this file")
        cares_for = dict.fromkeys(kept_under[each] for each in rows.cares_for if each in kept_under)
        stored = tuple(each for each in cares_for if each not in out_of_scope)
        if stored:
            carers.append(finished_carer(carer_id, rows, stored))
    return carers
