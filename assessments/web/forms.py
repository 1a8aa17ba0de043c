"""The forms of a section: the person's words first, then each question with where its answer comes from."""

from datetime import date

from django import forms

from assessments import values
from assessments.models import AnswerState
from assessments.services import Given, Saved, Say
from design.fields import DateInputField, RadiosField, SelectField, TextareaField, TextField
from design.words import long_date, moment

YES_NO = (("yes", "Yes"), ("no", "No"))
#: More choices than this are a list that drops down.
RADIOS_AT_MOST = 4


def field_name(code):
    """The name of a question's field: home.fit is home_fit."""
    return code.replace(".", "_")


def value_field(item, name, *, label, hint, birth_date, today):
    """The field that fits a question's kind. Nothing is required: a section may be saved half done."""
    shared = {"label": label, "hint": hint, "required": False, "label_classes": "nhsuk-label--s"}
    if item.kind == "text":
        return TextField(max_length=values.TEXT_LIMIT, **shared)
    if item.kind == "long_text":
        return TextareaField(rows=3, max_length=values.LONG_TEXT_LIMIT, **shared)
    if item.kind == "yes_no":
        return RadiosField(choices=YES_NO, classes="nhsuk-radios--inline nhsuk-radios--small", **shared)
    if item.kind == "date":
        return DateInputField(
            earliest=birth_date, latest=today, **shared,
            error_messages={
                "late": "The date must be today or before. Check the year.",
                "early": f"The date must be on or after {long_date(birth_date)}, when {name} was born." if birth_date else "",
            },
        )  # fmt: skip
    if len(item.choices) <= RADIOS_AT_MOST:
        return RadiosField(choices=item.choices, classes="nhsuk-radios--small", **shared)
    return SelectField(choices=[("", "Choose an answer"), *item.choices], **shared)


def initial_of(item, value):
    """A stored value as its field shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if item.kind == "date" and value:
        return date.fromisoformat(value)
    return value


def written_seen(seen):
    """{"home.fit": 2} as it stands in the hidden field."""
    return ";".join(f"{code}={number}" for code, number in sorted(seen.items()))


def read_seen(text):
    """The hidden field read back. What somebody has bent reads as *never seen*, so nothing is overwritten by it."""
    seen = {}
    for part in (text or "").split(";"):
        code, _, number = part.partition("=")
        if number.isdecimal() and len(number) < 10:
            seen[code] = int(number)
    return seen


class SectionForm(forms.Form):
    """The questions of one section that the worker writes, and the person's words where they write those.

    A carried-in answer asks *still right*, *change it* or *ask next time* first, with nothing chosen beforehand. Typing
    an answer without choosing is taken as *change it*: nothing typed is lost without JavaScript.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, items, answers, words, name, birth_date, today, about):
        self.items, self.answers, self.words_row = items, answers, words
        numbers = {item.code: answers[item.code].number for item in items if item.code in answers}
        if words is not None:
            numbers["words"] = words.number if words.pk else 0
        super().__init__(data, initial={"seen": written_seen(numbers)})
        if words is not None:
            self.fields["words"] = TextareaField(
                label=f"In {name}’s words, not ours", hint="Read it back before you save.", rows=3, required=False,
                max_length=values.LONG_TEXT_LIMIT, initial=words.words,
            )  # fmt: skip
        for item in items:
            self._add(item, name, birth_date, today)

    def _add(self, item, name, birth_date, today):
        answer, field = self.answers.get(item.code), field_name(item.code)
        label, hint = item.asked_about(name), item.helped_about(name)
        if answer is not None and answer.state == AnswerState.CARRIED_IN and answer.value is not None:
            self.fields[f"{field}-say"] = RadiosField(
                label=label, required=False, label_classes="nhsuk-fieldset__legend--s", hint=recorded(item, answer),
                choices=(
                    (Say.CONFIRM, confirming(item, answer)), (Say.LATER, f"Ask {name} next time"), (Say.ANSWER, "Change it"),
                ),
            )  # fmt: skip
            self.fields[field] = value_field(
                item, name, label="What is right now", hint=hint, birth_date=birth_date, today=today
            )
            self.fields[field].label_classes = ""
            self.fields[f"{field}-why"] = TextField(
                label="Why it is different, in a few words", required=False, max_length=400
            )
            return
        if answer is not None and answer.value is None and answer.also_recorded:
            hint = " ".join(filter(None, (recorded(item, answer), hint)))
        elif answer is None:
            hint = hint or "Nobody has asked this before."
        self.fields[field] = value_field(item, name, label=label, hint=hint, birth_date=birth_date, today=today)
        if answer is not None and answer.state == AnswerState.CONFIRMED:
            self.initial[field] = initial_of(item, answer.value)

    def clean(self):
        """*Change it* needs what is right now."""
        data = super().clean()
        for item in self.items:
            field = field_name(item.code)
            if data.get(f"{field}-say") == Say.ANSWER and data.get(field) in (None, "") and field not in self.errors:
                self.add_error(field, "Write what is right now, or choose “Still right: confirm”.")
        return data

    def given(self):
        """{question: Given} for the service."""
        seen, given = read_seen(self.cleaned_data["seen"]), {}
        for item in self.items:
            field = field_name(item.code)
            value = self.cleaned_data.get(field)
            say = Say.ANSWER
            if f"{field}-say" in self.fields:
                say = self.cleaned_data.get(f"{field}-say") or (Say.ANSWER if value not in (None, "") else Say.LATER)
            given[item.code] = Given(
                say=say, value=value, why=self.cleaned_data.get(f"{field}-why", ""), seen=seen.get(item.code, 0)
            )
        return given

    def words_seen(self):
        return read_seen(self.cleaned_data["seen"]).get("words", 0)

    def bring_up_to_date(self, compared, answers, words, *, at):
        """What was typed earlier, beside what stands now: a box that was not touched shows what others saved meanwhile;
        what both changed is told as a clash. ``compared`` is what a save would do, ``words`` the person's words now.
        """
        seen = read_seen(self.cleaned_data["seen"])
        mine = {*compared.items, *(clash.item for clash in compared.clashes)}
        self.data = self.data.copy()
        for item in self.items:
            answer = answers.get(item.code)
            if answer is None or answer.number == seen.get(item.code) or item.code in mine:
                continue
            seen[item.code] = answer.number
            if answer.state == AnswerState.CONFIRMED:
                self._type(item, field_name(item.code), answer.value)
        if words is not None and words.pk and words.number != seen.get("words", 0) and not compared.words:
            if "words" not in mine:
                self.data["words"] = words.words
            seen["words"] = words.number
        self.data["seen"] = written_seen(seen)
        self.cleaned_data["seen"] = self.data["seen"]
        self.show_clashes(Saved(clashes=compared.clashes), {item.code: item for item in self.items}, at=at)

    def show_clashes(self, saved, items, *, at):
        """Keep what was typed, say beside each field what somebody else wrote meanwhile, and let a second save decide."""
        seen = read_seen(self.cleaned_data["seen"])
        self.data = self.data.copy()
        for code in saved.items:
            seen[code] = seen.get(code, 0) + 1
        if saved.words:
            seen["words"] = seen.get("words", 0) + 1
        for clash in saved.clashes:
            name = "words" if clash.item == "words" else field_name(clash.item)
            theirs = clash.theirs if clash.item == "words" else values.shown(items[clash.item], clash.theirs)
            who = clash.by.name if clash.by else "Somebody else"
            seen[clash.item] = clash.number
            self.add_error(
                name,
                f"{who} changed this on {moment(clash.at, at)} to: {theirs or 'nothing'}. What you wrote is kept here and "
                "not saved yet. Save again to put it in place of theirs, or write theirs in.",
            )
            if clash.item != "words" and self.data.get(f"{name}-say") == Say.CONFIRM:
                self._type(items[clash.item], name, clash.mine)
        self.data["seen"] = written_seen(seen)

    def _type(self, item, name, value):
        """Put a confirmed value into its box, as if it had been typed."""
        shown = initial_of(item, value)
        if item.kind == "date":
            for part in ("day", "month", "year"):
                self.data[f"{name}_{part}"] = str(getattr(shown, part, ""))
        else:
            self.data[name] = shown or ""
        self.data[f"{name}-say"] = Say.ANSWER


def confirming(item, answer):
    """How *still right* reads: where the sources disagree it names the value that is confirmed."""
    if any(other["value"] != answer.value for other in answer.also_recorded):
        return f"“{values.shown(item, answer.value)}” is right: confirm"
    return "Still right: confirm"


def recorded(item, answer):
    """What the sources recorded, in one line: "Council, assessment of 3 April 2026: Tenant"."""
    said = []
    if answer.value is not None:
        said.append((answer.source_text, values.shown(item, answer.value)))
    said += [
        (other["source_text"], values.shown(item, other["value"]) if other.get("fits", True) else other["value"])
        for other in answer.also_recorded
    ]
    return " ".join(f"{source}: {_sentence(text)}" for source, text in said)


def _sentence(text):
    """With a full stop at its end, and not two."""
    return text if str(text).endswith((".", "!", "?")) else f"{text}."
