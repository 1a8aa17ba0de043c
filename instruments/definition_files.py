"""Reading the definitions of questionnaires and scales: one YAML file a version (docs/instruments.md).

Every fault is told with its file and line; a file with a fault is not loaded. Item text is shipped only where the licence
lets anybody reproduce it: a shipped file that says otherwise and holds text is a fault.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from datafiles.lines import Fault, Reader
from instruments.definition import (
    ANSWERED_BY,
    COUNT,
    DIRECTIONS,
    KINDS,
    MEAN,
    SUM,
    Band,
    Definition,
    Detail,
    Item,
    Scorer,
    Step,
)
from partners.models import Sector

SHIPPED = Path(__file__).parent / "definitions"
CATALOGUE = Path(__file__).parent.parent / "partners" / "catalogue" / "domains.yaml"

NEEDED = (
    "code", "version", "name", "about", "source", "licence", "period", "intro", "domain", "answered_by", "direction",
    "items", "scorers",
)  # fmt: skip
ALLOWED = ("recorded_by", "not_known", "blanks", "responses", "next_steps")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
WORDS = ("code", "name", "about", "source", "period", "intro", "domain", "direction")


@dataclass(frozen=True)
class Library:
    """All definitions that could be read, by (code, version), and every fault that was found."""

    definitions: dict
    faults: tuple = ()

    def get(self, code, version):
        """One version, or None where its file is not here any more."""
        return self.definitions.get((code, str(version)))

    def newest(self, code):
        """The newest version of an instrument, or None: what is recorded with from now on."""
        versions = [one for (known, _), one in self.definitions.items() if known == code]
        return max(versions, key=lambda one: _order(one.version), default=None)

    def current(self):
        """The newest version of every instrument, by name."""
        codes = sorted({code for code, _ in self.definitions})
        return sorted((self.newest(code) for code in codes), key=lambda one: one.name.casefold())

    def domains(self):
        """Codes of the domains that any definition belongs to."""
        return frozenset(one.domain for one in self.definitions.values())


def _order(version):
    return [int(part) if part.isdecimal() else 0 for part in version.split(".")]


def _is_whole(value, lowest=0):
    return isinstance(value, int) and not isinstance(value, bool) and value >= lowest


def _domains():
    return {row["code"] for row in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))}


class _Reading:
    """One file on its way to a definition."""

    def __init__(self, path, domains, shipped):
        self.reader, self.domains, self.shipped = Reader(path), domains, shipped

    def definition(self):
        """The definition, or None when the file has any fault."""
        reader, data = self.reader, self.reader.data
        if data is None or not reader.checked(data, NEEDED, ALLOWED, WORDS):
            return None
        if data["domain"] not in self.domains:
            reader.fault(data.line, f"there is no domain {data['domain']!r} in the catalogue")
        if not _CODE.fullmatch(data["code"]) or len(str(data["version"])) > 12 or len(data["name"]) > 80:
            reader.fault(data.line, "the code is small letters, numbers and hyphens; version and name are short")
        licence, may_be_shipped = self._licence(data)
        direction = reader.one_of(data, "direction", DIRECTIONS)
        not_known = self._not_known(data)
        items = self._items(data, not_known)
        self._text(data, items, may_be_shipped)
        made = Definition(
            str(data["code"]), str(data["version"]), data["name"], data["about"], data["source"], licence, may_be_shipped,
            data["period"], data["intro"], data["domain"], reader.several_of(data, "answered_by", ANSWERED_BY), direction,
            tuple(items.values()), self._scorers(data, items, direction),
            reader.several_of(data, "recorded_by", tuple(Sector.values)), not_known, bool(data.get("blanks", False)),
            self._steps(data, items),
        )  # fmt: skip
        return None if reader.faults else made

    def _licence(self, data):
        row = data["licence"]
        if not self.reader.checked(row, ("words", "text_may_be_shipped"), words=("words",)):
            return "", False
        if not isinstance(row["text_may_be_shipped"], bool):
            self.reader.fault(row.line, "text_may_be_shipped is true or false")
        return row["words"], row["text_may_be_shipped"] is True

    def _text(self, data, items, may_be_shipped):
        if self.shipped and not may_be_shipped and any(item.text for item in items.values()):
            self.reader.fault(data.line, "its licence does not let item text be shipped: leave the text out")

    def _not_known(self, data):
        row = data.get("not_known")
        if row is None or not self.reader.checked(row, ("value", "text"), words=("text",)):
            return None
        if not _is_whole(row["value"]):
            self.reader.fault(row.line, "the value of not_known must be a whole number")
            return None
        return row["value"], row["text"]

    def _responses(self, row, named):
        """The answers of an item: a named set, or the whole numbers of a range."""
        if ("responses" in row) == ("range" in row):
            self.reader.fault(row.line, f"{row['code']}: needs responses or range, one of the two")
            return ()
        if "responses" in row:
            if str(row["responses"]) not in named:
                self.reader.fault(row.line, f"{row['code']}: there are no responses called {row['responses']!r}")
            return named.get(str(row["responses"]), ())
        ends = row["range"]
        if not isinstance(ends, list) or len(ends) != 2 or not all(map(_is_whole, ends)) or ends[0] >= ends[1]:
            self.reader.fault(row.line, f"{row['code']}: range is the lowest and the highest whole number")
            return ()
        return tuple((value, str(value)) for value in range(ends[0], ends[1] + 1))

    def _named(self, data):
        sets, given = {}, data.get("responses", {})
        if not isinstance(given, dict):
            self.reader.fault(data.line, "responses must have names")
            return sets
        for name, rows in given.items():
            if not isinstance(rows, list):
                self.reader.fault(given.line, f"the responses {name} must be a list")
                continue
            good = [row for row in rows if self.reader.checked(row, ("value", "text"), words=("text",))]
            values = [row["value"] for row in good]
            if len(values) < 2 or len(set(map(str, values))) < len(values) or not all(map(_is_whole, values)):
                self.reader.fault(given.line, f"the responses {name} need at least two different whole numbers")
                continue
            sets[str(name)] = tuple((row["value"], row["text"]) for row in good)
        return sets

    def _items(self, data, not_known):
        named, items = self._named(data), {}
        for row in self.reader.rows(data, "items"):
            if not self.reader.checked(row, ("code",), ("text", "responses", "range", "detail", "extra"), ("text",)):
                continue
            code = str(row["code"])
            if code in items or not _CODE.fullmatch(code.lower()):
                self.reader.fault(row.line, f"{code}: an item's code is written once, in letters, numbers and hyphens")
            responses = self._responses(row, named)
            if not_known and not_known[0] in dict(responses):
                self.reader.fault(row.line, f"{code}: {not_known[0]} is an answer, and not_known too")
            items[code] = Item(code, row.get("text", ""), responses, self._detail(row), bool(row.get("extra", False)))
        return items

    def _detail(self, row):
        detail = row.get("detail")
        if detail is None or not self.reader.checked(detail, ("ask", "choices"), ("words_for",), ("ask",)):
            return None
        rows = [
            c for c in self.reader.rows(detail, "choices") if self.reader.checked(c, ("code",), ("text",), ("text",))
        ]
        choices = tuple((str(c["code"]), str(c.get("text") or c["code"])) for c in rows)
        return Detail(detail["ask"], choices, self.reader.several_of(detail, "words_for", dict(choices)))

    def _scorers(self, data, items, direction):
        made = {}
        for row in self.reader.rows(data, "scorers"):
            if not self.reader.checked(
                row, ("code", "name", "kind", "items"),
                ("values", "minimum_answered", "prorated_by", "places", "direction", "bands"), ("code", "name", "prorated_by"),
            ):  # fmt: skip
                continue
            if row["code"] in made:
                self.reader.fault(row.line, f"{row['code']}: this scorer is written twice")
            before = len(self.reader.faults)
            scorer = self._scorer(row, items, direction)
            if len(self.reader.faults) == before:
                made[row["code"]] = scorer
        return tuple(made.values())

    def _scorer(self, row, items, direction):
        reader, kind = self.reader, self.reader.one_of(row, "kind", KINDS)
        codes = [c for c, item in items.items() if not item.extra] if row["items"] == "all" else row["items"]
        codes = [str(code) for code in codes] if isinstance(codes, list) else []
        chosen = [items[code] for code in codes if code in items]
        if not codes or len(chosen) < len(codes) or len(set(codes)) < len(codes):
            reader.fault(row.line, f"{row['code']}: items is “all”, or a list of items that exist, each once")
            return None
        minimum, places = row.get("minimum_answered", len(codes)), row.get("places", 2 if kind == MEAN else 0)
        if not _is_whole(minimum, 1) or minimum > len(codes):
            reader.fault(row.line, f"{row['code']}: minimum_answered is from 1 to {len(codes)}")
        if not _is_whole(places) or places > 2:
            reader.fault(row.line, f"{row['code']}: places is 0, 1 or 2")
        values = reader.rows(row, "values")
        if (kind == COUNT) != bool(values) or not all(any(v in item.values for item in chosen) for v in values):
            reader.fault(row.line, f"{row['code']}: values are the answers that kind count counts, and only there")
        if row.get("prorated_by") and kind != SUM:
            reader.fault(row.line, f"{row['code']}: prorated_by belongs to kind sum")
        if not all(item.responses for item in chosen):
            return None
        lowest, highest = _limits(kind, chosen)
        bands, source = self._bands(row, lowest, highest)
        return Scorer(
            row["code"], row["name"], kind, tuple(codes), minimum, lowest, highest,
            reader.one_of(row, "direction", DIRECTIONS, direction), places, tuple(values), bool(row.get("prorated_by")),
            bands, source,
        )  # fmt: skip

    def _bands(self, row, lowest, highest):
        given = row.get("bands")
        if given is None or not self.reader.checked(given, ("source", "from"), words=("source",)):
            return (), ""
        rows = [
            band
            for band in self.reader.rows(given, "from")
            if self.reader.checked(band, ("at", "name"), words=("name",))
        ]
        starts = [band["at"] for band in rows]
        if not all(isinstance(start, (int, float)) and not isinstance(start, bool) for start in starts):
            self.reader.fault(given.line, f"{row['code']}: at is a number")
            return (), ""
        starts = [Fraction(str(start)) for start in starts]
        rising = all(first < second for first, second in zip(starts, starts[1:], strict=False))
        if not starts or starts[0] != lowest or not rising or starts[-1] > highest:
            self.reader.fault(
                given.line, f"{row['code']}: bands rise from the lowest score, {lowest}, to no more than {highest}"
            )
        return tuple(Band(at, band["name"]) for at, band in zip(starts, rows, strict=True)), given["source"]

    def _steps(self, data, items):
        made = []
        for row in self.reader.rows(data, "next_steps"):
            if not self.reader.checked(row, ("item", "above", "words"), words=("words",)):
                continue
            if str(row["item"]) not in items or not _is_whole(row["above"]):
                self.reader.fault(
                    row.line, f"next_steps: {row['item']!r} above {row['above']!r} is no answer of an item"
                )
            made.append(Step(str(row["item"]), row["above"], row["words"]))
        return tuple(made)


def _limits(kind, items):
    lowest, highest = (sum(pick(item.values) for item in items) for pick in (min, max))
    if kind == COUNT:
        return Fraction(0), Fraction(len(items))
    share = len(items) if kind == MEAN else 1
    return Fraction(lowest, share), Fraction(highest, share)


def read(*folders, shipped=SHIPPED):
    """Read the shipped definitions and those of the folders. Never raises for a faulty file: its faults are listed."""
    domains, definitions, faults = _domains(), {}, []
    for folder in (shipped, *folders):
        if not Path(folder).is_dir():
            faults.append(Fault(str(folder), 1, "there is no such folder"))
        for path in sorted(Path(folder).glob("*.yaml")):
            reading = _Reading(path, domains, folder == shipped)
            made = reading.definition()
            if made is not None and (made.code, made.version) in definitions:
                reading.reader.fault(1, f"{made.code} version {made.version} is written twice")
            elif made is not None:
                definitions[made.code, made.version] = made
            faults += reading.reader.faults
    return Library(definitions, tuple(faults))


def folders():
    """The folder with definitions of this partnership's own, where one is set."""
    return (settings.ACCORD_INSTRUMENTS_DIR,) if settings.ACCORD_INSTRUMENTS_DIR else ()


@lru_cache(maxsize=1)
def library():
    """The definitions of this installation: the shipped files, and those of ``ACCORD_INSTRUMENTS_DIR``."""
    return read(*folders())
