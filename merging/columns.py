"""The tables and columns that are read, under the data sets' own names, with the names of other versions beside them."""

from merging.tables import Columns


def of(*wanted, needed, aliases=None):
    return Columns(wanted, (needed,) if isinstance(needed, str) else needed, aliases or {})


# By the number in the name of the table, so MHS102OtherServiceType (version 6) is read as MHS102ServiceTypeReferredTo.
PERSON = "001"
DEMOGRAPHICS = "demographics"
EPISODE_ALIASES = {"UniqCPAEpisodeID": "CPAEpisodeId"}
PLAN_ALIASES = {"UniqCarePlanID": "CarePlanID"}
REFERRAL_ALIASES = {"UniqServReqID": "ServiceRequestId"}

MHSDS = {
    "000": of(
        "OrgIDProvider", "ReportingPeriodStartDate", "ReportingPeriodEndDate", "DateTimeDatSetCreate",
        needed="ReportingPeriodEndDate",
    ),
    PERSON: of(
        "LocalPatientId", "OrgIDLocalPatientId", "NHSNumber", "PersonBirthDate", "Postcode", "Gender", "GenderIDCode",
        "EthnicCategory", "LanguageCodePreferred", "PersDeathDate",
        needed="LocalPatientId",
        aliases={"EthnicCategory2021": "EthnicCategory"},
    ),
    DEMOGRAPHICS: of("LocalPatientId", "GivenName", "FamilyName", "Telephone", needed="LocalPatientId"),
    "002": of(
        "LocalPatientId", "GMPCodeReg", "StartDateGMPRegistration", "EndDateGMPRegistration",
        needed="LocalPatientId",
        aliases={"GMPReg": "GMPCodeReg"},
    ),
    "003": of(
        "LocalPatientId", "AccommodationType", "AccommodationTypeDate",
        needed="LocalPatientId",
        aliases={"AccommodationStatusCode": "AccommodationType", "AccommodationStatusDate": "AccommodationTypeDate"},
    ),
    "004": of("LocalPatientId", "EmployStatus", "EmployStatusRecDate", needed="LocalPatientId"),
    "006": of(
        "LocalPatientId", "CareProfLocalId", "CareProfServOrTeamTypeAssoc", "StartDateAssCareCoord",
        "EndDateAssCareCoord",
        needed=("LocalPatientId", "CareProfLocalId"),
    ),
    "008": of(
        "CarePlanID", "LocalPatientId", "CarePlanTypeMH", "CarePlanCreatDate", "CarePlanLastUpdateDate",
        "CarePlanImplementDate",
        needed=("CarePlanID", "LocalPatientId"),
        aliases=PLAN_ALIASES,
    ),
    "009": of(
        "CarePlanID", "CarePlanContentAgreedBy", "CarePlanContentAgreedDate", "FamilyCarePlanIndicator",
        "NoFamilyCarePlanReason",
        needed="CarePlanID",
        aliases=PLAN_ALIASES,
    ),
    "101": of(
        "ServiceRequestId", "LocalPatientId", "OrgIDComm", "ReferralRequestReceivedDate", "SourceOfReferralMH",
        "PrimReasonReferralMH", "ServDischDate",
        needed=("ServiceRequestId", "LocalPatientId"),
        aliases=REFERRAL_ALIASES,
    ),
    "102": of(
        "ServiceRequestId", "CareProfTeamLocalId", "ServTeamTypeRefToMH", "ReferClosureDate",
        needed="ServiceRequestId",
        aliases=REFERRAL_ALIASES,
    ),
    "401": of(
        "MHActLegalStatusClassPeriodId", "LocalPatientId", "LegalStatusCode", "StartDateMHActLegalStatusClass",
        "EndDateMHActLegalStatusClass",
        needed=("LocalPatientId", "LegalStatusCode"),
        aliases={"UniqMHActEpisodeID": "MHActLegalStatusClassPeriodId"},
    ),
    "701": of(
        "CPAEpisodeId", "LocalPatientId", "StartDateCPA", "EndDateCPA",
        needed=("CPAEpisodeId", "LocalPatientId"),
        aliases=EPISODE_ALIASES,
    ),
    "702": of(
        "CPAEpisodeId", "CPAReviewDate", "CareProfLocalId",
        needed=("CPAEpisodeId", "CPAReviewDate"),
        aliases=EPISODE_ALIASES,
    ),
    "901": of("CareProfLocalId", "ProfRegBodyCode", "CareProfJobRoleCode", needed="CareProfLocalId"),
}  # fmt: skip

CLD = of(
    "LA Code", "Reporting Period End Date", "NHS Number", "LA Person Unique Identifier", "First Name", "Last Name",
    "GP Practice Code", "Gender", "Ethnicity", "Date of Birth", "Date of Death", "Client Type", "Primary Support Reason",
    "Postcode", "Accommodation Status", "Employment Status", "Has Unpaid Carer", "Autism Spectrum Disorder (ASD)",
    "Visual Impairment", "Hearing Impairment", "Dementia", "Client Funding Status", "Event Type", "Event Reference",
    "Event Start Date", "Event End Date", "Event Description", "Event Outcome", "Request: Route of Access",
    "Assessment Type", "Eligible Needs Identified", "Method of Assessment", "Total Hrs Caring per week",
    "Adult 1 Linked Person_ID", "Adult 2 Linked Person_ID", "Adult 3 Linked Person_ID", "Service Type",
    "Service Component", "Delivery Mechanism", "Provider CQC Location Name", "Provider CQC Location ID",
    "Review Reason", "Review Outcomes Achieved", "Method of Review", "Unit Cost", "Cost Frequency (Unit Type)",
    "Planned units per week",
    needed=("LA Person Unique Identifier", "Event Type"),
    aliases={"Autism Spectrum Disorder": "Autism Spectrum Disorder (ASD)", "Cost Frequency": "Cost Frequency (Unit Type)"},
)  # fmt: skip
