"""What belongs to a case or a person is found by an index that holds all of it.

An index with a condition serves only questions with that condition: the map of a case read the whole table of
responsibilities for want of a full one (55 ms of a page at 200,000 cases).
"""

from django.apps import apps
from django.db.models import UniqueConstraint

from . import ROOMS

RECORD = {"cases.Case", "cases.Person"}
#: Asked for open ones only, for which there is an index.
PARTLY = {"merging.PossibleMatch.case", "merging.PossibleMatch.other_case"}


def _indexed(model, field):
    if field.db_index or field.unique:
        return True
    whole = [index.fields for index in model._meta.indexes if index.condition is None]
    whole += [one.fields for one in model._meta.constraints if isinstance(one, UniqueConstraint) and not one.condition]
    return any(fields and fields[0].lstrip("-") == field.name for fields in whole)


def test_rows_of_a_case_or_a_person_are_found_by_an_index():
    belonging = [
        (f"{model._meta.label}.{field.name}", _indexed(model, field))
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model and field.related_model._meta.label in RECORD
    ]
    assert len(belonging) > 20
    assert {name for name, indexed in belonging if not indexed} == PARTLY
