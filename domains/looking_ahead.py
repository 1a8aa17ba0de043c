"""What would be different: two pictures of one record compared, before an answer of the person is saved.

Both pictures come from the same policies (``domains.seeing``); the later one is taken inside a savepoint in which the
answer stands, and which is then taken back.
"""

import hashlib
from dataclasses import dataclass

NOTHING, READS, READS_AND_WRITES = "Nothing", "Reads", "Reads and writes"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an organisation reaches: in words, now and then."""

    what: str
    now: str
    then: str

    @property
    def differs(self):
        return self.now != self.then


@dataclass(frozen=True, slots=True)
class Touched:
    """One organisation: line by line, who is out, who is let in, which offers to it are taken back, which parts end."""

    organisation: object
    lines: tuple
    out: tuple
    let_in: tuple
    ended: tuple
    taken_back: tuple
    why_not: str

    @property
    def differs(self):
        return any(line.differs for line in self.lines) or bool(
            self.out or self.let_in or self.ended or self.taken_back
        )


@dataclass(frozen=True, slots=True)
class Ownerless:
    """A domain that nobody would do any longer, and the body that still answers for it in law."""

    domain: str
    accountable: object | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What would be different, and what stays: ``stays`` are the organisations that read on as before."""

    touched: tuple
    stays: tuple
    ownerless: tuple
    mark: str

    @property
    def differs(self):
        return any(one.differs for one in self.touched) or bool(self.ownerless)


def compare(before, after):
    """The difference between two pictures of one record. ``mark`` is the same only for the same two pictures."""
    was = {row.organisation.pk: row for row in before.rows}
    will = {row.organisation.pk: row for row in after.rows}
    everybody = [*before.rows, *(row for row in after.rows if row.organisation.pk not in was)]
    compared = [_organisation(before.domains, was.get(o), will.get(o)) for o in (r.organisation.pk for r in everybody)]
    touched = tuple(one for one in compared if one.differs)
    differ = {one.organisation.pk for one in touched}
    stays = tuple(row for row in after.rows if row.groups and row.organisation.pk not in differ)
    ownerless = tuple(
        Ownerless(before.domains[code], before.accountable.get(code))
        for code in before.domains
        if before.holders.get(code) and not after.holders.get(code)
    )
    return Comparison(touched, stays, ownerless, _mark(before, after))


def _organisation(domains, was, will):
    row = will or was
    now, then = (one.reach if one and one.groups else None for one in (was, will))
    codes = [c for c in domains if any(r and (c in r.reads or c in r.writes) for r in (now, then))]
    lines = [Line("The shared core", READS if now else NOTHING, READS if then else NOTHING)]
    lines += [Line(domains[code], _said(now, code), _said(then, code)) for code in codes]
    if any(reach and reach.keeps_plan for reach in (now, then)):
        lines.append(
            Line("The plan and reviews", *(READS_AND_WRITES if r and r.keeps_plan else NOTHING for r in (now, then)))
        )
    had, has = (set(one.workers) if one else set() for one in (was, will))
    held, holds = (one.facts.parts if one else () for one in (was, will))
    gone = [part for part in held if part not in holds]
    return Touched(
        row.organisation, tuple(lines), tuple(sorted(w.name for w in had - has)), tuple(sorted(w.name for w in has - had)),
        tuple(part.domain for part in gone if part.state == "accepted"),
        tuple(part.domain for part in gone if part.state == "proposed"),
        row.facts.why_not,
    )  # fmt: skip


def _said(reach, code):
    if reach is None or code not in reach.reads | reach.writes:
        return NOTHING
    return READS_AND_WRITES if code in reach.writes else READS


def _mark(*pictures):
    """A mark of what was shown, so that what is saved is what was looked at."""
    text = []
    for one in pictures:
        reached = sorted((key, sorted(r.reads), sorted(r.writes), r.keeps_plan) for key, r in one.by_worker().items())
        parts = [(row.organisation.pk, [(p.code, p.share, p.state) for p in row.facts.parts]) for row in one.rows]
        text.append(repr((reached, sorted(parts), sorted((c, sorted(o)) for c, o in one.holders.items()))))
    return hashlib.sha256("\n".join(text).encode()).hexdigest()[:24]
