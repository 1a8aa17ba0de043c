"""The letters of the PDF. The standard fonts of PDF hold no Ł, ŵ or ễ; the font that reportlab ships (Bitstream Vera) holds Ł
and the accents by themselves, but few of the letters that carry them. Here it gets them: each missing letter of the Latin
alphabets is put together from its letter and its accents, as fonts do it themselves (a composite glyph).

Vera may be changed and passed on under another name (its licence, in reportlab/fonts); so it is called Accord Letters. What
no font here holds (other alphabets) is replaced by ``MISSING``, and the document says so.
"""

import io
import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "AccordLetters", "AccordLetters-Bold"
_FILES = {REGULAR: "Vera.ttf", BOLD: "VeraBd.ttf"}
#: Stands for a letter that cannot be shown.
MISSING = "◊"

#: Combining accent -> (the accent as a sign by itself, where it goes).
_MARKS = {
    0x300: (0x60, "above"), 0x301: (0xB4, "above"), 0x302: (0x2C6, "above"), 0x303: (0x2DC, "above"), 0x304: (0xAF, "above"),
    0x306: (0x2D8, "above"), 0x307: (0x2D9, "above"), 0x308: (0xA8, "above"), 0x309: (0x2019, "above"), 0x30A: (0x2DA, "above"),
    0x30B: (0x2DD, "above"), 0x30C: (0x2C7, "above"), 0x31B: (0x2019, "beside"), 0x323: (0x2D9, "below"), 0x326: (0x2C, "below"),
    0x327: (0xB8, "under"), 0x328: (0x2DB, "tail"), 0x331: (0xAF, "below"),
}  # fmt: skip
#: Letters whose caron is written as an apostrophe beside them.
_BESIDE = {(ord(letter), 0x30C) for letter in "tlL"}
_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_DOTLESS = {ord("i"): 0x131}
#: Letters and signs that are written as another one: Đ as Ð, the hyphens of computers as a hyphen, a bar as a dash.
_SAME = {0x110: 0xD0, 0x2010: 0x2D, 0x2011: 0x2D, 0x2015: 0x2014, 0x202F: 0xA0}
_NAMES_OF_THE_FONT = {1, 3, 4, 6, 16, 17, 18}


class _Face:
    """A TrueType font whose tables can be added to."""

    def __init__(self, data):
        self.tables = {}
        for place in range(struct.unpack(">H", data[4:6])[0]):
            tag, _, offset, length = struct.unpack(">4sLLL", data[12 + 16 * place : 28 + 16 * place])
            self.tables[tag.decode()] = data[offset : offset + length]
        self.em = struct.unpack(">H", self.tables["head"][18:20])[0]
        count = struct.unpack(">H", self.tables["maxp"][4:6])[0]
        long = struct.unpack(">h", self.tables["head"][50:52])[0]
        loca = struct.unpack(
            f">{count + 1}{'L' if long else 'H'}", self.tables["loca"][: (count + 1) * (4 if long else 2)]
        )
        places = loca if long else [place * 2 for place in loca]
        glyf = self.tables["glyf"]
        self.glyphs = [glyf[places[n] : places[n + 1]] for n in range(count)]
        metrics = struct.unpack(">H", self.tables["hhea"][34:36])[0]
        hmtx = self.tables["hmtx"]
        self.widths = [struct.unpack(">H", hmtx[4 * n : 4 * n + 2])[0] for n in range(metrics)]
        self.widths += [self.widths[-1]] * (count - metrics)

    def box(self, glyph):
        """(xMin, yMin, xMax, yMax) of a glyph."""
        return struct.unpack(">hhhh", self.glyphs[glyph][2:10])

    def add(self, base, mark, dx, dy):
        """A new glyph of two others, the second moved. Returns its number."""
        one, two = self.box(base), self.box(mark)
        box = (
            min(one[0], two[0] + dx), min(one[1], two[1] + dy), max(one[2], two[2] + dx), max(one[3], two[3] + dy)
        )  # fmt: skip
        # Arguments are words and places; more follow; the first gives the width.
        first = struct.pack(">HHhh", 0x1 | 0x2 | 0x20 | 0x200, base, 0, 0)
        second = struct.pack(">HHhh", 0x1 | 0x2, mark, dx, dy)
        self.glyphs.append(struct.pack(">hhhhh", -1, *box) + first + second + b"\0\0")
        self.widths.append(self.widths[base])
        return len(self.glyphs) - 1

    def written(self, letters, name):
        """The font file with a glyph number for each letter, under another name."""
        tables, places = dict(self.tables), [0]
        for glyph in self.glyphs:
            places.append(places[-1] + len(glyph) + len(glyph) % 2)
        tables["glyf"] = b"".join(glyph + b"\0" * (len(glyph) % 2) for glyph in self.glyphs)
        tables["loca"] = struct.pack(f">{len(places)}L", *places)
        lefts = [self.box(n)[0] if glyph else 0 for n, glyph in enumerate(self.glyphs)]
        tables["hmtx"] = b"".join(struct.pack(">Hh", *pair) for pair in zip(self.widths, lefts, strict=True))
        count = len(self.glyphs)
        tables["hhea"] = tables["hhea"][:34] + struct.pack(">H", count)
        tables["maxp"] = tables["maxp"][:4] + struct.pack(">H", count) + tables["maxp"][6:30] + struct.pack(">H", 4)
        tables["head"] = tables["head"][:50] + struct.pack(">h", 1) + tables["head"][52:]
        tables["cmap"], tables["name"] = _cmap(letters), _renamed(tables["name"], name)
        head, body, offset = b"", b"", 12 + 16 * len(tables)
        for tag in sorted(tables):
            head += struct.pack(">4sLLL", tag.encode(), 0, offset + len(body), len(tables[tag]))
            body += tables[tag] + b"\0" * (-len(tables[tag]) % 4)
        return struct.pack(">LHHHH", 0x00010000, len(tables), 0, 0, 0) + head + body


def _cmap(letters):
    """The table that leads from letters to glyphs, in its simplest form (format 12)."""
    groups = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in sorted(letters.items()))
    table = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(letters)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def _renamed(table, name):
    """The table of names under another name; notices of copyright and trademark stay as they are."""
    _, count, strings = struct.unpack(">HHH", table[:6])
    kept = []
    for place in range(count):
        *key, number, length, offset = struct.unpack(">HHHHHH", table[6 + 12 * place : 18 + 12 * place])
        if key[0] == 3 and number not in _NAMES_OF_THE_FONT:
            kept.append((*key, number, table[strings + offset : strings + offset + length]))
    kept += [(3, 1, 0x409, number, name.encode("utf-16-be")) for number in (1, 3, 4, 6)]
    records, text = b"", b""
    for *key, number, words in sorted(kept):
        records += struct.pack(">HHHHHH", *key, number, len(words), len(text))
        text += words
    return struct.pack(">HHH", 0, len(kept), 6 + len(records)) + records + text


def _with_accents(face, letters):
    """``letters`` that have a glyph, and every Latin letter that can be put together from them."""
    letters = {code: glyph for code, glyph in letters.items() if glyph}
    letters |= {code: letters[same] for code, same in _SAME.items() if same in letters}
    height = face.box(letters[ord("x")])[3]
    for code in _LATIN:
        _compose(face, letters, code, height)
    return letters


def _compose(face, letters, code, height):
    """The glyph of a letter: its own, or one made now of a letter and an accent; None where that cannot be."""
    if code in letters:
        return letters[code]
    parts = unicodedata.normalize("NFD", chr(code))
    mark = _MARKS.get(ord(parts[-1]))
    rest = unicodedata.normalize("NFC", parts[:-1])
    if len(parts) < 2 or mark is None or len(rest) != 1:
        return None
    sign, where = mark
    if where == "above":
        rest = chr(_DOTLESS.get(ord(rest), ord(rest)))
    base = _compose(face, letters, ord(rest), height)
    if base is None or sign not in letters:
        return None
    if (ord(rest), ord(parts[-1])) in _BESIDE:
        sign, where = 0x2019, "beside"
    dx, dy = _place(face.box(base), face.box(letters[sign]), where, height, face.em)
    letters[code] = face.add(base, letters[sign], dx, dy)
    return letters[code]


def _place(base, mark, where, height, em):
    """How far an accent is moved to stand at its letter. Accents by themselves stand as if above an x."""
    middle = (base[0] + base[2] - mark[0] - mark[2]) // 2
    if where == "above":
        high = mark[1] < height  # an apostrophe stands for the hook: it begins lower than an accent
        return middle, base[3] - height if not high else base[3] - mark[1] + em // 20
    if where == "below":
        return middle, min(base[1], 0) - mark[3] - em // 16
    if where == "tail":
        return base[2] - mark[2], min(base[1], 0)
    if where == "beside":
        return base[2] - mark[0] - em // 40, base[3] - mark[3] + em // 20
    return middle, min(base[1], 0)


@lru_cache
def fonts():
    """Both fonts, made and registered once in a process: {name: TTFont}."""
    made = {}
    for name, file in _FILES.items():
        data = (Path(reportlab.__file__).parent / "fonts" / file).read_bytes()
        face, plain = _Face(data), TTFont(f"{name}-plain", io.BytesIO(data))
        written = face.written(_with_accents(face, plain.face.charToGlyph), name)
        made[name] = TTFont(name, io.BytesIO(written))
        pdfmetrics.registerFont(made[name])
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return made


def shown(text):
    """The text as the PDF can show it: (text, whether every letter is there). Accents join their letters first."""
    known = fonts()[REGULAR].face.charToGlyph
    text = unicodedata.normalize("NFC", text)
    there = [letter in "\n\t" or ord(letter) in known for letter in text]
    return "".join(letter if here else MISSING for letter, here in zip(text, there, strict=True)), all(there)
