"""What kinds of file may be attached, and how a file's own bytes say what it is. Its name and what the browser says decide
nothing: a page or a drawing that can carry a script is none of these, whatever it is called.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """``words`` for a page; ``endings`` a name may have, the first is given where it has none; ``media`` the media type."""

    words: str
    endings: tuple
    media: str


KINDS = {
    "pdf": Kind("PDF", (".pdf",), "application/pdf"),
    "png": Kind("PNG picture", (".png",), "image/png"),
    "jpeg": Kind("JPEG picture", (".jpg", ".jpeg"), "image/jpeg"),
    "heic": Kind("HEIC picture", (".heic", ".heif"), "image/heic"),
    "docx": Kind(
        "Word document (.docx)", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    "odt": Kind("OpenDocument text (.odt)", (".odt",), "application/vnd.oasis.opendocument.text"),
    "txt": Kind("plain text (.txt)", (".txt",), "text/plain"),
}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
#: Members of an archive that a document of these kinds needs; more than this is no letter or form.
_MEMBERS = 2000


def sniff(data):
    """The key of the kind that these bytes are, or None for anything that is not allowed."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return "heic"
    if data.startswith(b"PK\x03\x04"):
        return _document(data)
    return "txt" if _is_text(data) else None


def _document(data):
    """A Word document without macros, or an OpenDocument text; no other archive. What cannot be unpacked (RuntimeError: locked,
    or packed in a way Python does not know) is neither.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > _MEMBERS:
                return None
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if "[Content_Types].xml" in names and "word/document.xml" in names:
                return "docx"
            if names[:1] == ["mimetype"] and "content.xml" in names:
                with archive.open("mimetype") as said:
                    return "odt" if said.read(100) == KINDS["odt"].media.encode() else None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError):
        return None
    return None


def _is_text(data):
    """UTF-8 without control characters that does not begin like markup."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text):
        return False
    return not text.lstrip().startswith("<")
