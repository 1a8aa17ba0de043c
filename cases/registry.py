"""Where rooms above hang in what must happen with a change here. A lower room never calls up by name."""

from dataclasses import dataclass

_consent_changed = []
_coordinator_changed = []
_sight = []
_tabs = {}
_alerts = []


def on_consent_change(function):
    """``function(*, consent, by, at)`` runs inside the transaction that recorded the answer."""
    if function not in _consent_changed:
        _consent_changed.append(function)
    return function


def on_coordinator_change(function):
    """``function(*, case, by, at)`` runs inside the transaction, after the case names its new coordinator."""
    if function not in _coordinator_changed:
        _coordinator_changed.append(function)
    return function


def consent_changed(*, consent, by, at):
    for function in _consent_changed:
        function(consent=consent, by=by, at=at)


def coordinator_changed(*, case, by, at):
    for function in _coordinator_changed:
        function(case=case, by=by, at=at)


def on_sight(function):
    """Let ``function(case, at) -> picture`` say who sees a case and what of it, from the policies of its room.

    The picture has ``compared(after) -> comparison``: what is different in a later one, in plain data.
    """
    if function not in _sight:
        _sight.append(function)
    return function


def sight(case, *, at):
    """Who sees a case, and what of it, at ``at``. Raises where no room has said how to find out."""
    if not _sight:
        raise LookupError("No room says who sees a case: register a function with on_sight")
    return _sight[0](case, at)


@dataclass(frozen=True, slots=True)
class Alert:
    """A line of what to mind in the banner, with where it leads. For everybody who may open the case."""

    text: str
    note: str
    url: str


def alert(function):
    """Let ``function(case, at) -> Alert or None`` add a line to the banner."""
    if function not in _alerts:
        _alerts.append(function)
    return function


def alerts(case, *, at):
    """The lines that other rooms add to the banner."""
    return [found for function in _alerts if (found := function(case, at)) is not None]


def tab(key, text, address, *, position, full_only=True):
    """Add a page about a case to the banner: ``address(case) -> url``; ``text`` is words, or ``text(case) -> words``.

    ``full_only``: not for partners of the shared core.
    """
    _tabs[key] = (position, text, address, full_only)


def tabs(case, *, current, full):
    """The pages about a case, in order, for the banner."""
    return [
        {"text": text(case) if callable(text) else text, "url": address(case), "current": key == current}
        for key, (position, text, address, full_only) in sorted(_tabs.items(), key=lambda item: item[1][0])
        if full or not full_only
    ]
