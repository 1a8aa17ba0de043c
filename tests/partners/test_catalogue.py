"""The catalogue of domains: what a file may not say, and that loading twice is loading once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partners.catalogue import DOMAINS, CatalogueError, load
from partners.models import Domain

GOOD = "- {code: gardening, name: Gardening, default_mode: independent, holders: [voluntary], accountable: [council], sections: [garden]}\n"


@pytest.fixture(autouse=True)
def _empty(db):
    """An installation before its first catalogue; a migrated one has it already."""
    Domain.objects.all().delete()


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "local.yaml"
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("- {code: x", 1, "not YAML"),
        ("", 1, "expected a list of domains"),
        ("code: x", 1, "expected a list of domains"),
        ("# a comment\n- just words", 2, "expected one domain"),
        (GOOD + "- {code: x}", 2, "name is missing"),
        (GOOD.replace("holders", "holder"), 1, "holder is not something a domain has"),
        (GOOD.replace("[voluntary]", "voluntary"), 1, "holders must be a list"),
        (GOOD.replace("[voluntary]", "[charity]"), 1, "holders: charity is not a sector; the sectors are nhs"),
        (GOOD.replace("[council]", "[]"), 1, "accountable must name at least one sector"),
        (GOOD.replace("independent", "alone"), 1, "default_mode 'alone' must be independent or shared"),
        (GOOD.replace("gardening", "Gar dening"), 1, "must be small letters, digits and hyphens"),
        (GOOD.replace("gardening", "g" * 31), 1, "code must have at most 30 characters"),
        (GOOD + "\n\n" + GOOD, 4, "code 'gardening' stands on line 1 already"),
        (GOOD + GOOD.replace("code: gardening", "code: pots"), 2, "section 'garden' stands on line 1 already"),
    ],
)
def test_a_fault_is_named_with_file_and_line_and_nothing_is_written(db, file, text, line, said):
    with pytest.raises(CatalogueError) as fault:
        load(file(text))
    assert f"local.yaml, line {line}: " in str(fault.value)
    assert said in str(fault.value)
    assert not Domain.objects.exists()


def test_all_faults_are_told_at_once(db, file):
    with pytest.raises(CatalogueError) as fault:
        load(file(GOOD.replace("[council]", "[]") + GOOD.replace("[voluntary]", "[charity]")))
    assert len(fault.value.faults) == 2


def test_the_command_says_what_is_wrong_and_what_it_did(db, file, tmp_path):
    with pytest.raises(CommandError, match="Nothing was changed.\nlocal.yaml, line 1"):
        call_command("load_catalogue", str(file("x")))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_catalogue", str(tmp_path / "nothing.yaml"))
    out = StringIO()
    call_command("load_catalogue", stdout=out)
    call_command("load_catalogue", stdout=out)
    assert out.getvalue().splitlines() == [
        "18 domains made, 0 changed, 0 as they were.",
        "0 domains made, 0 changed, 18 as they were.",
    ]


def test_the_catalogue_of_the_house_is_the_one_decided(db):
    load()
    rows = {domain.code: domain for domain in Domain.objects.all()}
    assert list(rows) == [
        "coordination", "assessment", "treatment", "medication", "physical-health", "risk-crisis", "safeguarding",
        "eligibility", "aftercare", "daily-living", "housing", "employment", "education", "community", "money",
        "family", "carers", "advocacy",
    ]  # fmt: skip
    assert {code for code, row in rows.items() if row.default_mode == "shared"} == {
        "assessment", "risk-crisis", "aftercare", "family",
    }  # fmt: skip
    assert rows["medication"].holders == ["nhs"]
    assert rows["housing"].holders == ["voluntary", "housing", "council"]
    assert rows["housing"].accountable == ["council"]
    assert [code for code, row in rows.items() if not row.proposable] == ["coordination"]


def test_loading_again_writes_nothing(db, django_assert_num_queries):
    load()
    with django_assert_num_queries(3):  # savepoint, one SELECT, release
        assert load().same == 18


def test_a_changed_order_is_taken_over_and_a_domain_the_file_dropped_stays_at_the_end(db, file):
    load()
    lines = [line for line in DOMAINS.read_text().splitlines() if line.startswith("- ")]
    kept = [line for line in reversed(lines) if "code: advocacy" not in line]
    outcome = load(file("\n".join(kept) + "\n" + GOOD))
    assert outcome.made == ["gardening"]
    assert outcome.only_here == ["advocacy"]
    codes = list(Domain.objects.order_by("position").values_list("code", flat=True))
    assert (codes[0], codes[-2], codes[-1]) == ("carers", "gardening", "advocacy")
    assert len(codes) == 19
