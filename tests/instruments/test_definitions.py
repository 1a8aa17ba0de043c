"""Definition files: every fault is named with file and line, a faulty file is not loaded, and only what may is shipped."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments import definition_files
from instruments.definition_files import SHIPPED, read
from tests.instruments.stories import CANSAS, DIALOG, GAD, HONOS, LIBRARY, PHQ

GOOD = """code: local
version: 1
name: Local scale
about: how it goes
source: Our own
licence: {words: Ours, text_may_be_shipped: false}
period: the last week
intro: How was it?
domain: housing
answered_by: [person]
direction: higher_is_better
not_known: {value: 9, text: Not known}
responses:
  often: [{value: 0, text: Never}, {value: 1, text: Often}]
items:
  - {code: 1, text: A, responses: often}
  - {code: 2, range: [0, 4]}
scorers:
  - {code: total, name: Total, kind: sum, items: all}
"""


@pytest.fixture
def of(tmp_path):
    def read_text(text, name="local.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read(tmp_path)

    return read_text


def test_what_is_good_is_loaded(of):
    found = of(GOOD)
    assert not found.faults
    assert found.newest("local").scorers[0].highest == 5


@pytest.mark.parametrize(
    ("wrong", "right", "line", "told"),
    [
        ("name: Local scale\n", "", 1, "local: needs name"),
        ("version: 1", "version: 1\nversion: 2", 3, "version is written twice"),
        ("source: Our own", "source: Our own\ncolour: blue", 1, "does not know the name 'colour'"),
        ("source: Our own", "source: 5", 1, "source must be words"),
        ("items:\n", "items: [\n", 16, "this is not YAML"),
        ("domain: housing", "domain: moon", 1, "there is no domain 'moon'"),
        ("direction: higher_is_better", "direction: up", 1, "direction 'up' is none of"),
        ("answered_by: [person]", "answered_by: [dog]", 1, "answered_by 'dog' is none of person, carer, worker"),
        ("answered_by: [person]", "answered_by: person", 1, "answered_by must be a list"),
        ("code: local", "code: Local scale", 1, "small letters, numbers and hyphens"),
        ("text_may_be_shipped: false", "text_may_be_shipped: maybe", 6, "true or false"),
        ("{value: 9,", "{value: nine,", 12, "not_known must be a whole number"),
        ("{value: 9,", "{value: 4,", 17, "2: 4 is an answer, and not_known too"),
        ("{value: 1, text: Often}", "{value: 0, text: Often}", 14, "at least two different whole numbers"),
        ("text: A, responses: often", "text: A, responses: never", 16, "there are no responses called 'never'"),
        ("text: A, responses: often", "text: A", 16, "needs responses or range, one of the two"),
        ("{code: 2,", "{code: 1,", 17, "1: an item's code is written once"),
        ("range: [0, 4]", "range: [4, 0]", 17, "range is the lowest and the highest"),
        ("kind: sum", "kind: product", 19, "kind 'product' is none of sum, mean, count"),
        ("items: all", "items: [1, 3]", 19, "items is “all”, or a list of items that exist"),
        ("items: all}", "items: all, minimum_answered: 3}", 19, "minimum_answered is from 1 to 2"),
        ("items: all}", "items: all, places: 5}", 19, "places is 0, 1 or 2"),
        ("items: all}", "items: all, values: [1]}", 19, "values are the answers that kind count counts"),
        ("kind: sum, items: all}", "kind: count, items: all, values: [7]}", 19, "values are the answers"),
        ("kind: sum, items: all}", "kind: mean, items: all, prorated_by: us}", 19, "prorated_by belongs to kind sum"),
        ("items: all}", "items: all, bands: {source: S, from: [{at: 1, name: low}]}}", 19, "bands rise from the lowest score, 0"),
        ("items: all}", "items: all, bands: {source: S, from: [{at: 0, name: a}, {at: 9, name: b}]}}", 19, "to no more than 5"),
        ("items: all}", "items: all, bands: {from: [{at: 0, name: low}]}}", 19, "needs source"),
        ("scorers:\n", "next_steps: [{item: 7, above: 0, words: W}]\nscorers:\n", 18, "is no answer of an item"),
    ],
)  # fmt: skip
def test_a_fault_names_file_line_and_what_is_wrong(of, wrong, right, line, told):
    assert wrong in GOOD
    found = of(GOOD.replace(wrong, right))
    assert {fault.file for fault in found.faults} == {"local.yaml"}
    assert any(fault.line == line and told in fault.text for fault in found.faults), [str(f) for f in found.faults]
    assert found.newest("local") is None
    assert found.newest("phq-9") is not None


def test_an_instrument_and_version_stands_once(of, tmp_path):
    of(GOOD)
    assert "local version 1 is written twice" in of(GOOD, "second.yaml").faults[0].text


def test_an_old_version_stays_readable_beside_the_new_one(of):
    of(GOOD)
    found = of(GOOD.replace("version: 1", "version: 10"), "ten.yaml")
    of(GOOD.replace("version: 1", "version: 9"), "nine.yaml")
    assert found.newest("local").version == "10"
    assert found.get("local", 1).version == "1"


def test_a_shipped_file_with_text_that_may_not_be_shipped_is_a_fault(tmp_path):
    (tmp_path / "local.yaml").write_text(GOOD, encoding="utf-8")
    found = read(shipped=tmp_path)
    assert "leave the text out" in found.faults[0].text
    assert not found.definitions


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert "there is no such folder" in str(read(tmp_path / "none").faults[0])


def test_the_command_ends_with_every_fault_and_lists_what_is_scored(tmp_path):
    out = StringIO()
    call_command("check_instruments", stdout=out)
    assert (
        "phq-9 version 1: 9 items, with item text, domain treatment\n  Total: sum, 0 to 27. Higher is worse."
        in out.getvalue()
    )
    assert "No faults." in out.getvalue()
    (tmp_path / "bad.yaml").write_text(GOOD.replace("kind: sum", "kind: x"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad\.yaml, line 19: total: kind 'x' is none of"):
        call_command("check_instruments", str(tmp_path), stdout=StringIO())


def test_the_site_folder_is_read_beside_the_shipped_files(site):
    assert {one.code for one in site.current()} == {"cansas", "dialog", "gad-7", "honos", "phq-9"}
    assert not site.faults


class TestTheShippedFiles:
    def test_only_what_anybody_may_reproduce_is_shipped_with_its_text(self):
        shipped = read()
        assert not shipped.faults
        assert {code for code, _ in shipped.definitions} == {"gad-7", "phq-9"}
        for one in shipped.definitions.values():
            assert one.text_may_be_shipped
            assert "No permission required to reproduce" in one.licence
            assert all(item.text for item in one.items)

    def test_their_structure_is_as_published(self):
        assert [(len(one.items), one.scorers[0].highest) for one in (PHQ, GAD)] == [(9, 27), (7, 21)]
        assert all(item.values == (0, 1, 2, 3) for one in (PHQ, GAD) for item in one.items)

    def test_the_tests_carry_no_item_text_of_the_others(self):
        assert not any(item.text for one in (HONOS, DIALOG, CANSAS) for item in one.items)
        assert not LIBRARY.faults

    def test_nothing_scores_one_answer_alone_and_nothing_is_called_risk(self):
        """Scales do not predict (NICE NG225): item 9 has words for the worker, and no score of its own."""
        for one in LIBRARY.definitions.values():
            assert all(len(scorer.items) > 1 and "risk" not in scorer.name.lower() for scorer in one.scorers)
        assert [(step.item, step.above) for step in PHQ.steps] == [("9", 0)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 30) | st.sampled_from(["", "x", "all", "1", "sum"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "at", "name", "value"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


def _places(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*path, key))


PLACES = [path for path in _places(yaml.safe_load(GOOD)) if path]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), VALUES)
def test_whatever_stands_anywhere_in_a_file_it_is_read_or_told_and_never_raises(tmp_path_factory, path, value):
    data = yaml.safe_load(GOOD)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    folder = tmp_path_factory.mktemp("site")
    (folder / "local.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    found = read(folder)
    assert bool(found.faults) != any(code not in ("phq-9", "gad-7") for code, _ in found.definitions)


def test_the_library_of_an_installation_without_a_folder_is_the_shipped_one():
    definition_files.library.cache_clear()
    assert {one.code for one in definition_files.library().current()} == {"gad-7", "phq-9"}
    assert definition_files.library().domains() == {"treatment"}
    assert SHIPPED.is_dir()
