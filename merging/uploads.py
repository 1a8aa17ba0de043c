"""Files that administrators send: kept beside the database until the import has landed, then removed."""

import shutil
import uuid
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage

from merging import columns
from merging.mhsds import find_tables
from merging.problems import NotAnExtract, Problems
from merging.tables import Table

ROOT = "imports"
CLD = "cld.csv"
READ = (".csv", ".txt", ".tsv")
#: CSV packs to about a tenth; what unpacks to far more than that is no extract.
UNPACKED_TIMES = 20
MEGABYTE = 1024 * 1024


def keep(*, mhsds, cld):
    """Store what was sent: MHSDS as several files or one zip, CLD as one file. Returns the folder's name.

    Raises NotAnExtract, naming the file and where one is at fault the line, for what is no extract; then nothing is kept.
    """
    folder = uuid.uuid4().hex
    place = path_of(folder)
    try:
        if mhsds:
            _keep_tables(place / "mhsds", mhsds)
            find_tables(place / "mhsds")
        if cld:
            place.mkdir(parents=True, exist_ok=True)
            _write(cld, place / CLD)
            table = Table(place / CLD, columns.CLD, Problems())
            if table.is_empty:
                raise NotAnExtract(cld.name, "is empty: not even headings are there.")
    except NotAnExtract as refused:
        remove(folder)
        if cld and refused.file == CLD:
            raise NotAnExtract(cld.name, refused.problem, line=refused.line) from refused
        raise
    except BaseException:
        remove(folder)
        raise
    return folder


def path_of(folder):
    """Where a folder of sent files is."""
    return Path(default_storage.path(f"{ROOT}/{folder}"))


def files_of(folder):
    """(MHSDS directory or None, CLD file or None) of a folder of sent files; both None when they are gone."""
    place = path_of(folder)
    tables, events = place / "mhsds", place / CLD
    return (tables if tables.is_dir() else None), (events if events.is_file() else None)


def remove(folder):
    """Remove sent files; twice is the same as once."""
    if folder:
        shutil.rmtree(path_of(folder), ignore_errors=True)


def _keep_tables(place, files):
    place.mkdir(parents=True)
    if len(files) == 1 and files[0].name.lower().endswith(".zip"):
        _unpack(files[0], place)
        return
    for file in files:
        if file.name.lower().endswith(".zip"):
            raise NotAnExtract(file.name, "is a zip file among others. Send one zip file, or the CSV files themselves.")
        _write(file, place / _plain_name(file.name))


def _unpack(file, place):
    try:
        with zipfile.ZipFile(file) as packed:
            wanted = [info for info in packed.infolist() if info.filename.lower().endswith(READ)]
            total = sum(info.file_size for info in wanted)
            if total > settings.ACCORD_MAX_UPLOAD_MB * UNPACKED_TIMES * MEGABYTE:
                raise NotAnExtract(
                    file.name, "unpacks to more than an extract can hold. Send the CSV files themselves."
                )
            for info in wanted:
                if info.filename.startswith("__MACOSX/"):
                    continue
                with packed.open(info) as read, (place / _plain_name(info.filename)).open("xb") as written:
                    shutil.copyfileobj(read, written)
    except FileExistsError as error:
        raise NotAnExtract(file.name, "holds two files of the same name. Send only one of each.") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
    ) as error:  # RuntimeError: an unknown compression too
        raise NotAnExtract(
            file.name, "is not a zip file that can be read (it may be damaged, or have a password)."
        ) from error


def _plain_name(name):
    """The last part of a name, whatever folders stand before it."""
    return PurePosixPath(name.replace("\\", "/")).name[:150]


def _write(file, path):
    with path.open("wb") as written:
        for chunk in file.chunks():
            written.write(chunk)
