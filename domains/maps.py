"""The map of a case: who leads, does, shares, answers for, is asked, and what is with no one. At a moment or on a day."""

import datetime
from dataclasses import dataclass, field

import calendars
from access.rows import meets
from cases.models import Coordination
from cases.policies import family
from design import words
from domains.models import Part, Responsibility, Share, State
from partners.models import STATUTORY, Domain, Mode, Organisation, Sector

#: Kinds of cell; each has its look in the style sheet as ``accord-part--<kind>``.
TITLES = {
    "lead": "Leads",
    "does": "Does it",
    "joint": "Shares it",
    "contributor": "Contributes",
    "informed": "Kept informed",
    "answers": "Answers for it",
    "nobody": "No one yet",
}
#: Bodies that no voluntary partner can stand in for: a domain that only they may hold says something by its name alone.
_BODIES = STATUTORY | {Sector.PRIMARY_CARE}
_RANK = ["lead", "does", "joint", "contributor", "waiting", "informed", "answers", "nobody"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One organisation's place in one domain."""

    kind: str
    title: str
    note: str = ""
    part_id: int | None = None
    worker: str = ""
    since: datetime.datetime | None = None

    @property
    def look(self):
        """The style: who contributes looks like who shares."""
        return "joint" if self.kind == "contributor" else self.kind


@dataclass(slots=True)
class Row:
    """One domain. ``cells`` is organisation id -> cells, the weightiest first; empty means no part."""

    domain: str
    domain_code: str
    mode: str
    accountable: Organisation
    responsibility_id: int | None
    cells: dict = field(default_factory=dict)
    columns: list = field(default_factory=list)

    @property
    def is_shared(self):
        return self.mode == Mode.SHARED

    @property
    def is_ownerless(self):
        """Nobody does it and nobody is asked: on the radar at once."""
        return any(cell.kind == "nobody" for cells in self.cells.values() for cell in cells)

    def add(self, organisation_id, cell):
        cells = self.cells.setdefault(organisation_id, [])
        cells.append(cell)
        cells.sort(key=lambda c: _RANK.index(c.kind))


@dataclass(frozen=True, slots=True)
class Map:
    """Domains down, organisations across. ``on`` is the moment or the day it shows."""

    on: datetime.date
    organisations: list
    rows: list

    @property
    def ownerless(self):
        return [row for row in self.rows if row.is_ownerless]


def map_of(case, *, on, viewer=None):
    """The map of a case and of what became part of it. Four queries and one for each depth of joined cases.

    ``on`` is a moment (who holds it at that moment) or a day (everybody whose period met that local day, decisions.md
    4). Who does what belongs to the shared core, so every viewer of the case is shown the same; the caller has asked
    whether they see the case. ``viewer`` is kept for callers that pass it.
    """
    keys = family(case)
    if isinstance(on, datetime.datetime):
        start, end = on, on + datetime.timedelta(microseconds=1)
    else:
        start, end = calendars.start_of_day(on), calendars.end_of_day(on)
    rows, people = {}, {}
    _coordination(rows, people, case, keys, start, end, on)
    responsibilities = (
        Responsibility.objects.filter(meets(start, end), case_id__in=keys)
        .select_related("domain", "accountable")
        .order_by("domain__position", "pk")
    )
    of = {}
    for responsibility in responsibilities:
        row = rows.setdefault(
            responsibility.domain.code,
            Row(
                responsibility.domain.name, responsibility.domain.code, responsibility.mode, responsibility.accountable,
                responsibility.pk,
            ),
        )  # fmt: skip
        of[responsibility.pk] = row
    parts = Part.objects.filter(responsibility__in=of, proposed_at__lt=end).select_related("organisation", "worker")
    gone = {}
    for part in parts.order_by("effective_until", "pk"):
        row = of[part.responsibility_id]
        cell = _cell(part, row, start, end, on)
        if cell is not None:
            people[part.organisation_id] = part.organisation
            row.add(part.organisation_id, cell)
        elif part.state == State.ENDED and part.effective_until < end and part.share != Share.INFORMED:
            gone[row.domain_code] = part
    for row in rows.values():
        _answers_or_nobody(row, people, gone.get(row.domain_code), on)
    return _laid_out(case, rows, people, on)


def shown_to(drawn, *, reads, mine):
    """(rows that somebody sees who does not read the whole record, names of bodies that do more than is shown).

    Domains that only statutory bodies hold say something clinical by their name alone: they are shown where the reader
    reads them or their organisation has a part (``mine``: keys of organisations). One query.
    """
    catalogue = Domain.objects.values_list("code", "holders")
    open_codes = {code for code, holders in catalogue if not holders or set(holders) - _BODIES}
    rows, others = [], {}
    for row in drawn.rows:
        if row.domain_code in open_codes | set(reads) | {"coordination"} or set(mine) & set(row.cells):
            rows.append(row)
            continue
        for organisation, cells in row.columns:
            if any(cell.kind not in ("waiting", "nobody") for cell in cells):
                others[organisation.pk] = organisation.name
    return rows, sorted(others.values())


def _coordination(rows, people, case, keys, start, end, on):
    held = (
        Coordination.objects.filter(meets(start, end), case_id__in=keys)
        .select_related("organisation", "worker", "case__lead_organisation")
        .order_by("effective_from", "pk")
    )
    for coordination in held:
        lead = coordination.case.lead_organisation
        row = rows.setdefault("coordination", Row("Care coordination", "coordination", Mode.INDEPENDENT, lead, None))
        people[coordination.organisation_id] = coordination.organisation
        worker = coordination.worker.name if coordination.worker else ""
        row.add(
            coordination.organisation_id,
            Cell(
                "does", "Coordinates", _note(worker or "Nobody named yet", coordination.effective_from, on), None, worker,
                coordination.effective_from,
            ),
        )  # fmt: skip


def _cell(part, row, start, end, on):
    """What a part shows in that time; None when it was not there, or not yet, or no longer."""
    if part.effective_from is not None:
        if part.effective_from >= end or (part.effective_until is not None and part.effective_until <= start):
            return None
        kind = part.share
        if part.share == Share.LEAD:
            kind = "lead" if row.is_shared else "does"
        worker = part.worker.name if part.worker else ""
        return Cell(kind, TITLES[kind], _note(worker, part.effective_from, on), part.pk, worker, part.effective_from)
    waiting = part.state == State.PROPOSED or (part.answered_at is not None and part.answered_at >= end)
    if not waiting:
        return None
    days = words.distance(part.proposed_at, _moment(on))
    return Cell("waiting", f"Asked {days}", "No answer yet", part.pk, "", part.proposed_at)


def _answers_or_nobody(row, people, left, on):
    """Where another delivers, the accountable body answers for it; where nobody does, that stands in its column."""
    kinds = {cell.kind for cells in row.cells.values() for cell in cells}
    accountable = row.accountable
    if not kinds & {"lead", "does", "waiting"}:
        people[accountable.pk] = accountable
        note = ""
        if left is not None:
            who = left.worker.name if left.worker else left.organisation.short_name
            note = f"{who} left this on {words.long_date(left.effective_until, _moment(on))}"
        row.add(accountable.pk, Cell("nobody", TITLES["nobody"], note))
        return
    if not any(cell.kind in ("lead", "does", "joint") for cell in row.cells.get(accountable.pk, [])) and kinds & {
        "lead",
        "does",
    }:
        people[accountable.pk] = accountable
        row.add(accountable.pk, Cell("answers", TITLES["answers"]))


def _laid_out(case, rows, people, on):
    """Columns: whoever holds the record, other statutory bodies, then the others by name."""
    organisations = sorted(
        people.values(), key=lambda o: (o.pk != case.lead_organisation_id, not o.is_statutory, o.name, o.pk)
    )
    for row in rows.values():
        row.columns = [(organisation, row.cells.get(organisation.pk, [])) for organisation in organisations]
    return Map(words.local_day(on), organisations, list(rows.values()))


def _moment(on):
    return on if isinstance(on, datetime.datetime) else calendars.start_of_day(on)


def _note(worker, since, on):
    when = f"since {words.long_date(since, _moment(on))}"
    return f"{worker}, {when}" if worker else when
