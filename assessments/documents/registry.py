"""Where sections of documents hang: those of this room, and those that other parts of it or rooms above add.

``@document_section("care-act", 45)`` adds a function of one :class:`~assessments.documents.record.Record`. It returns a
:class:`~assessments.documents.shapes.Section`, several of them, or None where it has nothing to say: then no heading is
printed. It reads by itself what the record does not hold, and no more than ``record.reach`` allows. Orders of this room
are tens; what is added stands between them.
"""

from assessments.documents.shapes import Section

_sections = {}


def document_section(document, order):
    """Add a section to a document, by its code, at a place in it."""

    def add(function):
        rows = _sections.setdefault(document, [])
        if all(known is not function for _, known in rows):
            rows.append((order, function))
            rows.sort(key=lambda row: row[0])
        return function

    return add


def sections_of(document, record):
    """Every section of a document that has something to say about this record, in order."""
    made = []
    for _, function in _sections.get(document, ()):
        given = function(record)
        if isinstance(given, Section):
            given = (given,)
        made += [section for section in given or () if section.blocks]
    return tuple(made)
