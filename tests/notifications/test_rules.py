"""The rule files: faults with their line, loading again, and what the project's own files say."""

import pytest
from django.core.management import CommandError, call_command

from notifications import loading, recomputing, rulebook
from notifications.models import DeadlineKind, ReminderRule
from notifications.rulefiles import RuleFileError, read
from tests.house import NOON
from tests.notifications.makers import owe

GOOD = """\
- kind: test.kind
  name: Something owed
  source: a test
  due: {after: 3, unit: working_days}
  stages:
    - {stage: before, offset: -1, unit: days, audience: owner, source: a test}
    - {stage: late, offset: 7, unit: days, audience: administrators, escalates: true, source: a test}
"""


def folder(tmp_path, text, name="rules.yaml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("offset: -1", "offset: soon", r"rules.yaml, line 6: offset must be a whole number, not 'soon'"),
        ("audience: owner", "audience: everybody", r"rules.yaml, line 6: audience 'everybody' is none of owner"),
        ("unit: days, audience: owner", "unit: weeks, audience: owner", r"line 6: unit 'weeks' is none of days"),
        ("  name: Something owed\n", "", r"rules.yaml, line 1: name is missing"),
        (
            "source: a test\n  due",
            "colour: red\n  source: a test\n  due",
            r"line 3: 'colour' is not something a kind has",
        ),
        ("after: 3", "after: 0", r"line 4: after must be from 1 to 3650, not 0"),
        ("stage: late", "stage: before", r"line 7: stage 'before' is given twice"),
        ("escalates: true", "escalates: 1", r"line 7: escalates must be true or false, not '1'"),
        ("- kind: test.kind", "- kind: [", r"rules.yaml, line 3: not YAML"),
        ("offset: -1", "offset: -9999", r"line 6: offset must be within 3650"),
        (
            "  source: a test\n  due",
            "  division: narnia\n  source: a test\n  due",
            r"line 3: division 'narnia' is none of",
        ),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(tmp_path, old, new, fault):
    assert old in GOOD
    with pytest.raises(RuleFileError, match=fault):
        read(folder(tmp_path, GOOD.replace(old, new, 1)))


def test_every_fault_is_told_at_once(tmp_path):
    with pytest.raises(RuleFileError) as told:
        read(
            folder(tmp_path, GOOD.replace("offset: -1", "offset: x").replace("audience: administrators", "audience: y"))
        )
    assert len(told.value.faults) == 2


def test_a_kind_in_two_files_is_refused(tmp_path):
    folder(tmp_path, GOOD, "a.yaml")
    with pytest.raises(RuleFileError, match=r"b.yaml, line 1: kind 'test.kind' stands in a.yaml, line 1 already"):
        read(folder(tmp_path, GOOD, "b.yaml"))


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(RuleFileError, match="no .yaml file"):
        read(tmp_path)


def test_a_fault_writes_nothing(db, tmp_path):
    before = DeadlineKind.objects.count()
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_rules", str(folder(tmp_path, GOOD + GOOD)))
    assert DeadlineKind.objects.count() == before


def test_loading_again_changes_nothing(catalogue):
    outcome = loading.load()
    assert (outcome.made, outcome.changed) == ([], [])
    assert outcome.same == DeadlineKind.objects.count() == len(read())


def test_a_changed_stage_is_changed_one_taken_out_is_removed_and_places_may_swap(db, tmp_path):
    loading.load(folder(tmp_path, GOOD))
    lines = GOOD.splitlines(keepends=True)
    outcome = loading.load(folder(tmp_path, "".join([*lines[:5], lines[6].replace("7", "9"), lines[5]])))
    assert outcome.changed == ["test.kind"]
    rules = ReminderRule.objects.filter(kind="test.kind")
    assert list(rules.values_list("stage", "offset")) == [("late", 9), ("before", -1)]
    loading.load(folder(tmp_path, "".join(lines[:6])))
    assert [row.stage for row in rules.all()] == ["before"]


def test_every_stage_says_where_its_number_comes_from(catalogue):
    assert not ReminderRule.objects.filter(source="").exists()
    assert not DeadlineKind.objects.filter(source="").exists()


@pytest.mark.parametrize("kind", ["review.cpa", "review.care_act"])
def test_reviews_remind_8_4_and_1_weeks_before_on_the_day_and_escalate_a_week_late(catalogue, kind):
    stages = rulebook.schedules([kind])[kind].stages
    assert [(stage.offset, stage.is_escalation) for stage in stages][:5] == [
        (-56, False), (-28, False), (-7, False), (0, False), (7, True),
    ]  # fmt: skip


def test_a_complaint_is_acknowledged_within_three_working_days_of_england_wherever_it_arrives(catalogue):
    due = rulebook.due("complaint.acknowledge", NOON, division="scotland")
    assert due.isoformat() == "2026-11-27T00:00:00+00:00"


def test_a_kind_whose_date_is_agreed_has_no_time_of_its_own(catalogue):
    with pytest.raises(rulebook.RuleMissing, match="review.cpa"):
        rulebook.due("review.cpa", NOON, division="scotland")


def test_a_change_of_rules_moves_what_is_still_to_come_and_raises_nothing_past(house, tmp_path):
    row = owe(house, NOON.date(), kind="test.kind")
    loading.load(folder(tmp_path, GOOD))
    assert recomputing.restage(at=NOON, kinds=["test.kind"]) == 1
    row = type(row).objects.get(pk=row.pk)
    assert row.waiting.position == 2
    assert recomputing.restage(at=NOON, kinds=["test.kind"]) == 0


def test_the_command_says_what_it_did(catalogue, capsys):
    call_command("load_rules")
    assert f"0 kinds made, 0 changed, {len(read())} as they were" in capsys.readouterr().out
