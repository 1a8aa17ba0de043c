"""Form fields of the design system: what people are asked, how they may answer, and what they are told when it does not fit."""

import re
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError

from .words import MONTHS


class Worded:
    """What every field takes: hint, classes of the box and of its label, and one sentence for an empty answer.

    What is too long or cannot be kept is said in plain words, with what to do.
    """

    plain = {
        "max_length": "This is %(show_value)d characters long. Shorten it to %(limit_value)d.",
        "null_characters_not_allowed": "There is a sign in this that cannot be kept. Delete it, or type the words again.",
    }

    def __init__(self, *args, hint="", classes="", label_classes="", required_message="", hints=None, **kwargs):
        kwargs.setdefault("help_text", hint)
        self.classes = classes
        self.label_classes = label_classes
        self.hints = {str(key): value for key, value in (hints or {}).items()}
        said = {"required": required_message} if required_message else {}
        kwargs["error_messages"] = {**self.plain, **said, **(kwargs.get("error_messages") or {})}
        super().__init__(*args, **kwargs)


class TextField(Worded, forms.CharField):
    """One line."""


class TextareaField(Worded, forms.CharField):
    """Several lines. With count_characters the box says how many are left."""

    def __init__(self, *args, rows=5, count_characters=False, **kwargs):
        self.count_characters = count_characters
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(*args, **kwargs)


class EmailField(Worded, forms.EmailField):
    """An e-mail address."""


class NumberField(Worded, forms.IntegerField):
    """A whole number."""

    plain = {"invalid": "Enter a whole number, like 3."}


class MoneyField(Worded, forms.DecimalField):
    """Pounds and pence; a pound sign and commas are understood."""

    plain = {
        "invalid": "Enter an amount in pounds, like 12.50.",
        "min_value": "An amount cannot be less than nothing.",
        "max_decimal_places": "Enter pounds and whole pence, like 12.50.",
        "max_digits": "This amount is too large. Check the number.",
        "max_whole_digits": "This amount is too large. Check the number.",
    }

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 11)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """Read "£1,250.50" as 1250.50."""
        if isinstance(value, str):
            value = value.replace("£", "").replace(",", "").strip()
        return super().to_python(value)


class SelectField(Worded, forms.ChoiceField):
    """One of many, in a list that drops down."""


class RadiosField(Worded, forms.ChoiceField):
    """One of few. Nothing is chosen beforehand: a default answers for people."""

    widget = forms.RadioSelect


class CheckboxesField(Worded, forms.MultipleChoiceField):
    """Any of few."""

    widget = forms.CheckboxSelectMultiple


class CheckboxField(Worded, forms.BooleanField):
    """One tick."""


class ModelSelectField(Worded, forms.ModelChoiceField):
    """One row of a queryset, in a list that drops down."""


class ModelRadiosField(Worded, forms.ModelChoiceField):
    """One row of a queryset, as radios, with nothing chosen beforehand."""

    widget = forms.RadioSelect

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("empty_label", None)
        super().__init__(*args, **kwargs)


class ModelCheckboxesField(Worded, forms.ModelMultipleChoiceField):
    """Any rows of a queryset."""

    widget = forms.CheckboxSelectMultiple


class UploadField(Worded, forms.FileField):
    """A file."""


class DateInputWidget(forms.MultiWidget):
    """Three boxes: day, month, year, named <field>_day, <field>_month and <field>_year."""

    def __init__(self, attrs=None):
        super().__init__({part: forms.TextInput(attrs) for part in ("day", "month", "year")})

    def decompress(self, value):
        """A date becomes its three parts."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]

    def decompress_any(self, value):
        """Return three parts of a date, of what was typed, or of nothing."""
        if isinstance(value, (list, tuple)):
            return [*value, None, None, None][:3]
        return self.decompress(value)

    def value_omitted_from_data(self, data, files, name):
        """Omitted only when all three boxes are absent."""
        return all(f"{name}_{part}" not in data for part in ("day", "month", "year"))


class DateInputField(Worded, forms.MultiValueField):
    """A date in three boxes. A month may be typed as a word. Says which part is wrong.

    earliest and latest are dates or functions of no argument; what lies outside is refused with the sentence that fits.
    """

    widget = DateInputWidget

    def __init__(self, *args, earliest=None, latest=None, **kwargs):
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("require_all_fields", False)
        fields = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(fields, *args, **kwargs)

    def clean(self, value):
        """Return a date, None for three empty boxes where that is allowed, or refuse with the parts that are wrong."""
        typed = [str(part or "").strip() for part in (value or [None] * 3)]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        missing = [part for part, text in zip(("day", "month", "year"), typed, strict=True) if not text]
        if missing:
            raise ValidationError(
                f"{self._subject()} must include a {' and '.join(missing)}", code="missing", params={"parts": missing}
            )
        day = self._number(typed[0], "day", 1, 31)
        month = self._month(typed[1])
        year = self._number(typed[2], "year", 1, 9999)
        if len(typed[2]) != 4:
            raise ValidationError("Year must have 4 numbers", code="year", params={"parts": ["year"]})
        try:
            made = date(year, month, day)
        except ValueError as error:
            raise ValidationError(
                f"{self._subject()} must be a real date", code="unreal", params={"parts": ["day"]}
            ) from error
        self._within(made)
        return made

    def compress(self, data_list):
        """Not used: clean reads the three boxes itself, so that it can say which one is wrong."""
        return self.clean(data_list)

    def wrong_parts(self, errors):
        """Return the parts that the errors are about; empty means all of them."""
        return {part for error in errors for part in (error.params or {}).get("parts", [])}

    def _subject(self):
        """A label that asks ("When did it come?") is no subject of a sentence."""
        label = str(self.label or "")
        return "The date" if not label or label.endswith("?") else label

    def _number(self, text, part, low, high):
        if not text.isdecimal() or not low <= int(text) <= high:
            message = {"day": "Day must be a number between 1 and 31", "year": "Year must be a number, like 2026"}[part]
            raise ValidationError(message, code=part, params={"parts": [part]})
        return int(text)

    def _month(self, text):
        if text.isdecimal() and 1 <= int(text) <= 12:
            return int(text)
        if len(text) >= 3 and text.isalpha():
            for number, name in enumerate(MONTHS, start=1):
                if name.lower().startswith(text.lower()):
                    return number
        raise ValidationError("Month must be a number between 1 and 12", code="month", params={"parts": ["month"]})

    def _within(self, made):
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if latest and made > latest:
            raise ValidationError(
                self.error_messages.get("late")
                or f"{self._subject()} must be on or before {latest.day} {MONTHS[latest.month - 1]} {latest.year}",
                code="late",
            )
        if earliest and made < earliest:
            raise ValidationError(
                self.error_messages.get("early")
                or f"{self._subject()} must be on or after {earliest.day} {MONTHS[earliest.month - 1]} {earliest.year}",
                code="early",
            )

    def has_changed(self, initial, data):
        """Compare as dates where both are."""
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


class ClockTimeField(Worded, forms.CharField):
    """A time of day as people write it: 2pm, 2:10pm, 14:10, midday."""

    PATTERN = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$", re.IGNORECASE)

    def clean(self, value):
        """Return a time, None for nothing where that is allowed, or refuse."""
        text = super().clean(value).strip().lower()
        if not text:
            return None
        if text in ("midday", "noon"):
            return time(12)
        found = self.PATTERN.match(text)
        if found:
            hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "pm" else 0)
            elif half or found[2] is None:
                hour = 99
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise ValidationError("Enter a time, like 2:10pm", code="time")
