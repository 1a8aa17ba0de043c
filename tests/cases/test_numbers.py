"""Numbers of people: rule 20 of the published list, but for retention."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import numbers
from cases.people import PersonDetails, faults_of
from tests.house import NOON

# The first two may be somebody's: they stand here as arithmetic only. The CHI number is made up and has a birthday in 1907.
CHI = "0101070004"


def _complete(first_nine):
    digit = numbers.check_digit(first_nine)
    return None if digit is None else f"{first_nine}{digit}"


@pytest.mark.parametrize(
    "number", ["9434765918", "9876544321", "9991234560", "999000001", "99900000181", "", "1111111111"]
)
def test_these_are_no_numbers(number):
    assert not numbers.is_valid(number)
    assert not any(numbers.fits(kind, number) for kind in ("NHS", "CHI", "HCN"))


def test_these_are():
    assert numbers.fits("NHS", "9434765919")
    assert numbers.fits("NHS", "999 000 0018")
    assert numbers.is_synthetic("9990000018")
    assert not numbers.is_synthetic("9434765919")


def test_a_chi_number_is_accepted_only_as_one():
    assert numbers.is_valid(CHI)
    assert numbers.fits("CHI", CHI)
    assert not numbers.fits("NHS", CHI)
    assert not numbers.fits("HCN", CHI)
    assert not numbers.fits("CHI", "9990000018")
    fault = faults_of(PersonDetails(family_name="Evans", nhs_number=CHI), today=NOON.date())
    assert fault["nhs_number"].startswith("This is a CHI number")


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_one_digit_in_ten_fits_and_every_other_is_refused(first_nine):
    whole = _complete(first_nine)
    fitting = [digit for digit in "0123456789" if numbers.is_valid(first_nine + digit)]
    assert fitting == ([whole[-1]] if whole and len(set(whole)) > 1 else [])
