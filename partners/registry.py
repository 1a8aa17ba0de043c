"""What the rooms above add to this one when the app starts, because this room never calls up."""

from dataclasses import dataclass

_claims, _offers, _chores = {}, {}, {}


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as the directory shows it."""

    name: str
    about: str
    domains: tuple
    telephone: str
    email: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Chore:
    """A line of the administrator's page: where it leads, and how many things wait there (None: nothing is counted)."""

    text: str
    hint: str
    address: str
    waiting: int | None = None


def on_staff_code_claimed(name, function):
    """Call ``function(staff_code, *, by, at)`` in the transaction in which a staff code becomes, or ceases to be, a worker's."""
    _once(_claims, name, function)


def staff_code_claimed(staff_code, *, by, at):
    """Tell the rooms that asked."""
    for function in _claims.values():
        function(staff_code, by=by, at=at)


def offers_services(name, function):
    """Let ``function(organisation_ids) -> {organisation id: [Offer]}`` fill the directory."""
    _once(_offers, name, function)


def services_of(organisation_ids):
    """The services of these organisations, from every room that registered some."""
    found = {}
    for function in _offers.values():
        for organisation_id, offers in function(organisation_ids).items():
            found.setdefault(organisation_id, []).extend(offers)
    return found


def administers(name, function):
    """Let ``function(at) -> list of Chore`` stand on the administrator's page."""
    _once(_chores, name, function)


def chores(at):
    """Every line that other rooms add to the administrator's page."""
    return [chore for function in _chores.values() for chore in function(at)]


def _once(shelf, name, function):
    if shelf.get(name, function) is not function:
        raise LookupError(f"{name} has registered already")
    shelf[name] = function
