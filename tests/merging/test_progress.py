"""How far a large import is, on its page: in words, by itself, after a worker died; and to nobody but administrators."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.urls import reverse

from merging import importing, staging
from merging.models import ImportRun
from merging.progress import progress_of
from tests.house import NOON
from tests.merging.importing_stories import SAMPLE, import_sample

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
FILES = [{"name": "cld.csv", "bytes": 60_000_000, "sha256": ""}]


@pytest.fixture
def run(house):
    run = importing.begin(files=FILES, by=house.administrator, at=NOON, folder="kept")
    run.state, run.heartbeat_at = "reading", NOON
    run.progress = {
        "stage": "reading", "done": 15_000_000, "total": None, "what": "cld.csv", "faults": 12,
        "since": (NOON - MINUTE).isoformat(),
    }  # fmt: skip
    run.save()
    return run


@pytest.fixture
def page(client, house, monkeypatch, run):
    def at(moment, query="", who="administrator"):
        monkeypatch.setattr("access.middleware.timezone", SimpleNamespace(now=lambda: moment))
        client.force_login(getattr(house, who))
        return client.get(reverse("merging:run", args=[run.pk]) + query)

    return at


@pytest.mark.parametrize("who", ["coordinator", "manager", "housing_worker", "privacy_officer", "neighbour"])
def test_nobody_else_is_told(page, who):
    answer = page(NOON, who=who)
    assert answer.status_code == 403
    assert "cld.csv" not in answer.content.decode()


def test_stage_rows_faults_and_the_end_in_words(page):
    said = page(NOON).content.decode()
    assert "Step 1 of 3: Reading the files" in said
    assert "cld.csv: 15.0 of 60.0 MB read. This step should end in about 3 minutes." in said
    assert "12 faults in the files so far" in said
    assert 'value="25"' in said
    assert 'role="status"' in said


def test_it_looks_again_by_itself_until_somebody_says_no(page):
    watched = page(NOON, "?watch")
    assert watched["Refresh"] == "10"
    assert "Stop looking by itself" in watched.content.decode()
    still = page(NOON)
    assert "Refresh" not in still
    assert "Look again now" in still.content.decode()


def test_a_worker_who_died_is_named_with_what_becomes_of_it(page):
    assert "Nobody has worked" not in page(NOON + timedelta(seconds=59)).content.decode()
    said = page(NOON + 2 * MINUTE).content.decode()
    assert "Nobody has worked on it since midday. Nothing is half imported. It goes on by itself" in said
    assert "after 12:05pm" in said
    assert "should end" not in said


def test_one_from_the_command_line_is_begun_there_again(run, page):
    ImportRun.objects.update(folder="")
    said = page(NOON + 2 * MINUTE).content.decode()
    assert "begun on the command line: after 12:05pm it is given up. Start it again there" in said


def test_the_landing_is_told_from_outside_its_transaction(run, page):
    ImportRun.objects.filter(pk=run.pk).update(state="landing", changes={"new": 900, "changed": 100, "same": 5})
    assert "1,000 people who are new or changed are being written, all or none." in page(NOON).content.decode()
    told = {"stage": "landing", "done": 250, "since": (NOON - MINUTE).isoformat(), "at": NOON.isoformat()}
    cache.set(staging.landing_key(run), told)
    said = page(NOON).content.decode()
    assert "Step 3 of 3: Importing" in said
    assert "250 of 1,000 people who are new or changed written." in said
    assert "about 3 minutes" in said
    assert "Nobody has worked on it since midday" in page(NOON + 2 * MINUTE).content.decode()


def test_waiting_promises_a_worker_and_no_figure(run):
    run.state, run.progress = "waiting", {}
    said = progress_of(run, at=NOON, dead_after=MINUTE)
    assert (said.step, said.share, said.ends, said.stopped) == ("Waiting to be read", None, "", "")


@pytest.mark.parametrize(("done", "since", "said"), [
    (0, MINUTE, ""), (10, timedelta(seconds=1), ""), (100, MINUTE, ""), (99, MINUTE, "less than a minute"),
    (50, MINUTE, "about 1 minute."), (10, MINUTE, "about 9 minutes."),
])  # fmt: skip
def test_an_end_is_foretold_only_where_it_can_be(run, done, since, said):
    run.progress = {"stage": "staging", "done": done, "total": 100, "since": (NOON - since).isoformat()}
    ends = progress_of(run, at=NOON, dead_after=MINUTE).ends
    assert said in ends if said else ends == ""


def test_a_real_import_says_every_step_and_its_faults(house, monkeypatch):
    monkeypatch.setattr(staging, "EVERY", -1)
    seen = []
    monkeypatch.setattr(ImportRun, "save", _noting(ImportRun.save, seen))
    told = []
    run = importing.begin(files=[], by=None, at=NOON)
    importing.read(run, mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv", at=NOON)
    landing = staging.OfLanding(run)
    importing.finish(
        run, mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv", at=NOON,
        report=lambda *said, **more: (landing(*said, **more), told.append(cache.get(staging.landing_key(run))["done"])),
    )  # fmt: skip
    assert {one["stage"] for one in seen} == {"reading", "staging"}
    assert told == [60]
    assert all(one["faults"] >= 0 and one["since"] for one in seen)
    assert import_sample()[0].changes["same"] == 60


def _noting(save, seen):
    def noting(self, *args, **kwargs):
        if self.progress:
            seen.append(dict(self.progress))
        return save(self, *args, **kwargs)

    return noting
