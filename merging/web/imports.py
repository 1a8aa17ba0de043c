"""Bringing extracts in: send the files, see what they would do, import. For administrators; no person's record is shown."""

import csv
import json

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from design.tables import as_text
from merging import importing, staging, whats_new
from merging.models import ImportRun, RunProblem
from merging.problems import NotAnExtract
from merging.progress import progress_of
from merging.queries import runs
from merging.web import forms
from merging.web.pages import done
from partners.standing import may_here

State = ImportRun.State
WORKING = (State.WAITING, State.READING, State.LANDING)
PAGE = 25
#: How many rejected rows and warnings the page shows; the file holds all.
SHOWN = 20
#: Seconds after which the page of an import that is under way looks again, for who wants that.
LOOKS_AGAIN = 10


def _require(request):
    decision = may_here(request.user, Permission.IMPORT, at=request.moment)
    if not decision:
        raise Refused(decision)


def _run_or_404(request, pk):
    _require(request)
    found = runs().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_safe
def imports(request):
    """Every import, newest first."""
    _require(request)
    page = Paginator(runs(), PAGE).get_page(request.GET.get("page"))
    return render(request, "merging/imports.html", {"page": page})


def upload(request):
    """The two extracts, either or both. What is no extract is refused at its field, with file and line."""
    _require(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.UploadForm(*sent, at=request.moment)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            run = importing.begin_upload(
                mhsds=said["mhsds"], cld=said["cld"], as_at=said["as_at"], by=request.user, at=request.moment
            )
        except NotAnExtract as refused:
            form.refuse(refused)
        else:
            return _watched(run)
    return render(request, "merging/upload.html", {"form": form})


def run(request, pk):
    """How far an import is; once it is read, what it would do, and then whether it is imported."""
    found = _run_or_404(request, pk)
    form = forms.ImportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found.state == State.READ and form.is_valid():
        if form.cleaned_data["what"] == "import":
            act = lambda: importing.ask_to_land(run=found, by=request.user, at=request.moment)  # noqa: E731
        else:
            act = lambda: importing.give_up(run=found, by=request.user, at=request.moment)  # noqa: E731
        if done(form, act) is not None:
            return _watched(found)
    problems = found.problems.order_by("pk")
    is_working = found.state in WORKING
    looks_again = is_working and "watch" in request.GET
    response = render(
        request, "merging/run.html",
        {
            "run": found, "form": form, "is_working": is_working, "looks_again": looks_again,
            "progress": _progress(found, request.moment) if is_working else None, "can_decide": found.state == State.READ,
            "figures": _figures(found), "tally": whats_new.tally(found), "conflicts": found.summary.get("conflicts", {}),
            "rejects": problems.filter(kind=RunProblem.Kind.REJECT)[:SHOWN],
            "warnings": problems.filter(kind=RunProblem.Kind.WARNING)[:SHOWN], "shown": SHOWN,
        },
    )  # fmt: skip
    if looks_again:
        response["Refresh"] = str(LOOKS_AGAIN)
    return response


def _watched(found):
    """The page of a run for whoever has just set it going: it looks again by itself until they say no (WCAG 2.2.1)."""
    return redirect(f"{reverse('merging:run', args=[found.pk])}?watch")


def _progress(found, at):
    landing = cache.get(staging.landing_key(found)) if found.state == State.LANDING else None
    return progress_of(found, at=at, landing=landing, dead_after=importing.DEAD_AFTER)


def _figures(found):
    """(words, number) of what the files hold, in the order of the page."""
    summary, links = found.summary, found.summary.get("links", {})
    if not summary:
        return []
    return [
        ("Known to both: one record, two sources", links["matched"]),
        ("May be the same person: a coordinator decides", links["possible"]),
        ("Known to the trust alone", links["health_only"]),
        ("Known to the council alone", links["social_care_only"]),
        ("Out of scope, not stored", links["out_of_scope"]),
        ("Open cases", summary["open_cases"]),
        ("Values that disagree", sum(summary["conflicts"].values())),
        ("Section 117 aftercare to confirm", summary["section_117"]),
        ("Carers", summary["carers"]),
        ("Known twice within one source", summary["duplicates_in_source"]),
        ("Events sent again, counted once", summary["superseded_rows"]),
        ("Rows that could not be used", summary["rejected_rows"]),
        ("Values that look wrong", summary["warnings"]),
    ]


class _Line:
    """A file to which only the newest line is written."""

    def write(self, text):
        return text


@require_safe
def rejects(request, pk):
    """Every rejected row, whole, as CSV. For administrators; each download is in the audit."""
    found = _run_or_404(request, pk)
    rows = found.problems.filter(kind=RunProblem.Kind.REJECT).order_by("pk")
    audit.read(request, "import.rejects_read", target=found, by=request.user, at=request.moment)
    writer = csv.writer(_Line())

    def lines():
        yield writer.writerow(["file", "line", "reason", "row"])
        for row in rows.iterator(chunk_size=500):
            said = [row.file, row.line, row.text, json.dumps(row.row, ensure_ascii=False)]
            yield writer.writerow([as_text(cell) for cell in said])

    return StreamingHttpResponse(
        lines(), content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rejects-{found.pk}.csv"', "Cache-Control": "no-store"},
    )  # fmt: skip
