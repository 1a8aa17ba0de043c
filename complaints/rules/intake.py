"""What must be known before a complaint is written down, and what cannot be true. One sentence for each field."""

import datetime
from dataclasses import dataclass

LATEST_WRITTEN_DOWN = datetime.timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementDraft:
    """One thing the complaint is about, as it was taken down."""

    words: str
    about_on: datetime.date | None
    domain: object = None
    severity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complainant:
    """Who complains, how to reach them, and why they may act where it is for somebody else (CR09 reg 5)."""

    name: str
    contact: str
    relation: str
    acts_because: str = ""
    acts_checked: str = ""


def element_problems(words, about_on, received_on):
    """Field -> sentence for one element. A day after the complaint was received cannot be what it is about."""
    problems = {}
    if not words.strip():
        problems["words"] = "Write what this part is about"
    if about_on is None:
        problems["about_on"] = (
            "Enter the day it happened, or the first day. It is how we find who was responsible. "
            "If they are not sure, enter the nearest day they can say"
        )
    elif received_on is not None and about_on > received_on:
        problems["about_on"] = "The day it happened must be on or before the day the complaint was received"
    return problems


def problems(*, title, words, complainant, received_on, today, elements, noticed_on=None):
    """Field -> sentence for everything that is missing or cannot be. Empty: it can be taken.

    Keys of elements are ``elements-0-about_on``. A complaint older than twelve months is no problem here: it is taken,
    and the body decides afterwards whether to accept it.
    """
    found = _about_the_complainant(complainant) | _about_the_days(received_on, noticed_on, today)
    if not words.strip():
        found["words"] = "Write what they said, in their own words"
    if not title.strip():
        found["title"] = "Say in a few words what it is about, without names"
    if not elements:
        found["elements"] = "Write at least one thing the complaint is about"
    for position, element in enumerate(elements):
        for field, sentence in element_problems(element.words, element.about_on, received_on).items():
            found[f"elements-{position}-{field}"] = sentence
    return found


def _about_the_complainant(complainant):
    found = {}
    if not complainant.name.strip():
        found["complainant_name"] = "Enter the name of the person who complains"
    if not complainant.contact.strip():
        found["complainant_contact"] = "Enter how they want to be reached: we must acknowledge within 3 working days"
    if not complainant.relation:
        found["relation"] = "Choose who complains"
    if complainant.relation == "representative":
        if not complainant.acts_because:
            found["acts_because"] = "Choose why they may act for the person"
        if not complainant.acts_checked.strip():
            found["acts_checked"] = "Write what you saw or heard that allows them to act"
    return found


def _about_the_days(received_on, noticed_on, today):
    found = {}
    if received_on is None:
        found["received_on"] = "Enter the day the complaint was received"
    elif received_on > today:
        found["received_on"] = "The day it was received must be today or before"
    elif received_on < today - LATEST_WRITTEN_DOWN:
        found["received_on"] = "The day it was received must be within the last 12 months. Check the year"
    if noticed_on is not None and received_on is not None and noticed_on > received_on:
        found["noticed_on"] = "The day they came to know of it must be on or before the day they complained"
    return found
