"""What the policies say of each cell. Nothing is asked of a page here; ``asking`` does that, and both must agree."""

from dataclasses import dataclass

from access.policies import may
from access.roles import Permission
from assessments import merged_form, policies, queries
from cases.sight import asks_agreement
from domains.models import State
from domains.policies import is_own
from domains.services import answering
from partners.standing import standing_of

#: Acts on the record and the part, in the order of the page.
ACTS = {
    "open": "open the record",
    "read": "read what is written in the part",
    "accept": "say yes to what is asked",
    "decline": "say no to what is asked",
    "write": "write an entry",
    "end": "end it",
    "take_back": "take the question back",
    "ask": "ask a partner to do something",
}


@dataclass(frozen=True)
class Decided:
    """All cells of one actor in one situation. ``acts``: name -> yes or no; a part that is not there has no acts of its own."""

    acts: dict
    reads: frozenset
    writes: frozenset


def sections(scene):
    """Every section of the form, by code."""
    assessment = queries.current(scene.case)
    return {section.code: section for section in merged_form.form_for(assessment.frameworks).sections}


def decide(scene, actor, *, at):
    """Ask the policies."""
    worker, case, part = scene.worker(actor), scene.case, scene.part
    acts = {
        "open": bool(may(worker, Permission.VIEW_CASE, case, at=at)),
        "ask": bool(may(worker, Permission.PROPOSE, case, at=at)),
    }
    if part is not None:
        acts |= {
            "read": _reads(worker, part, at=at),
            "decline": bool(may(worker, Permission.ANSWER, part, at=at)),
            "accept": bool(may(worker, Permission.ANSWER, part, at=at)) and _agreed(part, at=at),
            "write": bool(may(worker, Permission.WRITE_ENTRY, part, at=at)),
            "end": bool(may(worker, Permission.END_PART, part, at=at)),
            "take_back": part.state == State.PROPOSED and acts["ask"],
        }
    reach = policies.reach(worker, case, at=at)
    reads, writes = set(), set()
    for code, section in sections(scene).items():
        if reach.reads_section(section):
            reads.add(code)
            if any(map(reach.writes_item, section.items)):
                writes.add(code)
    return Decided({name: acts[name] for name in ACTS if name in acts}, frozenset(reads), frozenset(writes))


def _reads(worker, part, *, at):
    """Whoever reads the domain, and the partner itself once it has held it. The part itself must be there to be seen."""
    if not may(worker, Permission.VIEW_PART, part, at=at):
        return False
    held = is_own(standing_of(worker, at=at), Permission.VIEW_PART, part) and part.effective_from is not None
    return held or bool(may(worker, Permission.READ_DOMAIN, part, at=at))


def _agreed(part, *, at):
    """Whether the person's answer lets the partner accept (``services.accept`` refuses without)."""
    if not asks_agreement(part.case, part.organisation):
        return True
    try:
        answering._check_consent(part, at=at)
    except answering.CannotBe:
        return False
    return True
