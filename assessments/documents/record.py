"""What documents are made from: one version of the assessment as one worker reads it, gathered once, in a fixed number of
queries. What the worker does not read is not in it, so no document can print it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from assessments import merged_form, queries, values
from assessments.documents.shapes import Fact
from assessments.models import AnswerState
from cases.models import Identifier
from cases.numbers import spaced
from cases.people import known_number
from cases.policies import reads_fully
from design.words import long_date, moment
from domains.maps import map_of, shown_to
from partners.standing import standing_of

#: Kinds of cell that say who does something; who is only kept informed or not asked yet helps with nothing.
_DO = frozenset({"lead", "does", "joint", "contributor", "answers"})


_UNCONFIRMED = "Not confirmed yet"


@dataclass(frozen=True)
class Record:
    """One version, read by one worker at a moment. ``whole``: they read every domain and who the person is."""

    case: object
    assessment: object
    worker: object
    reach: object
    whole: bool
    at: datetime
    partnership: str
    form: object
    answers: dict
    words: dict
    goals: list
    needs: list
    helpers: list  # (domain, who does it, how to reach them)
    others: list  # bodies that do more than the worker is shown
    clocks: list
    planned: object
    identity: tuple  # ((term, text), ...): only where whole

    @property
    def called(self):
        return self.case.person.called

    @property
    def is_draft(self):
        return self.assessment.state == "draft"

    @cached_property
    def items(self):
        """Every question of this version by its code."""
        return self.form.items

    @cached_property
    def name(self):
        """The person's name as this worker may know it: partners of the shared core have the initial only."""
        person = self.case.person
        if self.whole or not person.family_name:
            return person.display_name
        return f"{person.called} {person.family_name[0]}."

    @property
    def version_line(self):
        if self.is_draft:
            return f"Version {self.assessment.version}, draft, not agreed"
        return f"Version {self.assessment.version}, agreed {long_date(self.assessment.signed_at)}"

    def item(self, code):
        """A question of this version that the worker reads, or None."""
        item = self.items.get(code)
        return item if item is not None and self.reach.reads_item(item) else None

    def answer(self, code):
        """The answer to a question as a line of a document, or None where there is none or the worker does not read it."""
        item, given = self.item(code), self.answers.get(code)
        if item is None or given is None or given.value is None:
            return None
        return Fact(item.asked_about(self.called), values.shown(item, given.value), self._source(given))

    def answers_to(self, codes):
        """The lines of several questions, without those that say nothing."""
        return [line for line in map(self.answer, codes) if line is not None]

    def told(self, codes):
        """The same for the person: who answered is left out; that something is not confirmed yet is not."""
        return [line if _UNCONFIRMED in line.source else replace(line, source="") for line in self.answers_to(codes)]

    def _source(self, given):
        if given.state == AnswerState.CARRIED_IN:
            return f"{given.source_text}. {_UNCONFIRMED}."
        return f"{given.by.name}, {given.organisation.short_name}, {long_date(given.at)}"

    def section(self, code):
        """The section of this version with that code, as far as the worker reads something in it, or None."""
        section = self.form.section(code)
        return section if section is not None and self.reach.reads_section(section) else None

    @property
    def coordinator_line(self):
        """Who coordinates and how to reach them: their own telephone, else their organisation's."""
        case = self.case
        if case.coordinator is None:
            where = case.coordinator_organisation or case.lead_organisation
            return f"Nobody is named yet. Ask {_reach(where.name, where.telephone)}"
        telephone = case.coordinator.telephone or case.coordinator_organisation.telephone
        return _reach(f"{case.coordinator.name}, {case.coordinator_organisation.name}", telephone)

    @property
    def review_lines(self):
        """(what, when) of the meeting that is arranged and of each review's last day. Empty for who does not read them."""
        lines = []
        if self.planned is not None:
            place = f", {self.planned.place}" if self.planned.place else ""
            lines.append(("We meet", f"{moment(self.planned.scheduled_for)}{place}"))
        return lines + [(f"{clock.name}, at the latest", long_date(clock.due_on)) for clock in self.clocks]


def _reach(name, telephone):
    return f"{name}, telephone {telephone}" if telephone else name


def gather(case, assessment, worker, *, reach, at):
    """The :class:`Record` of one version of a case's assessment for a worker who sees the case."""
    whole = is_whole(worker, case, reach, at=at)
    drawn = map_of(case, on=at)
    rows, others = drawn.rows, []
    if not whole:
        rows, others = shown_to(drawn, reads=reach.reads, mine=standing_of(worker, at=at).case_organisations())
    form = merged_form.form_for(assessment.frameworks)
    said = assessment.words.exclude(words="").select_related("by", "organisation")
    asked = {code for code, item in form.items.items() if reach.reads_item(item)}
    given = {code: answer for code, answer in queries.answers_of(assessment).items() if code in asked}
    readable = {section.code for section in form.sections if reach.reads_words(section.section)}
    return Record(
        case=case, assessment=assessment, worker=worker, reach=reach, whole=whole, at=at, partnership=queries.partnership_name(), form=form,
        answers=given, words={w.section: w for w in said if w.section in readable},
        goals=queries.goals(assessment, reach), needs=queries.needs(assessment, reach), helpers=_helpers(rows), others=others,
        clocks=queries.clock_rows(case, at=at) if whole else [], planned=queries.planned_review(case) if whole else None,
        identity=_identity(case.person) if whole else (),
    )  # fmt: skip


def is_whole(worker, case, reach, *, at):
    """Whether the worker reads every domain of the record, and who the person is (decisions.md 9)."""
    return reach.reads_all and reads_fully(worker, case, at=at)


def _identity(person):
    number = known_number(person)
    known = [
        ("Name", person.full_name or person.display_name),
        ("Born", long_date(person.birth_date)),
        (Identifier.Type(number[0]).label, spaced(number[1])) if number else ("", ""),
        ("Address", ", ".join(part for part in (person.address, person.postcode) if part)),
    ]
    return tuple((term, text) for term, text in known if text)


def _helpers(rows):
    """Who does what, a line for each body that does something: domain, who, and how to reach them."""
    made = []
    for row in rows:
        for organisation, cells in row.columns:
            for cell in cells:
                if cell.kind not in _DO:
                    continue
                who = f"{organisation.name}: {cell.worker}" if cell.worker else organisation.name
                made.append((row.domain, f"{who} ({cell.title.lower()})", organisation.telephone))
    return made
