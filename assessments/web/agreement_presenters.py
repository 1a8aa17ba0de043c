"""Wording of the agreement and of versions."""

from dataclasses import dataclass

from assessments.comparing import ADDED, CHANGED
from assessments.models import Assessment, Party, Says
from assessments.web.presenters import Mark
from design.words import count, long_date

_MARKS = {
    Says.YES: Mark("accord-mark--done", "Yes"),
    Says.RESERVATIONS: Mark("accord-mark--soon", "Yes, with reservations"),
    Says.NO: Mark("accord-mark--late", "No"),
}
_NOT_YET = Mark("accord-mark--wait", "No answer yet")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as the page shows it: the mark, the words, and who, how and when."""

    mark: Mark
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class VoiceShown:
    """One voice as the page shows it."""

    key: str
    name: str
    under: str
    mark: Mark
    words: str
    source: str
    before: tuple
    may_answer: bool


def voice(one, *, may_answer, at):
    """How one voice is shown: what stands, and what was said before."""
    said = [_said(row, at) for row in one.says]
    stands = said[0] if said else Said(_NOT_YET, "", "")
    return VoiceShown(
        one.key, one.name, one.under, stands.mark, stands.words, stands.source, tuple(said[1:]), may_answer
    )  # fmt: skip


def _said(row, at):
    how = f", {row.get_how_display().lower()}" if row.how else ""
    line = f"{row.named}{how}, {long_date(row.said_on, at)}"
    if row.party != Party.ORGANISATION:
        line = f"{line}. Written down by {row.by.name}, {row.organisation.short_name}, {long_date(row.at, at)}"
    return Said(_MARKS[row.says], row.words, line)


def by_framework(missing):
    """[(framework, [Missing])] in their order."""
    found = {}
    for one in missing:
        found.setdefault(one.framework, []).append(one)
    return list(found.items())


def state_line(version, at):
    """ "Signed 12 March 2026 by Jo Price, Trust", or "Being written since 9 November by Jo Price"."""
    if version.state == Assessment.State.DRAFT:
        return f"Being written, begun {long_date(version.started_at, at)} by {version.started_by.name}"
    signature = version.signed_for
    who = f" by {signature.by.name}, {signature.organisation.short_name}" if signature else ""
    return f"Agreed {long_date(version.signed_at, at)}{who}"


def agreement_line(voices):
    """ "Daf: yes. Carys: no." of those who answered, or that nobody has."""
    said = [f"{one.name}: {Says(one.stands.says).label.lower()}" for one in voices if one.stands]
    return f"{'. '.join(said)}." if said else "No answer is written down."


CHANGE_MARKS = {CHANGED: Mark("accord-mark--soon", "Changed"), ADDED: Mark("accord-mark--done", "Added")}
_LEFT_OUT = Mark("accord-mark--wait", "Left out")


def change_mark(kind):
    return CHANGE_MARKS.get(kind, _LEFT_OUT)


def tally(groups):
    """ "3 things changed, 1 added, 2 left out", or that nothing did."""
    counted = {}
    for group in groups:
        for change in group.changes:
            counted[change.kind] = counted.get(change.kind, 0) + 1
    if not counted:
        return "Nothing that you read is different."
    names = (("changed", "thing"), ("added", "thing"), ("left_out", "thing"))
    said = [
        f"{count(counted[kind], thing)} {kind.replace('_', ' ')}" for kind, thing in names if kind in counted
    ]  # fmt: skip
    return f"{', '.join(said).capitalize()}."
