"""What holds for whole extracts: order and repetition change nothing, and time grows with the number of people."""

import datetime
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.benching.extracts import write_pair
from merging.assembly import assemble
from merging.shift import SAMPLE, shift_extract, weeks_until
from tests.merging.roughness import copy_of_sample, every_file, read, shuffle_rows, write
from tests.merging.test_sample import figures, told

day = datetime.date


def said(assembled):
    """All that is said of everybody, whatever the order in which it is said."""
    return {(line["health_id"], line["social_care_id"]): line for line in assembled.explain()}


@pytest.fixture(scope="module")
def sample():
    return assemble(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_shuffled_rows_give_the_same_people(tmp_path_factory, sample, seed):
    directory = tmp_path_factory.mktemp("shuffled")
    mhsds, cld = copy_of_sample(directory)
    shuffle_rows(directory, seed)
    assembled = assemble(mhsds=mhsds, cld=cld)
    assert said(assembled) == said(sample)
    assert assembled.summary() == sample.summary()


def test_every_row_twice_changes_nothing(tmp_path, sample):
    mhsds, cld = copy_of_sample(tmp_path)
    for path in every_file(tmp_path):
        headings, rows = read(path)
        write(path, headings, [*rows, *rows])
    assembled = assemble(mhsds=mhsds, cld=cld)
    assert said(assembled) == said(sample)
    assert assembled.summary() | {"superseded_rows": 16} == sample.summary()


def test_asking_twice_gives_the_same_answer(sample):
    assert list(sample.explain()) == list(sample.explain())
    assert len(sample) == sum(1 for _ in sample.people())


def test_the_same_number_twice_in_a_source_is_one_person_and_reported(tmp_path, sample):
    mhsds, cld = copy_of_sample(tmp_path)
    headings, rows = read(mhsds / "MHS001MPI.csv")
    again = next(row for row in rows if row[0] == "RX000003")
    write(mhsds / "MHS001MPI.csv", headings, [*rows, ["RX900003", *again[1:]]])
    headings, rows = read(mhsds / "MHS701CPACareEpisode.csv")
    write(mhsds / "MHS701CPACareEpisode.csv", headings, [*rows, ["CPA900003", "RX900003", "2026-01-01", ""]])
    assembled = assemble(mhsds=mhsds, cld=cld)
    assert assembled.summary() == sample.summary() | {"duplicates_in_source": 1}
    assert [(each.kept, each.others) for each in assembled.duplicates] == [("RX000003", ("RX900003",))]
    record = assembled.person("RX900003")
    assert record.health_ids == ("RX000003", "RX900003")
    assert len(record.episodes) == 2
    assert told(assembled).keys() == told(sample).keys()


def test_a_shifted_sample_has_the_same_links_and_the_age_asked_for(tmp_path, sample):
    today = day(2031, 5, 7)
    weeks = weeks_until(sample.as_at, today)
    shift_extract(tmp_path, weeks)
    assembled = assemble(mhsds=tmp_path / "mhsds", cld=tmp_path / "cld.csv")
    assert 21 <= (today - assembled.as_at).days < 28
    assert figures(assembled) == figures(sample) | {"as_at": assembled.as_at.isoformat()}
    for before, after in zip(sample.people(), assembled.people(), strict=True):
        births = [record.fields["date_of_birth"].values for record in (before, after)]
        assert [value.value for value in births[0]] == [value.value for value in births[1]]
        assert (after.health_ids, after.social_ids, after.link) == (before.health_ids, before.social_ids, before.link)
        if before.next_review_due:
            assert abs((after.next_review_due - before.next_review_due).days - 7 * weeks) <= 1


def test_five_thousand_people_take_seconds(tmp_path):
    directory = write_pair(tmp_path / "pair", 5_000)
    seen = []
    started = time.monotonic()
    assembled = assemble(
        mhsds=directory / "mhsds", cld=directory / "cld.csv", progress=lambda file, read, faults: seen.append(file)
    )
    summary = assembled.summary()
    assert time.monotonic() - started < 20, "under a second on an idle machine"
    assert summary["links"]["matched"] == summary["open_cases"] == 5_000
    assert "cld.csv" in seen
    assert "MHS001MPI.csv" in seen
