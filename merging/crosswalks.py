"""Which codes of the two data sets mean the same. The tables are data (`crosswalk/*.csv`), read once. Pure.

Sources: NHS Data Dictionary (ACCOMMODATION TYPE, EMPLOYMENT STATUS, ETHNIC CATEGORY) and the Client Level Data
specification, Release 1.
"""

import csv
import functools
from pathlib import Path

from merging.values import folded

DIRECTORY = Path(__file__).with_name("crosswalk")
GENDERS = {"1": "Male", "2": "Female"}
GENDER_UNKNOWN = {"0", "X", "Z", "9"}


def _rows(name):
    with (DIRECTORY / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


@functools.cache
def _pairs(field):
    """The (health code, folded social care value) pairs that agree, and the name of each code."""
    right = "cld_group" if field == "ethnicity" else "cld_value"
    names, pairs = {}, set()
    for row in _rows(field):
        names[row["mhsds_code"]] = row["mhsds_name"]
        if row[right]:
            pairs.add((row["mhsds_code"], folded(row[right])))
    return names, frozenset(pairs)


@functools.cache
def _unknown(field):
    return frozenset(folded(row["value"]) for row in _rows("unknown_values") if row["field"] in (field, "any"))


def is_unknown(field, value):
    """Whether a value says nothing: blank, unknown or not stated, for this field."""
    if field == "gender" and value.upper() in GENDER_UNKNOWN:
        return True
    return folded(value) in _unknown(field) or folded(value) == "unknown"


def name_of(field, code):
    """What a health code means in words, or None for a code the data set does not have."""
    return GENDERS.get(code) if field == "gender" else _pairs(field)[0].get(code)


def agree(field, code, value):
    """Whether a health code and a social care value are listed as meaning the same. Neither may be unknown."""
    if field == "gender":
        return folded(GENDERS.get(code, "")) == folded(value) != ""
    return (code, folded(value)) in _pairs(field)[1]
