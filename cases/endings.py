"""Where rooms above hang in what stands against closing a case, what ends with it, and what begins again. See ``registry``."""

from dataclasses import dataclass

#: How much weight something has against closing: it prevents it, it asks for a word of why, or it ends by closing.
BLOCKS, NEEDS_WORD, ENDS = "blocks", "needs_word", "ends"

_against = []
_on_closing = []
_on_reopening = []
_sent = []


@dataclass(frozen=True, slots=True)
class Against:
    """One thing that stands open on a case. ``text`` says what, ``url`` is where it is settled; it names no complaint."""

    weight: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Concerned:
    """A team that is told of a closing. ``held``: it had accepted a part; otherwise it had only been asked."""

    organisation_id: int
    team_id: int
    held: bool


def against_closing(function):
    """Let ``function(case, at) -> [Against]`` say what stands open on a case. What is not its readers' to know stays out."""
    if function not in _against:
        _against.append(function)
    return function


def on_closing(function):
    """``function(*, case, by, at, words) -> [Concerned]`` ends what its room holds, in the transaction that closes the case.

    It tells nobody: the closing tells each team once.
    """
    if function not in _on_closing:
        _on_closing.append(function)
    return function


def on_reopening(function):
    """``function(*, case, by, at)`` begins again what its room owes on a case that is open again. Parts do not come back."""
    if function not in _on_reopening:
        _on_reopening.append(function)
    return function


def information_sent(function):
    """Let ``function(case, since) -> [sentence]`` say which papers were given to somebody since a moment."""
    if function not in _sent:
        _sent.append(function)
    return function


def against(case, *, at):
    """Everything that stands open on a case: what prevents closing first."""
    order = (BLOCKS, NEEDS_WORD, ENDS)
    found = [one for function in _against for one in function(case, at)]
    return sorted(found, key=lambda one: order.index(one.weight))


def closing(*, case, by, at, words):
    """End what the rooms hold on a locked case; returns who is concerned, each team once (held before only asked)."""
    found = {}
    for function in _on_closing:
        for one in function(case=case, by=by, at=at, words=words):
            known = found.get((one.organisation_id, one.team_id))
            if known is None or not known.held:
                found[one.organisation_id, one.team_id] = one
    return list(found.values())


def reopening(*, case, by, at):
    for function in _on_reopening:
        function(case=case, by=by, at=at)


def sent(case, *, since):
    """Which papers were given to somebody since a moment, in sentences."""
    return [line for function in _sent for line in function(case, since)]
