"""Who does what on one record: the map as on any day as picture and table, and what changed since a day."""

from datetime import timedelta

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.policies import may
from access.roles import Permission
from audit import services as audit
from calendars import end_of_day, local_day, start_of_day
from cases.policies import case_or_404, reads_fully
from cases.web.banner import banner
from domains import days
from domains.changes import changes, shown_changes
from domains.maps import map_of, shown_to
from domains.policies import readable_domains
from partners.standing import standing_of

#: How far back *what changed* looks where no day was given.
LOOKS_BACK = timedelta(days=28)


class DaysForm(forms.Form):
    """The day of the map, and since when changes are told. Both within the life of the record."""

    on = forms.DateField(required=False, error_messages={"invalid": "Enter a real date, such as 3 March 2026."})
    since = forms.DateField(required=False, error_messages={"invalid": "Enter a real date, such as 3 March 2026."})

    def __init__(self, *args, first, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.today = first, today

    def _within(self, name):
        return days.within(self.cleaned_data[name], first=self.first, today=self.today)

    def clean_on(self):
        return self._within("on")

    def clean_since(self):
        return self._within("since")


@require_safe
def who_does_what(request, reference):
    """For everybody on the record; partners of the shared core see what the case page shows them, and their own reasons."""
    at, worker = request.moment, request.user
    case = case_or_404(worker, reference, at=at)
    today, first = local_day(at), days.first_day(case)
    form = DaysForm(request.GET or None, first=first, today=today)
    form.is_valid()
    said = getattr(form, "cleaned_data", {})
    on, since = said.get("on") or today, said.get("since") or max(first, today - LOOKS_BACK)
    drawn = map_of(case, on=at if on == today else on)
    full = reads_fully(worker, case, at=at)
    mine = standing_of(worker, at=at).case_organisations()
    rows, others = (drawn.rows, []) if full else shown_to(drawn, reads=readable_domains(worker, case, at=at), mine=mine)
    told = shown_changes(
        changes(case, since=start_of_day(since), until=end_of_day(on)), full=full,
        codes={row.domain_code for row in rows}, mine=mine,
    )  # fmt: skip
    audit.read(request, "case.map_read", target=case, by=worker, at=at, person_id=case.person_id)
    return render(
        request,
        "desks/who_does_what.html",
        {
            "case": case, "banner": banner(case, worker, at=at, current="who"), "form": form, "on": on, "since": since,
            "typed_on": request.GET.get("on", on.isoformat()), "typed_since": request.GET.get("since", since.isoformat()),
            "is_past": on != today, "first": first, "today": today, "map": drawn, "others": others, "rows": rows,
            "map_rows": [{"row": row, "columns": row.columns} for row in rows],
            "changes": told,
            "may_ask": bool(may(worker, Permission.PROPOSE, case, at=at)),
        },
    )  # fmt: skip
