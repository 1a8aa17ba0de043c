"""Reading the framework files: questions once in ``items.yaml``, and one file a framework that says which duty an answer
discharges. Every fault is told with its file and line; a framework with a fault is not loaded.
"""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from assessments.shapes import Clock, Duty, Framework, Item, Library, Section, Timescale
from datafiles.lines import Fault, Reader

SHIPPED = Path(__file__).parent / "frameworks"
ITEMS = "items.yaml"
KINDS = ("text", "long_text", "choice", "yes_no", "date")
OWNERS = ("coordinator", "body")
#: On which records a framework is used (``cases.models.RecordKind``).
ABOUT = ("person", "carer")
#: How often a review is held where a framework leaves that to the partnership: {review kind: months}.
MONTHS_SETTING = "ACCORD_REVIEW_MONTHS"


def _choice_sets(reader):
    sets = {}
    given = reader.data.get("choices", {})
    for name, choices in given.items() if isinstance(given, dict) else ():
        rows = [c for c in choices or [] if reader.checked(c, ("code", "text"))]
        sets[name] = tuple((str(c["code"]), str(c["text"])) for c in rows)
        if len(dict(sets[name])) < 2:
            reader.fault(given.line, f"the choices {name} need at least two different codes")
    return sets


def _item(reader, row, section, sets, domains, core):
    if not reader.checked(row, ("code", "ask", "kind", "domain"), ("help", "choices", "core", "optional")):
        return None
    if row["kind"] not in KINDS:
        reader.fault(row.line, f"{row['code']}: the kind {row['kind']!r} is none of {', '.join(KINDS)}")
        return None
    if row["domain"] not in domains:
        reader.fault(row.line, f"{row['code']}: there is no domain {row['domain']!r} in the catalogue")
        return None
    if (row["kind"] == "choice") != ("choices" in row):
        reader.fault(row.line, f"{row['code']}: choices belong to the kind choice, and only there")
        return None
    if "choices" in row and row["choices"] not in sets:
        reader.fault(row.line, f"{row['code']}: there are no choices called {row['choices']!r}")
        return None
    return Item(
        row["code"], row["ask"], row["kind"], row["domain"], section, row.get("help", ""),
        sets.get(row.get("choices"), ()), bool(row.get("core", core)), bool(row.get("optional", False)),
    )  # fmt: skip


def _sections(reader, domains, taken):
    """The sections of a file with their questions; ``taken`` holds the question codes that exist already."""
    sets = _choice_sets(reader)
    sections = []
    for row in reader.rows(reader.data, "sections"):
        if not reader.checked(row, ("code", "group", "name", "about", "domain", "items"), ("hint", "core")):
            continue
        if row["domain"] not in domains:
            reader.fault(row.line, f"{row['code']}: there is no domain {row['domain']!r} in the catalogue")
            continue
        if row["code"] in {s.code for s in sections}:
            reader.fault(row.line, f"{row['code']}: this section is written twice")
            continue
        core = bool(row.get("core", False))
        items = []
        for given in reader.rows(row, "items"):
            item = _item(reader, given, row["code"], sets, domains, core)
            if item is None:
                continue
            if item.code in taken:
                reader.fault(given.line, f"{item.code}: this question is written twice")
                continue
            taken[item.code] = item
            items.append(item)
        sections.append(
            Section(
                row["code"],
                row["name"],
                row["group"],
                row["about"],
                row["domain"],
                row.get("hint", ""),
                core,
                tuple(items),
            )
        )
    return sections


CLOCK = ("kind", "name", "owner", "source")
CLOCK_MORE = ("months", "local", "first_months", "weeks", "begins", "special", "ends_signed", "check")


def _clocks(reader, given):
    """The clocks of a framework: one mapping, or a list of them."""
    rows = given if isinstance(given, list) else [given] if given is not None else []
    return tuple(clock for clock in (_clock(reader, row) for row in rows) if clock)


def _clock(reader, row):
    if not reader.checked(row, CLOCK, CLOCK_MORE):
        return None
    months, weeks = row.get("months"), row.get("weeks")
    if (months is None) == (weeks is None):
        reader.fault(row.line, f"{row['kind']}: give either months or weeks")
        return None
    for number in filter(None, (months, row.get("first_months"))):
        if type(number) is not int or not 1 <= number <= 12:
            reader.fault(
                row.line, f"{row['kind']}: months must be a whole number from 1 to 12, the longest that any duty allows"
            )
            return None
    if weeks is not None and not _is_window(weeks):
        reader.fault(row.line, f"{row['kind']}: weeks are two whole numbers, the first and the last, as [6, 8]")
        return None
    if row["owner"] not in OWNERS or not str(row["kind"]).startswith("review."):
        reader.fault(row.line, f"{row['kind']}: owner is one of {', '.join(OWNERS)}, and the kind begins with review.")
        return None
    return Clock(**{**row, "months": months, "weeks": weeks and tuple(weeks), "local": bool(row.get("local"))})


def _is_window(weeks):
    return (
        isinstance(weeks, list) and len(weeks) == 2 and all(type(week) is int for week in weeks)
        and 0 < weeks[0] < weeks[1] <= 52
    )  # fmt: skip


def _timescales(reader):
    names = ("name", "within", "source")
    rows = [row for row in reader.rows(reader.data, "timescales") if reader.checked(row, names)]
    return tuple(Timescale(*(str(row[name]) for name in names)) for row in rows)


def _framework(reader, items):
    """The framework of a file, or None when the file has any fault."""
    if not reader.checked(
        reader.data,
        ("code", "version", "name", "short_name", "source", "duties"),
        ("clock", "sections", "choices", "timescales", "about"),
    ):
        return None
    about = reader.data.get("about", ABOUT[0])
    if about not in ABOUT:
        reader.fault(reader.data.line, f"about is one of {', '.join(ABOUT)}, not {about!r}")
    duties, seen = [], set()
    for row in reader.rows(reader.data, "duties"):
        if not reader.checked(row, ("code", "name", "source", "items")):
            continue
        if row["code"] in seen:
            reader.fault(row.line, f"{row['code']}: this duty is written twice")
        seen.add(row["code"])
        for code in reader.rows(row, "items"):
            if code not in items:
                reader.fault(row.line, f"{row['code']}: there is no question {code!r}")
        duties.append(Duty(row["code"], row["name"], row["source"], tuple(reader.rows(row, "items"))))
    data = reader.data
    clocks, timescales = _clocks(reader, data.get("clock")), _timescales(reader)
    if reader.faults:
        return None
    return Framework(
        data["code"], str(data["version"]), data["name"], data["short_name"], data["source"], tuple(duties), clocks,
        timescales, about,
    )  # fmt: skip


def _domains():
    path = Path(__file__).parent.parent / "partners" / "catalogue" / "domains.yaml"
    return {row["code"] for row in yaml.safe_load(path.read_text(encoding="utf-8"))}


def read(*folders):
    """Read all files of the folders. Never raises for a faulty file: what can be read is there, the faults are listed.

    A local framework may bring sections and questions of its own; a question's code is unique over all files.
    """
    domains, items, sections, groups, frameworks, faults = _domains(), {}, [], [], {}, []
    paths = [path for folder in folders for path in sorted(Path(folder).glob("*.yaml"))]
    for path in sorted(paths, key=lambda p: p.name != ITEMS):
        reader = Reader(path)
        if reader.data is not None:
            taken, before = dict(items), len(reader.faults)
            found = _sections(reader, domains, taken)
            if path.name == ITEMS:
                groups += [
                    (g["code"], g["name"])
                    for g in reader.rows(reader.data, "groups")
                    if reader.checked(g, ("code", "name"))
                ]
                items, sections = taken, sections + found
            else:
                framework = _framework(reader, taken)
                if framework and (framework.code, framework.version) in frameworks:
                    reader.fault(1, f"{framework.code} version {framework.version} is written twice")
                elif framework and len(reader.faults) == before:
                    frameworks[framework.code, framework.version] = framework
                    items, sections = taken, sections + found
        faults += reader.faults
    for section in sections:
        if section.group not in dict(groups):
            faults.append(Fault(ITEMS, 1, f"{section.code}: there is no group {section.group!r}"))
    return Library(tuple(groups), tuple(sections), items, frameworks, tuple(faults))


@lru_cache(maxsize=1)
def library():
    """The library of this installation: the shipped files, those of ``ACCORD_FRAMEWORKS``, and the intervals that the
    partnership agreed (``ACCORD_REVIEW_MONTHS``)."""
    return installed()


def installed(*further):
    """What :func:`library` keeps, read anew; with the files of further folders that somebody wants to check."""
    return with_agreed_months(read(SHIPPED, *folders(), *further), getattr(settings, MONTHS_SETTING, {}))


def with_agreed_months(read_library, months):
    """The library with the intervals agreed locally: {review kind: months}. What may not be agreed is a fault and left out.

    Source: domain facts 1.8, the planning cycle of the community framework is local; 12 months are the most by default.
    """
    known, faults, agreed = read_library.clocks(), [], {}
    for kind, number in months.items():
        clock = known.get(kind)
        if clock is None or not clock.local:
            told = f"{kind}: no framework leaves the interval of this review to be agreed locally"
        elif not isinstance(number, int) or not 1 <= number <= clock.months:
            told = f"{kind}: agree on a whole number of months from 1 to {clock.months}, not {number!r}"
        else:
            agreed[kind] = number
            continue
        faults.append(Fault(MONTHS_SETTING, 0, told))
    frameworks = {
        key: replace(f, clocks=tuple(replace(c, months=agreed.get(c.kind, c.months)) for c in f.clocks))
        for key, f in read_library.frameworks.items()
    }
    return replace(read_library, frameworks=frameworks, faults=(*read_library.faults, *faults))


def folders():
    """Folders with frameworks of this partnership's own."""
    return tuple(getattr(settings, "ACCORD_FRAMEWORKS", ()))
