"""The classes of charging, read from ``classes.yaml``. What is wrong in the file is said with the class it is about."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("classes.yaml")
ALWAYS, LIMIT, NEVER = "always", "limit", "never"
NHS, AFTERCARE, EQUIPMENT, REABLEMENT, COUNCIL, SELF = "nhs", "aftercare", "equipment", "reablement", "council", "self"
#: Classes that the rule names: the file must have them.
NEEDED = frozenset({NHS, AFTERCARE, EQUIPMENT, REABLEMENT, COUNCIL, SELF})
_TEXTS = ("code", "name", "free", "words", "hint", "source")


class ClassFileError(ValueError):
    """What is wrong in the file, in one sentence."""


@dataclass(frozen=True, slots=True)
class ChargeClass:
    """One class. ``limit_pence`` (pence) or ``limit_weeks`` say up to where it is free; ``derived`` is never chosen."""

    code: str
    name: str
    free: str
    words: str
    hint: str
    source: str
    check: str = ""
    limit_pence: int | None = None
    limit_weeks: int | None = None
    derived: bool = False

    @property
    def is_free(self):
        return self.free == ALWAYS


def read(text):
    """{code: :class:`ChargeClass`} of a file, in its order. Raises :class:`ClassFileError`."""
    rows = yaml.safe_load(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ClassFileError("The file holds no list of classes.")
    found = {}
    for number, row in enumerate(rows, start=1):
        made = _class(number, row)
        if made.code in found:
            raise ClassFileError(f"The class {made.code!r} stands twice; keep one of them.")
        found[made.code] = made
    lacking = sorted(NEEDED - set(found))
    if lacking:
        raise ClassFileError(f"The rule needs the classes {', '.join(lacking)}; write them.")
    return found


def _class(number, row):
    unknown = sorted(set(row) - set(ChargeClass.__dataclass_fields__))
    if unknown:
        raise ClassFileError(f"Class {number}: nobody reads {', '.join(map(str, unknown))}; take it out.")
    for name in _TEXTS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise ClassFileError(f"Class {number}: write {name} as a text.")
    made = ChargeClass(**row)
    if made.free not in (ALWAYS, LIMIT, NEVER):
        raise ClassFileError(f"{made.code}: free must be always, limit or never.")
    limits = [limit for limit in (made.limit_pence, made.limit_weeks) if limit is not None]
    if (made.free == LIMIT) != (len(limits) == 1) or any(type(limit) is not int or limit < 1 for limit in limits):
        raise ClassFileError(f"{made.code}: a class with a limit names one, in whole pence or weeks; others name none.")
    return made


@cache
def classes():
    """The classes of the file that ships."""
    return read(FILE.read_text(encoding="utf-8"))


def choices():
    """((code, name), ...) of what the council may choose."""
    return tuple((one.code, one.name) for one in classes().values() if not one.derived)
