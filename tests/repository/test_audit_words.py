"""Whoever reads the audit of a record reads words: every act that the code writes down has its own."""

import ast

from desks.audit_words import is_worded

from . import of_rooms

WRITERS = {"record", "read", "record_many", "_audit"}


def _acts(tree):
    """Codes that stand as words in calls of the audit: ``audit.record("part.accepted", ...)``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in WRITERS:
            continue
        for argument in node.args[:2]:
            choices = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
            for one in choices:
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value:
                    yield one.value


def test_every_act_has_words():
    acts = {act for file in of_rooms(".py") for act in _acts(ast.parse(file.read_text()))}
    assert len(acts) > 40, "the acts are no longer found: this test says nothing"
    assert sorted(act for act in acts if not is_worded(act)) == []
