"""Easy read: one idea a line, and the same facts: no word is added to what people said, and none is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.documents.easy import easy, sentences
from assessments.documents.shapes import Document, Fact, Facts, Items, Quote, Section, Table, Text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("My dog. Being near my sister.", ["My dog.", "Being near my sister."]),
        ("Is it loud? Yes! Very.", ["Is it loud?", "Yes!", "Very."]),
        ("Dr. Hughes, on Mondays. Then Jo.", ["Dr. Hughes, on Mondays.", "Then Jo."]),
        ("Ask J. Price. He knows.", ["Ask J. Price.", "He knows."]),
        ("1. Bethan, 01632 960111\n2. Crisis line", ["1. Bethan, 01632 960111", "2. Crisis line"]),
        ("Born in 1984. Ring 01632 960111. Wait.", ["Born in 1984.", "Ring 01632 960111.", "Wait."]),
        ("No full stop", ["No full stop"]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_a_text_is_told_a_sentence_a_line(text, lines):
    assert list(sentences(text)) == lines


@given(st.text(alphabet="ab.!? \n1J’“", max_size=80))
def test_nothing_is_added_and_nothing_is_lost(text):
    assert " ".join(sentences(text)).split() == text.split()


def test_every_kind_of_block_is_told_in_lines():
    section = Section(
        "Goals",
        (
            Text("Not yet. A draft."),
            Quote("My flat. Quiet.", "Daf, 3 May", "Goal 1"),
            Facts((Fact("Who?", "Jo. Or Kit.", "Council. Not confirmed yet."),)),
            Items(("One. Two.",)),
            Table("Who", ("What", "Who", "Is it done?"), (("Letters", "Open Door", "To do"),)),
        ),
        source="Some Act s1",
    )
    document = Document(
        "my-plan", "easy-read", "Plan", ("Version 1. Printed today.",), (), (section,), "foot", "P", True
    )
    told = easy(document)
    assert told.lead == ("Version 1.", "Printed today.")
    assert told.sections[0].source == ""
    assert told.sections[0].blocks == (
        Text("Not yet."),
        Text("A draft."),
        Text("Goal 1", True),
        Items(("My flat.", "Quiet.")),
        Text("Who?", True),
        Items(("Jo.", "Or Kit.", "Council.", "Not confirmed yet.")),
        Items(("One.", "Two.")),
        Text("Letters", True),
        Items(("Who: Open Door", "Is it done? To do")),
    )
