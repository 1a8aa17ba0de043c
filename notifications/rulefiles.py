"""Reading the files of ``notifications/rules``: every fault with its file, its line and what to write instead."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from calendars import DIVISIONS
from notifications.models import Audience, DeadlineKind, ReminderRule

RULES = Path(__file__).with_name("rules")

KIND = {"kind": str, "name": str, "source": str, "stages": list}
KIND_MORE = {"due": dict, "division": str}
DUE = {"after": int, "unit": str}
STAGE = {"stage": str, "offset": int, "unit": str, "audience": str, "source": str}
STAGE_MORE = {"escalates": bool, "email": bool}
LONGEST = {"kind": 60, "name": 120, "source": 300, "stage": 30}
FURTHEST = 3_650
WORDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "a mapping"}


class RuleFileError(ValueError):
    """Everything that is wrong with the rule files, one line for each fault."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Kind:
    """One kind of deadline as a file has it: the fields of its row, and those of its stages by name."""

    fields: dict
    stages: dict = field(default_factory=dict)


def read(folder=RULES):
    """Kind -> :class:`Kind`, of every .yaml file of a folder. Raises :class:`RuleFileError` with all faults at once."""
    faults, found, lines = [], {}, {}
    paths = sorted(Path(folder).glob("*.yaml"))
    if not paths:
        raise RuleFileError([f"{Path(folder).name}: there is no .yaml file of rules in this folder"])
    for path in paths:
        for node in _entries(path, faults):
            reader = _Reader(path.name, faults)
            kind = reader.kind(node)
            if kind is None:
                continue
            name, here = kind.fields["kind"], f"{path.name}, line {node.start_mark.line + 1}"
            if name in found:
                faults.append(f"{here}: kind {name!r} stands in {lines[name]} already; keep one of them")
            found[name], lines[name] = kind, here
    if faults:
        raise RuleFileError(faults)
    return found


def _entries(path, faults):
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or error
        faults.append(f"{path.name}, line {mark.line + 1 if mark else 1}: not YAML: {problem}")
        return []
    if not isinstance(root, yaml.SequenceNode):
        faults.append(f"{path.name}, line 1: expected a list of kinds, each beginning with '- kind:'")
        return []
    return root.value


class _Reader:
    """Checks one entry; what is wrong goes to ``faults`` with the line it stands on."""

    def __init__(self, file, faults):
        self.file, self.faults = file, faults

    def fault(self, node, text):
        self.faults.append(f"{self.file}, line {node.start_mark.line + 1}: {text}")

    def kind(self, node):
        before = len(self.faults)
        given, at = self._mapping(node, KIND, KIND_MORE, "a kind")
        if given is None:
            return None
        division = given.get("division", "")
        if division and division not in DIVISIONS:
            self.fault(at["division"], f"division {division!r} is none of {', '.join(DIVISIONS)}")
        due = self._due(at["due"]) if "due" in given else {"due_after": None, "due_unit": ""}
        stages = self._stages(at["stages"], division)
        if len(self.faults) > before:
            return None
        fields = {key: given[key] for key in ("kind", "name", "source")}
        return Kind({**fields, **due, "division": division}, stages)

    def _due(self, node):
        given, at = self._mapping(node, DUE, {}, "due")
        if given is None:
            return {}
        self._one_of(given, at, "unit", DeadlineKind.Unit.values)
        if not 0 < given["after"] <= FURTHEST:
            self.fault(at["after"], f"after must be from 1 to {FURTHEST}, not {given['after']}")
        return {"due_after": given["after"], "due_unit": given["unit"]}

    def _stages(self, node, division):
        found = {}
        if not node.value:
            self.fault(node, "stages is empty: nobody would ever be reminded; give at least one")
        for position, row in enumerate(node.value, start=1):
            given, at = self._mapping(row, STAGE, STAGE_MORE, "a stage")
            if given is None:
                continue
            self._one_of(given, at, "unit", ReminderRule.Unit.values)
            self._one_of(given, at, "audience", Audience.values)
            if abs(given["offset"]) > FURTHEST:
                self.fault(at["offset"], f"offset must be within {FURTHEST} of the due date, not {given['offset']}")
            if given["stage"] in found:
                self.fault(at["stage"], f"stage {given['stage']!r} is given twice for this kind")
            found[given["stage"]] = {
                "position": position,
                "offset": given["offset"],
                "unit": given["unit"],
                "audience": given["audience"],
                "is_escalation": given.get("escalates", False),
                "by_email": given.get("email", True),
                "division": division,
                "source": given["source"],
            }
        return found

    def _one_of(self, given, at, key, allowed):
        if given[key] not in allowed:
            self.fault(at[key], f"{key} {given[key]!r} is none of {', '.join(allowed)}")

    def _mapping(self, node, required, optional, what):
        """(values, nodes) of a mapping that has what it must, of the right types; (None, None) with faults otherwise."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"expected {what} with {', '.join(required)}")
            return None, None
        known, before = {**required, **optional}, len(self.faults)
        given, at = {}, {}
        for key_node, value_node in node.value:
            key = key_node.value
            if key not in known:
                self.fault(key_node, f"{key!r} is not something {what} has; it has {', '.join(known)}")
                continue
            if key in given:
                self.fault(key_node, f"{key} is given twice")
            given[key], at[key] = self._value(value_node, known[key]), value_node
            if type(given[key]) is not known[key]:
                self.fault(value_node, f"{key} must be {WORDS[known[key]]}, not {value_node.value!r}")
            elif known[key] is str and not 0 < len(given[key]) <= LONGEST.get(key, 60):
                self.fault(value_node, f"{key} must have from 1 to {LONGEST.get(key, 60)} characters")
        for key in required:
            if key not in given:
                self.fault(node, f"{key} is missing")
        return (given, at) if len(self.faults) == before else (None, None)

    @staticmethod
    def _value(node, kind):
        if kind is list:
            return list(node.value) if isinstance(node, yaml.SequenceNode) else None
        if kind is dict:
            return {} if isinstance(node, yaml.MappingNode) else None
        return yaml.constructor.SafeConstructor().construct_document(node)
