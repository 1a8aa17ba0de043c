"""The PDF of a document, made in memory: nothing half-made is left when the making is stopped.

It carries title, author, language and a list of its headings. It is not tagged (reportlab cannot), so the page to print is
the accessible copy, and each PDF says so at its foot. Letters are embedded (``letters``).
"""

import io
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    HRFlowable,
    ListFlowable,
    ListItem,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from assessments.documents import letters
from assessments.documents.catalogue import EASY, LARGE, STANDARD

#: Points of the text of each variant. In large print and easy read nothing is smaller.
SIZES = {STANDARD: 10.5, LARGE: 18, EASY: 16}
#: What is to fit on one sheet is tried in these sizes, the largest that fits is taken; then it goes on over the page.
_TRIED = (1.15, 1, 0.92)
_INK, _QUIET, _BLUE, _LINE = (HexColor(code) for code in ("#212b32", "#4c6272", "#005eb8", "#aeb7bd"))
_MARGIN, _WIDTH = 20 * mm, A4[0] - 40 * mm
DRAFT = "Draft, not agreed"
ACCESSIBLE = "The page to print is the accessible copy of this PDF. Ask whoever gave you this for it."
UNSHOWN = f"{letters.MISSING} stands for a letter that this PDF cannot show. The page to print shows all of them."


def build(document):
    """The bytes of the PDF."""
    letters.fonts()
    tried = _TRIED if document.one_page and document.variant == STANDARD else (1,)
    for scale in tried:
        made = _Made(document, SIZES[document.variant] * scale)
        pages, complete = made.run(total=0, complete=True)
        if pages == 1 or not document.one_page:
            break
    made.run(total=pages, complete=complete)
    return made.data


class _Made:
    """One making of a document in one size: first to count its pages, then to write how many there are on each."""

    def __init__(self, document, size):
        self.document, self.size, self.complete, self.data = document, size, True, b""
        self.stacked = document.variant != STANDARD
        self.styles = _styles(size, small=size if self.stacked else size * 0.85)

    def run(self, *, total, complete):
        """(pages, whether every letter could be shown)."""
        document, out = self.document, io.BytesIO()
        doc = _Pages(
            out, pagesize=A4, title=f"{document.title} ({document.footer})", author=document.author, lang="en-GB",
            subject=ACCESSIBLE, creator="Accord", displayDocTitle=1,
        )  # fmt: skip
        doc.begin(self, total)
        doc.build(self._story(complete))
        self.data = out.getvalue()
        return doc.page, self.complete

    def told(self, text):
        """The text with the letters that the font has."""
        text, here = letters.shown(text)
        self.complete = self.complete and here
        return text

    def _p(self, text, style):
        return Paragraph(escape(self.told(text)).replace("\n", "<br/>"), self.styles[style])

    def _story(self, complete):
        document = self.document
        story = [self._p("\n".join(document.opening), "text")] if document.opening else []
        story.append(self._p(document.title, "title"))
        story += [self._p(line, "small") for line in document.lead]
        if not complete:
            story.append(self._p(UNSHOWN, "small"))
        if document.facts:
            story.append(self._p("\n".join(f"{fact.term}: {fact.text}" for fact in document.facts), "text"))
        for section in document.sections:
            story += self._section(section, first=section is document.sections[0])
        if document.closing:
            story.append(self._p("\n".join(document.closing), "closing"))
        if self.stacked:
            story.append(self._p(ACCESSIBLE, "closing"))
        return story

    def _section(self, section, *, first):
        story = [PageBreak()] if section.new_page and not first else []
        story += [self._p(section.title, "heading"), HRFlowable("100%", 0.6, color=_LINE, spaceAfter=self.size * 0.4)]
        story[-1].keepWithNext = 1
        if section.source:
            story.append(self._p(section.source, "duty"))
        for block in section.blocks:
            story += getattr(self, f"_{block.kind}")(block)
        return story

    def _text(self, block):
        return [self._p(block.text, "term" if block.strong else "text")]

    def _quote(self, block):
        label = [self._p(block.label, "term")] if block.label else []
        source = [self._p(block.source, "source")] if block.source else []
        style = "goal" if block.label and not block.source else "quote"
        return [*label, self._p(f"“{block.text}”", style), *source]

    def _facts(self, block):
        story = []
        for row in block.rows:
            story += [self._p(row.term, "term"), self._p(row.text, "text")]
            if row.source:
                story.append(self._p(row.source, "source"))
        return story

    def _items(self, block):
        items = [ListItem(self._p(item, "text")) for item in block.items]
        marks = {"bulletType": "bullet", "start": "•", "bulletFontName": letters.REGULAR, "bulletFontSize": self.size}
        return [ListFlowable(items, leftIndent=self.size * 1.4, **marks)]

    def _table(self, block):
        if self.stacked:
            return self._stacked(block)
        rows = [[self._p(cell, "head") for cell in block.head]]
        rows += [[self._p(cell, "cell") for cell in row] for row in block.rows]
        table = Table(rows, _widths(block), repeatRows=1, splitInRow=1, spaceAfter=self.size, hAlign="LEFT")
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                ]
            )
        )
        return [table]

    def _stacked(self, block):
        """A table in big type: each row told line by line."""
        story = []
        for (_, first), *rest in block.named_rows:
            story.append(self._p(first, "term"))
            lines = (f"{head}: {cell}" for head, cell in rest)
            story.append(self._p("\n".join(lines).replace("?:", "?"), "text"))
        return story


class _Pages(BaseDocTemplate):
    """A4 sheets, each with the draft mark, the person and version, and the page of how many."""

    def begin(self, made, total):
        self.made, self.total = made, total
        foot = made.size if made.stacked else min(made.size, 12)
        self.foot = foot
        frame = Frame(
            _MARGIN, 12 * mm + foot * 3, _WIDTH, A4[1] - 30 * mm - foot * 4, leftPadding=0, rightPadding=0, topPadding=0,
            bottomPadding=0,
        )  # fmt: skip
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self._edges))

    def afterFlowable(self, flowable):
        """Headings are listed for whoever moves through the file by them."""
        level = {"title": 0, "heading": 1}.get(getattr(getattr(flowable, "style", None), "name", ""))
        if level is not None:
            key = f"heading-{self.page}-{flowable.identity(40)}-{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.getPlainText(), key, level, False)

    def _edges(self, canvas, doc):
        document, made, foot = self.made.document, self.made, self.foot
        canvas.saveState()
        if document.draft:
            canvas.setFillColor(_INK)
            canvas.setFont(letters.BOLD, max(foot, 12))
            canvas.drawString(_MARGIN + 4, A4[1] - 15 * mm, DRAFT)
            canvas.rect(_MARGIN, A4[1] - 15 * mm - foot * 0.5, canvas.stringWidth(DRAFT) + 8, foot * 1.7)
        canvas.setStrokeColor(_LINE)
        canvas.line(_MARGIN, 10 * mm + foot * 2.6, A4[0] - _MARGIN, 10 * mm + foot * 2.6)
        canvas.setFillColor(_QUIET)
        canvas.setFont(letters.REGULAR, foot if made.stacked else foot * 0.85)
        page = f"Page {doc.page} of {self.total}"
        if document.one_page and doc.page < self.total:
            page = f"Continues on page {doc.page + 1}. {page}"
        upper, lower = 10 * mm + foot * 1.2, 10 * mm
        if made.stacked:
            canvas.drawString(_MARGIN, upper, _cut(canvas, made.told(document.footer), _WIDTH))
            canvas.drawString(_MARGIN, lower, page)
        else:
            canvas.drawRightString(A4[0] - _MARGIN, upper, page)
            room = _WIDTH - canvas.stringWidth(page) - 10
            canvas.drawString(_MARGIN, upper, _cut(canvas, made.told(document.footer), room))
            canvas.drawString(_MARGIN, lower, _cut(canvas, ACCESSIBLE, _WIDTH))
        canvas.restoreState()


def _cut(canvas, text, room):
    """As much of the text as there is room for."""
    while canvas.stringWidth(text) > room:
        text = text[:-2].rstrip("… ") + "…"
    return text


def _widths(block):
    """Widths of the columns of a table by the longest text in each, none much narrower or wider than the others."""
    longest = [max(len(cell) for cell in column) for column in zip(block.head, *block.rows, strict=True)]
    weights = [min(max(length, 12), 36) for length in longest]
    return [_WIDTH * weight / sum(weights) for weight in weights]


def _styles(size, *, small):
    def style(name, **more):
        given = {
            "fontName": letters.REGULAR, "fontSize": size, "leading": size * 1.4, "textColor": _INK, "alignment": TA_LEFT,
            "spaceAfter": size * 0.5,
        } | more  # fmt: skip
        return ParagraphStyle(name, **given)

    bold = {"fontName": letters.BOLD, "keepWithNext": 1}
    return {
        "title": style("title", fontSize=size * 1.8, leading=size * 2.2, spaceBefore=size * 0.6, **bold),
        "heading": style(
            "heading", fontSize=size * 1.3, leading=size * 1.6, spaceBefore=size, spaceAfter=0, textColor=_BLUE, **bold
        ),
        "term": style("term", spaceBefore=size * 0.3, spaceAfter=size * 0.1, **bold),
        "text": style("text"),
        "duty": style(
            "duty", fontSize=small, leading=small * 1.4, textColor=_QUIET, spaceAfter=size * 0.3, keepWithNext=1
        ),
        "goal": style("goal", leftIndent=size, spaceAfter=size * 0.4, keepWithNext=1),
        "closing": style("closing", spaceBefore=size),
        "quote": style("quote", leftIndent=size, spaceAfter=size * 0.4),
        "small": style("small", fontSize=small, leading=small * 1.4, spaceAfter=small * 0.3),
        "source": style("source", fontSize=small, leading=small * 1.4, textColor=_QUIET, spaceAfter=size * 0.5),
        "head": style("head", fontName=letters.BOLD, fontSize=small, leading=small * 1.3, spaceAfter=0),
        "cell": style("cell", fontSize=size * 0.95, leading=size * 1.25, spaceAfter=0),
    }
