"""Every file that is refused and every row that is rejected, with its exact words."""

import csv
import io

import pytest

from merging.assembly import assemble
from merging.problems import NotAnExtract, write_rejects
from tests.merging.small_extracts import ANN, CLD, MPI, SERVICE, rejected, warned

# Files ---------------------------------------------------------------------------------------------------------------

REFUSED_FILES = {
    "a spreadsheet": (
        b"PK\x03\x04\x14",
        "cld.csv: is a spreadsheet or a zip file, not a CSV file. Save it as CSV and try again.",
    ),
    "an old spreadsheet": (
        b"\xd0\xcf\x11\xe0\xa1",
        "cld.csv: is an old Excel spreadsheet, not a CSV file. Save it as CSV and try again.",
    ),
    "a PDF": (b"%PDF-1.7", "cld.csv: is a PDF, not a CSV file. Save it as CSV and try again."),
    "a compressed file": (
        b"\x1f\x8b\x08",
        "cld.csv: is a compressed file, not a CSV file. Save it as CSV and try again.",
    ),
    "bytes": (
        bytes(300),
        "cld.csv: is not a text file, or is UTF-16 without its mark. Save it as CSV in UTF-8 and try again.",
    ),
    "nothing": (b"", "cld.csv: is empty: not even headings are there."),
    "blank lines": (b"\n\n \n", "cld.csv: is empty: not even headings are there."),
    "a letter": (
        b"Dear all,\nplease find",
        "cld.csv, line 1: the columns LA Person Unique Identifier, Event Type could not be found in the headings.",
    ),
    "a missing column": (
        b"\nLA Person Unique Identifier,Gender\n",
        "cld.csv, line 2: the column Event Type could not be found in the headings.",
    ),
    "a column twice": (
        b"LA Person Unique Identifier,Event Type,event  type\n",
        "cld.csv, line 1: the column Event Type is there twice. Keep one and try again.",
    ),
    "half a UTF-16 character": (
        b"\xff\xfea",
        "cld.csv: is not readable as UTF-16. Save it as CSV in UTF-8 and try again.",
    ),
    "no reporting period": (
        b"LA Person Unique Identifier,Event Type\nLA1,Service\n",
        "cld.csv: no reporting period end was found, so the day of the extract must be given (as at).",
    ),
}


@pytest.mark.parametrize(("content", "words"), REFUSED_FILES.values(), ids=REFUSED_FILES)
def test_a_file_that_is_no_extract_is_refused_in_plain_english(tmp_path, content, words):
    path = tmp_path / "cld.csv"
    path.write_bytes(content)
    with pytest.raises(NotAnExtract) as refusal:
        assemble(cld=path)
    assert str(refusal.value) == words


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(NotAnExtract, match=r"^cld.csv: cannot be opened \(No such file or directory\)\.$"):
        assemble(cld=tmp_path / "cld.csv")


def test_a_directory_given_as_a_file_is_refused(tmp_path):
    with pytest.raises(NotAnExtract, match=r"cannot be opened \(Is a directory\)"):
        assemble(cld=tmp_path)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "extract: has no MHSDS table: no file is named like MHS001MPI.csv."),
        (["notes.csv", "demographics.csv"], "extract: has no MHSDS table: no file is named like MHS001MPI.csv."),
        (
            ["MHS701CPACareEpisode.csv"],
            "extract: has no MHS001MPI.csv, the table of people, so nothing in it can be placed.",
        ),
        (["MHS001MPI.xlsx"], "MHS001MPI.xlsx: is a spreadsheet. Save it as CSV and try again."),
    ],
)
def test_a_directory_without_people_is_refused(tmp_path, names, words):
    directory = tmp_path / "extract"
    directory.mkdir()
    for name in names:
        (directory / name).write_text("LocalPatientId\n")
    with pytest.raises(NotAnExtract) as refusal:
        assemble(mhsds=directory)
    assert str(refusal.value) == words


def test_a_file_given_as_a_directory_is_refused(council):
    with pytest.raises(NotAnExtract, match=r"^cld.csv: is not a directory\."):
        assemble(mhsds=council({}))


def test_nothing_given_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="Neither"):
        assemble()


def test_headings_alone_are_an_extract_of_nobody(trust, council):
    assembled = assemble(mhsds=trust(MHS001MPI=f"{MPI}\n"), cld=council())
    assert len(assembled) == 0
    assert assembled.rejects == assembled.warnings == []


def test_an_optional_table_that_is_empty_is_a_warning(trust):
    assembled = assemble(mhsds=trust(MHS002GP=""))
    assert warned(assembled) == ["MHS002GP.csv, line 1, whole file: the file is empty, not even headings"]


def test_tables_of_other_versions_are_read_and_unknown_ones_named(trust):
    directory = trust(
        MHS101Referral="UniqServReqID,LocalPatientId\nSR1,RX1\n",
        MHS102OtherServiceType="UniqServReqID,CareProfTeamLocalId\nSR1,T1\n",
        MHS201CareContact="CareContactId\n1\n",
    )
    assembled = assemble(mhsds=directory)
    assert assembled.person("RX1").referrals[0].teams[0].team_code == "T1"
    assert assembled.ignored_files == ["MHS201CareContact.csv"]


# Rows ----------------------------------------------------------------------------------------------------------------

REJECTED_HEALTH_ROWS = {
    "no identifier": (
        "MHS001MPI",
        f"{MPI}\n,,,,,,\n{ANN}\n,9990000026,,,,,\n",
        4,
        "no person identifier: LocalPatientId is blank",
    ),
    "the same person otherwise": (
        "MHS001MPI",
        f"{MPI}\n{ANN}\nRX1,,1990-01-01,,,,\n",
        3,
        "RX1 was already given on line 2 with other values",
    ),
    "too few cells": ("MHS001MPI", f"{MPI}\n{ANN}\nRX2,9990000026\n", 3, "the row has 2 cells where the heading has 7"),
    "too many cells": (
        "MHS001MPI",
        f"{MPI}\n{ANN}\nRX2,,,SW1A, 1AA,1,A,\n",
        3,
        "the row has 8 cells where the heading has 7",
    ),
    "an open quotation mark": ("MHS001MPI", f'{MPI}\n"RX2,,,,,,\n{ANN}\n', 2, "a quotation mark is never closed"),
    "nobody": ("MHS003AccommStatus", "LocalPatientId,AccommodationType\nRX9,01\n", 2, "no person RX9 in MHS001MPI"),
    "nobody named": (
        "MHS002GP",
        "LocalPatientId,GMPCodeReg\n,F1\n",
        2,
        "no person identifier: LocalPatientId is blank",
    ),
    "an unknown episode": (
        "MHS702CPAReview",
        "CPAEpisodeId,CPAReviewDate\nCPA9,2026-01-01\n",
        2,
        "a review of an unknown episode: no CPA9 in MHS701CPACareEpisode",
    ),
    "no episode": (
        "MHS702CPAReview",
        "CPAEpisodeId,CPAReviewDate\n,2026-01-01\n",
        2,
        "a review of an unknown episode: no (blank) in MHS701CPACareEpisode",
    ),
    "an unknown plan": ("MHS009CarePlanAgreement", "CarePlanID\nPL9\n", 2, "no care plan PL9 in MHS008CarePlanType"),
    "an unknown referral": (
        "MHS102ServiceTypeReferredTo",
        "ServiceRequestId\nSR9\n",
        2,
        "no referral SR9 in MHS101Referral",
    ),
    "no episode reference": ("MHS701CPACareEpisode", "CPAEpisodeId,LocalPatientId\n,RX1\n", 2, "CPAEpisodeId is blank"),
    "an episode otherwise": (
        "MHS701CPACareEpisode",
        "CPAEpisodeId,LocalPatientId,StartDateCPA\nC1,RX1,2026-01-01\nC1,RX1,2026-02-01\n",
        3,
        "C1 was already given on line 2 with other values",
    ),
    "no plan reference": ("MHS008CarePlanType", "CarePlanID,LocalPatientId\n,RX1\n", 2, "CarePlanID is blank"),
    "no referral reference": (
        "MHS101Referral",
        "ServiceRequestId,LocalPatientId\n,RX1\n",
        2,
        "ServiceRequestId is blank",
    ),
    "no coordinator": (
        "MHS006MHCareCoord",
        "LocalPatientId,CareProfLocalId\nRX1,NULL\n",
        2,
        "CareProfLocalId is blank, so it names no coordinator",
    ),
    "no staff code": ("MHS901StaffDetails", "CareProfLocalId,ProfRegBodyCode\n,04\n", 2, "CareProfLocalId is blank"),
}


@pytest.mark.parametrize(("table", "text", "line", "reason"), REJECTED_HEALTH_ROWS.values(), ids=REJECTED_HEALTH_ROWS)
def test_a_row_of_the_trust_that_cannot_be_used_is_rejected_whole(trust, table, text, line, reason):
    assembled = assemble(mhsds=trust(**{table: text}))
    assert rejected(assembled) == [(f"{table}.csv", line, reason)]
    assert assembled.person("RX1").health_ids == ("RX1",)


REJECTED_EVENTS = {
    "no identifier": (
        {"LA Person Unique Identifier": ""},
        "no person identifier: LA Person Unique Identifier is blank",
    ),
    "an unknown type": (
        {"Event Type": "Visit"},
        "Event Type must be Request, Assessment, Service or Review; 'Visit' is not one",
    ),
    "no type": ({"Event Type": ""}, "Event Type must be Request, Assessment, Service or Review; it is blank"),
    "a carer of nobody": (
        {"LA Person Unique Identifier": "LA8", "Client Type": "Carer"},
        "a carer without anybody cared for: Adult 1 Linked Person_ID is blank",
    ),
    "a carer of a stranger": (
        {"LA Person Unique Identifier": "LA8", "Client Type": "Carer", "Adult 1 Linked Person_ID": "LA7"},
        "a carer of LA7, who is nobody in this file",
    ),
}


@pytest.mark.parametrize(("event", "reason"), REJECTED_EVENTS.values(), ids=REJECTED_EVENTS)
def test_an_event_that_cannot_be_used_is_rejected_whole(council, event, reason):
    assembled = assemble(cld=council({}, event))
    assert rejected(assembled) == [("cld.csv", 3, reason)]
    cells = dict(zip(assembled.rejects[0].headings, assembled.rejects[0].cells, strict=True))
    assert cells == dict.fromkeys(CLD.split(","), "") | SERVICE | event
    assert len(assembled) == 1


def test_rejects_are_written_with_every_cell(trust):
    assembled = assemble(mhsds=trust(MHS001MPI=f"{MPI}\n{ANN}\nRX2,,,SW1A, 1AA,1,A,\n"))
    stream = io.StringIO()
    assert write_rejects(assembled.rejects, stream) == 1
    file, line, reason, row = list(csv.reader(io.StringIO(stream.getvalue())))[1]
    assert (file, line, reason) == ("MHS001MPI.csv", "3", "the row has 8 cells where the heading has 7")
    assert '"LocalPatientId": "RX2"' in row
    assert '"cell 8": ""' in row


def test_lines_are_counted_as_an_editor_shows_them(trust):
    text = f'{MPI},Note\n\n"RX1",,,,,,,"two\nlines"\n,9990000018,,,,,,x\n'
    assembled = assemble(mhsds=trust(MHS001MPI=text))
    assert rejected(assembled) == [("MHS001MPI.csv", 5, "no person identifier: LocalPatientId is blank")]


def test_a_quotation_mark_inside_a_cell_costs_nothing(trust):
    text = 'LocalPatientId,GivenName,FamilyName,Telephone\nRX1,Ann "Annie",O"Hara,1\n'
    assembled = assemble(mhsds=trust(demographics=text))
    assert assembled.rejects == []
    assert assembled.person("RX1").fields["family_name"].merged.value == 'O"Hara'


def test_an_id_that_no_system_could_have_is_rejected_whole(trust, council):
    long = "X" * 41
    assembled = assemble(
        mhsds=trust(MHS001MPI=f"{MPI}\n{ANN}\n{ANN.replace('RX1', long)}\n"),
        cld=council({"LA Person Unique Identifier": long}),
    )
    assert [reject.reason for reject in assembled.rejects] == [
        "LocalPatientId is longer than 40 characters", "LA Person Unique Identifier is longer than 40 characters"
    ]  # fmt: skip
