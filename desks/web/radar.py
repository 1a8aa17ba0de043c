"""The gap radar: figures that are links, the list behind one of them, and the same list as a file."""

import csv

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from audit import services as audit
from calendars import local_day
from design.fields import SelectField, TextField
from design.tables import as_text
from desks import radar as desk

#: What stands in the list beside each kind: what the moment means, and what to do next.
WORDS = {
    "ownerless": ("On the record since", "Nobody does it and nobody is asked. Ask a partner"),
    "contested": ("On the record since", "A partner said no, and nobody does it. Ask another, or talk with them"),
    "unanswered": ("Asked", "Their answer is late. Remind them, or ask somebody else"),
    "silent": ("Last entry, or since when", "Ask how it is going"),
    "gone": ("Last entry, or since when", "Whoever is named no longer works there. Ask the partner who does it now"),
    "ending": ("To be talked about by", "Talk about sharing again before it lapses"),
}


class RadarForm(forms.Form):
    """What it covers, and after how many days without an entry a part is silent."""

    over = SelectField(label="Look at", required=False)
    days = TextField(label="Silent after how many days?", required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["over"].choices = choices

    def clean_days(self):
        said = self.cleaned_data["days"].strip()
        if not said:
            return desk.SILENT_DAYS
        if not said.isdecimal() or len(said) > 4 or not desk.LEAST_DAYS <= int(said) <= desk.MOST_DAYS:
            raise forms.ValidationError(f"Give a whole number of days from {desk.LEAST_DAYS} to {desk.MOST_DAYS}.")
        return int(said)


def _radar(request):
    """(the radar, its form). What cannot be read falls back to what is usual, and says so at the field."""
    chosen = request.GET.get("over", "")
    covers = desk.over(request.user, at=request.moment, chosen=chosen)
    form = RadarForm(
        {"over": covers.which, "days": request.GET.get("days", str(desk.SILENT_DAYS))}, choices=covers.choices
    )
    days = form.cleaned_data["days"] if form.is_valid() else desk.SILENT_DAYS
    return desk.Radar(request.user, covers, at=request.moment, silent_after=days), form


def _query(radar):
    return urlencode({"over": radar.covers.which, "days": radar.silent_after})


@require_safe
def radar(request):
    """Every kind with its figure."""
    found, form = _radar(request)
    query = _query(found)
    figures = [
        {
            "kind": kind, "text": desk.KINDS[kind], "number": f"{desk.COUNTED:,}+" if number > desk.COUNTED else number,
            "url": f"{reverse('desks:radar-list', args=[kind])}?{query}", "what": WORDS[kind][1],
        }
        for kind, number in found.figures()
    ]  # fmt: skip
    audit.read(request, "radar.read", target=("radar", request.user.pk), by=request.user, at=request.moment)
    return render(request, "desks/radar.html", {"form": form, "figures": figures, "covers": found.covers})


@require_safe
def radar_list(request, kind):
    """The gaps behind one figure, the longest first; ``?as=csv`` is the same list as a file."""
    found, form = _radar(request)
    as_file = request.GET.get("as") == "csv"
    rows = found.listed(kind, desk.COUNTED if as_file else desk.LISTED)
    audit.read(
        request, "radar.exported" if as_file else "radar.listed", target=("radar", request.user.pk), by=request.user,
        at=request.moment, detail={"kind": kind, "cases": [row.case_id for row in rows]},
    )  # fmt: skip
    if as_file:
        return _file(kind, rows)
    query = _query(found)
    context = {
        "kind": kind, "title": desk.KINDS[kind], "rows": rows, "moment": WORDS[kind][0], "what": WORDS[kind][1],
        "back": f"{reverse('desks:radar')}?{query}", "file": f"?{query}&as=csv", "most": desk.LISTED,
        "names": found.covers.names, "days": found.silent_after,
    }  # fmt: skip
    return render(request, "desks/radar_list.html", context)


def _file(kind, rows):
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="radar-{kind}.csv"'
    writer = csv.writer(response)
    writer.writerow(["Reference", "Domain", "Partner", "Worker", WORDS[kind][0]])
    for row in rows:
        day = local_day(row.since).isoformat() if row.since else ""
        writer.writerow([as_text(cell) for cell in (row.reference, row.domain, row.organisation, row.worker, day)])
    return response
