"""One delimited text file, read row by row and forgivingly. Pure.

Forgiven: any order of columns, extra columns, case and punctuation of headings, UTF-8 with or without a mark, Windows-1252
(also on single lines), UTF-16 with a mark, any line ending, blank lines, comma, semicolon, tab or bar between cells, line
breaks inside quotation marks, empty cells at the end of every row where the heading has none.
Refused with `NotAnExtract`: spreadsheets and other binary files, a file without a needed column, a column given twice.
"""

import csv
import io
import operator
from collections import deque
from pathlib import Path
from typing import NamedTuple

from merging.problems import NotAnExtract

SNIFFED_BYTES = 65_536
DELIMITERS = ",;\t|"
# A quotation mark that is not closed within this many lines is a mistake, and must not swallow the rest of the file.
LONGEST_QUOTED_LINES = 40
LONGEST_CELL = 1_000_000
PROGRESS_EVERY = 2_000

BINARY_FILES = {
    b"PK\x03\x04": "is a spreadsheet or a zip file",
    b"\xd0\xcf\x11\xe0": "is an old Excel spreadsheet",
    b"%PDF": "is a PDF",
    b"\x1f\x8b": "is a compressed file",
    b"SQLite": "is a database",
    b"PAR1": "is a Parquet file",
}
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
csv.field_size_limit(LONGEST_CELL)


class Columns(NamedTuple):
    """What is read from a table: the columns wanted, in the order they are given back, and those it cannot do without."""

    wanted: tuple[str, ...]
    needed: tuple[str, ...]
    aliases: dict[str, str] = {}


class Row(NamedTuple):
    """One row: its first physical line, its cells as they stand, and the wanted values, cleaned, in the order asked."""

    line: int
    cells: list[str]
    values: tuple[str, ...]


def plain_heading(text):
    """A heading as it is compared: letters and digits only, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def clean(cell):
    """A cell without stray space; the word NULL is nothing."""
    text = " ".join(cell.split())
    return "" if text in ("NULL", "null", "Null") else text


class Table:
    """A file opened for reading. Its heading is checked at once; `rows()` then streams it once."""

    def __init__(self, path, columns, problems, *, progress=None):
        self.path = Path(path)
        self.file = self.path.name
        self.columns = columns
        self.problems = problems
        self.progress = progress or (lambda read: None)
        self.bytes_read = 0
        self._waiting = deque()
        self._lines = self._numbered_lines()
        self.headings, self.delimiter, self.is_empty = (), ",", False
        self._read_heading()

    # Lines ---------------------------------------------------------------------------------------------------------

    def _refuse(self, problem, line=None):
        raise NotAnExtract(self.file, problem, line=line)

    def _text_lines(self):
        """Decoded physical lines without their endings."""
        try:
            with self.path.open("rb") as stream:
                start = stream.read(SNIFFED_BYTES)
                self._refuse_binary(start)
                stream.seek(0)
                if start.startswith(BYTE_ORDER_MARKS):
                    yield from self._utf_16_lines(stream)
                elif b"\r" in start and b"\n" not in start:
                    yield from map(self._decoded, stream.read().split(b"\r"))
                else:
                    yield from map(self._decoded, stream)
        except OSError as error:
            self._refuse(f"cannot be opened ({error.strerror}).")

    def _refuse_binary(self, start):
        for magic, what in BINARY_FILES.items():
            if start.startswith(magic):
                self._refuse(f"{what}, not a CSV file. Save it as CSV and try again.")
        if start.startswith(BYTE_ORDER_MARKS):
            return
        if start.count(b"\0") > len(start) // 10:
            self._refuse("is not a text file, or is UTF-16 without its mark. Save it as CSV in UTF-8 and try again.")

    def _utf_16_lines(self, stream):
        try:
            for line in io.TextIOWrapper(stream, encoding="utf-16", newline=None):
                self.bytes_read += 2 * len(line)
                yield line.rstrip("\n")
        except UnicodeError:
            self._refuse("is not readable as UTF-16. Save it as CSV in UTF-8 and try again.")

    def _decoded(self, raw):
        self.bytes_read += len(raw)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
        text = text.rstrip("\r\n")
        return text.replace("\r", " ") if "\r" in text else text

    def _numbered_lines(self):
        for number, text in enumerate(self._text_lines(), start=1):
            if number == 1:
                text = text.removeprefix("\ufeff")
            if "\0" in text:
                text = text.replace("\0", "")
                self.problems.warn(self.file, number, "whole line", "", "held NUL characters, which were left out")
            if number % PROGRESS_EVERY == 0:
                self.progress(self.bytes_read)
            yield number, text

    def _next_line(self):
        """The next line, or None at the end."""
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    # Heading -------------------------------------------------------------------------------------------------------

    def _read_heading(self):
        first = self._next_line()
        while first is not None and (not first[1].strip() or first[1].lower().startswith("sep=")):
            first = self._next_line()
        if first is None:
            self.is_empty = True
            return
        line, text = first
        known = {plain_heading(name): name for name in self.columns.wanted}
        known |= {plain_heading(alias): name for alias, name in self.columns.aliases.items()}

        def recognised(delimiter):
            return sum(plain_heading(cell) in known for cell in self._split(text, delimiter))

        self.delimiter = max(DELIMITERS, key=recognised)
        self.headings = tuple(cell.strip() for cell in self._split(text, self.delimiter))
        positions = {}
        for position, heading in enumerate(self.headings):
            name = known.get(plain_heading(heading))
            if name is None:
                continue
            if name in positions:
                self._refuse(f"the column {name} is there twice. Keep one and try again.", line)
            positions[name] = position
        missing = [name for name in self.columns.needed if name not in positions]
        if missing:
            columns = "column" if len(missing) == 1 else "columns"
            self._refuse(f"the {columns} {', '.join(missing)} could not be found in the headings.", line)
        # Wanted columns that the file lacks read the empty cell that is put after the last.
        self._pick = operator.itemgetter(*(positions.get(name, len(self.headings)) for name in self.columns.wanted))

    @staticmethod
    def _split(text, delimiter):
        try:
            return next(csv.reader((text,), delimiter=delimiter), [])
        except csv.Error:
            return text.split(delimiter)

    # Rows ----------------------------------------------------------------------------------------------------------

    def rows(self):
        """Yield each usable `Row`; a row with too few or too many cells is rejected, a blank one skipped."""
        if self.is_empty:
            return
        width = len(self.headings)
        pick = self._pick
        surplus = self._surplus(width)
        while (numbered := self._next_line()) is not None:
            line, text = numbered
            if not text.strip():
                continue
            if '"' in text:
                cells = self._quoted_cells(line, text, width)
                if cells is None:
                    continue
            else:
                cells = text.split(self.delimiter)
            if len(cells) != width:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != width + surplus or any(cell.strip() for cell in cells[width:]):
                    reason = f"the row has {len(cells)} cells where the heading has {width}"
                    self.problems.reject(self, Row(line, cells, ()), reason)
                    continue
                del cells[width:]
            cells.append("")
            values = tuple(map(clean, pick(cells)))
            cells.pop()
            if any(values) or any(map(clean, cells)):
                yield Row(line, cells, values)
        self.progress(self.bytes_read)

    def _surplus(self, width):
        """How many empty cells every row has beyond the headings, as some systems write them, told from the first two.

        One row with a cell too many is another matter: a comma without quotation marks has moved its values.
        """
        first = [line for line in (self._next_line(), self._next_line()) if line is not None]
        self._waiting.extendleft(reversed(first))
        found = {len(self._split(text, self.delimiter)) - width for _, text in first if text.strip()}
        return max(found.pop(), 0) if len(found) == 1 else 0

    def _quoted_cells(self, line, text, width):
        """The cells of a line with quotation marks, joined with the lines after it while a mark is open.

        A mark that is never closed costs its own line only: it is rejected, and the lines after it are read again.
        """
        taken, joined = [], text
        while True:
            try:
                cells = next(csv.reader(joined.splitlines(keepends=True), delimiter=self.delimiter, strict=True))
            except csv.Error as error:
                if "unexpected end of data" not in str(error):
                    break  # something after a closing mark: csv reads it leniently below
                following = self._next_line() if len(taken) < LONGEST_QUOTED_LINES else None
                if following is None:
                    break
                taken.append(following)
                joined = f"{joined}\n{following[1]}"
            else:
                if not taken or len(cells) == width:
                    return cells
                break
        self._waiting.extendleft(reversed(taken))
        if taken or text.count('"') % 2:
            self.problems.reject(
                self, Row(line, self._split(text, self.delimiter), ()), "a quotation mark is never closed"
            )
            return None
        return self._split(text, self.delimiter)
