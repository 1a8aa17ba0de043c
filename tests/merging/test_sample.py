"""The sample's answers were made with its people, not read back from its files: every figure and every person must agree."""

import datetime
import json

import pytest

from merging.assembly import assemble
from merging.shift import SAMPLE
from tests.merging.roughness import ROUGHNESSES, copy_of_sample

TRUTH = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
FIGURES = (
    "as_at",
    "links",
    "open_cases",
    "carers",
    "section_117",
    "superseded_rows",
    "duplicates_in_source",
    "rejected_rows",
)
ANSWERS = ("link", "conflicts", "open", "next_review_due", "section_117", "deceased")


def figures(assembled):
    summary = assembled.summary()
    return {name: summary[name] for name in FIGURES} | {
        "conflicts": {n: c for n, c in summary["conflicts"].items() if c}
    }


def lines(assembled):
    """What is said of each person, by (health id, social care id)."""
    return {(line["health_id"], line["social_care_id"]): line for line in assembled.explain()}


def told(assembled):
    return {ids: {name: line[name] for name in ANSWERS} for ids, line in lines(assembled).items()}


TRUE_FIGURES = {name: TRUTH[name] for name in (*FIGURES, "conflicts")}


def true_answers():
    """The answers of everybody but possible matches (which are two cases until they are joined) and those left out."""
    return {
        (person["health"], person["social"]): {name: person[name] for name in ANSWERS}
        for person in TRUTH["people"]
        if person["link"] not in ("possible", "out_of_scope")
    }


def check_against_truth(assembled):
    assert figures(assembled) == TRUE_FIGURES
    assert assembled.summary()["warnings"] == 0
    answers = {ids: each for ids, each in told(assembled).items() if each["link"] != "possible"}
    assert {ids: each | {"conflicts": sorted(each["conflicts"])} for ids, each in answers.items()} == true_answers()
    pairs = {(p["health"], p["social"]) for p in TRUTH["people"] if p["link"] == "possible"}
    assert set(assembled.links.possible) == pairs
    assert set(assembled.out_of_scope) == {p["social"] for p in TRUTH["people"] if p["link"] == "out_of_scope"}


def test_the_sample_gives_its_answers():
    check_against_truth(assemble(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv"))


@pytest.mark.parametrize("roughness", ROUGHNESSES.values(), ids=ROUGHNESSES)
def test_the_sample_gives_the_same_answers_however_roughly_it_is_written(tmp_path, roughness):
    mhsds, cld = copy_of_sample(tmp_path)
    roughness(tmp_path)
    check_against_truth(assemble(mhsds=mhsds, cld=cld))


def test_a_possible_match_is_two_cases_each_naming_the_other():
    told_of = lines(assemble(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv"))
    trust, council = told_of["RX000001", None], told_of[None, "LA000001"]
    assert (trust["link"], trust["possible_partners"]) == ("possible", ["LA000001"])
    assert (council["link"], council["possible_partners"]) == ("possible", ["RX000001"])
    assert trust["open"]
    assert council["open"]


def test_the_trust_alone():
    summary = assemble(mhsds=SAMPLE / "mhsds").summary()
    assert summary["links"] == {
        "matched": 0, "possible": 0, "health_only": 49, "social_care_only": 0, "out_of_scope": 0
    }  # fmt: skip
    assert sum(summary["conflicts"].values()) == summary["carers"] == summary["rejected_rows"] == 0
    assert summary["section_117"] == 6


def test_the_council_alone_leaves_out_those_only_the_trust_would_bring_in():
    assembled = assemble(cld=SAMPLE / "cld.csv")
    summary = assembled.summary()
    assert summary["links"]["matched"] == summary["links"]["health_only"] == summary["links"]["possible"] == 0
    assert summary["links"]["social_care_only"] + summary["links"]["out_of_scope"] == 46
    assert summary["carers"] == 3
    assert assembled.social_care_organisation == "398"


def test_without_names_a_person_has_none(tmp_path):
    mhsds, _ = copy_of_sample(tmp_path)
    (mhsds / "demographics.csv").unlink()
    record = assemble(mhsds=mhsds).person("RX000003")
    assert "given_name" not in record.fields
    assert record.health_id == "RX000003"


@pytest.mark.parametrize("table", ["000", "002", "003", "004", "006", "008", "101", "401", "701", "901"])
def test_every_table_but_the_people_may_be_missing(tmp_path, table):
    mhsds, cld = copy_of_sample(tmp_path)
    dependants = {"008": ("009",), "101": ("102",), "701": ("702",)}.get(table, ())
    for number in (table, *dependants):
        for path in mhsds.glob(f"MHS{number}*"):
            path.unlink()
    assembled = assemble(mhsds=mhsds, cld=cld)
    assert assembled.summary()["links"] == TRUTH["links"]
    assert assembled.rejects == []


def test_an_earlier_day_sees_what_was_open_then():
    early = assemble(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv", as_at=datetime.date(2026, 8, 1))
    assert early.warnings == []
    assert early.person("RX000026").deceased is False
    assert early.person("RX000026").open is True


def test_a_record_carries_what_both_sides_brought():
    record = assemble(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv").person("LA000002")
    assert record.link == "matched"
    assert [plan.kind for plan in record.plans] == ["10", "12"]
    assert [len(plan.agreements) for plan in record.plans] == [1, 1]
    assert [coordinator.staff_code for coordinator in record.coordinators] == ["CP00002"]
    assert [status.code for status in record.legal_statuses] == ["03"]
    assert [event.kind for event in record.events] == ["Request", "Assessment", "Service"]
    assert len(record.episodes[0].reviews) == 2
    assert len(record.referrals[0].teams) == 1
    assert record.fields["ethnicity"].outcome == "agreed"
    assert record.fields["telephone"].outcome == "one_side"


def test_a_superseded_event_counts_once_as_last_sent():
    record = assemble(cld=SAMPLE / "cld.csv").person("LA000053")
    assessments = [event for event in record.events if event.kind == "Assessment"]
    assert [(event.reference, event.ended) for event in assessments] == [("LA000053-2", True)]


def test_a_carer_is_recorded_with_the_person_and_never_as_a_case():
    assembled = assemble(mhsds=SAMPLE / "mhsds", cld=SAMPLE / "cld.csv")
    assert {carer.id: carer.cares_for for carer in assembled.carers} == {
        "LA900040": ("LA000040",),
        "LA900043": ("LA000043",),
        "LA900053": ("LA000053",),
    }
    assert assembled.person("LA900040") is None
