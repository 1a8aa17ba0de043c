"""The PDFs read back: every page marked and numbered, the letters of names, one sheet for the crisis page, language and title."""

from dataclasses import replace

import pytest

from assessments.documents import pdf
from assessments.documents.shapes import Document, Fact, Facts, Items, Quote, Section, Table, Text
from tests.assessments.documents.reading import Read

LONG = "He rings his sister and waits for her. " * 30


def a_document(*sections, **more):
    given = {
        "code": "my-plan", "variant": "standard", "title": "Łukasz Nguyễn’s plan", "lead": ("Version 2.",),
        "facts": (Fact("Reference", "C-7"),), "sections": sections, "footer": "Łukasz Nguyễn, C-7. Version 2, draft, not agreed",
        "author": "Marshgate Together", "draft": True,
    } | more  # fmt: skip
    return Document(**given)


EVERYTHING = Section(
    "Everything", source="Care Act 2014 s9",
    blocks=(
        Text("A line & another <b>."), Quote("My dog.\nMy sister.", "Daf, 3 May", "About home"),
        Facts((Fact("Who?", "Jo", "Jo Price, Trust"),)), Items(("One", "Two")),
        Table("Who does what", ("What", "Who", "By when"), (("Letters", "Open Door", "3 May"),)),
    ),
)  # fmt: skip


@pytest.mark.parametrize("variant", ["standard", "large-print", "easy-read"])
def test_everything_of_a_document_is_in_its_pdf(variant):
    read = Read(pdf.build(a_document(EVERYTHING, variant=variant)))
    for words in (
        "Łukasz Nguyễn’s plan", "Version 2.", "Reference: C-7", "Everything", "Care Act 2014 s9", "A line & another <b>.",
        "My dog.", "My sister.", "Daf, 3 May", "About home", "Who?", "Jo Price, Trust", "One", "Two", "Letters", "Open Door",
        "accessible copy of this PDF",
    ):  # fmt: skip
        assert words in read.text, words


@pytest.mark.parametrize("variant", ["standard", "large-print", "easy-read"])
def test_every_page_says_draft_who_it_is_about_and_which_page_it_is(variant):
    section = Section("Long", tuple(Text(LONG) for _ in range(12)))
    read = Read(pdf.build(a_document(section, variant=variant)))
    assert len(read.pages) > 1
    for number, page in enumerate(read.pages, start=1):
        assert "Draft, not agreed" in page.split("Łukasz")[0]
        assert "Łukasz Nguyễn, C-7. Version 2" in page
        assert f"Page {number} of {len(read.pages)}" in page


def test_an_agreed_version_is_not_marked():
    assert "Draft" not in Read(pdf.build(a_document(EVERYTHING, draft=False, footer="C-7. Version 2, agreed"))).text


def test_the_file_says_its_title_language_author_and_headings():
    read = Read(pdf.build(a_document(EVERYTHING)))
    assert b"/Lang (en-GB)" in read.catalog
    assert b"/Author (Marshgate Together)" in read.info
    assert b"accessible copy" in read.info
    assert any(b"/Title (Everything)" in body for body in read.objects.values())
    assert any(b"/DisplayDocTitle true" in body for body in read.objects.values())


def test_no_letter_comes_from_a_font_that_is_not_in_the_file():
    read = Read(pdf.build(a_document(EVERYTHING)))
    used = [body for body in read.objects.values() if b"/Type /Font\n" in body or b"/Type /Font " in body]
    named = [body for body in used if b"/ToUnicode" not in body]
    assert len(used) == 3
    assert len(named) == 1, "Helvetica stands in every file of reportlab; nothing is written in it"


def test_a_letter_that_cannot_be_shown_is_marked_and_the_reader_is_told():
    read = Read(pdf.build(a_document(Section("Words", (Quote("Олена"),)))))
    assert "◊◊◊◊◊" in read.text
    assert "stands for a letter that this PDF cannot show" in read.text.replace("\n", " ")
    assert "cannot show" not in Read(pdf.build(a_document(EVERYTHING))).text


@pytest.mark.parametrize("lines", [1, 4, 9])
def test_a_crisis_page_of_the_usual_length_is_one_sheet(lines):
    asked = ("How can others tell?", "What helps?", "Who should be called?", "What if the plan fails?")
    answer = "\n".join(["Rings nobody and sleeps in the day, and the curtains stay shut until somebody comes."] * lines)
    section = Section("If things go wrong", (Facts(tuple(Fact(question, answer) for question in asked)),))
    read = Read(pdf.build(a_document(section, one_page=True)))
    assert len(read.pages) == 1
    assert "Continues" not in read.text


def test_a_crisis_page_that_is_longer_says_that_it_goes_on():
    section = Section("If things go wrong", tuple(Text(LONG) for _ in range(8)))
    read = Read(pdf.build(a_document(section, one_page=True)))
    assert len(read.pages) == 2
    assert "Continues on page 2. Page 1 of 2" in read.pages[0]
    assert "Continues" not in read.pages[1]


def test_nothing_of_an_answer_as_long_as_the_form_allows_is_lost():
    words = " ".join(f"word{number}" for number in range(1100))
    section = Section(
        "Long", (Facts((Fact("Q?", words),)), Quote(words), Table("T", ("A", "B"), ((words, words), ("end", "there"))))
    )
    for variant in ("standard", "large-print"):
        text = Read(pdf.build(a_document(section, variant=variant))).text
        assert text.count("word1099") == 4
        assert "there" in text


def test_a_crisis_section_begins_a_page():
    first, second = Section("First", (Text("A"),)), Section("Crisis", (Text("B"),), new_page=True)
    assert len(Read(pdf.build(a_document(first, second))).pages) == 2
    assert len(Read(pdf.build(a_document(replace(second)))).pages) == 1
