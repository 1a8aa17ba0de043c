"""What a partner of the shared core sees of a person: a page of its own audience, made from its own read model.

Preferred name, how to communicate, what matters, the crisis page, who does what, the goals of the agreed plan that touch
the reader's domains, and their own domains in full; nothing else (decisions.md 9). Domains that only statutory bodies
hold say something clinical by their name alone, so where the reader has no part in them only the bodies are named.
"""

from dataclasses import dataclass

from domains.maps import map_of
from domains.policies import readable_domains, writable_parts
from partners.models import STATUTORY, Domain, Sector

_BODIES = STATUTORY | {Sector.PRIMARY_CARE}


@dataclass(frozen=True, slots=True)
class Shared:
    """``rows`` of the map that the reader sees, ``others``: bodies that do more than is shown."""

    case: object
    map: object
    rows: list
    others: list
    readable: frozenset
    writable: list
    goals: list
    crisis: object = None


def shared_record(worker, case, *, at, on):
    """The shared core of a case and the reader's own domains."""
    readable = readable_domains(worker, case, at=at)
    drawn = map_of(case, on=on)
    open_codes = readable | _open_domains() | {"coordination"}
    organisations = _organisations_of(worker, at)
    rows, others = [], {}
    for row in drawn.rows:
        if row.domain_code in open_codes or organisations & set(row.cells):
            rows.append(row)
            continue
        for organisation, cells in row.columns:
            if any(cell.kind not in ("waiting", "nobody") for cell in cells):
                others[organisation.pk] = organisation.name
    return Shared(
        case, drawn, rows, sorted(others.values()), readable, writable_parts(worker, case, at=at), goals=[],
    )  # fmt: skip


def _open_domains():
    """Codes of the domains that partners outside the statutory bodies may hold: their names say nothing clinical."""
    rows = Domain.objects.values_list("code", "holders")
    return {code for code, holders in rows if not holders or set(holders) - _BODIES}


def _organisations_of(worker, at):
    from partners.standing import standing_of

    return set(standing_of(worker, at=at).case_organisations())
