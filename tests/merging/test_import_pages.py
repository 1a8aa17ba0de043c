"""Bringing extracts in by the pages: administrators only, refused in words, seen before anything changes, and then imported."""

import io
import zipfile
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import Case
from merging import importing, uploads
from merging.models import ImportRun, RunProblem
from merging.shift import SAMPLE
from tests.house import NOON
from tests.merging.importing_stories import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


@pytest.fixture
def desk(client, house, monkeypatch):
    """An administrator's browser, at noon: the worker of these stories comes an hour later."""
    monkeypatch.setattr("access.middleware.timezone", SimpleNamespace(now=lambda: NOON))
    client.force_login(house.administrator)
    return client


def sent(name, content=None):
    return SimpleUploadedFile(name, (SAMPLE / name).read_bytes() if content is None else content)


def damaged_zip():
    """A zip file whose list of contents is whole and whose packed rows are not."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("MHS001MPI.csv", "LocalPatientId\n" * 500)
    data = bytearray(made.getvalue())
    start = 30 + len("MHS001MPI.csv")
    data[start : start + 8] = b"\xff" * 8
    return bytes(data)


def tables():
    return [sent(f"mhsds/{path.name}", path.read_bytes()) for path in sorted((SAMPLE / "mhsds").iterdir())]


def packed():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for path in (SAMPLE / "mhsds").iterdir():
            written.write(path, f"extract/{path.name}")
    return SimpleUploadedFile("mhsds.zip", stream.getvalue())


class TestRefused:
    @pytest.mark.parametrize("who", ["coordinator", "manager", "housing_worker", "privacy_officer", "trust_complaints"])
    def test_everybody_but_administrators(self, client, house, who):
        run = importing.begin(files=[], by=house.administrator, at=NOON)
        client.force_login(getattr(house, who))
        for name, keys in (("imports", []), ("upload", []), ("run", [run.pk]), ("rejects", [run.pk])):
            assert client.get(reverse(f"merging:{name}", args=keys)).status_code == 403

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({}, "Choose the trust’s files, the council’s file, or both"),
            ({"cld": sent("people.xlsx", b"PK\x03\x04 stuff")}, "people.xlsx: is a spreadsheet or a zip file"),
            ({"cld": sent("events.csv", b"a,b\n1,2\n")}, "could not be found in the headings"),
            ({"mhsds": sent("MHS101Referral.csv", b"ServiceRequestId,LocalPatientId\n")}, "has no MHS001MPI.csv"),
            ({"mhsds": sent("broken.zip", b"PK\x03\x04 no")}, "is not a zip file that can be read"),
            ({"cld": sent("cld.csv", b""), }, "empty"),
            ({"mhsds": sent("damaged.zip", damaged_zip())}, "is not a zip file that can be read"),
        ],
    )  # fmt: skip
    def test_what_is_no_extract_is_refused_at_its_field_and_nothing_is_kept(self, desk, said, words, tmp_path):
        page = desk.post(reverse("merging:upload"), said).content.decode()
        assert "There is a problem" in page
        assert words in page
        assert not ImportRun.objects.exists()
        kept = tmp_path / "files" / "imports"
        assert not kept.exists() or not list(kept.iterdir())

    def test_what_is_too_large_is_refused_before_it_is_read(self, desk, settings):
        settings.ACCORD_MAX_UPLOAD_MB = 1
        response = desk.post(reverse("merging:upload"), {"cld": sent("cld.csv", b"x" * 3 * 1024 * 1024)})
        assert response.status_code == 413
        assert not ImportRun.objects.exists()

    def test_a_day_to_come(self, desk):
        said = {"cld": sent("cld.csv"), "as_at_day": "1", "as_at_month": "1", "as_at_year": "2091"}
        assert "must be today or before" in desk.post(reverse("merging:upload"), said).content.decode()


class TestImported:
    @pytest.mark.parametrize("form", ["files", "zip"])
    def test_seen_first_then_imported(self, desk, house, form, tmp_path):
        mhsds = tables() if form == "files" else packed()
        response = desk.post(reverse("merging:upload"), {"mhsds": mhsds, "cld": sent("cld.csv")})
        run = ImportRun.objects.get()
        assert response.url == reverse("merging:run", args=[run.pk]) + "?watch"
        assert desk.get(response.url)["Refresh"] == "10"
        assert importing.work(at=LATER) == 1
        assert not Case.objects.exists()
        answer = desk.get(response.url)
        assert "60 new people" in answer.content.decode()
        assert "Refresh" not in answer
        assert desk.post(response.url, {}).status_code == 200
        assert not Case.objects.exists()
        desk.post(response.url, {"what": "import"})
        assert importing.work(at=LATER) == 1
        assert importing.work(at=LATER) == 0
        run.refresh_from_db()
        assert (run.state, run.by) == ("landed", house.administrator)
        assert Case.objects.filter(is_open=True).count() == 52
        assert not uploads.path_of(run.folder).exists()
        assert "60 new people" in desk.get(response.url).content.decode()
        assert "Import 1" in desk.get(reverse("merging:imports")).content.decode() or run.pk != 1

    def test_given_up_changes_nothing(self, desk):
        desk.post(reverse("merging:upload"), {"cld": sent("cld.csv")})
        importing.work(at=LATER)
        run = ImportRun.objects.get()
        desk.post(reverse("merging:run", args=[run.pk]), {"what": "leave"})
        run.refresh_from_db()
        assert run.state == "discarded"
        assert not run.chunks.exists()
        assert not Case.objects.exists()

    def test_a_worker_who_died_is_followed_by_another(self, desk):
        desk.post(reverse("merging:upload"), {"cld": sent("cld.csv")})
        run = ImportRun.objects.get()
        ImportRun.objects.filter(pk=run.pk).update(state="reading", heartbeat_at=LATER)
        assert importing.work(at=LATER) == 0
        assert importing.work(at=LATER + 2 * importing.DEAD_AFTER) == 1
        run.refresh_from_db()
        assert run.state == "read"

    def test_a_run_without_files_fails_in_words(self, house):
        run = importing.begin(files=[], by=None, at=NOON)
        assert importing.work(at=NOON + 2 * importing.DEAD_AFTER) == 1
        run.refresh_from_db()
        assert (run.state, "ended in the middle" in run.failure) == ("failed", True)

    def test_rejects_are_whole_and_for_administrators(self, desk):
        spoilt = sent("cld.csv").read() + b"398,2025-10-01,2026-10-31,,,Nobody\n"
        desk.post(reverse("merging:upload"), {"cld": sent("cld.csv", spoilt)})
        importing.work(at=LATER)
        run = ImportRun.objects.get()
        problem = RunProblem.objects.filter(kind="reject").get()
        page = desk.get(reverse("merging:run", args=[run.pk])).content.decode()
        assert f"line {problem.line}" in page
        assert "Nobody" not in page
        answer = desk.get(reverse("merging:rejects", args=[run.pk]))
        text = b"".join(answer.streaming_content).decode()
        assert text.splitlines()[0] == "file,line,reason,row"
        assert "Nobody" in text
        assert answer["Cache-Control"] == "no-store"


def test_the_administrators_page_leads_here(desk):
    page = desk.get(reverse("partners:administration")).content.decode()
    assert reverse("merging:imports") in page
    assert reverse("merging:joined") in page
