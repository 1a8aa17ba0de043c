"""What holds for every template, whoever wrote it."""

import re

import pytest

from . import ROOT

BLOCK = re.compile(r"{% block \w+ %}(.*?){% endblock", re.DOTALL)
NAMED = re.compile(r"{% url [^%]*? as (\w+) %}")


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*/templates/**/*.html")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_an_address_named_in_one_block_is_not_used_in_another(path):
    """Django forgets the name at the end of the block: a link elsewhere would lead nowhere, and say nothing."""
    text = path.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        elsewhere = text[: block.start()] + text[block.end() :]
        for name in NAMED.findall(block[1]):
            if name not in NAMED.findall(elsewhere):
                assert not re.search(rf"{{{{ *{name}\b|={name}\b", elsewhere), f"{name} is empty outside its block"
