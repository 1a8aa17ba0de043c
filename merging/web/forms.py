"""What the pages of this room ask. Rules stand in the services; forms only word them. Nothing is chosen beforehand."""

from pathlib import PurePath

from django import forms

from calendars import local_day
from design.fields import CheckboxesField, DateInputField, RadiosField, TextareaField, TextField, UploadField

ASK, HEALTH, SOCIAL_CARE, OTHER, BACK = "ask", "health", "social_care", "other", "back"
UNSURE, DIFFERENT, SAME = "unsure", "different", "same"

CHECKED = {
    "asked": "I asked the person",
    "number": "I looked up the NHS number",
    "colleague": "A colleague who knows them told me",
}


class ConflictForm(forms.Form):
    """Which of two values is right; not knowing yet is the first answer, and equal to the others."""

    which = RadiosField(
        label="Which one is right?", classes="nhsuk-radios--small",
        required_message="Choose one answer. If you do not know yet, choose that.",
    )  # fmt: skip
    typed = TextField(label="What is right?", max_length=300, required=False)
    reason = TextField(label="How do you know?", hint="Both partners will read this.", max_length=400, required=False)

    def __init__(self, *args, conflict, called, health, social_care, **kwargs):
        super().__init__(*args, **kwargs)
        self.conflict = conflict
        council, trust = conflict.social_care.organisation.short_name, conflict.health.organisation.short_name
        self.fields["which"].label_classes = "nhsuk-fieldset__legend--m"
        self.fields["which"].choices = [
            (ASK, f"I do not know yet. I will ask {called}"),
            (SOCIAL_CARE, f"{social_care}, from the {council}"),
            (HEALTH, f"{health}, from the {trust}"),
            (OTHER, "Neither. I know another answer"),
        ]
        self.fields["which"].hints = {
            ASK: "Nothing changes. It stays on your list",
            SOCIAL_CARE: f"The {trust}’s answer stays in the record with its date",
            HEALTH: f"The {council}’s answer stays in the record with its date",
        }
        if conflict.field == "date_of_birth":
            self.fields["typed"].help_text = "For example, 15/3/1984"

    def clean(self):
        super().clean()
        which = self.cleaned_data.get("which")
        if which == OTHER and not self.cleaned_data.get("typed", "").strip():
            self.add_error("typed", "Write the right answer, or choose another.")
        if which in (HEALTH, SOCIAL_CARE, OTHER) and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", "Write how you know. Both partners will read it.")

    def decision(self):
        """The keyword arguments of ``conflicts.resolve``."""
        said = self.cleaned_data
        chosen = {HEALTH: self.conflict.health, SOCIAL_CARE: self.conflict.social_care}.get(said["which"])
        return {"chosen": chosen, "typed": said["typed"] if said["which"] == OTHER else "", "reason": said["reason"]}


class ReopenForm(forms.Form):
    """Whether a decision is taken back."""

    which = RadiosField(
        label="What do you want to do?",
        choices=[("keep", "Leave it as it was decided"), (BACK, "Take the decision back")],
        hints={"keep": "Nothing changes", BACK: "Both answers stand again, and somebody has to decide"},
        required_message="Choose what you want to do.",
    )  # fmt: skip


class MatchForm(forms.Form):
    """Whether two records are one person; not being sure is the first answer."""

    same = RadiosField(
        label="What do you know?", classes="nhsuk-radios--small",
        choices=[(UNSURE, "I am not sure"), (DIFFERENT, "Two different people"), (SAME, "The same person")],
        hints={
            UNSURE: "They stay apart, and the question stays open",
            DIFFERENT: "They stay apart, and this pair is not suggested again unless what is known about them changes",
            SAME: "The two cases become one. An administrator can part them again",
        },
        required_message="Choose one answer. If you are not sure, choose that.",
    )  # fmt: skip
    checked = CheckboxesField(
        label="How did you check?",
        hint="Needed to join two records. Tick at least one.",
        choices=list(CHECKED.items()),
        required=False,
        label_classes="nhsuk-fieldset__legend--s",
        classes="nhsuk-checkboxes--small",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["same"].label_classes = "nhsuk-fieldset__legend--m"

    def clean(self):
        super().clean()
        if self.cleaned_data.get("same") == SAME and not self.cleaned_data.get("checked"):
            self.add_error("checked", "Tick how you checked. Two records are joined only when somebody made sure.")

    def how(self):
        """How it was checked, in words, for the record."""
        return ". ".join(CHECKED[key] for key in self.cleaned_data["checked"])


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(UploadField):
    """One file or several; the answer is a list."""

    widget = SeveralFiles(attrs={"multiple": True, "accept": ".csv,.txt,.tsv,.zip"})

    def clean(self, data, initial=None):
        """Each file as Django checks one."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files if file]


class UploadForm(forms.Form):
    """The two extracts, either or both."""

    mhsds = SeveralFilesField(
        label="The trust’s extract: MHSDS",
        hint="The CSV files, one for each table, all at once; or one zip file that holds them.",
        required=False,
    )
    cld = UploadField(
        label="The council’s extract: Client Level Data", hint="One CSV file.", required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"}),
    )  # fmt: skip
    as_at = DateInputField(
        label="Day of the extract",
        hint="Leave empty to take the end of the latest reporting period in the files.",
        required=False,
    )

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = local_day(at)

    def clean_as_at(self):
        day = self.cleaned_data["as_at"]
        if day and day > self.today:
            raise forms.ValidationError("The day of the extract must be today or before. Check the year.")
        return day

    def clean(self):
        super().clean()
        if not self.errors and not (self.cleaned_data.get("mhsds") or self.cleaned_data.get("cld")):
            self.add_error("mhsds", "Choose the trust’s files, the council’s file, or both.")

    def refuse(self, refused):
        """Put what is no extract at the field it came in by."""
        council = self.cleaned_data.get("cld")
        at_fault = "cld" if council and PurePath(council.name).name == refused.file else "mhsds"
        self.add_error(at_fault, str(refused))


class UndoForm(forms.Form):
    """Why two joined cases are parted; leaving them joined is an equal choice."""

    what = RadiosField(
        label="What do you want to do?",
        choices=[("leave", "Leave them joined"), ("part", "Part them again")],
        hints={
            "leave": "Nothing changes",
            "part": "Two cases again. What was written since stays with the first; whoever confirmed the match reads why",
        },
        required_message="Choose what you want to do.",
    )  # fmt: skip
    reason = TextareaField(label="Why?", rows=3, max_length=400, required=False)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("what") == "part" and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", "Write why they are parted. Whoever confirmed the match will read it.")


class ImportForm(forms.Form):
    """What becomes of files that were read."""

    what = RadiosField(
        label="What do you want to do?",
        choices=[("leave", "Do not import them"), ("import", "Import them")],
        hints={
            "leave": "Nothing has been changed, and nothing will be. The files are removed",
            "import": "It happens whole or not at all, in the background. Nothing that people decided is overwritten",
        },
        required_message="Choose what you want to do.",
    )  # fmt: skip
