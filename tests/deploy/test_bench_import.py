"""The import costs what it brings: a handful of statements a batch, none a person; the same again brings nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from deploy.benching.extracts import write_pair
from merging import importing
from tests.house import NOON
from tests.merging.importing_stories import tables

pytestmark = pytest.mark.django_db


def statements(files, *, kept=False):
    """How many statements an import sends; it is rolled back afterwards unless it is ``kept``."""
    with transaction.atomic(), CaptureQueriesContext(connection) as caught:
        importing.run_import(mhsds=files / "mhsds", cld=files / "cld.csv", by=None, at=NOON)
        transaction.set_rollback(not kept)
    return len(caught.captured_queries)


def test_statements_follow_batches_and_not_people(catalogue, tmp_path):
    """Ten times the people in one chunk of 500: as many statements on PostgreSQL; on SQLite a few more, which takes fewer
    parameters at once."""
    few = statements(write_pair(tmp_path / "few", 40))
    many = statements(write_pair(tmp_path / "many", 400))
    assert many <= (few + 20 if connection.vendor == "postgresql" else few * 3)


def test_the_same_extract_again_writes_its_note_and_nothing_else(catalogue, tmp_path):
    files = write_pair(tmp_path, 40)
    first = statements(files, kept=True)
    before = tables()
    assert statements(files, kept=True) < first / 2
    assert tables() == before


def test_it_measures_three_imports_and_checks_what_each_changed(catalogue):
    said = StringIO()
    call_command("bench_import", people=30, stdout=said)
    assert [line.split()[0] for line in said.getvalue().splitlines()] == ["first", "again", "later"]
    assert Case.objects.count() == 30
    assert "people/s" in said.getvalue()


def test_it_refuses_a_database_with_cases(catalogue):
    call_command("bench_import", people=1, stdout=StringIO())
    with pytest.raises(CommandError, match="has cases"):
        call_command("bench_import", people=1, stdout=StringIO())
    assert Case.objects.count() == 1
