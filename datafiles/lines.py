"""Reading a YAML file so that every fault can be told with its file and line. Never raises for what a file holds."""

from dataclasses import dataclass

import yaml


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file, with the line where somebody would put it right; line 0 for what has no lines (a setting)."""

    file: str
    line: int
    text: str

    def __str__(self):
        return f"{self.file}, line {self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


class Lined(dict):
    """A mapping of a file that knows the line it begins on."""

    line = 1


class _Loader(yaml.SafeLoader):
    """Keeps lines, and refuses a key written twice: YAML itself would drop the first in silence."""


def _mapping(loader, node):
    made = Lined()
    made.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in made:
            raise yaml.constructor.ConstructorError(None, None, f"{key} is written twice", key_node.start_mark)
        made[key] = loader.construct_object(value_node, deep=True)
    return made


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class Reader:
    """One file and its faults. ``data`` is None when the file cannot be read as names and values at all."""

    def __init__(self, path):
        self.file, self.faults, self.data = path.name, [], None
        try:
            self.data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.fault(mark.line + 1 if mark else 1, f"this is not YAML: {error.problem or error.context}")
            return
        except (UnicodeDecodeError, yaml.YAMLError) as error:
            self.fault(1, f"this is not YAML in UTF-8: {error}")
            return
        if not isinstance(self.data, Lined):
            self.fault(1, "the file must hold names and values")
            self.data = None

    def fault(self, line, text):
        self.faults.append(Fault(self.file, line, text))

    def checked(self, row, needed, allowed=(), words=()):
        """Whether a row is a mapping with all needed names, filled, none unknown, and ``words`` where there must be words."""
        if not isinstance(row, Lined):
            self.fault(self.data.line, f"{row!r} must have names and values")
            return False
        missing = [name for name in needed if row.get(name) in (None, "", [])]
        if missing:
            self.fault(row.line, f"{_called(row)}needs {', '.join(missing)}")
        unknown = [name for name in row if name not in needed and name not in allowed]
        for name in unknown:
            self.fault(row.line, f"{_called(row)}does not know the name {name!r}")
        wordless = [name for name in words if name in row and name not in missing and not isinstance(row[name], str)]
        for name in wordless:
            self.fault(row.line, f"{_called(row)}{name} must be words; put them between quotation marks")
        return not (missing or unknown or wordless)

    def rows(self, row, name):
        """The list under a name; anything else is a fault and reads as empty."""
        value = row.get(name, [])
        if not isinstance(value, list):
            self.fault(row.line, f"{name} must be a list")
            return []
        return value

    def one_of(self, row, name, allowed, default=None):
        """The value under a name, which must be one of the allowed; else a fault, and the default."""
        value = row.get(name, default)
        if not isinstance(value, str) or value not in allowed:
            self.fault(row.line, f"{_called(row)}{name} {value!r} is none of {', '.join(allowed)}")
            return default
        return value

    def several_of(self, row, name, allowed):
        """The list under a name, each of the allowed; what is not is a fault."""
        values = self.rows(row, name)
        for value in values:
            if not isinstance(value, str) or value not in allowed:
                self.fault(row.line, f"{_called(row)}{name} {value!r} is none of {', '.join(allowed)}")
        return tuple(value for value in values if isinstance(value, str))


def _called(row):
    code = row.get("code") or row.get("kind")
    return f"{code}: " if isinstance(code, (str, int)) else ""
