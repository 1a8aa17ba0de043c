"""What a document is made of. Pure: the page to print and the PDF are two readings of the same shapes."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of ours; ``strong`` names what follows it."""

    kind: ClassVar[str] = "text"
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, with who wrote them down and when."""

    kind: ClassVar[str] = "quote"
    text: str
    source: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A question or a term, what stands to it, and where that comes from."""

    term: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    kind: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Items:
    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head. ``caption`` says what it holds to who does not see it."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def named_rows(self):
        """Each row as (head, cell) pairs, for where a row stands without its head: on a narrow screen, in big type."""
        return [tuple(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. ``source`` is where the duty stands in law; ``new_page`` begins a page of its
    own. A section without blocks is never made: nothing is printed empty.
    """

    title: str
    blocks: tuple
    source: str = ""
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. ``lead`` stands under the title; ``footer`` on every page; ``draft`` marks every page."""

    code: str
    variant: str
    title: str
    lead: tuple[str, ...]
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    footer: str
    author: str
    draft: bool
    opening: tuple[str, ...] = ()  # of a letter: to whom it goes, line by line
    closing: tuple[str, ...] = ()  # of a letter: who signs it
    one_page: bool = False  # to be fitted on one sheet where it can be


def fact(term, text, source=""):
    """A one-line helper for parts that may be missing: None where there is nothing to say."""
    return Fact(term, str(text), source) if text not in (None, "") else None


def facts(*rows):
    """The rows that say something as one block, or nothing: () or (Facts,)."""
    rows = tuple(row for row in rows if row is not None)
    return (Facts(rows),) if rows else ()
