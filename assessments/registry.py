"""Where rooms above hang in answers that were given before: what the extracts of the partners brought."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedAnswer:
    """One answer that a partner already held. It counts for nothing until somebody confirms it with the person.

    ``item`` is a question's code; ``value`` fits its kind: text, a choice's code, True or False, a date. What does not
    fit is shown as text to whoever answers. ``source_text`` stands under the question: "Council, assessment of 3 April
    2026". Several answers to one question are all shown; the newest comes first.
    """

    item: str
    value: object
    source_text: str
    organisation_id: int
    recorded_on: date | None = None
    source_ref: str = ""


_carried_in = []


def carried_in(function):
    """Let ``function(case, at) -> iterable of CarriedAnswer`` bring answers when an assessment is started."""
    if function not in _carried_in:
        _carried_in.append(function)
    return function


def carried(case, *, at):
    """Every carried-in answer for a case, from every room that offers some."""
    return [answer for function in _carried_in for answer in function(case, at)]
