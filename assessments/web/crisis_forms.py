"""The forms of the crisis plan and the contingency plan. Rows can be added without a script: what was typed is kept, and
nothing is saved by it.
"""

from dataclasses import fields

from django import forms

from assessments.crisis_services import LIMITS, MOST_ROWS, Contact, Step
from assessments.values import LONG_TEXT_LIMIT
from design.fields import TextareaField, TextField

#: How many empty rows a new plan begins with.
FIRST_ROWS = 2
_WORDS = {
    "name": ("Name", "", ""),
    "relation": ("Who they are to {name}", "", "nhsuk-input--width-20"),
    "number": ("Number to call", "", "nhsuk-input--width-20"),
    "when": ("When they answer, if not always", "", "nhsuk-input--width-20"),
    "situation": ("If this happens", "For example: the coordinator is away, a carer is ill, a service closes.", ""),
    "then": ("Then this is done", "", ""),
    "who": ("Who does it", "A name or a team that is there to answer.", "nhsuk-input--width-20"),
}


def rows_of(data):
    """How many rows a form that came back has: at least one, never more than a plan may hold."""
    number = data.get("rows", "")
    number = int(number) if number.isdecimal() and len(number) < 4 else FIRST_ROWS
    return min(max(number, 1), MOST_ROWS)


class RowsForm(forms.Form):
    """A form with numbered rows. ``row`` is the service's row; ``typed`` begins an unbound form with what was typed."""

    row, rows_named = None, ""

    def __init__(self, data=None, *, name, rows, initial=None):
        super().__init__(data, initial=initial)
        self.number_of_rows = rows
        for place in range(rows):
            for one in fields(self.row):
                self.fields[f"{one.name}_{place}"] = self._box(one.name, name)

    @staticmethod
    def _box(field, name):
        label, hint, classes = _WORDS[field]
        label = label.replace("{name}", name)
        if field == "then":
            return TextareaField(label=label, hint=hint, rows=2, required=False, max_length=LIMITS[field])
        return TextField(label=label, hint=hint, classes=classes, required=False, max_length=LIMITS[field])

    def given_rows(self):
        """The rows for the service, empty ones too, so that what it refuses is found again by its number."""
        return [
            self.row(**{one.name: self.cleaned_data[f"{one.name}_{place}"] for one in fields(self.row)})
            for place in range(self.number_of_rows)
        ]

    def rows(self):
        """(number, its boxes) of each row, for the page."""
        return [
            (place + 1, [self[f"{one.name}_{place}"] for one in fields(self.row)])
            for place in range(self.number_of_rows)
        ]

    @classmethod
    def again(cls, data, *, name):
        """The form with one row more and all that was typed, unbound: nothing is checked yet."""
        rows = rows_of(data)
        return cls(name=name, rows=min(rows + 1, MOST_ROWS), initial={key: data[key] for key in data})

    @property
    def may_add(self):
        return self.number_of_rows < MOST_ROWS

    @staticmethod
    def initial_rows(rows):
        """Stored rows as the boxes show them."""
        return {f"{key}_{place}": text for place, row in enumerate(rows) for key, text in row.items()}


class CrisisForm(RowsForm):
    """The crisis plan: signs, what helps, whom to call, wishes."""

    row, rows_named = Contact, "Contact"

    def __init__(self, data=None, *, name, rows, initial=None):
        super().__init__(data, name=name, rows=rows, initial=initial)
        said = {"required": False, "max_length": LONG_TEXT_LIMIT, "rows": 3}
        self.fields["signs"] = TextareaField(
            label=f"How can others tell that {name} is becoming unwell?", hint="Early signs first.", **said
        )
        self.fields["helps"] = TextareaField(label="What helps then, and what must not happen?", **said)
        self.fields["wishes"] = TextareaField(
            label=f"What does {name} wish for times when they are unwell?",
            hint="For example an advance statement, or an advance decision to refuse treatment. Say where it is kept.", **said,
        )  # fmt: skip
        self.order_fields(["signs", "helps", *(key for key in self.fields if "_" in key), "wishes"])


class ContingencyForm(RowsForm):
    """The contingency plan: if, then, who."""

    row, rows_named = Step, "If part of the plan fails"
