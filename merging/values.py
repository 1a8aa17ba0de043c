"""Single values as extracts write them: dates, NHS numbers, postcodes, codes. Pure.

Each reader returns `(value, problem)`. A blank gives `(None, None)`; a value that cannot be used gives None and a
problem in plain English, to be shown after the name of the column.
"""

import datetime
import functools
import re

NHS_NUMBER_LENGTH = 10
LONGEST_ID = 40  # local ids and staff codes: no system uses longer ones, but a moved cell may look like one
EARLIEST_YEAR = 1880
CACHED_DAYS = 32_768
CACHED_POSTCODES = 1_024  # a person's rows stand together, so a few are enough

DAY_FIRST = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
YEAR_FIRST = re.compile(r"^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
NAMED_MONTH = re.compile(r"^(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})$")
TIME_OF_DAY = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
MONTHS = {
    name: n
    for n, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
POSTCODE = re.compile(r"^(GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2})$")


@functools.lru_cache(CACHED_DAYS)
def read_date(text):
    """A day written as ISO, day/month/year, 20261031 or 31-Oct-2026; a time of day after it is ignored.

    Month/day/year is never guessed: 05/25/1951 has no 25th month and is a problem, not 25 May.
    """
    if not text:
        return None, None
    bare = TIME_OF_DAY.sub("", text)
    if found := YEAR_FIRST.match(bare) or COMPACT.match(bare):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.match(bare):
        day, month, year = map(int, found.groups())
    elif (found := NAMED_MONTH.match(bare)) and found[2].lower() in MONTHS:
        day, month, year = int(found[1]), MONTHS[found[2].lower()], int(found[3])
    else:
        return None, f"'{text}' is not a date: use 2026-10-31 or 31/10/2026"
    if year < EARLIEST_YEAR:
        return None, f"'{text}' is before {EARLIEST_YEAR}"
    try:
        return datetime.date(year, month, day), None
    except ValueError:
        return None, f"'{text}' is not a day of the calendar"


def has_valid_check_digit(number):
    """Whether ten digits satisfy the modulus 11 check of the NHS number (NHS Data Dictionary, NHS NUMBER)."""
    weighted = sum(int(digit) * weight for digit, weight in zip(number, range(NHS_NUMBER_LENGTH, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == int(number[-1])  # 10 can be no digit, so it never equals one


def read_nhs_number(text):
    """Ten digits with a valid check digit; spaces and hyphens between them are ignored."""
    number = text.replace(" ", "").replace("-", "")
    if not number:
        return None, None
    if len(number) != NHS_NUMBER_LENGTH or not (number.isascii() and number.isdigit()):
        return None, f"'{text}' is not an NHS number: ten digits are needed"
    if number == number[0] * NHS_NUMBER_LENGTH:
        return None, f"'{text}' is a placeholder, not an NHS number"
    if not has_valid_check_digit(number):
        return None, f"'{text}' is not an NHS number: its check digit is wrong"
    return number, None


@functools.lru_cache(CACHED_POSTCODES)
def read_postcode(text):
    """A postcode in upper case with one space before its last three characters."""
    if not text:
        return None, None
    bare = "".join(text.split()).upper()
    if not POSTCODE.match(bare):
        return None, f"'{text}' is not a postcode"
    return f"{bare[:-3]} {bare[-3:]}", None


def read_code(text, *, width=1):
    """A code in upper case. A number that lost its leading zeros to a spreadsheet gets them back up to the width."""
    code = text.upper()
    return code.zfill(width) if code.isdigit() else code


@functools.lru_cache(maxsize=8_192)
def folded(text):
    """A text as it is compared: case and runs of space ignored, typographic apostrophes and dashes made plain."""
    plain = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u2013", "-").replace("\u2010", "-")
    return " ".join(plain.split()).casefold()
