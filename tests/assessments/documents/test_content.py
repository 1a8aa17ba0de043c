"""What each document holds: in which order, of which facts, for whom, and nothing of what the reader does not read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import registry, services
from assessments.documents import catalogue
from assessments.documents.registry import _sections, document_section
from assessments.documents.shapes import Section, Text
from assessments.models import Assessment
from assessments.registry import CarriedAnswer
from tests.assessments.documents.stories import (
    CONTACTS,
    FALLBACK,
    HELPS,
    SIGNS,
    TABLETS,
    a_written_case,
    goal,
    made,
    signed,
    text_of,
    write,
)
from tests.assessments.stories import LATER, a_case, a_shared_case, with_parts
from tests.house import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(house):
    return a_written_case(house, at=NOON)


def titles(document):
    return [section.title for section in document.sections]


class TestMyPlan:
    def test_about_me_comes_first_and_the_rest_in_order(self, house, story):
        document = made(*story, house.coordinator, "my-plan", at=LATER)
        assert titles(document) == [
            "About me", "What matters to me", "In my words", "My goals, and who does what by when", "Who does what",
            "What I pay, and what is free", "Who I can ask about anything", "When we look at this plan again", "Is this agreed?",
            "If things go wrong",
        ]  # fmt: skip
        assert document.sections[-1].new_page

    def test_it_holds_what_the_person_said_and_who_does_what(self, house, story):
        said = text_of(made(*story, house.coordinator, "my-plan", at=LATER))
        for words in (
            "Daf’s plan", "Large print. A text, not a call.", "My dog.\nNobody coming before ten.",
            "I want to work with animals.", "It is too loud", "To keep my flat", "Open the letters together", "21 December 2026",
            "Open Door Homes", "01632 960444", "Jo Price, Marshgate Trust, telephone 01632 960555", "CPA review", SIGNS, HELPS,
            CONTACTS, FALLBACK, "Not yet. This is a draft.",
        ):  # fmt: skip
            assert words in said, words
        assert TABLETS not in said, "the plan is goals and words, not the answers of the assessment"

    def test_goals_that_the_person_no_longer_wants_are_left_out(self, house, story):
        case, assessment = story
        one = assessment.plan.goals.get(words="Fewer tablets")
        services.set_goal_state(goal=one, state="left", by=house.coordinator, at=LATER)
        assert "Fewer tablets" not in text_of(made(case, assessment, house.coordinator, "my-plan", at=LATER))

    def test_a_charity_prints_the_shared_core_and_its_own(self, house, story):
        document = made(*story, house.housing_worker, "my-plan", at=LATER)
        said = text_of(document) + document.footer
        for words in (
            "My dog.",
            "To keep my flat",
            "It is too loud",
            "Open the letters together",
            SIGNS,
            "Open Door Homes",
        ):
            assert words in said, words
        for words in ("tablets", "Review the dose", "Medication", "Evans", "999 000 0018", "CPA review", TABLETS):
            assert words not in said, words
        assert "It is not the whole plan." in said
        assert "More is done by: Marshgate Council, Marshgate Trust." in said
        assert document.footer.startswith("Daf E., C-")

    def test_an_agreed_version_says_when(self, house, story):
        case, assessment = story
        document = made(case, signed(assessment, at=LATER), house.coordinator, "my-plan", at=LATER)
        assert not document.draft
        assert "It was agreed on 23 November 2026." in text_of(document)
        assert document.footer.endswith("Version 1, agreed 23 November 2026")

    def test_easy_read_holds_the_same_facts_a_line_each(self, house, story):
        standard = text_of(made(*story, house.coordinator, "my-plan", at=LATER))
        easy = made(*story, house.coordinator, "my-plan", "easy-read", at=LATER)
        said = text_of(easy)
        for line in ("A quiet room.", "No uniforms at the door.", "Nobody coming before ten.", "Who: Open Door Homes"):
            assert line in said.split("\n"), line
        told = standard.split()
        added = [
            word
            for word in said.replace("Who:", "").replace("By when:", "").replace("Telephone:", "").split()
            if word not in told
        ]
        assert added == []

    def test_nothing_is_printed_under_an_empty_heading(self, house):
        case = a_case(house)
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        for code in ("my-plan", "crisis-page", "cpa", "care-act", "gp-letter"):
            document = made(case, Assessment.objects.get(pk=assessment.pk), house.coordinator, code, at=LATER)
            assert all(section.blocks for section in document.sections), code
            assert "In my words" not in titles(document)


class TestCrisisPage:
    def test_it_holds_signs_help_contacts_and_the_fallback(self, house, story):
        document = made(*story, house.housing_worker, "crisis-page", at=LATER)
        assert document.one_page
        said = text_of(document)
        for words in (SIGNS, HELPS, CONTACTS, FALLBACK, "telephone 01632 960555", "Large print. A text, not a call."):
            assert words in said, words

    def test_without_answers_it_says_so(self, house):
        case = a_case(house)
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        found = Assessment.objects.get(pk=assessment.pk)
        said = text_of(made(case, found, house.coordinator, "crisis-page", at=LATER))
        assert "Nothing is written down yet about what helps in a crisis." in said


class TestDuties:
    def test_the_cpa_view_prints_answers_by_duty(self, house, story):
        document = made(*story, house.coordinator, "cpa", at=LATER)
        assert titles(document)[:2] == ["Care coordination", "A plan made with the person"]
        by_title = {section.title: section for section in document.sections}
        medication = by_title["Medication and side effects"]
        assert medication.source == "Refocusing 2008 (headings): medication including side-effects"
        assert medication.blocks[0].rows[0].text == TABLETS
        assert medication.blocks[0].rows[0].source == "Jo Price, Trust, 23 November 2026"
        assert {"Risk", "Crisis plan", "Contingency plan", "Needs", "The care plan", "Reviews"} <= set(by_title)
        assert "Consider an advocate" in by_title["Not answered yet"].blocks[0].text
        said = text_of(document)
        for words in ("Born: 9 March 1984", "NHS number: 999 000 0018", "The need behind it: Letters", "They scare me"):
            assert words in said, words

    def test_the_care_act_view_is_the_written_record_and_the_plan(self, house, story):
        document = made(*story, house.social_worker, "care-act", at=LATER)
        sources = {section.title: section.source for section in document.sections}
        assert sources["The record of the assessment"] == "Care Act 2014 s9, s12(3) and (4)"
        assert sources["Outcome a, nutrition"] == "Elig15 reg 2(2)(a)"
        assert sources["The needs that were found"] == "Care Act 2014 s25(1)(a)"
        assert sources["How needs will be met, and by whom"] == "Care Act 2014 s25(1)(c), (d)"
        said = text_of(document)
        for words in ("With prompting", "Unmet", "He leaves them", "Open the letters together", "Care Act review"):
            assert words in said, words

    def test_a_document_of_a_framework_that_was_not_asked_is_not_offered(self, house, story):
        case, assessment = story
        Assessment.objects.filter(pk=assessment.pk).update(frameworks={"cpa-2008": "1"})
        assessment.refresh_from_db()
        assert [kind.code for kind in catalogue.offered(assessment)] == ["my-plan", "crisis-page", "cpa", "gp-letter"]


class TestLetter:
    def test_it_goes_to_the_practice_that_is_recorded(self, house, story):
        document = made(*story, house.coordinator, "gp-letter", at=LATER)
        assert document.opening == ("From: Marshgate Trust", "To: Tŷ Newydd Surgery", "23 November 2026")
        assert document.closing == ("Yours sincerely", "Jo Price", "Care coordinator", "Marshgate Trust")
        said = text_of(document)
        for words in (TABLETS, CONTACTS, "The plan so far", "To keep my flat", "CPA review", "telephone 01632 960555"):
            assert words in said, words
        assert "Not now" not in said, "risk answers are not in the letter"

    def test_what_is_not_recorded_is_said(self, house):
        case = with_parts(house, a_case(house), ("assessment", "trust"))
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
        document = made(case, Assessment.objects.get(pk=assessment.pk), house.coordinator, "gp-letter", at=LATER)
        assert "To: The GP practice (not recorded yet)" in document.opening
        assert "No medication is recorded in this assessment." in text_of(document)


def test_what_nobody_confirmed_is_printed_with_its_source_and_says_so(house):
    case = a_shared_case(house)

    def bring(case, at):
        source = {"source_text": "Trust, plan of 1 May 2026", "organisation_id": house.trust.pk}
        return [
            CarriedAnswer(item="crisis.signs", value="Paces at night", **source),
            CarriedAnswer(item="medication.list", value=TABLETS, **source),
        ]

    registry.carried_in(bring)
    try:
        assessment = services.start(case=case, by=house.coordinator, at=NOON)
    finally:
        registry._carried_in.remove(bring)
    found = Assessment.objects.get(pk=assessment.pk)
    for code in ("my-plan", "crisis-page", "cpa", "gp-letter"):
        said = text_of(made(case, found, house.coordinator, code, at=LATER))
        assert "Paces at night\nTrust, plan of 1 May 2026. Not confirmed yet." in said, code
    said = text_of(made(case, found, house.coordinator, "my-plan", "easy-read", at=LATER))
    assert "Paces at night\nTrust, plan of 1 May 2026.\nNot confirmed yet." in said


class TestHook:
    @pytest.fixture
    def determination(self):
        given = {"section": None}

        @document_section("care-act", 45)
        def section(record):
            return given["section"]

        yield given
        _sections["care-act"] = [row for row in _sections["care-act"] if row[1] is not section]

    def test_a_section_of_another_part_joins_in_its_place(self, house, story, determination):
        determination["section"] = Section("The determination", (Text("Eligible."),), source="Care Act 2014 s13(1)")
        order = titles(made(*story, house.social_worker, "care-act", at=LATER))
        place = order.index("The determination")
        assert order[place - 1 : place + 2] == [
            "The needs that were found", "The determination", "How needs will be met, and by whom"
        ]  # fmt: skip

    @pytest.mark.parametrize("nothing", [None, (), Section("The determination", ())])
    def test_with_nothing_to_say_there_is_no_heading(self, house, story, determination, nothing):
        determination["section"] = nothing
        assert "The determination" not in titles(made(*story, house.social_worker, "care-act", at=LATER))

    def test_the_same_section_hung_twice_is_printed_once(self, house, story, determination):
        determination["section"] = Section("Twice", (Text("Once."),))
        function = _sections["care-act"][-1][1]
        hung = next(function for order, function in _sections["care-act"] if order == 45)
        document_section("care-act", 45)(hung)
        assert function is _sections["care-act"][-1][1]
        assert titles(made(*story, house.social_worker, "care-act", at=LATER)).count("Twice") == 1


def test_the_questions_to_the_database_do_not_grow_with_the_record(house, story):
    case, assessment = story

    def asked(code):
        with CaptureQueriesContext(connection) as queries:
            made(case, assessment, house.coordinator, code, at=LATER)
        return len(queries)

    for code in catalogue.KINDS:
        asked(code)
    before = {code: asked(code) for code in catalogue.KINDS}
    for number in range(3):
        goal(house, case, assessment, "housing", f"Goal {number}", "Do it", at=NOON)
    write(
        house,
        assessment,
        "money",
        at=LATER,
        words="Never enough",
        **{"money.income": "Benefits", "money.debts": "Rent"},
    )
    services.add_need(
        assessment=assessment, domain=house.domain("money"), text="Rent", level="unmet", by=house.coordinator, at=LATER
    )
    assert {code: asked(code) for code in catalogue.KINDS} == before
    assert max(before.values()) < 40
