"""Reading a catalogue file: every entry checked against what a domain may be, every fault with its file and line."""

from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from partners.models import Mode, Sector

DOMAINS = Path(__file__).with_name("domains.yaml")
REQUIRED = {"code": str, "name": str, "default_mode": str, "holders": list, "accountable": list, "sections": list}
OPTIONAL = {"contributors": list, "shared_core": bool, "proposable": bool}
LONGEST = {"code": 30, "name": 80}


class CatalogueError(ValueError):
    """Everything that is wrong with a catalogue file, one line for each fault: file, line, what, and what to write."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Entry:
    """One domain as the file has it; ``position`` is its place in the file."""

    code: str
    name: str
    default_mode: str
    holders: list
    accountable: list
    sections: list
    position: int
    contributors: list
    shared_core: bool = False
    proposable: bool = True

    def fields(self):
        """The fields of the row, as a mapping."""
        return asdict(self)


def read(path=DOMAINS):
    """Return the entries of a catalogue file, or raise :class:`CatalogueError` with all faults at once."""
    path = Path(path)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise CatalogueError([f"{path.name}, line {line}: not YAML: {getattr(error, 'problem', error)}"]) from error
    if not isinstance(root, yaml.SequenceNode) or not root.value:
        raise CatalogueError([f"{path.name}, line 1: expected a list of domains, each beginning with '- '"])
    faults, entries, codes, sections = [], [], {}, {}
    for position, node in enumerate(root.value, start=1):
        line = node.start_mark.line + 1
        given, wrong = _entry(node)
        if not wrong:
            wrong = _once("code", [given["code"]], line, codes) + _once("section", given["sections"], line, sections)
        faults += [f"{path.name}, line {line}: {fault}" for fault in wrong]
        if not wrong:
            entries.append(Entry(position=position, **given))
    if faults:
        raise CatalogueError(faults)
    return entries


def _entry(node):
    try:
        given = yaml.constructor.SafeConstructor().construct_document(node)
    except yaml.YAMLError as error:
        return {}, [str(error)]
    if not isinstance(given, dict):
        return {}, ["expected one domain with code, name and the rest"]
    known = {**REQUIRED, **OPTIONAL}
    faults = [f"{key} is missing" for key in REQUIRED if key not in given]
    faults += [f"{key} is not something a domain has; it has {', '.join(known)}" for key in given if key not in known]
    faults += [
        f"{key} must be {_wanted(kind)}, not {given[key]!r}"
        for key, kind in known.items()
        if key in given and not isinstance(given[key], kind)
    ]
    return {"contributors": [], **given}, faults or _values(given)


def _values(given):
    faults = [f"{key} must have at most {most} characters" for key, most in LONGEST.items() if len(given[key]) > most]
    if not given["code"].replace("-", "").isalnum() or given["code"] != given["code"].lower():
        faults.append(f"code {given['code']!r} must be small letters, digits and hyphens")
    if given["default_mode"] not in Mode.values:
        faults.append(f"default_mode {given['default_mode']!r} must be {' or '.join(Mode.values)}")
    for key in ("holders", "contributors", "accountable"):
        unknown = [str(value) for value in given.get(key, []) if value not in Sector.values]
        if unknown:
            faults.append(f"{key}: {', '.join(unknown)} is not a sector; the sectors are {', '.join(Sector.values)}")
    if not given["accountable"]:
        faults.append("accountable must name at least one sector: somebody always answers for it in law")
    if not all(isinstance(section, str) and section for section in given["sections"]):
        faults.append("sections must be a list of section codes")
    return faults


def _once(what, values, line, seen):
    faults = [f"{what} {value!r} stands on line {seen[value]} already" for value in values if value in seen]
    seen.update({value: line for value in values if value not in seen})
    return faults


def _wanted(kind):
    return {str: "a text", list: "a list, in square brackets", bool: "true or false"}[kind]
