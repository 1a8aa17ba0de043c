"""How fields, sources and decisions read on pages. Words only."""

import datetime

from django.conf.locale import LANG_INFO

from cases.numbers import spaced
from design.words import long_date
from merging.records import HEALTH

LABELS = {
    "given_name": "First name",
    "family_name": "Last name",
    "date_of_birth": "Born",
    "gender": "Gender",
    "ethnicity": "Ethnicity",
    "postcode": "Postcode",
    "accommodation": "Lives in",
    "employment": "Work",
    "gp_practice": "GP practice",
    "nhs_number": "NHS number",
    "telephone": "Telephone",
    "language": "Language",
    "date_of_death": "Died",
    "support_reason": "Why social care helps",
    "has_unpaid_carer": "Has an unpaid carer",
    "autism": "Autism",
    "visual_impairment": "Sight",
    "hearing_impairment": "Hearing",
    "dementia": "Dementia",
    "funding": "Funding",
}

#: "Two records disagree about …"
ABOUT = {
    "accommodation": "where {name} lives",
    "employment": "{name}’s work",
    "ethnicity": "{name}’s ethnicity",
    "date_of_birth": "when {name} was born",
    "postcode": "{name}’s postcode",
}


def shown(name, text):
    """A stored value in words: days long, NHS numbers in groups, languages (ISO 639-1) by name."""
    if name in ("date_of_birth", "date_of_death"):
        try:
            return long_date(datetime.date.fromisoformat(text))
        except ValueError:
            return text
    if name == "language":
        return LANG_INFO.get(text.strip().lower(), {}).get("name") or text
    return spaced(text) if name == "nhs_number" else text


def source_line(value):
    """Where a value is from: "Council, 3 April 2026"; the local id it came with where no day is known."""
    place = value.organisation.short_name
    return f"{place}, {long_date(value.recorded_on)}" if value.recorded_on else place


def carried_line(value):
    """As it stands under a question of the assessment: "Council, record of 3 April 2026"."""
    record = "extract" if value.source == HEALTH else "record"
    day = f" of {long_date(value.recorded_on)}" if value.recorded_on else ""
    return f"{value.organisation.short_name}, {record}{day}"
