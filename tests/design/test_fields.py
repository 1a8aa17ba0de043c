"""What a field takes, and the sentence it says when an answer does not fit."""

from datetime import date, time

import pytest
from django import forms
from django.template import Context, Template

from design import bound, fields


class Meeting(forms.Form):
    """One field of each kind."""

    title = fields.TextField(label="Title", required_message="Enter a title", hint="As people call it")
    day = fields.DateInputField(
        label="Date of the meeting", latest=date(2026, 11, 23), required_message="Enter the date of the meeting"
    )
    at = fields.ClockTimeField(label="Time", required=False)
    outcome = fields.RadiosField(
        label="How did it go?",
        choices=[("well", "Well"), ("badly", "<b>Badly</b>")],
        required_message="Choose how it went",
    )
    who = fields.CheckboxesField(label="Who came?", choices=[("a", "Ann"), ("b", "Bo")], required=False)
    where = fields.SelectField(label="Where", choices=[("", "Choose"), ("1", "Mill Road")], required=False)
    notes = fields.TextareaField(label="Notes", required=False, max_length=2000, count_characters=True)
    tell = fields.CheckboxField(label="Tell the coordinator", required=False)
    cost = fields.MoneyField(label="Cost", required=False)
    paper = fields.UploadField(label="A paper", required=False)


def answers(**more):
    return {"title": "Review", "day_day": "3", "day_month": "11", "day_year": "2026", "outcome": "well", **more}


def test_good_answers_are_read():
    form = Meeting(answers(at="2:10pm", cost="£1,250.50"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 11, 3)
    assert form.cleaned_data["at"] == time(14, 10)
    assert str(form.cleaned_data["cost"]) == "1250.50"


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "part"),
    [
        ("", "", "", "Enter the date of the meeting", "day"),
        ("3", "", "2026", "Date of the meeting must include a month", "month"),
        ("3", "", "", "Date of the meeting must include a month and year", "month"),
        ("31", "2", "2026", "Date of the meeting must be a real date", "day"),
        ("3", "13", "2026", "Month must be a number between 1 and 12", "month"),
        ("x", "1", "2026", "Day must be a number between 1 and 31", "day"),
        ("3", "1", "26", "Year must have 4 numbers", "year"),
        ("24", "11", "2026", "Date of the meeting must be on or before 23 November 2026", "day"),
    ],
)
def test_a_date_that_does_not_fit_says_which_part_and_why(day, month, year, message, part):
    form = Meeting(answers(day_day=day, day_month=month, day_year=year))
    assert not form.is_valid()
    assert form.errors["day"] == [message]
    assert bound.errors(form) == [{"text": message, "href": f"#id_day_{part}"}]
    shown = Template("{% load accord %}{% nhsuk_field form.day %}").render(Context({"form": form}))
    assert message in shown
    if day:
        assert f'value="{day}"' in shown  # nothing typed is lost


def test_a_month_may_be_a_word():
    form = Meeting(answers(day_month="november"))
    assert form.is_valid()


@pytest.mark.parametrize("typed", ["25:00", "14", "2:70pm", "13pm", "soon"])
def test_a_time_that_is_none_is_refused(typed):
    form = Meeting(answers(at=typed))
    assert form.errors["at"] == ["Enter a time, like 2:10pm"]


def test_every_kind_of_field_is_drawn_and_what_people_typed_is_escaped():
    form = Meeting(answers(title="<script>alert(1)</script>", notes="<i>"))
    page = "{% load accord %}{% for field in form %}{% nhsuk_field field %}{% endfor %}"
    shown = Template(page).render(Context({"form": form}))
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert shown.count("<label") >= 10
    assert 'value="well" checked' in shown
    assert 'type="file"' in shown


def test_radios_choose_nothing_beforehand():
    shown = Template("{% load accord %}{% nhsuk_field form.outcome %}").render(Context({"form": Meeting()}))
    assert "checked" not in shown


def test_the_summary_lists_every_error_with_its_field_and_nothing_when_there_is_none():
    page = Template("{% load accord %}{% nhsuk_error_summary form %}")
    shown = page.render(Context({"form": Meeting({})}))
    assert "There is a problem" in shown
    assert 'href="#id_title"' in shown
    assert 'href="#id_outcome"' in shown
    assert page.render(Context({"form": Meeting(answers())})).strip() == ""


def test_a_widget_that_nobody_mapped_raises():
    class Odd(forms.Form):
        colour = forms.CharField(widget=forms.SplitDateTimeWidget())

    with pytest.raises(TypeError, match="No component"):
        bound.parameters(Odd()["colour"])


def test_an_unknown_component_raises():
    with pytest.raises(Exception, match="nosuch"):
        Template('{% load accord %}{% nhsuk "nosuch" %}').render(Context())


class Money(forms.Form):
    words = fields.TextareaField(label="Words", max_length=10)
    amount = fields.MoneyField(label="Amount", min_value=0)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"words": "x" * 50_000, "amount": "1"}, "words", "This is 50000 characters long. Shorten it to 10."),
        ({"words": "a\0b", "amount": "1"}, "words", "There is a sign in this that cannot be kept. Delete it, or type the words again."),
        ({"words": "a", "amount": "twelve"}, "amount", "Enter an amount in pounds, like 12.50."),
        ({"words": "a", "amount": "9" * 3000}, "amount", "This amount is too large. Check the number."),
        ({"words": "a", "amount": "1.234"}, "amount", "Enter pounds and whole pence, like 12.50."),
        ({"words": "a", "amount": "-1"}, "amount", "An amount cannot be less than nothing."),
    ],
)  # fmt: skip
def test_rubbish_is_refused_in_plain_words(typed, field, said):
    assert Money(typed).errors == {field: [said]}
