"""What a worker still holds, asked of the rooms above when somebody leaves. They register here when the app starts."""

from dataclasses import dataclass

_asked = {}


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing a worker holds in an organisation: ``text`` as "Coordinates 12 people", and where to hand it over."""

    text: str
    organisation_id: int | None = None
    url: str = ""


def register(name, function):
    """Let ``function(worker_id, *, at) -> list of Holding`` answer for a room. Once per name."""
    if _asked.get(name, function) is not function:
        raise LookupError(f"{name} answers for a leaver's holdings already")
    _asked[name] = function


def of(worker_id, *, at, organisation_id=None):
    """Everything a worker holds; with ``organisation_id``, there only. Empty when they may leave."""
    found = [holding for function in _asked.values() for holding in function(worker_id, at=at)]
    return [h for h in found if organisation_id is None or h.organisation_id in (None, organisation_id)]
