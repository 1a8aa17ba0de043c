"""Who may do what: the permission matrix, to be read and downloaded. It names roles only, nobody's record."""

from django import forms
from django.http import FileResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from design.fields import SelectField
from desks.matrix import FILE, READS, WRITES, matrix


class SituationForm(forms.Form):
    """Which state of a part to look at."""

    situation = SelectField(label="What stands on the record", required=False)

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["situation"].choices = [(str(number), name) for number, name in enumerate(names, start=1)]


@require_safe
def who_may(request):
    """Every role, act and section in one situation; which one stands in the address. An unknown one shows the first."""
    sections, situations = matrix()
    form = SituationForm(request.GET if "situation" in request.GET else None, names=[s.name for s in situations])
    chosen = form.cleaned_data["situation"] if form.is_valid() else ""
    shown = situations[int(chosen) - 1] if chosen else situations[0]
    acts = [(role, [(act, said[act]) for act in shown.acts]) for role, said, _ in shown.rows]
    reach = [
        (role, [name for name in sections if does[name] == WRITES], [name for name in sections if does[name] == READS])
        for role, _, does in shown.rows
    ]
    return render(
        request,
        "desks/who_may.html",
        {"form": form, "shown": shown, "acts": acts, "reach": reach},
    )


@require_safe
def who_may_file(request):
    """The whole matrix as CSV, one line for each situation, role and act: for an information governance board."""
    return FileResponse(FILE.open("rb"), as_attachment=True, filename="accord-permissions.csv", content_type="text/csv")
