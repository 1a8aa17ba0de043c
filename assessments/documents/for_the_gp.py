"""The letter to the GP: who, what was agreed, medication as recorded, crisis contacts, the next review, who coordinates.

A care coordinator sends the plan to the person, the GP and the partners (domain-facts 1.6). The practice is the answer to
``physical-health.practice``; a letter without one says so.
"""

from assessments.documents.common import crisis_blocks, goal_blocks, review
from assessments.documents.registry import document_section
from assessments.documents.shapes import Section, Text, facts

GP_LETTER = "gp-letter"
PRACTICE = "physical-health.practice"
_MEDICATION = ("medication.list", "medication.effects", "medication.reviewed-on", "medication.wishes")


def practice(record):
    """The GP practice as it is recorded, or "" where it is not known or the worker does not read it."""
    line = record.answer(PRACTICE)
    return line.text if line else ""


@document_section(GP_LETTER, 10)
def what_it_is(record):
    """Why the practice gets this letter."""
    state = "This is a draft: it is not agreed yet." if record.is_draft else "It was agreed with them."
    text = f"This is what is planned with {record.called} for their care across services. {state}"
    return Section("Dear colleague", (Text(text),))


@document_section(GP_LETTER, 20)
def what_was_agreed(record):
    """Goals, and who does what by when."""
    return Section("The plan so far" if record.is_draft else "What was agreed", goal_blocks(record))


@document_section(GP_LETTER, 30)
def medication(record):
    """Medication as it stands in the record; silence would read as none."""
    blocks = facts(*record.answers_to(_MEDICATION))
    return Section("Medication as recorded", blocks or (Text("No medication is recorded in this assessment."),))


@document_section(GP_LETTER, 40)
def crisis(record):
    """Signs, what helps and whom to call."""
    return Section("In a crisis", crisis_blocks(record))


@document_section(GP_LETTER, 50)
def next_review(record):
    """When the plan is looked at again."""
    return review(record, "Next review")


@document_section(GP_LETTER, 60)
def coordinates(record):
    """Whom the practice may ring."""
    return Section("Who coordinates", (Text(f"{record.coordinator_line}."),))
