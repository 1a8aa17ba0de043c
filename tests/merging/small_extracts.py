"""Headings and one ordinary row of each side, to spoil in tests."""

MPI = "LocalPatientId,NHSNumber,PersonBirthDate,Postcode,Gender,EthnicCategory,PersDeathDate"
HEADER = "OrgIDProvider,ReportingPeriodStartDate,ReportingPeriodEndDate\nRXX,2026-10-01,2026-10-31\n"
ANN = "RX1,9990000018,1980-02-01,SW1A 1AA,2,A,"
CLD = (
    "LA Code,Reporting Period End Date,NHS Number,LA Person Unique Identifier,Gender,Date of Birth,Date of Death,"
    "Client Type,Primary Support Reason,Postcode,Event Type,Event Reference,Event Start Date,Event End Date,"
    "Adult 1 Linked Person_ID,Adult 2 Linked Person_ID"
)
SERVICE = {
    "LA Code": "398",
    "Reporting Period End Date": "2026-10-31",
    "NHS Number": "9990000018",
    "LA Person Unique Identifier": "LA1",
    "Gender": "Female",
    "Date of Birth": "1980-02-01",
    "Client Type": "Service User",
    "Primary Support Reason": "Mental Health Support",
    "Postcode": "SW1A 1AA",
    "Event Type": "Service",
    "Event Reference": "E1",
    "Event Start Date": "2026-01-05",
}


def rejected(assembled):
    return [(each.file, each.line, each.reason) for each in assembled.rejects]


def warned(assembled):
    return [str(each) for each in assembled.warnings]
