"""Numbers by which people are known in the health services of the four nations. Pure.

Source: NHS data dictionary, in the NHS Data Dictionary: ten digits, the last a modulus-11 check of the first nine.
"""

import re

_SPACE = re.compile(r"[\s\-\u00a0]+")


def bare(text):
    """The digits as typed, without spaces and hyphens."""
    return _SPACE.sub("", text or "")


def check_digit(first_nine):
    """The check digit of nine digits, or None where the rule gives 10: such a number is never issued."""
    remainder = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(first_nine)) % 11
    if remainder == 10:
        return None
    return 0 if remainder == 11 else remainder


def is_valid(text):
    """Whether ten digits carry the right check digit. CHI and Health and Care Numbers use the same sum."""
    digits = bare(text)
    if not re.fullmatch(r"[0-9]{10}", digits) or len(set(digits)) == 1:
        return False
    return check_digit(digits[:9]) == int(digits[9])


def is_synthetic(text):
    """The 999 range, which is never issued to anybody: the only numbers in demo and tests."""
    return bare(text).startswith("999")


def spaced(text):
    """As people read it: 999 269 7865."""
    digits = bare(text)
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 10 else digits


def fits(kind, text):
    """Whether a number may be kept as of a kind ("NHS", "CHI" or "HCN"): its check digit, and its range where that tells.

    CHI is 0101010000 to 3112999999 and begins with a date of birth; HCN is 3200000010 to 3999999999. A number below
    3000000000 can only be a CHI: issued as NHS numbers are 3000000000 and above. Source: the ranges that the health services publish.
    """
    if not is_valid(text):
        return False
    number = int(bare(text))
    if kind == "CHI":
        day, month = int(bare(text)[:2]), int(bare(text)[2:4])
        return 1 <= day <= 31 and 1 <= month <= 12
    if kind == "HCN":
        return 3_200_000_010 <= number <= 3_999_999_999
    return number >= 3_000_000_000
