"""Rewrites an extract as roughly as life does, without changing what it says."""

import csv
import random
import re
import shutil
from pathlib import Path

from merging.shift import SAMPLE

ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")


def copy_of_sample(directory):
    """A copy of the sample to spoil; returns (mhsds directory, cld file)."""
    shutil.copytree(SAMPLE, directory, dirs_exist_ok=True)
    return directory / "mhsds", directory / "cld.csv"


def read(path):
    with Path(path).open(encoding="utf-8", newline="") as stream:
        headings, *rows = csv.reader(stream)
    return headings, rows


def write(path, headings, rows, *, encoding="utf-8", ending="\n", delimiter=",", **options):
    with Path(path).open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator=ending, delimiter=delimiter, **options)
        writer.writerow(headings)
        writer.writerows(rows)


def every_file(directory):
    return sorted(directory.rglob("*.csv"))


def rewrite(directory, *, headings=lambda names: names, row=lambda cells: cells, **options):
    for path in every_file(directory):
        names, rows = read(path)
        write(path, headings(names), [row(cells) for cells in rows], **options)


def shuffle_columns(directory):
    for n, path in enumerate(every_file(directory)):
        names, rows = read(path)
        order = list(range(len(names)))
        random.Random(n).shuffle(order)
        write(path, [names[i] for i in order], [[cells[i] for i in order] for cells in rows])


def shuffle_rows(directory, seed):
    for n, path in enumerate(every_file(directory)):
        names, rows = read(path)
        random.Random(seed + n).shuffle(rows)
        write(path, names, rows)


def day_first(cells):
    return [ISO.sub(r"\3/\2/\1", cell) for cell in cells]


def spaced_numbers(cells):
    return [f" {cell[:3]} {cell[3:6]} {cell[6:]} " if re.match(r"^999\d{7}$", cell) else cell for cell in cells]


def rename_tables(directory):
    for path in (directory / "mhsds").iterdir():
        path.rename(path.with_name(f"{path.stem.lower()}_2026_10.CSV" if path.stem.startswith("MHS") else path.name))


ROUGHNESSES = {
    "windows-1252": lambda d: rewrite(d, encoding="cp1252"),
    "utf-8 with a mark": lambda d: rewrite(d, encoding="utf-8-sig"),
    "utf-16 with a mark": lambda d: rewrite(d, encoding="utf-16"),
    "windows line endings": lambda d: rewrite(d, ending="\r\n"),
    "old mac line endings": lambda d: rewrite(d, ending="\r"),
    "day/month/year": lambda d: rewrite(d, row=day_first),
    "dates with a time": lambda d: rewrite(d, row=lambda cells: [ISO.sub(r"\g<0>T00:00:00", c) for c in cells]),
    "shuffled columns": shuffle_columns,
    "shuffled rows": lambda d: shuffle_rows(d, 7),
    "extra columns": lambda d: rewrite(d, headings=lambda n: ["Extra", *n, ""], row=lambda c: ["1", *c, "x"]),
    "the word NULL": lambda d: rewrite(d, row=lambda cells: [cell or "NULL" for cell in cells]),
    "stray space": lambda d: rewrite(d, row=lambda cells: [f"  {cell}\u00a0" for cell in cells]),
    "spaces in numbers": lambda d: rewrite(d, row=spaced_numbers),
    "headings in capitals": lambda d: rewrite(d, headings=lambda names: [f" {name.upper()} " for name in names]),
    "headings with underscores": lambda d: rewrite(d, headings=lambda names: [n.replace(" ", "_") for n in names]),
    "semicolons": lambda d: rewrite(d, delimiter=";"),
    "tabs": lambda d: rewrite(d, delimiter="\t"),
    "everything in quotation marks": lambda d: rewrite(d, quoting=csv.QUOTE_ALL),
    "blank lines": lambda d: rewrite(d, ending="\n\n"),
    "trailing empty cells": lambda d: rewrite(d, row=lambda cells: [*cells, "", ""]),
    "tables in other case": rename_tables,
}
