"""Attached files: what is taken, what is refused and how, the check that fails closed, and who opens them."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from access.decisions import Refused
from access.policies import may
from access.roles import Permission
from domains import kinds, scanning, services
from domains.models import Attachment, ProgressEntry
from domains.rules import CannotBe
from domains.services.attaching import store
from tests.access.asking import BACKEND
from tests.domains.conftest import LATER, Story

PDF = b"%PDF-1.7\nA letter"


def packed(**members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return held.getvalue()


DOCX = {"[Content_Types]_xml": "", "word__document_xml": "<w/>"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n123", "png"),
        (b"\xff\xd8\xff\xe0123", "jpeg"),
        (b"\0\0\0\x18ftypheic0000", "heic"),
        (packed(**DOCX), "docx"),
        (packed(mimetype=kinds.KINDS["odt"].media, content_xml=""), "odt"),
        ("Café, Tuesday".encode(), "txt"),
        (packed(**DOCX, word__vbaProject_bin="x"), None),
        (packed(anything="x"), None),
        (b"PK\x03\x04 broken", None),
        (b"<svg onload='x'/>", None),
        (b"\xef\xbb\xbf  <!doctype html>", None),
        (b"MZ\x90\x00\x03", None),
        (b"\0\0\0\x18ftypmp42", None),
    ],
)
def test_the_bytes_say_what_it_is(data, kind):
    assert kinds.sniff(data) == kind


@pytest.fixture
def housing(story):
    return story.held("housing", story.house.open_door, story.house.housing_worker)


def write(story, part, *, name="letter.pdf", data=PDF, at=LATER, **more):
    return services.write_entry(
        part=part, what_happened="Met", by=story.house.housing_worker, at=at,
        attachment=SimpleUploadedFile(name, data), **more,
    )  # fmt: skip


def opens(worker, attachment, *, at=LATER):
    return may(worker, Permission.READ_DOMAIN, Attachment.objects.get(pk=attachment.pk), at=at)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("letter.pdf", b"", "attachment_empty"),
        ("drawing.png", b"<svg/>", "attachment_kind"),
        ("letter.exe", PDF, "attachment_ending"),
        ("letter.pdf", PDF + b"x" * 1024 * 1024, "attachment_too_large"),
    ],
)
def test_refused_at_the_field_and_nothing_is_written(story, housing, settings, name, data, code):
    settings.ACCORD_MAX_ATTACHMENT_MB = 1
    with pytest.raises(CannotBe) as caught:
        write(story, housing, name=name, data=data)
    assert (caught.value.code, caught.value.field) == (code, "attachment")
    assert not ProgressEntry.objects.exists()


def test_it_waits_until_it_is_checked_and_then_opens(story, housing):
    key = uuid.uuid4()
    entry = write(story, housing, name="C:\\notes\\let\x07ter", form_key=key)
    assert write(story, housing, form_key=key) == entry
    made = entry.attachments.get()
    assert (made.name, made.kind, made.size, made.state) == ("letter.pdf", "pdf", len(PDF), "waiting")
    assert made.place.rpartition("/")[2].isalnum()
    assert opens(story.house.housing_worker, made).because == "attachment_waits"
    assert services.scan_waiting(at=LATER) == 1
    assert services.scan_waiting(at=LATER) == 0
    assert opens(story.house.housing_worker, made)
    assert opens(story.house.coordinator, made)


class Broken:
    name, words = "broken", "Broken"

    def scan(self, data):
        raise OSError("no scanner there")


class Mute(Broken):
    def scan(self, data):
        return True  # not a verdict, whatever it means


class Unsure(Broken):
    def scan(self, data):
        return scanning.Verdict(clean=None)


@pytest.mark.parametrize("answer", ["Broken", "Mute", "Unsure", "NotThere"])
def test_whatever_is_no_clear_answer_opens_nothing_and_is_asked_again(story, housing, settings, answer):
    entry = write(story, housing)
    settings.ACCORD_SCANNER = f"tests.domains.test_attachments.{answer}"
    assert services.scan_waiting(at=LATER) == 0
    assert opens(story.house.housing_worker, entry.attachments.get()).because == "attachment_waits"
    assert scanning.words()
    settings.ACCORD_SCANNER = "domains.scanning.Sniffer"
    assert services.scan_waiting(at=LATER) == 1


def test_bytes_that_changed_or_are_gone_stay_closed(story, housing):
    first, second = (write(story, housing).attachments.get() for _ in range(2))
    store().delete(first.place)
    store().delete(second.place)
    store().save(second.place, io.BytesIO(PDF + b"more"))
    assert services.scan_waiting(at=LATER) == 0


def test_the_test_virus_is_refused(story, housing):
    entry = write(story, housing, name="test.txt", data=b"See: " + scanning.EICAR)
    services.scan_waiting(at=LATER)
    assert opens(story.house.housing_worker, entry.attachments.get()).because == "attachment_harmful"


def test_withdrawn_only_by_its_own_side_also_after_the_part_ended(story, housing):
    house, made = story.house, write(story, housing).attachments.get()
    services.scan_waiting(at=LATER)
    with pytest.raises(Refused):
        services.withdraw_attachment(attachment=made, by=house.coordinator, at=LATER)
    services.end(part=housing, words="Done", by=house.housing_worker, at=LATER)
    after = LATER + timedelta(days=1)
    assert opens(house.housing_worker, made, at=after)  # past work
    for _ in range(2):
        services.withdraw_attachment(attachment=made, by=house.housing_worker, at=after)
    assert opens(house.housing_worker, made, at=after).because == "attachment_withdrawn"
    assert opens(house.coordinator, made, at=after).because == "attachment_withdrawn"
    assert store().exists(made.place)


def test_other_partners_and_strangers_open_nothing(story, housing):
    house, made = story.house, write(story, housing).attachments.get()
    story.held("employment", house.workwise, house.employment_worker)
    services.scan_waiting(at=LATER)
    assert opens(house.employment_worker, made).because == "other_domain"
    assert not opens(house.neighbour, made)


def test_by_the_page(house, client, monkeypatch, settings):
    from tests.domains import conftest

    monkeypatch.setattr(conftest, "NOON", timezone.now())
    story = Story(house)
    story.agree(house.open_door, at=timezone.now())
    part = services.accept(
        part=story.ask("housing", house.open_door, at=timezone.now()), by=house.housing_worker, at=timezone.now()
    )
    client.force_login(house.housing_worker, backend=BACKEND)
    address = reverse("domains:entry", args=[part.pk])
    typed = {"form_key": str(uuid.uuid4()), "what_happened": "The new tenancy came"}
    page = client.post(address, {**typed, "attachment": SimpleUploadedFile("page.html", b"<html></html>")})
    assert "Files of this kind cannot be attached" in page.content.decode()
    assert "The new tenancy came" in page.content.decode()
    page = client.post(address, {**typed, "attachment": SimpleUploadedFile("empty.txt", b"")})
    assert "The file is empty" in page.content.decode()
    answer = client.post(address, {**typed, "attachment": SimpleUploadedFile("tenancy.pdf", PDF)}, follow=True)
    assert "tenancy.pdf" in answer.content.decode()
    assert "no virus scanner" in answer.content.decode()
    made = Attachment.objects.get()
    got = client.get(reverse("domains:attachment", args=[made.pk]))
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"] == 'attachment; filename="tenancy.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in got["Cache-Control"]
    client.post(reverse("domains:attachment", args=[made.pk]))
    assert client.get(reverse("domains:attachment", args=[made.pk])).status_code == 403
