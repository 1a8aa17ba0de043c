"""The permission matrix as the site shows it: read from the file that the policies fill and a test proves."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "permissions.csv"
READ, WRITE = "read a section", "write in a section"
READS, WRITES, NOTHING = "Reads", "Reads and writes", "Nothing"


@dataclass(frozen=True)
class Situation:
    """One state of a part: who may do which act, and who reads and writes which section."""

    name: str
    acts: tuple
    rows: tuple  # (role, {act: "yes", "no" or ""}, {section: what they do with it})


@cache
def matrix():
    """(the names of the sections, every :class:`Situation`) of the file, in its order."""
    with FILE.open(newline="") as file:
        heads, *lines = list(csv.reader(file))
    sections = [head.removeprefix("Section: ") for head in heads[4:]]
    found = {}
    for situation, role, act, said, *cells in lines:
        acts, reach = found.setdefault(situation, {}).setdefault(role, ({}, {}))
        if act == READ:
            reach |= {name: READS if cell == "yes" else NOTHING for name, cell in zip(sections, cells, strict=True)}
        elif act == WRITE:
            reach |= {n: WRITES for n, cell in zip(sections, cells, strict=True) if cell == "yes"}
        else:
            acts[act] = said
    return sections, [
        Situation(name, tuple(next(iter(roles.values()))[0]), tuple((role, *said) for role, said in roles.items()))
        for name, roles in found.items()
    ]
