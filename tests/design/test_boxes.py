"""Ticks are ticks, choices are choices, and a label belongs to its box."""

import re

from django import forms

from design import bound, components, fields


class Boxes(forms.Form):
    """One of few, any of few, one tick."""

    one = fields.RadiosField(label="Which?", choices=[("a", "Ann"), ("b", "Bo")])
    many = fields.CheckboxesField(label="Who?", choices=[("a", "Ann"), ("b", "Bo")])
    tick = fields.CheckboxField(label="Agreed")


def _drawn(name):
    return components.render(*bound.parameters(Boxes()[name]))


def test_any_of_few_are_ticks_and_one_of_few_are_not():
    assert re.findall(r'type="(\w+)"', _drawn("one")) == ["radio", "radio"]
    assert re.findall(r'type="(\w+)"', _drawn("many")) == ["checkbox", "checkbox"]
    assert re.findall(r'type="(\w+)"', _drawn("tick")) == ["checkbox"]


def test_an_id_stands_once():
    for name in ("one", "many", "tick"):
        found = re.findall(r'\bid="([^"]+)"', _drawn(name))
        assert len(found) == len(set(found)), name
