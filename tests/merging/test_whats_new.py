"""A later extract shows only what is new: nothing the second time, each difference by person, field, before and after."""

import pytest
from django.urls import reverse

from merging import whats_new
from merging.models import MergedRecord, ValueChange
from merging.queries import timeline
from tests.merging.importing_stories import COORDINATED, HOMES, LATER, ON_CPA, bring, people, settle_in, tables

pytestmark = pytest.mark.django_db
ANN = "RX1,9990000018,1980-02-01,SW1A 1AA,2,A,"
BEN = "RX2,9990000026,1975-03-03,SW1A 2AA,1,A,"
CORE = {"MHS701CPACareEpisode": ON_CPA, "MHS006MHCareCoord": COORDINATED}


@pytest.fixture
def here(house):
    settle_in(house)
    return house


@pytest.fixture
def extract(trust, council):
    """The trust's directory with Ann and Ben, the council's file with Ann."""
    return trust(MHS001MPI=people(ANN, BEN), MHS003AccommStatus=f"{HOMES}\nRX1,01,2026-05-05\n", **CORE), council({})


def rewritten(extract, table, old, new):
    path = extract[0] / f"{table}.csv"
    path.write_text(path.read_text().replace(old, new))


def test_the_first_extract_is_no_difference_and_the_same_again_is_nothing(here, extract):
    bring(*extract)
    before = tables()
    again = bring(*extract, at=LATER)
    assert tables() == before
    assert again.changes["new"] == again.changes["changed"] == 0
    assert not ValueChange.objects.exists()


def test_each_difference_by_person_field_before_and_after(here, extract):
    bring(*extract)
    ann, ben = (MergedRecord.objects.get(person__identifiers__value=one).case_id for one in ("RX1", "RX2"))
    rewritten(extract, "MHS001MPI", "SW1A 2AA", "M1 1AE")
    rewritten(extract, "MHS003AccommStatus", "RX1,01,2026-05-05", "RX1,02,2026-06-06")
    run = bring(*extract, at=LATER)
    assert (run.changes["new"], run.changes["changed"]) == (0, 2)
    found = {(one.case_id, one.label): one for one in whats_new.of_run(run)}
    assert set(found) == {(ann, "Lives in"), (ben, "Postcode")}
    said = found[ben, "Postcode"]
    assert (said.before, said.after, said.organisation) == ("SW1A 2AA", "M1 1AE", "Trust")
    assert found[ann, "Lives in"].before != found[ann, "Lives in"].after
    assert whats_new.tally(run) == [("Lives in", 1), ("Postcode", 1)]


def test_back_again_is_a_difference_of_its_own(here, extract):
    bring(*extract)
    for at, (old, new) in ((LATER, ("SW1A 2AA", "M1 1AE")), (LATER, ("M1 1AE", "SW1A 2AA"))):
        rewritten(extract, "MHS001MPI", old, new)
        bring(*extract, at=at)
    assert [(row.before.value, row.after.value) for row in ValueChange.objects.order_by("pk")] == [
        ("SW1A 2AA", "M1 1AE"), ("M1 1AE", "SW1A 2AA")
    ]  # fmt: skip


def test_in_the_timeline_for_who_reads_in_full_and_counted_without_names_for_administrators(here, extract, client):
    bring(*extract)
    rewritten(extract, "MHS001MPI", "SW1A 1AA", "M1 1AE")
    run = bring(*extract, at=LATER)
    case = MergedRecord.objects.get(person__identifiers__value="RX1").case
    told = {item.note for item in timeline(case, here.coordinator, at=LATER)}
    assert "Postcode: SW1A 1AA before, M1 1AE now (Trust)" in told
    assert not any("M1 1AE" in (item.note or "") for item in timeline(case, here.housing_worker, at=LATER))
    client.force_login(here.administrator)
    page = client.get(reverse("merging:run", args=[run.pk])).content.decode()
    assert "What it said otherwise than before" in page
    assert "1 person" in page
    assert "M1 1AE" not in page
    client.force_login(here.coordinator)
    assert client.get(reverse("merging:run", args=[run.pk])).status_code == 403
