"""Reading back what reportlab wrote: pages, their text by the tables that lead from glyphs to letters, facts of the file."""

import base64
import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\) Tj|(T\*)", re.DOTALL)


class Read:
    """A PDF read back. ``pages`` holds the text of each page, a line for every line written."""

    def __init__(self, data):
        self.objects = {int(number): body for number, body in _OBJECT.findall(data)}
        self.catalog = next(body for body in self.objects.values() if b"/Type /Catalog" in body)
        self.info = next(body for body in self.objects.values() if b"/Producer" in body)
        tree = next(body for body in self.objects.values() if b"/Type /Pages" in body)
        kids = re.findall(rb"(\d+) 0 R", re.search(rb"/Kids \[(.*?)\]", tree, re.DOTALL)[1])
        self._letters = dict(filter(None, map(self._letters_of, self.objects.values())))
        self.pages = [self._text(self.objects[int(kid)]) for kid in kids]

    @property
    def text(self):
        return "\n".join(self.pages)

    def _stream(self, number):
        head, _, rest = self.objects[int(number)].partition(b"stream\n")
        packed = rest[: rest.rindex(b"endstream")].strip(b"\r\n")
        if b"ASCII85Decode" in head:
            packed = base64.a85decode(b"<~" + packed.strip(), adobe=True)
        return zlib.decompress(packed)

    def _letters_of(self, body):
        """(name of the font in a page, {code: letter}) of an embedded font."""
        if b"/ToUnicode" not in body:
            return None
        table = self._stream(re.search(rb"/ToUnicode (\d+)", body)[1]).decode("latin-1")
        codes = {int(code, 16): chr(int(letter, 16)) for code, letter in re.findall(r"<(\w\w)> <(\w{4})>\n", table)}
        return re.search(rb"/Name /(\S+)", body)[1], codes

    def _text(self, page):
        content, font, said = self._stream(re.search(rb"/Contents (\d+)", page)[1]), None, []
        for named, shown, line in _SHOWN.findall(content):
            if named:
                font = named
            elif line:
                said.append("\n")
            else:
                raw = _ESCAPED.sub(lambda found: _plain(found[1]), shown)
                said.append("".join(self._letters[font][code] for code in raw))
        return "".join(said)


def _plain(escaped):
    if escaped.isdigit():
        return bytes([int(escaped, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(escaped, escaped)
