"""The letters of the PDF: names as people write them, and what is said where a letter cannot be shown."""

import unicodedata

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from assessments.documents import letters

NAMES = [
    "Łukasz Dąbrowski", "Nguyễn Thị Bảo", "Siân Ŵyn, Tŷ Newydd", "Đặng Phương", "Şeyma Çağlar", "Ştefan Țurcanu",
    "Zoë Núñez", "Őri Ákos", "Ķēniņš Jānis", "Žižek", "Ťažký", "“It’s 50 – 60 €”",
]  # fmt: skip


@pytest.mark.parametrize("font", [letters.REGULAR, letters.BOLD])
@pytest.mark.parametrize("name", NAMES)
def test_names_are_shown_with_all_their_letters(font, name):
    face = letters.fonts()[font].face
    assert letters.shown(name) == (name, True)
    assert all(face.charToGlyph[ord(letter)] for letter in name)


@pytest.mark.parametrize("name", NAMES)
def test_letters_that_come_in_pieces_are_put_together(name):
    assert letters.shown(unicodedata.normalize("NFD", name)) == (name, True)


@pytest.mark.parametrize("text", ["Олена", "محمد", "李", "🙂"])
def test_other_alphabets_are_marked_and_told(text):
    told, complete = letters.shown(f"Ring {text} today")
    assert told == f"Ring {letters.MISSING * len(text)} today"
    assert not complete


def test_a_sign_that_was_written_is_not_taken_for_a_missing_letter():
    assert letters.shown("A ◊ sign") == ("A ◊ sign", True)


def test_an_accent_does_not_make_a_letter_wider():
    letters.fonts()
    for plain, accented in ("eễ", "yŷ", "aą", "IĨ"):
        assert stringWidth(plain, letters.REGULAR, 10) == stringWidth(accented, letters.REGULAR, 10)


def test_every_letter_of_the_latin_alphabets_that_has_its_pieces_is_there():
    known = letters.fonts()[letters.REGULAR].face.charToGlyph
    welsh = "ÂâÊêÎîÔôÛûŴŵŶŷÁáÉéÍíÓóÚúẂẃÝýÀàÈèÌìÒòÙùẀẁỲỳÄäËëÏïÖöÜüẄẅŸÿ"
    polish = "ĄąĆćĘęŁłŃńÓóŚśŹźŻż"
    vietnamese = "".join(chr(code) for code in range(0x1EA0, 0x1EFA))
    assert not [letter for letter in welsh + polish + vietnamese if not known.get(ord(letter))]


def test_the_changed_font_has_a_name_of_its_own_and_keeps_its_notices():
    """The licence of Vera: a changed font is renamed, and its notices stay."""
    face = letters.fonts()[letters.REGULAR].face
    assert face.name == b"AccordLetters"
    assert "Copyright (c) 2003 by Bitstream, Inc.".encode("utf-16-be") in face.get_table("name")
    assert "Vera".encode("utf-16-be") in face.get_table("name"), "its trademark notice stays"
