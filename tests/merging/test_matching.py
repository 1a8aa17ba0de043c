"""Matching never guesses. The table of rules, and properties that hold for any two files."""

import datetime
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.benching.extracts import nhs_numbers
from merging.matching import Duplicate, Identity, births_agree, duplicates, link
from merging.values import has_valid_check_digit, read_nhs_number

day = datetime.date
ONE, TWO, *_ = NUMBERS = list(islice(nhs_numbers(), 4))
BORN = day(1980, 2, 1)


def trust(number=ONE, birth=BORN, postcode="SW1A 1AA", gender="2", id="RX1"):
    return Identity(id, number, birth, postcode, gender)


def council(number=ONE, birth=BORN, postcode="SW1A 1AA", gender="Female", id="LA1"):
    return Identity(id, number, birth, postcode, gender)


RULES = {
    "same number, same birth": (trust(), council(), "matched"),
    "same number, another address and gender": (trust(), council(postcode="M1 1AA", gender="Male"), "matched"),
    "same number, birth differs in the year": (trust(), council(birth=day(1981, 2, 1)), "matched"),
    "same number, birth differs in the month": (trust(), council(birth=day(1980, 3, 1)), "matched"),
    "same number, birth differs in the day": (trust(), council(birth=day(1980, 2, 28)), "matched"),
    "same number, day and month exchanged": (trust(), council(birth=day(1980, 1, 2)), "possible"),
    "same number, another birth": (trust(), council(birth=day(1955, 7, 9)), "possible"),
    "same number, birth unknown on one side": (trust(), council(birth=None), "possible"),
    "two numbers, all else equal": (trust(), council(number=TWO), "apart"),
    "no number at the trust": (trust(number=None), council(), "possible"),
    "no number at the council": (trust(), council(number=None), "possible"),
    "no number at either": (trust(number=None), council(number=None), "possible"),
    "no number, another birth": (trust(number=None), council(birth=day(1980, 2, 2)), "apart"),
    "no number, another postcode": (trust(number=None), council(postcode="M1 1AA"), "apart"),
    "no number, another gender": (trust(number=None), council(gender="Male"), "apart"),
    "no number, no gender": (trust(number=None, gender="9"), council(gender="Unknown"), "apart"),
    "no number, no birth": (trust(number=None, birth=None), council(birth=None), "apart"),
    "no number, no postcode": (trust(number=None, postcode=None), council(postcode=None), "apart"),
}


@pytest.mark.parametrize(("left", "right", "expected"), RULES.values(), ids=RULES)
def test_two_people(left, right, expected):
    links = link([left], [right])
    found = "matched" if links.matched else "possible" if links.possible else "apart"
    assert found == expected


def test_somebody_matched_is_not_offered_again():
    links = link([trust(), trust(id="RX2", number=None)], [council()])
    assert links.matched == {"RX1": "LA1"}
    assert links.possible == []


def test_twins_are_both_offered_and_neither_chosen():
    links = link([trust(number=None)], [council(number=ONE), council(number=TWO, id="LA2")])
    assert links.matched == {}
    assert links.possible == [("RX1", "LA1"), ("RX1", "LA2")]


def test_a_default_value_shared_by_many_offers_nobody_and_is_reported():
    many = [council(number=None, id=f"LA{n}") for n in range(11)]
    links = link([trust(number=None)], many)
    assert links.possible == []
    assert len(links.crowded) == 1


def test_the_same_number_twice_in_a_source_is_one_person_under_the_first_id():
    people = [trust(id="RX9"), trust(number=TWO, id="RX3"), trust(id="RX1", birth=day(1955, 7, 9)), trust(number=None)]
    assert duplicates("health", people) == [Duplicate("health", "RX9", ("RX1",), ONE, births_differ=True)]


# The check digit (NHS Data Dictionary). The first number may be a real one; it stands here as arithmetic only.
@pytest.mark.parametrize(
    ("number", "valid"),
    [("9434765919", True), ("9434765918", False), ("9876544321", False), ("9991234560", False), ("9990000018", True)],
)
def test_the_check_digit(number, valid):
    assert has_valid_check_digit(number) is valid
    assert read_nhs_number(f" {number[:3]} {number[3:6]}-{number[6:]}")[0] == (number if valid else None)


identities = st.builds(
    Identity,
    id=st.just(""),
    number=st.sampled_from([None, *NUMBERS]),
    birth=st.sampled_from([None, BORN, day(1980, 2, 2), day(1981, 3, 2)]),
    postcode=st.sampled_from([None, "SW1A 1AA", "M1 1AA"]),
    gender=st.sampled_from(["1", "2", "Male", "Female", "9", ""]),
)


def sides(prefix):
    """People with ids of their own, in whom a number stands once."""
    return st.lists(identities, max_size=8, unique_by=lambda person: person.number or object()).map(
        lambda people: [person._replace(id=f"{prefix}{n}") for n, person in enumerate(people)]
    )


@given(sides("RX"), sides("LA"), st.randoms())
def test_the_order_of_rows_does_not_matter(health, social, chance):
    links = link(health, social)
    chance.shuffle(health)
    chance.shuffle(social)
    again = link(health, social)
    assert (again.matched, again.possible) == (links.matched, links.possible)


@given(sides("RX"), sides("LA"))
def test_it_does_not_matter_which_side_is_which(health, social):
    links, mirrored = link(health, social), link(social, health)
    assert mirrored.matched == {right: left for left, right in links.matched.items()}
    assert mirrored.possible == sorted((right, left) for left, right in links.possible)


@given(sides("RX"), sides("LA"))
def test_a_match_is_never_a_guess(health, social):
    links = link(health, social)
    left, right = {p.id: p for p in health}, {p.id: p for p in social}
    for one, other in links.matched.items():
        assert left[one].number == right[other].number is not None
        assert births_agree(left[one].birth, right[other].birth)
    for one, other in links.possible:
        numbers = {left[one].number, right[other].number}
        assert len(numbers) == 1 or None in numbers, "two valid numbers never match"
        assert one not in links.matched
        assert other not in links.matched.values()
    assert len(set(links.matched.values())) == len(links.matched)
