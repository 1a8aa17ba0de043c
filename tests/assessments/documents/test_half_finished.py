"""A print that is cut off: no copy is recorded that nobody could have had, and none leaves without its trace."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessments.documents import pdf, services
from assessments.documents.catalogue import KINDS
from assessments.documents.models import CopyGiven
from audit import services as audit
from audit.models import Entry
from tests.assessments.documents.stories import a_written_case

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PRINTED = {"action": "assessment.printed"}


@pytest.fixture
def browser(client, house):
    client.raise_request_exception = False
    client.force_login(house.coordinator, backend=BACKEND)
    return client


def address(case, form="document-pdf"):
    return reverse(f"assessments:{form}", args=[case.reference, 1, "my-plan", "standard"])


@pytest.mark.django_db
class TestCutOff:
    def test_a_pdf_that_breaks_off_records_no_copy_and_says_what_was_read(self, house, browser, monkeypatch):
        case, _ = a_written_case(house, at=timezone.now())
        monkeypatch.setattr(pdf, "build", lambda made: 1 / 0)
        answer = browser.get(address(case))
        assert (answer.status_code, b"%PDF" in answer.content) == (500, False)
        assert not CopyGiven.objects.exists()
        assert Entry.objects.filter(**PRINTED).count() == 1, "the record was gathered: that it was read stays known"

    @pytest.mark.parametrize("form", ["document", "document-pdf"])
    def test_no_document_leaves_whose_trace_cannot_be_written(self, house, browser, monkeypatch, form):
        case, _ = a_written_case(house, at=timezone.now())
        monkeypatch.setattr(audit, "_insert", lambda entries: 1 / 0)
        answer = browser.get(address(case, form))
        assert answer.status_code == 500
        assert b"%PDF" not in answer.content
        assert b"My plan" not in answer.content

    def test_printing_alone_is_no_copy_given(self, house, browser):
        case, _ = a_written_case(house, at=timezone.now())
        assert browser.get(address(case)).content.startswith(b"%PDF")
        assert not CopyGiven.objects.exists()


#: Records a copy in a process of its own on the test database, and hangs after the row and before the end of its transaction.
KILLED = """
import sys, time
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.utils import timezone
from assessments.documents import services
from assessments.documents.catalogue import KINDS
from assessments.documents.models import CopyGiven
from assessments.models import Assessment
from partners.models import Worker
def hang(*args, **kwargs):
    assert CopyGiven.objects.count() == 1
    print("in the middle", flush=True)
    time.sleep(60)
services._audit = hang
now = timezone.now()
services.give_copy(
    assessment=Assessment.objects.select_related("case__person").get(), kind=KINDS["my-plan"], variant="standard", to="person",
    how="handed", given_on=now.date(), by=Worker.objects.get(pk=sys.argv[2]), at=now,
)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_while_a_copy_is_recorded_there_is_neither_copy_nor_trace(house):
    _, assessment = a_written_case(house, at=timezone.now())
    name = str(connection.settings_dict["NAME"])
    arguments = [sys.executable, "-c", KILLED, name, str(house.coordinator.pk)]
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout.readline().strip() == "in the middle"
        os.kill(process.pid, signal.SIGKILL)
    assert not CopyGiven.objects.exists()
    assert not Entry.objects.filter(action="copy.given").exists()
    now = timezone.now()
    given = services.give_copy(
        assessment=assessment, kind=KINDS["my-plan"], variant="standard", to="person", how="handed", given_on=now.date(),
        by=house.coordinator, at=now,
    )  # fmt: skip
    assert CopyGiven.objects.get() == given
    assert Entry.objects.filter(action="copy.given").count() == 1
