"""My plan and the crisis page: for the person, in the order of the personalised care and support plan, About me first
(DAPB4022; domain-facts 7.3). The crisis page holds what a crisis plan must: early signs, what helps, whom to call, wishes, and
what happens if part of the plan fails (Refocusing 2008).
"""

from assessments.documents.common import answered, crisis_blocks, goal_blocks, helpers, review, said, said_by
from assessments.documents.registry import document_section
from assessments.documents.shapes import Fact, Facts, Quote, Section, Text, fact, facts
from design.words import long_date

MY_PLAN, CRISIS_PAGE = "my-plan", "crisis-page"
#: Sections that My plan shows in a place of their own.
_OWN_PLACE = frozenset({"about-me", "communication", "crisis"})


@document_section(MY_PLAN, 10)
def about_me(record):
    """How they like to be called and how to talk with them."""
    person = record.case.person
    rows = facts(
        Fact("I like to be called", record.called),
        fact("When you write to me or talk with me", person.communication_needs),
        *record.told(item.code for item in _items(record, "communication")),
    )
    return Section("About me", rows + said(record, "communication"))


@document_section(MY_PLAN, 20)
def what_matters(record):
    """What matters to the person: their words on the record, then those of the assessment and its answers."""
    person = record.case.person
    blocks = ()
    if person.what_matters:
        written = f", {long_date(person.what_matters_at)}" if person.what_matters_at else ""
        blocks = (Quote(person.what_matters, f"{record.called}{written}"),)
    return Section("What matters to me", blocks + said(record, "about-me") + answered(record, "about-me"))


@document_section(MY_PLAN, 30)
def in_my_words(record):
    """The person's words about every other section, in the order of the assessment."""
    blocks = [
        Quote(record.words[section.code].words, said_by(record, record.words[section.code]), section.name)
        for section in record.form.sections
        if section.code in record.words and section.code not in _OWN_PLACE
    ]
    return Section("In my words", tuple(blocks))


@document_section(MY_PLAN, 40)
def my_goals(record):
    """Goals in the person's words, with who does what by when."""
    return Section("My goals, and who does what by when", goal_blocks(record))


@document_section(MY_PLAN, 50)
def who_helps(record):
    """Who does what for the person, and how to reach them."""
    return helpers(record, "Who does what")


@document_section(MY_PLAN, 60)
def my_coordinator(record):
    """Who coordinates: the one to ask about anything."""
    return Section("Who I can ask about anything", (Text(f"{record.coordinator_line}."),))


@document_section(MY_PLAN, 70)
def my_review(record):
    """When the plan is looked at again."""
    return review(record, "When we look at this plan again")


@document_section(MY_PLAN, 75)
def is_it_agreed(record):
    """Whether this version is agreed, as far as it is recorded."""
    if record.is_draft:
        return Section("Is this agreed?", (Text("Not yet. This is a draft."),))
    return Section("Is this agreed?", (Text(f"Yes. It was agreed on {long_date(record.assessment.signed_at)}."),))


@document_section(MY_PLAN, 80)
def if_things_go_wrong(record):
    """The crisis page, on a page of its own."""
    return Section("If things go wrong", crisis_blocks(record), new_page=True)


@document_section(CRISIS_PAGE, 10)
def the_crisis_page(record):
    """Everything of the crisis section, and who coordinates."""
    blocks = crisis_blocks(record)
    if not blocks:
        blocks = (Text("Nothing is written down yet about what helps in a crisis."),)
    return Section("If things go wrong", blocks)


@document_section(CRISIS_PAGE, 20)
def how_to_talk(record):
    """What somebody who meets the person for the first time must know to talk with them."""
    person = record.case.person
    rows = facts(Fact("I like to be called", record.called), fact("When you talk with me", person.communication_needs))
    return Section("About me", rows)


@document_section(CRISIS_PAGE, 30)
def who_coordinates(record):
    """Who coordinates, and how to reach them."""
    return Section("Care coordinator", (Facts((Fact("Name", record.coordinator_line),)),))


def _items(record, code):
    section = record.section(code)
    return section.items if section else ()
