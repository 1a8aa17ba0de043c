"""Reads an extract of the Mental Health Services Data Set: a directory with one file a table. Pure.

A child row names a person of MHS001MPI, an episode, a plan or a referral; one that names nothing there is is rejected.
A row that repeats another exactly counts once.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern

from merging import columns, crosswalks, values
from merging.dates import DateReader
from merging.problems import NotAnExtract
from merging.records import (
    CarePlan,
    Coded,
    Coordinator,
    CpaReview,
    Day,
    Episode,
    HealthPerson,
    LegalStatus,
    PlanAgreement,
    Referral,
    ReferredTeam,
)
from merging.tables import Table

TABLE_FILE = re.compile(r"^mhs(\d{3})\w*.*\.(csv|txt|tsv)$")
SPREADSHEET_FILE = re.compile(r"^(mhs\d{3}.*|demographics)\.(xlsx?|xlsm|ods)$")
NOT_READ = "this table is not used"


@dataclass(slots=True)
class HealthExtract:
    """Everything read from the trust's files. `people` is by local id, in the order of MHS001MPI."""

    people: dict[str, HealthPerson] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)  # staff code to job role code
    organisation: str = ""
    period_start: Day = None
    period_end: Day = None
    repeated_rows: int = 0
    ignored_files: list[str] = field(default_factory=list)


def find_tables(directory):
    """The files of each table, by its number or `demographics`, and the files that are none.

    Raises `NotAnExtract` for a directory without MHS001MPI, and for a table that comes as a spreadsheet.
    """
    directory = Path(directory)
    if not directory.is_dir():
        raise NotAnExtract(directory.name, "is not a directory. MHSDS comes as a directory with one CSV file a table.")
    tables, ignored = {}, []
    for path in sorted(directory.iterdir(), key=lambda path: path.name.casefold()):
        name = path.name.casefold()
        if SPREADSHEET_FILE.match(name):
            raise NotAnExtract(path.name, "is a spreadsheet. Save it as CSV and try again.")
        if found := TABLE_FILE.match(name):
            number = found[1]
        elif name in ("demographics.csv", "demographics.txt", "demographics.tsv"):
            number = columns.DEMOGRAPHICS
        else:
            number = None
        if number in columns.MHSDS and path.is_file():
            tables.setdefault(number, []).append(path)
        elif not name.startswith("."):
            ignored.append(path.name)
    if not any(number.isdigit() for number in tables):
        raise NotAnExtract(directory.name, "has no MHSDS table: no file is named like MHS001MPI.csv.")
    if columns.PERSON not in tables:
        raise NotAnExtract(directory.name, "has no MHS001MPI.csv, the table of people, so nothing in it can be placed.")
    return tables, ignored


def read_mhsds(directory, problems, dates=None, *, progress=None):
    """Read a directory into a `HealthExtract`; rejects and warnings go to `problems`.

    `progress(file, bytes_read)` is called every few thousand lines. Raises `NotAnExtract`.
    """
    return _Reader(problems, dates or DateReader(problems), progress).read(directory)


class _Reader:
    def __init__(self, problems, dates, progress):
        self.problems = problems
        self.dates = dates
        self.progress = progress
        self.extract = HealthExtract()
        self.first_lines = {}
        self.episodes, self.plans, self.referrals = {}, {}, {}

    def read(self, directory):
        tables, self.extract.ignored_files = find_tables(directory)
        order = {
            "000": self._header,
            columns.PERSON: self._person,
            columns.DEMOGRAPHICS: self._demographics,
            "002": self._gp,
            "003": self._accommodation,
            "004": self._employment,
            "006": self._coordinator,
            "008": self._plan,
            "009": self._agreement,
            "101": self._referral,
            "102": self._team,
            "401": self._legal_status,
            "701": self._episode,
            "702": self._review,
            "901": self._staff,
        }
        for number, read_row in order.items():
            for path in tables.get(number, ()):
                self._read_table(path, columns.MHSDS[number], read_row)
        return self.extract

    def _read_table(self, path, wanted, read_row):
        report = None
        if self.progress:

            def report(read):
                self.progress(path.name, read)

        table = Table(path, wanted, self.problems, progress=report)
        if table.is_empty:
            self.problems.warn(table.file, 1, "whole file", "", "the file is empty, not even headings")
        self.file = table.file
        self.table = table
        for row in table.rows():
            read_row(row)

    # Small steps ---------------------------------------------------------------------------------------------------

    def _reject(self, row, reason):
        self.problems.reject(self.table, row, reason)

    def _warn(self, row, column, value, problem):
        self.problems.warn(self.file, row.line, column, value, problem)

    def _day(self, row, column, text):
        return self.dates.day(self.file, row.line, column, text)

    def _span(self, row, start_column, start_text, end_column, end_text):
        """A start and an end; an end before its start is kept, with a warning."""
        start, end = self._day(row, start_column, start_text), self._day(row, end_column, end_text)
        if start and end and end < start:
            self._warn(row, end_column, end_text, f"'{end_text}' is before {start_column} '{start_text}'")
        return start, end

    def _of(self, row, local_id):
        """The person a child row belongs to; rejects the row and returns None when there is none."""
        person = self.extract.people.get(local_id)
        if person is None:
            if local_id:
                self._reject(row, f"no person {local_id} in MHS001MPI")
            else:
                self._reject(row, "no person identifier: LocalPatientId is blank")
        return person

    def _add(self, collection, item):
        if item in collection:
            self.extract.repeated_rows += 1
        else:
            collection.append(item)

    def _register(self, row, known, key, owner, item):
        """Keep an item under its reference once. The same again counts once; another under the same is rejected."""
        if key in known:
            if known[key] == (owner, item):
                self.extract.repeated_rows += 1
            else:
                line = self.first_lines[self.file[:6].casefold(), key]
                self._reject(row, f"{key} was already given on line {line} with other values")
            return False
        known[key] = (owner, item)
        self.first_lines[self.file[:6].casefold(), key] = row.line
        return True

    # Tables --------------------------------------------------------------------------------------------------------

    def _header(self, row):
        organisation, start, end, _ = row.values
        self.extract.organisation = organisation or self.extract.organisation
        period_end = self._day(row, "ReportingPeriodEndDate", end)
        if period_end and (self.extract.period_end is None or period_end > self.extract.period_end):
            self.extract.period_end = period_end
            self.dates.seen_until = max(period_end, self.dates.seen_until or period_end)
            self.extract.period_start = self._day(row, "ReportingPeriodStartDate", start)

    def _person(self, row):
        local_id, organisation, number, birth, postcode, gender, identity, ethnicity, language, death = row.values
        if not local_id:
            self._reject(row, "no person identifier: LocalPatientId is blank")
            return
        if len(local_id) > values.LONGEST_ID:
            self._reject(row, f"LocalPatientId is longer than {values.LONGEST_ID} characters")
            return
        people = self.extract.people
        read_number, problem = values.read_nhs_number(number)
        if problem and local_id not in people:
            self._warn(row, "NHSNumber", number, problem)
        read_postcode, problem = values.read_postcode(postcode)
        if problem and local_id not in people:
            self._warn(row, "Postcode", postcode, problem)
        death_day, has_died = self.dates.ending(self.file, row.line, "PersDeathDate", death)
        birth_day = self.dates.birth(self.file, row.line, "PersonBirthDate", birth)
        if birth_day and death_day and death_day < birth_day:
            self._warn(row, "PersDeathDate", death, f"'{death}' is before PersonBirthDate '{birth}'")
        ethnicity = self._known_code(row, "EthnicCategory", "ethnicity", values.read_code(ethnicity))
        person = HealthPerson(
            ids=(local_id,),
            organisation=intern(organisation),
            number=read_number,
            birth=birth_day,
            postcode=read_postcode,
            gender=intern(values.read_code(gender or identity)),
            ethnicity=ethnicity,
            language=intern(language),
            death=death_day,
            has_died=has_died,
            line=0,
        )
        if local_id in people:
            first = people[local_id]
            line, first.line = first.line, 0
            if first == person:
                self.extract.repeated_rows += 1
            else:
                self._reject(row, f"{local_id} was already given on line {line} with other values")
            first.line = line
            return
        person.line = row.line
        people[local_id] = person
        if organisation and not self.extract.organisation:
            self.extract.organisation = organisation

    def _known_code(self, row, column, name, code):
        if code and crosswalks.name_of(name, code) is None and not crosswalks.is_unknown(name, code):
            self._warn(row, column, code, f"'{code}' is not a code of {column}")
        return intern(code)

    def _demographics(self, row):
        local_id, given, family, telephone = row.values
        if person := self._of(row, local_id):
            person.given_name = person.given_name or given
            person.family_name = person.family_name or family
            person.telephone = person.telephone or telephone

    def _gp(self, row):
        local_id, code, start, end = row.values
        if (person := self._of(row, local_id)) is not None:
            start, end = self._span(row, "StartDateGMPRegistration", start, "EndDateGMPRegistration", end)
            self._add(person.gps, Coded(intern(code.upper()), start, end, row.line))

    def _accommodation(self, row):
        local_id, code, day = row.values
        if (person := self._of(row, local_id)) is not None:
            day = self._day(row, "AccommodationTypeDate", day)
            code = self._known_code(row, "AccommodationType", "accommodation", values.read_code(code, width=2))
            self._add(person.accommodation, Coded(code, day, None, row.line))

    def _employment(self, row):
        local_id, code, day = row.values
        if (person := self._of(row, local_id)) is not None:
            day = self._day(row, "EmployStatusRecDate", day)
            code = self._known_code(row, "EmployStatus", "employment", values.read_code(code, width=2))
            self._add(person.employment, Coded(code, day, None, row.line))

    def _coordinator(self, row):
        local_id, staff_code, team_type, start, end = row.values
        if (person := self._of(row, local_id)) is not None:
            if not staff_code:
                self._reject(row, "CareProfLocalId is blank, so it names no coordinator")
                return
            start, end = self._span(row, "StartDateAssCareCoord", start, "EndDateAssCareCoord", end)
            self._add(person.coordinators, Coordinator(intern(staff_code), intern(team_type), start, end, row.line))

    def _plan(self, row):
        reference, local_id, kind, created, updated, implemented = row.values
        if (person := self._of(row, local_id)) is None:
            return
        if not reference:
            self._reject(row, "CarePlanID is blank")
            return
        plan = CarePlan(
            reference,
            intern(values.read_code(kind, width=2)),
            self._day(row, "CarePlanCreatDate", created),
            self._day(row, "CarePlanLastUpdateDate", updated),
            self._day(row, "CarePlanImplementDate", implemented),
            line=row.line,
        )
        if self._register(row, self.plans, reference, local_id, plan):
            person.plans.append(plan)

    def _agreement(self, row):
        reference, agreed_by, day, family, reason = row.values
        if reference not in self.plans:
            self._reject(row, f"no care plan {reference or '(blank)'} in MHS008CarePlanType")
            return
        day = self._day(row, "CarePlanContentAgreedDate", day)
        agreement = PlanAgreement(intern(values.read_code(agreed_by, width=2)), day, intern(family), reason, row.line)
        self._add(self.plans[reference][1].agreements, agreement)

    def _referral(self, row):
        reference, local_id, commissioner, received, source, reason, discharged = row.values
        if (person := self._of(row, local_id)) is None:
            return
        if not reference:
            self._reject(row, "ServiceRequestId is blank")
            return
        received, discharged = self._span(row, "ReferralRequestReceivedDate", received, "ServDischDate", discharged)
        referral = Referral(
            reference, intern(commissioner), received, intern(source), intern(reason), discharged, line=row.line
        )
        if self._register(row, self.referrals, reference, local_id, referral):
            person.referrals.append(referral)

    def _team(self, row):
        reference, code, team_type, closed = row.values
        if reference not in self.referrals:
            self._reject(row, f"no referral {reference or '(blank)'} in MHS101Referral")
            return
        closed = self._day(row, "ReferClosureDate", closed)
        self._add(self.referrals[reference][1].teams, ReferredTeam(intern(code), intern(team_type), closed, row.line))

    def _legal_status(self, row):
        reference, local_id, code, start, end = row.values
        if (person := self._of(row, local_id)) is None:
            return
        code = values.read_code(code, width=2)
        if not (code.isdigit() and len(code) == 2):
            self._warn(row, "LegalStatusCode", code, f"'{code}' is not a code of LegalStatusCode")
        start, end = self._span(row, "StartDateMHActLegalStatusClass", start, "EndDateMHActLegalStatusClass", end)
        self._add(person.legal_statuses, LegalStatus(reference, intern(code), start, end, row.line))

    def _episode(self, row):
        reference, local_id, start, end = row.values
        if (person := self._of(row, local_id)) is None:
            return
        if not reference:
            self._reject(row, "CPAEpisodeId is blank")
            return
        start_day = self._day(row, "StartDateCPA", start)
        end_day, ended = self.dates.ending(self.file, row.line, "EndDateCPA", end)
        if start_day and end_day and end_day < start_day:
            self._warn(row, "EndDateCPA", end, f"'{end}' is before StartDateCPA '{start}'")
        episode = Episode(reference, start_day, end_day, ended, line=row.line)
        if self._register(row, self.episodes, reference, local_id, episode):
            person.episodes.append(episode)

    def _review(self, row):
        reference, day, staff_code = row.values
        if reference not in self.episodes:
            self._reject(row, f"a review of an unknown episode: no {reference or '(blank)'} in MHS701CPACareEpisode")
            return
        if not day:
            self._warn(row, "CPAReviewDate", "", "is blank, so the review moves no date")
        review = CpaReview(self._day(row, "CPAReviewDate", day), intern(staff_code), row.line)
        self._add(self.episodes[reference][1].reviews, review)

    def _staff(self, row):
        code, _, role = row.values
        if code:
            self.extract.staff.setdefault(code, role)
        else:
            self._reject(row, "CareProfLocalId is blank")
