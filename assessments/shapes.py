"""What the framework files hold once they are read: questions, sections, frameworks with their duties and clocks. Pure."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``choices`` is ((code, text), ...), empty unless the kind is choice."""

    code: str
    ask: str
    kind: str
    domain: str
    section: str
    help: str = ""
    choices: tuple = ()
    core: bool = False
    optional: bool = False

    def asked_about(self, name):
        return self.ask.replace("{name}", name)

    def helped_about(self, name):
        return self.help.replace("{name}", name)


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: str
    group: str
    about: str
    domain: str
    hint: str
    core: bool
    items: tuple


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a framework asks of a body, where that stands, and the questions whose answers discharge it."""

    code: str
    name: str
    source: str
    items: tuple


@dataclass(frozen=True, slots=True)
class Clock:
    """How often a duty wants a review: so many months after the last one. ``owner``: who is reminded first.

    ``local``: how often is agreed locally; the months of the file are the most that may be agreed. ``first_months``: the
    first review comes sooner. ``weeks``: held once, within these weeks after the start, and then the clock ends. ``begins``:
    what its first day is called where a worker writes it down. ``special``: it runs only where it was begun.
    ``ends_signed``: no one worker ends the duty. ``check``: the source gives no number; ours needs a check.
    """

    kind: str
    name: str
    months: int | None
    owner: str
    source: str
    local: bool = False
    first_months: int | None = None
    weeks: tuple | None = None
    begins: str = ""
    special: bool = False
    ends_signed: bool = False
    check: str = ""


@dataclass(frozen=True, slots=True)
class Timescale:
    """A time within which a framework wants something done, in words: shown to people, reckoned by nobody."""

    name: str
    within: str
    source: str


@dataclass(frozen=True, slots=True)
class Framework:
    """``about`` says on which records it is used: ``person``, or ``carer`` for a carer's own record (``RecordKind``)."""

    code: str
    version: str
    name: str
    short_name: str
    source: str
    duties: tuple
    clocks: tuple
    timescales: tuple = ()
    about: str = "person"


@dataclass(frozen=True)
class Library:
    """All questions and frameworks that could be read, and every fault that was found."""

    groups: tuple  # ((code, name), ...)
    sections: tuple
    items: dict
    frameworks: dict  # (code, version) -> Framework
    faults: tuple

    def newest(self, code):
        """The newest version of a framework, or None."""
        versions = [f for (c, _), f in self.frameworks.items() if c == code]
        return max(versions, key=lambda f: _version_order(f.version), default=None)

    def clocks(self):
        """Review kind -> Clock, of every framework that is read."""
        return self._clocks

    @cached_property
    def _clocks(self):
        """Of several versions the newest says how often."""
        ordered = sorted(self.frameworks.values(), key=lambda f: _version_order(f.version))
        return {clock.kind: clock for f in ordered for clock in f.clocks}


def _version_order(version):
    return [int(part) if part.isdecimal() else 0 for part in version.split(".")]
