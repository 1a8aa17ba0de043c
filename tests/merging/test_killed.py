"""A real process, killed in the middle of an import: nothing of it is there, and the next one lands whole."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection
from django.utils import timezone

from cases.models import Case, Person
from merging import importing
from merging.models import ImportRun, SourceValue
from merging.shift import SAMPLE
from tests.house import NOON

#: Runs the import in a process of its own on the test database, and says when it is in the middle of landing.
KILLED = """
import sys, time
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from merging import landing
def hang(*args, **kwargs):
    print("in the middle", flush=True)
    time.sleep(60)
landing.matches.raise_matches = hang
from django.core.management import call_command
call_command("import_records", "--mhsds", sys.argv[2], "--cld", sys.argv[3], verbosity=0)
"""


@pytest.mark.django_db(transaction=True)
def test_killed_while_it_lands(catalogue):
    name = str(connection.settings_dict["NAME"])
    arguments = [sys.executable, "-c", KILLED, name, str(SAMPLE / "mhsds"), str(SAMPLE / "cld.csv")]
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout.readline().strip() == "in the middle"
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    for model in (Person, Case, SourceValue):
        assert not model.objects.exists()
    left = ImportRun.objects.get()
    assert left.state == ImportRun.State.READ
    assert importing.work(at=timezone.now() + 2 * importing.DEAD_AFTER) == 1
    left.refresh_from_db()
    assert (left.state, left.chunks.count()) == (ImportRun.State.FAILED, 0)
    importing.run_import(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv", by=None, at=NOON)
    assert Case.objects.filter(is_open=True).count() == 52
