"""Who leads a joint complaint. CR09 reg 9 asks the bodies to agree on it and names no rule; protocols do.

The order is data (``complaints/lead_order.yaml``), so that a partnership may rank otherwise without code. The rule only
proposes: people agree, or change it with a reason.
"""

import functools
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

ORDER_FILE = Path(__file__).parent.parent / "lead_order.yaml"

ONLY = "only"
BY_HAND = "by_hand"
TIED = "tied"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who should lead and the step that decided. ``organisation_id`` None: still tied, the complaints managers decide."""

    organisation_id: int | None
    because: str
    tied: tuple = ()


@dataclass(frozen=True, slots=True)
class About:
    """One element, as far as leading goes: who answers it, and how serious it is (None: not graded)."""

    responsible_id: int
    severity: int | None = None


def _wished(candidates, facts):
    return {facts["wish"]} & candidates


def _hosts(candidates, facts):
    return {facts["host"]} & candidates


def _most_serious(candidates, facts):
    graded = [e for e in facts["elements"] if e.severity is not None and e.responsible_id in candidates]
    worst = max((e.severity for e in graded), default=None)
    return {e.responsible_id for e in graded if e.severity == worst}


def _most_elements(candidates, facts):
    numbers = Counter(e.responsible_id for e in facts["elements"] if e.responsible_id in candidates)
    most = max(numbers.values(), default=0)
    return {organisation_id for organisation_id, number in numbers.items() if number == most}


def _received(candidates, facts):
    return {facts["received_by"]} & candidates


STEPS = {
    "wish": _wished,
    "host": _hosts,
    "most_serious": _most_serious,
    "most_elements": _most_elements,
    "received": _received,
}


@functools.cache
def order():
    """The ranked steps, each with its words and its source. A step nobody wrote raises when the file is read."""
    steps = yaml.safe_load(ORDER_FILE.read_text(encoding="utf-8"))
    unknown = [step["code"] for step in steps if step["code"] not in STEPS]
    if unknown:
        raise LookupError(f"{ORDER_FILE.name} names steps that do not exist: {', '.join(unknown)}")
    return steps


def propose(candidates, elements, *, received_by, wish=None, host=None, steps=None):
    """Propose who leads among ``candidates`` (organisation ids that answer an element and have the complaint).

    Each step keeps those it prefers and passes them on; the first that leaves one decides. A step that prefers nobody
    changes nothing. Nobody to choose from, or still more than one at the end: tied, and people decide.
    """
    left = set(candidates)
    if len(left) == 1:
        return Proposal(next(iter(left)), ONLY)
    facts = {"elements": list(elements), "received_by": received_by, "wish": wish, "host": host}
    for code in steps if steps is not None else [step["code"] for step in order()]:
        preferred = STEPS[code](left, facts)
        if len(preferred) == 1:
            return Proposal(next(iter(preferred)), code)
        left = preferred or left
    return Proposal(None, TIED, tuple(sorted(left)))
