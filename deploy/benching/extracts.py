"""Invented pairs of extracts of any size, for speed and for properties. Every NHS number is 999, which nobody has."""

import csv
import datetime
import random

from merging.values import has_valid_check_digit

PERIOD_END = datetime.date(2026, 10, 31)
CLD_HEADINGS = (
    "LA Code", "Reporting Period Start Date", "Reporting Period End Date", "NHS Number", "LA Person Unique Identifier",
    "First Name", "Last Name", "GP Practice Code", "Gender", "Ethnicity", "Date of Birth", "Date of Death", "Client Type",
    "Primary Support Reason", "Postcode", "Accommodation Status", "Employment Status", "Event Type", "Event Reference",
    "Event Start Date", "Event End Date", "Event Outcome", "Service Type", "Service Component",
)  # fmt: skip


def nhs_numbers():
    """Valid numbers of the range that is never issued, in ascending order."""
    for first_nine in range(999_000_001, 1_000_000_000):
        for digit in range(10):
            if has_valid_check_digit(f"{first_nine}{digit}"):
                yield f"{first_nine}{digit}"
                break


def _write(path, headings, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)


def write_pair(directory, size, *, seed=1, moved=0):
    """Write `mhsds/` and `cld.csv` with `size` people each, every one known to both sides by the same number.

    The first ``moved`` of them have moved house, as both sides say: a later extract of the same people.
    """
    choose = random.Random(seed)
    (directory / "mhsds").mkdir(parents=True, exist_ok=True)
    people, numbers = [], nhs_numbers()
    for n in range(size):
        birth = datetime.date(1940, 1, 1) + datetime.timedelta(days=choose.randrange(22_000))
        started = PERIOD_END - datetime.timedelta(days=choose.randrange(30, 2_000))
        area = "M" if n < moved else "SW"
        postcode = f"{area}{n % 20 + 1} {n % 9}{chr(65 + n % 26)}{chr(65 + n // 26 % 26)}"
        people.append((n, next(numbers), birth.isoformat(), postcode, choose.choice("12"), started))
    tables = {
        "MHS000Header": (
            "DatSetVer,OrgIDProvider,ReportingPeriodStartDate,ReportingPeriodEndDate",
            [("5.0", "RXX", "2026-10-01", "2026-10-31")],
        ),
        "MHS001MPI": (
            "LocalPatientId,OrgIDLocalPatientId,NHSNumber,PersonBirthDate,Postcode,Gender,EthnicCategory,PersDeathDate",
            ((f"RX{n:06}", "RXX", number, birth, code, sex, "A", "") for n, number, birth, code, sex, _ in people),
        ),
        "MHS003AccommStatus": (
            "LocalPatientId,AccommodationType,AccommodationTypeDate",
            ((f"RX{n:06}", "01", started) for n, *_, started in people),
        ),
        "MHS004EmpStatus": (
            "LocalPatientId,EmployStatus,EmployStatusRecDate",
            ((f"RX{n:06}", "08", started) for n, *_, started in people),
        ),
        "MHS006MHCareCoord": (
            "LocalPatientId,CareProfLocalId,CareProfServOrTeamTypeAssoc,StartDateAssCareCoord,EndDateAssCareCoord",
            ((f"RX{n:06}", f"CP{n % 40:05}", "A06", started, "") for n, *_, started in people),
        ),
        "MHS008CarePlanType": (
            "CarePlanID,LocalPatientId,CarePlanTypeMH,CarePlanCreatDate,CarePlanLastUpdateDate,CarePlanImplementDate",
            ((f"PL{n}", f"RX{n:06}", "10", started, started, started) for n, *_, started in people),
        ),
        "MHS101Referral": (
            "ServiceRequestId,LocalPatientId,OrgIDComm,ReferralRequestReceivedDate",
            ((f"SR{n}", f"RX{n:06}", "99X", started) for n, *_, started in people),
        ),
        "MHS701CPACareEpisode": (
            "CPAEpisodeId,LocalPatientId,StartDateCPA,EndDateCPA",
            ((f"CPA{n}", f"RX{n:06}", started, "") for n, *_, started in people),
        ),
        "MHS702CPAReview": (
            "CPAEpisodeId,CPAReviewDate,CareProfLocalId",
            ((f"CPA{n}", started + datetime.timedelta(days=20), f"CP{n % 40:05}") for n, *_, started in people),
        ),
    }
    for name, (headings, rows) in tables.items():
        _write(directory / "mhsds" / f"{name}.csv", headings.split(","), rows)
    _write(directory / "cld.csv", CLD_HEADINGS, _events(people))
    return directory


def _events(people):
    for n, number, birth, postcode, sex, started in people:
        person = (
            "398", "2025-10-01", "2026-10-31", number, f"LA{n:06}", f"Given{n % 300}", f"Family{n % 500}", f"F{n % 900:05}",
            "Male" if sex == "1" else "Female", "White", birth, "", "Service User", "Mental Health Support", postcode,
            "Owner occupier or shared ownership scheme", "Not in Paid Employment (not actively seeking work / retired)",
        )  # fmt: skip
        day = started.isoformat()
        yield (*person, "Request", f"LA{n}-1", day, day, "Progress to Assessment", "", "")
        yield (*person, "Assessment", f"LA{n}-2", day, day, "Progress to Support Planning / Services", "", "")
        yield (*person, "Service", f"LA{n}-3", day, "", "", "Long Term Support: Community", "Meals")
        yield (*person, "Review", f"LA{n}-4", day, day, "No change in package", "", "")
