"""Who opened and changed a record; and the list of openings that is printed for the person."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from audit import services as audit
from cases.policies import case_number
from desks import openings as desk
from desks.web import keyset
from desks.web.forms import OpenReference


@require_safe
def case_audit(request, reference):
    """Everything read and written on a case, newest first, a page at a time. Looking here is itself read."""
    case = desk.case_of(request.user, reference, at=request.moment)
    before = keyset.read(request.GET.get("before"))
    domains = desk.shown_domains(request.user, case, at=request.moment)
    rows, after = desk.page(case, before=before, domains=domains)
    audit.read(request, "case.audit_read", target=case, by=request.user, at=request.moment)
    here = reverse("desks:audit", args=[case.reference])
    return render(
        request,
        "desks/audit.html",
        {
            "reference": case.reference,
            "rows": rows,
            "next_url": f"{here}?before={keyset.write(after)}" if after else "",
            "first_url": here if before else "",
            "size": desk.SIZE,
        },
    )


@require_safe
def printed(request, reference):
    """Who opened the record, for the person: names, organisations and days; nothing of what was read."""
    case = desk.case_of(request.user, reference, at=request.moment)
    audit.read(
        request, "case.openings_printed", target=case, by=request.user, at=request.moment, person_id=case.person_id
    )
    return render(
        request, "desks/openings_printed.html", {"reference": case.reference, "rows": desk.for_the_person(case)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def openings(request):
    """Where a privacy officer begins: a reference, and who opened that record."""
    desk.require_officer(request.user, at=request.moment)
    form = OpenReference(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number = case_number(form.cleaned_data["reference"])
        if number is not None:
            return redirect("desks:audit", f"C-{number}")
        form.add_error("reference", "A reference is a C and a number, such as C-48213. Check it and try again.")
    return render(request, "desks/openings.html", {"form": form})
