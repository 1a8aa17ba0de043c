"""One organisation becomes part of another: what would move, in numbers, and the name written by hand."""

from django import forms
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from design.fields import SelectField, TextareaField, TextField
from merging import succeeding
from partners import queries as partners
from partners.web.asking import administrators_only, ask, found, posted


class SuccessorForm(forms.Form):
    new = SelectField(label="Which organisation goes on with it?", required_message="Choose the organisation")
    reason = TextareaField(
        label="Why?",
        hint="It stands on every record that moves. Name nobody.",
        rows=2,
        max_length=200,
        required_message="Say why",
    )
    typed = TextField(label="", max_length=200, required_message="Type the name of the organisation")

    def __init__(self, *args, old, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_be = {str(row.pk): row for row in succeeding.successors(old)}
        self.fields["new"].choices = [("", "Choose"), *((pk, row.name) for pk, row in self.may_be.items())]
        self.fields["typed"].label = f"Type {old.name} to go on"

    def clean_new(self):
        """The organisation chosen."""
        return self.may_be[self.cleaned_data["new"]]


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def successor(request, pk):
    """Make another organisation the successor of this one."""
    old = found(partners.organisation(pk))
    return ask(
        request, title=f"{old.name} becomes part of another organisation", button="Move everything", warning=True,
        back=reverse("partners:partner", args=[pk]), form=SuccessorForm(posted(request), old=old), lead=_lead(old),
        act=lambda given: succeeding.succeed(old=old, **given, by=request.user, at=request.moment),
        after=lambda moved: reverse("partners:directory"),
        said=lambda moved: f"{old.name} has a successor now. Parts that moved: {moved['held']}; people who moved: {moved['people']}.",
    )  # fmt: skip


def _lead(old):
    counts = succeeding.preview(old)
    lead = [
        f"Would move now: parts it holds {counts.held:,}, parts it was asked to take {counts.asked:,}, cases it coordinates "
        f"{counts.coordinated:,}, records it leads {counts.led:,}, people who work there {counts.people:,}, dates it owes "
        f"{counts.deadlines:,}.",
    ]
    if counts.asks_again:
        lead.append(
            "What people agreed to with it is asked again. Until a person has said yes and the successor has accepted, "
            "nobody holds these parts, and its workers cannot open those records. A no goes with it."
        )
    else:
        lead.append(
            "What people said about sharing with it stands for the successor, where they said nothing else of it."
        )
    if counts.complaints:
        lead.append(
            f"Complaints still open with it: {counts.complaints:,}. They must be closed, or somebody else must answer, first."
        )
    return [
        *lead,
        "It happens at once and cannot be undone. What was written stays with the name of those who wrote it.",
    ]
