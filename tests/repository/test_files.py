"""What stands in the repository, and what must not."""

import re

import pytest

from cases import numbers

from . import ROOT, of_rooms, tracked

LONGEST = 400
REGISTRY = re.compile(r"https?://|find-links|index-url|files\.pythonhosted|registry\.npmjs")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_host_and_hashes_everything(name):
    text = (ROOT / name).read_text()
    assert not REGISTRY.search(text)
    for entry in re.split(r"\n(?=\S)", text):
        if "==" in entry.split("\n")[0]:
            assert "--hash=sha256:" in entry, entry.split("\n")[0]


def test_the_node_lock_names_no_registry():
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert '"integrity"' in text


def test_no_other_lock_stands_beside_them():
    assert not (ROOT / "uv.lock").exists()
    assert not (ROOT / "pylock.toml").exists()


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    start = lines.index("dependencies = [")
    end = next(n for n, line in enumerate(lines) if line.startswith("[build-system]"))
    silent = [line for line in lines[start:end] if line.strip().startswith('"') and "#" not in line]
    assert not silent


def test_no_file_names_a_folder_of_the_machine_it_was_written_on():
    roots = ("/" + "work/", "/" + "root/", "/" + "home/")
    found = [
        f"{file.relative_to(ROOT)}: {root}"
        for file in tracked()
        if file.suffix not in {".png", ".xlsx", ".ico", ".zip"}
        for root in roots
        if root in file.read_text(errors="ignore")
    ]
    assert not found


def test_no_file_of_code_is_longer_than_four_hundred_lines():
    files = [file for file in tracked(".py") if "migrations" not in file.parts]
    long = {str(f.relative_to(ROOT)): n for f in files if (n := len(f.read_text().splitlines())) > LONGEST}
    assert not long


def test_nothing_is_left_to_do_in_the_code():
    words = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X:", "NotImplemented" + "Error"]))
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in tracked(".py", ".html", ".scss", ".sh")
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if words.search(line)
    ]
    assert not found


def test_every_module_of_a_room_says_what_it_is_for():
    silent = []
    for file in of_rooms(".py"):
        text = file.read_text().strip()
        if "migrations" in file.parts or file.name == "apps.py" or not text or text.startswith(('"""', 'r"""', "#!")):
            continue
        silent.append(str(file.relative_to(ROOT)))
    assert not silent


def test_templates_ask_no_other_machine_for_anything():
    outside = re.compile(r"""(?:src|href)=["'](?:https?:)?//(?!www\.gov\.uk|www\.nhs\.uk|www\.legislation\.gov\.uk)""")
    loads = re.compile(r"""(?:<(?:script|img|iframe)[^>]*src|<link[^>]*href)=["'](?:https?:)?//""")
    bad = [
        str(file.relative_to(ROOT))
        for file in tracked(".html", ".jinja")
        if outside.search(text := file.read_text()) or loads.search(text)
    ]
    assert not bad


def test_templates_carry_no_style_and_no_handler_that_the_policy_would_refuse():
    inline = re.compile(r"""\sstyle=["']|<style|\son(?:click|change|load|submit)=|javascript:""")
    bad = [str(file.relative_to(ROOT)) for file in of_rooms(".html") if inline.search(file.read_text())]
    assert not bad


#: The files that hold the rule's own examples of numbers, as arithmetic.
EXAMPLES = {"tests/merging/test_matching.py", "tests/cases/test_numbers.py"}


def test_no_number_that_somebody_may_have():
    """Every NHS number of demo, fixtures and tests is of the 999 range, which is never issued."""
    found, seen = [], 0
    for file in tracked(".py", ".yaml", ".csv", ".json", ".md", ".html", ".txt"):
        name = str(file.relative_to(ROOT))
        if name in EXAMPLES or name.endswith("package-lock.json"):
            continue
        for number in re.findall(
            r"(?<![\w.])([0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4})(?![\w.])", file.read_text("utf-8", "replace")
        ):
            if numbers.is_valid(number):
                seen += 1
                if not numbers.is_synthetic(number):
                    found.append(f"{name}: {number}")
    assert not found
    assert seen > 20, "the search finds nothing any more"
