"""Every value that is warned of, with its exact words; the rest of its row is kept."""

import pytest

from merging.assembly import assemble
from tests.merging.small_extracts import ANN, MPI, warned

BAD_HEALTH_VALUES = {
    "check digit": ("NHSNumber", "9990000019", "'9990000019' is not an NHS number: its check digit is wrong"),
    "length": ("NHSNumber", "99900", "'99900' is not an NHS number: ten digits are needed"),
    "placeholder": ("NHSNumber", "9999999999", "'9999999999' is a placeholder, not an NHS number"),
    "no such day": ("PersonBirthDate", "31/02/1980", "'31/02/1980' is not a day of the calendar"),
    "month first": ("PersonBirthDate", "02/25/1980", "'02/25/1980' is not a day of the calendar"),
    "no date": ("PersonBirthDate", "spring", "'spring' is not a date: use 2026-10-31 or 31/10/2026"),
    "two-digit year": ("PersonBirthDate", "1/2/80", "'1/2/80' is not a date: use 2026-10-31 or 31/10/2026"),
    "long ago": ("PersonBirthDate", "1753-01-01", "'1753-01-01' is before 1880"),
    "not born yet": ("PersonBirthDate", "2027-01-01", "'2027-01-01' is in the future: after 2026-10-31"),
    "postcode": ("Postcode", "SW1A", "'SW1A' is not a postcode"),
    "ethnicity": ("EthnicCategory", "Q", "'Q' is not a code of EthnicCategory"),
    "died before birth": ("PersDeathDate", "1979-01-01", "'1979-01-01' is before PersonBirthDate '1980-02-01'"),
    "dies in future": ("PersDeathDate", "2027-01-01", "'2027-01-01' is in the future: after 2026-10-31"),
}


@pytest.mark.parametrize(("column", "value", "problem"), BAD_HEALTH_VALUES.values(), ids=BAD_HEALTH_VALUES)
def test_a_bad_value_of_the_trust_is_a_warning_and_the_row_is_kept(trust, column, value, problem):
    row = dict(zip(MPI.split(","), ANN.split(","), strict=True)) | {column: value}
    assembled = assemble(mhsds=trust(MHS001MPI=f"{MPI}\n{','.join(row.values())}\n"))
    assert warned(assembled) == [f"MHS001MPI.csv, line 2, {column}: {problem}"]
    assert assembled.rejects == []
    record = assembled.person("RX1")
    assert not record.deceased or "before" in problem
    if column in ("NHSNumber", "PersonBirthDate", "Postcode"):
        field = {"NHSNumber": "nhs_number", "PersonBirthDate": "date_of_birth", "Postcode": "postcode"}[column]
        assert field not in record.fields


BAD_CHILD_VALUES = {
    "accommodation": (
        "MHS003AccommStatus",
        "LocalPatientId,AccommodationType\nRX1,77\n",
        "AccommodationType: '77' is not a code of AccommodationType",
    ),
    "employment": (
        "MHS004EmpStatus",
        "LocalPatientId,EmployStatus\nRX1,77\n",
        "EmployStatus: '77' is not a code of EmployStatus",
    ),
    "legal status": (
        "MHS401MHActPeriod",
        "LocalPatientId,LegalStatusCode\nRX1,S3\n",
        "LegalStatusCode: 'S3' is not a code of LegalStatusCode",
    ),
    "ends first": (
        "MHS701CPACareEpisode",
        "CPAEpisodeId,LocalPatientId,StartDateCPA,EndDateCPA\nC1,RX1,2026-02-01,2026-01-01\n",
        "EndDateCPA: '2026-01-01' is before StartDateCPA '2026-02-01'",
    ),
}


@pytest.mark.parametrize(("table", "text", "words"), BAD_CHILD_VALUES.values(), ids=BAD_CHILD_VALUES)
def test_a_bad_value_of_another_table_is_a_warning(trust, table, text, words):
    assembled = assemble(mhsds=trust(**{table: text}))
    assert warned(assembled) == [f"{table}.csv, line 2, {words}"]
    assert assembled.rejects == []


def test_a_review_without_a_day_is_kept_and_moves_no_date(trust):
    directory = trust(
        MHS701CPACareEpisode="CPAEpisodeId,LocalPatientId,StartDateCPA,EndDateCPA\nC1,RX1,2026-02-01,\n",
        MHS702CPAReview="CPAEpisodeId,CPAReviewDate\nC1,\nC1,31/02/2026\n",
    )
    assembled = assemble(mhsds=directory)
    assert warned(assembled) == [
        "MHS702CPAReview.csv, line 2, CPAReviewDate: is blank, so the review moves no date",
        "MHS702CPAReview.csv, line 3, CPAReviewDate: '31/02/2026' is not a day of the calendar",
    ]
    assert assembled.person("RX1").next_review_due.isoformat() == "2027-02-01"


BAD_EVENT_VALUES = {
    "number": ({"NHS Number": "9990000019"}, "NHS Number: '9990000019' is not an NHS number: its check digit is wrong"),
    "postcode": ({"Postcode": "??"}, "Postcode: '??' is not a postcode"),
    "ends first": (
        {"Event End Date": "2025-01-05"},
        "Event End Date: '2025-01-05' is before Event Start Date '2026-01-05'",
    ),
    "starts in future": (
        {"Event Start Date": "2027-01-05"},
        "Event Start Date: '2027-01-05' is in the future: after 2026-10-31",
    ),
    "no reference": (
        {"Event Reference": ""},
        "Event Reference: is blank, so a later submission cannot replace this event",
    ),
    "period": (
        {"Reporting Period End Date": "soon"},
        "Reporting Period End Date: 'soon' is not a date: use 2026-10-31 or 31/10/2026",
    ),
    "died before birth": (
        {"Date of Death": "1970-01-01"},
        "Date of Death: '1970-01-01' is before Date of Birth '1980-02-01'",
    ),
}


@pytest.mark.parametrize(("event", "words"), BAD_EVENT_VALUES.values(), ids=BAD_EVENT_VALUES)
def test_a_bad_value_of_the_council_is_a_warning_and_the_event_is_kept(council, event, words):
    other = {"LA Person Unique Identifier": "LA2", "NHS Number": "", "Event Reference": "E2"}
    assembled = assemble(cld=council(other, event))
    assert warned(assembled) == [f"cld.csv, line 3, {words}"]
    assert assembled.rejects == []
    assert len(assembled.person("LA1").events) == 1


def test_an_end_that_is_no_day_ends_the_service_on_an_unknown_day(council):
    assembled = assemble(cld=council({"Event End Date": "31/09/2026"}))
    assert warned(assembled) == ["cld.csv, line 2, Event End Date: '31/09/2026' is not a day of the calendar"]
    assert assembled.person("LA1").open is False


def test_a_carer_of_somebody_known_and_a_stranger_is_kept_with_a_warning(council):
    carer = {"LA Person Unique Identifier": "LA8", "Client Type": "Carer", "Event Reference": "C1"}
    assembled = assemble(
        cld=council({}, carer | {"Adult 1 Linked Person_ID": "LA7", "Adult 2 Linked Person_ID": "LA1"})
    )
    assert warned(assembled) == ["cld.csv, line 3, Linked Person_ID: 'LA7' is nobody in this file"]
    assert [each.cares_for for each in assembled.carers] == [("LA1",)]


def test_nul_characters_are_left_out_with_a_warning(trust):
    assembled = assemble(mhsds=trust(MHS001MPI=f"{MPI}\n{ANN}\nRX\x002,,,,,,\n" + "\n" * 50))
    assert warned(assembled) == ["MHS001MPI.csv, line 3, whole line: held NUL characters, which were left out"]
    assert assembled.person("RX2") is not None


def test_a_file_half_in_windows_1252_is_read(trust):
    text = "LocalPatientId,GivenName\nRX1,Zoë\n".encode() + "RX2,Renée\n".encode("cp1252")
    directory = trust(MHS001MPI=f"{MPI}\n{ANN}\nRX2,,,,,,\n", demographics=text)
    assembled = assemble(mhsds=directory)
    names = [record.fields["given_name"].merged.value for record in assembled.people()]
    assert names == ["Zoë", "Renée"]
