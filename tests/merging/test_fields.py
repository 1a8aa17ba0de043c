"""What comes of two values of a field, and which values are kept."""

import pytest

from merging import crosswalks
from merging.assembly import assemble
from merging.fields import AGREED, CONFLICT, ONE_SIDE, UNKNOWN, FieldValue, compare
from merging.records import HEALTH, SOCIAL_CARE
from tests.merging.small_extracts import ANN, MPI


def value(source, text):
    return FieldValue(source, text, text, None, "1", 2, current=True)


RULES = [
    ("accommodation", "01", "Owner occupier or shared ownership scheme", AGREED),
    ("accommodation", "11", "Supported accommodation / supported lodgings / supported group home", AGREED),
    ("accommodation", "11", "sheltered housing / extra care  housing / other sheltered housing", AGREED),
    ("accommodation", "02", "Registered care home", CONFLICT),
    ("accommodation", "06", "Tenant", CONFLICT),
    ("accommodation", "06", "Unknown", ONE_SIDE),
    ("accommodation", "77", "Tenant", ONE_SIDE),
    ("accommodation", "", "Unknown", UNKNOWN),
    ("employment", "01", "Paid: Less than 16 hours a week", AGREED),
    ("employment", "08", "Paid: 16 or more hours a week", CONFLICT),
    ("employment", "ZZ", "Paid: 16 or more hours a week", ONE_SIDE),
    ("ethnicity", "A", "White", AGREED),
    ("ethnicity", "H", "White", CONFLICT),
    ("ethnicity", "Z", "White", ONE_SIDE),
    ("ethnicity", "99", "No data - Undeclared or Not known", UNKNOWN),
    ("gender", "1", "Male", AGREED),
    ("gender", "2", "Male", CONFLICT),
    ("gender", "9", "Male", ONE_SIDE),
    ("postcode", "SW1A 1AA", "SW1A 1AA", AGREED),
    ("postcode", "SW1A 1AA", "SW1A 2AA", CONFLICT),
    ("family_name", "O'Hara", "O\u2019HARA", AGREED),
    ("family_name", "O'Hara", "Hara", CONFLICT),
]


@pytest.mark.parametrize(("name", "health", "social", "outcome"), RULES)
def test_two_values(name, health, social, outcome):
    assert compare(name, value(HEALTH, health), value(SOCIAL_CARE, social)) == outcome


def test_one_side_alone_is_enough():
    assert compare("employment", value(HEALTH, "01"), None) == ONE_SIDE
    assert compare("employment", None, value(SOCIAL_CARE, "Unknown")) == UNKNOWN


def test_every_pair_of_the_crosswalks_agrees_and_every_code_has_a_name():
    for field in ("accommodation", "employment", "ethnicity"):
        names, pairs = crosswalks._pairs(field)
        assert all(names.values())
        assert all(crosswalks.agree(field, code, text) for code, text in pairs)


def test_every_value_is_kept_and_the_newest_is_compared(trust, council):
    directory = trust(
        MHS003AccommStatus="LocalPatientId,AccommodationType,AccommodationTypeDate\nRX1,12,2026-09-01\nRX1,01,2020-01-01\n"
    )
    earlier = {"Reporting Period End Date": "2026-07-31", "Postcode": "M1 1AA", "Event Reference": "E0"}
    record = assemble(mhsds=directory, cld=council({}, earlier)).person("RX1")
    lived = record.fields["accommodation"]
    assert [(v.value, v.recorded.isoformat(), v.current) for v in lived.values] == [
        ("12", "2026-09-01", True),
        ("01", "2020-01-01", False),
    ]
    assert lived.merged.shown == "Rough sleeper"
    postcodes = record.fields["postcode"]
    assert postcodes.outcome == AGREED
    assert [(v.source, v.value, v.reference, v.current) for v in postcodes.values] == [
        (HEALTH, "SW1A 1AA", "RX1", True),
        (SOCIAL_CARE, "SW1A 1AA", "LA1", True),
        (SOCIAL_CARE, "M1 1AA", "LA1", False),
    ]


def test_a_conflict_shows_neither_value_as_the_answer(trust, council):
    record = assemble(mhsds=trust(), cld=council({"Postcode": "M1 1AA", "Gender": "Male"})).person("LA1")
    assert record.conflicts == ("postcode",)
    assert record.differences == ("gender",)
    assert record.fields["postcode"].merged is None


def test_a_value_that_is_no_code_never_becomes_the_answer(trust):
    record = assemble(mhsds=trust(MHS001MPI=f"{MPI}\n{ANN.replace(',A,', ',Q,')}\n")).person("RX1")
    assert record.fields["ethnicity"].outcome == UNKNOWN
    assert record.fields["ethnicity"].merged is None
    assert [v.value for v in record.fields["ethnicity"].values] == ["Q"]


def test_a_birth_in_the_future_is_no_date_of_birth(trust, council):
    record = assemble(mhsds=trust(), cld=council({"Date of Birth": "2080-02-01"})).person("RX1")
    assert record.link == "possible"
    assert record.fields["date_of_birth"].outcome == ONE_SIDE
