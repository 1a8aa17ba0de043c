"""Easy read: the same facts in big type, one idea a line. Nothing is added and nothing is left out: long words stay long, so
a person still checks easy words before a copy is given.
"""

import re
from dataclasses import replace

from assessments.documents.shapes import Items, Text

#: A full stop after these ends no sentence.
_SHORT = ("mr", "mrs", "ms", "dr", "st", "no", "tel", "e.g", "i.e", "etc", "approx", "prof", "rd", "mg", "ml")
_END = re.compile(r"(?<=[.!?])\s+|\s*\n+\s*")


def sentences(text):
    """The sentences of a text, each by itself. Put together again they are the text: nothing is added or lost."""
    pieces, begun = [], ""
    for piece in _END.split(text.strip()):
        begun = f"{begun} {piece}".strip()
        if begun and not _goes_on(begun):
            pieces.append(begun)
            begun = ""
    return tuple([*pieces, begun] if begun else pieces)


def _goes_on(text):
    """Whether the last full stop ends no sentence: after an abbreviation, an initial, or the number of a list."""
    words = text.lower().split()
    if re.fullmatch(r"\d+\.", text):
        return True
    return words[-1].endswith(".") and (words[-1][:-1] in _SHORT or re.fullmatch(r"[a-z]\.", words[-1]) is not None)


def easy(document):
    """The document with every block told a line at a time."""
    sections = []
    for section in document.sections:
        blocks = []
        for block in section.blocks:
            blocks += _EASY[block.kind](block)
        sections.append(replace(section, blocks=tuple(blocks), source=""))
    lead = tuple(line for text in document.lead for line in sentences(text))
    return replace(document, sections=tuple(sections), lead=lead)


def _text(block):
    return [Text(line, block.strong) for line in sentences(block.text)]


def _quote(block):
    label = [Text(block.label, True)] if block.label else []
    return [*label, Items(sentences(block.text))]


def _facts(block):
    made = []
    for row in block.rows:
        made += [Text(row.term, True), Items((*sentences(row.text), *sentences(row.source)))]
    return made


def _items(block):
    return [Items(tuple(line for item in block.items for line in sentences(item)))]


def _table(block):
    made = []
    for (_, first), *rest in block.named_rows:
        lines = [f"{head} {cell}" if head.endswith("?") else f"{head}: {cell}" for head, cell in rest]
        made += [Text(first, True), Items(tuple(lines))]
    return made


_EASY = {"text": _text, "quote": _quote, "facts": _facts, "items": _items, "table": _table}
