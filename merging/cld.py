"""Reads the council's extract: Adult Social Care Client Level Data, Release 1, one row an event. Pure.

The person is repeated on each row, and an event may be sent again for a later reporting period: then it counts once, as
last sent. Of two rows for the same period, the one with an end is later than the one without.
"""

import datetime
from dataclasses import dataclass, field
from sys import intern

from merging import columns, values
from merging.crosswalks import is_unknown
from merging.dates import DateReader
from merging.problems import NotAnExtract
from merging.records import (
    ASSESSMENT,
    REQUEST,
    REVIEW,
    SERVICE,
    Carer,
    Day,
    Event,
    EventDetails,
    Particulars,
    SocialPerson,
)
from merging.tables import Table

EVENT_KINDS = {kind.casefold(): kind for kind in (REQUEST, ASSESSMENT, SERVICE, REVIEW)}
IN_SCOPE_REASONS = {"mental health support", "social support: substance misuse support"}
LONG_AGO = datetime.date.min
CELL_SEPARATOR = "\x1f"


@dataclass(slots=True)
class CarerRows:
    """What the rows of one carer add up to, before it is known whether anybody they care for is kept."""

    particulars: Particulars
    rank: tuple
    line: int
    hours: str
    cares_for: dict[str, None] = field(default_factory=dict)
    events: dict[tuple, Event] = field(default_factory=dict)
    rows: list[tuple] = field(default_factory=list)  # (line, cells joined: they take a tenth of the memory, linked ids)


@dataclass(slots=True)
class SocialExtract:
    """Everything read from the council's file. `people` is by LA Person Unique Identifier, in the file's order."""

    people: dict[str, SocialPerson] = field(default_factory=dict)
    carers: dict[str, CarerRows] = field(default_factory=dict)
    organisation: str = ""
    period_end: Day = None
    superseded_rows: int = 0
    repeated_rows: int = 0
    table: Table = None


def finished_carer(carer_id, rows, cares_for):
    """One carer as one record, for the people of `cares_for`."""
    said = rows.particulars
    return Carer(
        id=carer_id,
        organisation=said.organisation,
        number=said.number,
        given_name=said.given_name,
        family_name=said.family_name,
        gender=said.gender,
        ethnicity=said.ethnicity,
        birth=said.birth,
        death=said.death,
        postcode=said.postcode,
        hours=rows.hours,
        cares_for=cares_for,
        events=tuple(sorted(rows.events.values(), key=event_order)),
        line=rows.line,
    )


def event_order(event):
    """Events as a reader expects them: by day, then by reference."""
    return (event.start or LONG_AGO, event.reference, event.kind, event.until or LONG_AGO, event.details)


def read_cld(path, problems, dates=None, *, progress=None):
    """Read a file into a `SocialExtract`; rejects and warnings go to `problems`. Raises `NotAnExtract`."""
    return _Reader(problems, dates or DateReader(problems), progress).read(path)


class _Reader:
    def __init__(self, problems, dates, progress):
        self.problems = problems
        self.dates = dates
        self.progress = progress
        self.extract = SocialExtract()
        self.details = {}

    def read(self, path):
        report = (lambda read: self.progress(table.file, read)) if self.progress else None
        table = Table(path, columns.CLD, self.problems, progress=report)
        if table.is_empty:
            raise NotAnExtract(table.file, "is empty: not even headings are there.")
        self.extract.table = table
        self.file = table.file
        for row in table.rows():
            self._row(table, row)
        return self.extract

    def _row(self, table, row):
        (
            organisation, period_end, number, person_id, given, family, gp, gender, ethnicity, birth, death, client_type,
            reason, postcode, accommodation, employment, unpaid_carer, autism, visual, hearing, dementia, funding, kind,
            reference, start, end, description, outcome, route, assessment_type, eligible, method, hours, adult_1,
            adult_2, adult_3, service_type, component, delivery, provider_name, provider_id, review_reason,
            review_outcomes, review_method, cost, frequency, units,
        ) = row.values  # fmt: skip
        if not person_id:
            self.problems.reject(table, row, "no person identifier: LA Person Unique Identifier is blank")
            return
        if len(person_id) > values.LONGEST_ID:
            reason = f"LA Person Unique Identifier is longer than {values.LONGEST_ID} characters"
            self.problems.reject(table, row, reason)
            return
        known_kind = EVENT_KINDS.get(kind.casefold())
        if known_kind is None:
            said = f"'{kind}' is not one" if kind else "it is blank"
            self.problems.reject(table, row, f"Event Type must be Request, Assessment, Service or Review; {said}")
            return
        line = row.line
        period_end = self._period(line, period_end)
        start_day = self.dates.day(self.file, line, "Event Start Date", start)
        end_day, ended = self.dates.ending(self.file, line, "Event End Date", end)
        if start_day and end_day and end_day < start_day:
            self._warn(line, "Event End Date", end, f"'{end}' is before Event Start Date '{start}'")
        details = EventDetails(
            description, outcome, route, assessment_type, eligible, method, service_type, component, delivery,
            provider_name, provider_id, review_reason, review_outcomes, review_method, cost, frequency, units,
        )  # fmt: skip
        details = self.details.setdefault(details, details)
        event = Event(known_kind, reference, start_day, end_day, ended, period_end, line, details)
        particulars = self._particulars(
            line, organisation, number, given, family, gp, gender, ethnicity, birth, death, reason, postcode,
            accommodation, employment, unpaid_carer, autism, visual, hearing, dementia, funding,
        )  # fmt: skip
        if organisation and not self.extract.organisation:
            self.extract.organisation = organisation
        rank = (period_end or LONG_AGO, start_day or LONG_AGO, reference)
        if client_type.casefold().startswith("carer"):
            linked = [value for value in (adult_1, adult_2, adult_3) if value]
            self._carer(row, person_id, particulars, rank, hours, linked, event)
        else:
            self._person(line, person_id, particulars, rank, event)

    def _warn(self, line, column, value, problem):
        self.problems.warn(self.file, line, column, value, problem)

    def _period(self, line, text):
        """The end of the row's reporting period, which also tells how far the extract reaches."""
        day, problem = values.read_date(text)
        if problem:
            self._warn(line, "Reporting Period End Date", text, problem)
        if day and (self.extract.period_end is None or day > self.extract.period_end):
            self.extract.period_end = day
            self.dates.seen_until = max(day, self.dates.seen_until or day)
        return day

    def _particulars(self, line, organisation, number, given, family, gp, gender, ethnicity, birth, death, reason,
                     postcode, accommodation, employment, *flags_and_funding):  # fmt: skip
        read_number, problem = values.read_nhs_number(number)
        if problem:
            self._warn(line, "NHS Number", number, problem)
        read_postcode, problem = values.read_postcode(postcode)
        if problem:
            self._warn(line, "Postcode", postcode, problem)
        birth_day = self.dates.birth(self.file, line, "Date of Birth", birth)
        death_day, has_died = self.dates.ending(self.file, line, "Date of Death", death)
        if birth_day and death_day and death_day < birth_day:
            self._warn(line, "Date of Death", death, f"'{death}' is before Date of Birth '{birth}'")
        return Particulars(
            intern(organisation), read_number, intern(given), intern(family), intern(gp.upper()), intern(gender),
            intern(ethnicity), birth_day, death_day, has_died, intern(reason), read_postcode, intern(accommodation),
            intern(employment), *map(intern, flags_and_funding),
        )  # fmt: skip

    def _person(self, line, person_id, particulars, rank, event):
        person = self.extract.people.get(person_id)
        if person is None:
            person = self.extract.people[person_id] = SocialPerson(ids=(person_id,), line=line)
        known = person.particulars.get(particulars)
        if known is None or rank > known[0]:
            person.particulars[particulars] = (rank, line)
        self._event(person.events, event, particulars.support_reason)

    def _event(self, events, event, reason=""):
        """Keep the latest submission of an event. Without a reference there is nothing to recognise it by but itself."""
        if event.reference:
            key = (event.kind, event.reference)
        else:
            key = (event.kind, "", event._replace(line=0))
            self._warn(event.line, "Event Reference", "", "is blank, so a later submission cannot replace this event")
        known = events.get(key)
        if known is None:
            events[key] = event
            return
        if known._replace(line=0) == event._replace(line=0):
            self.extract.repeated_rows += 1
            return
        self.extract.superseded_rows += 1
        if submission_order(event) > submission_order(known):
            events[key] = event

    def _carer(self, row, carer_id, particulars, rank, hours, linked, event):
        if not linked:
            reason = "a carer without anybody cared for: Adult 1 Linked Person_ID is blank"
            self.problems.reject(self.extract.table, row, reason)
            return
        carer = self.extract.carers.get(carer_id)
        if carer is None:
            carer = self.extract.carers[carer_id] = CarerRows(particulars, rank, row.line, hours)
        elif rank > carer.rank:
            carer.particulars, carer.rank, carer.hours = particulars, rank, hours or carer.hours
        carer.cares_for |= dict.fromkeys(linked)
        carer.rows.append((row.line, CELL_SEPARATOR.join(row.cells), tuple(linked)))
        self._event(carer.events, event)


def submission_order(event):
    """Which of two submissions of an event is the later. Depends on what they say, not on where they stand."""
    return (event.period_end or LONG_AGO, event.ended, event.until or LONG_AGO, event.start or LONG_AGO, event.details)


def newest_first(person):
    """The different particulars of a person, newest first, as (particulars, rank, line)."""
    found = [(said, rank, line) for said, (rank, line) in person.particulars.items()]
    if len(found) > 1:
        found.sort(key=lambda entry: (entry[1], _plain(entry[0])), reverse=True)
    return found


def _plain(particulars):
    """Particulars in a form that sorts, so that equal ranks never depend on the order of rows."""
    return tuple(str(value or "").swapcase() for value in particulars)  # a name in capitals comes after one that is not


def settle(person, horizon):
    """Set what matching needs from the newest particulars that say it. A birth after the horizon is no birth."""
    for said, _, _ in newest_first(person):
        person.number = person.number or said.number
        if said.birth and said.birth <= horizon:
            person.birth = person.birth or said.birth
        person.postcode = person.postcode or said.postcode
        if not person.gender and not is_unknown("gender", said.gender):
            person.gender = said.gender
        if said.support_reason.casefold() in IN_SCOPE_REASONS:
            person.in_scope = True
