"""Print and share: the documents of an assessment as pages to print and as PDFs, and the copies that were given."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access.decisions import Refused
from assessments import policies, queries
from assessments.documents import catalogue, pdf, services
from assessments.documents import policies as document_policies
from assessments.documents import queries as copies
from assessments.documents.record import gather, is_whole
from assessments.web.document_forms import GiveCopyForm, SentInErrorForm
from assessments.web.views import noted, page, put_on
from audit import services as audit
from calendars import local_day
from cases.policies import case_or_404


@require_safe
def documents(request, reference):
    """Every document of one version in its variants, the versions there are, and which copies were given."""
    case = case_or_404(request.user, reference, at=request.moment)
    reach = policies.reach(request.user, case, at=request.moment)
    versions = queries.versions(case)
    context = {"versions": versions, "assessment": None}
    if versions:
        found = _chosen(versions, request.GET.get("version"))
        whole = is_whole(request.user, case, reach, at=request.moment)
        all_of_it = is_whole(request.user, case, reach.of(found), at=request.moment)
        audit.read(
            request, "copies.read", target=case, by=request.user, at=request.moment, case_id=case.pk,
            person_id=case.person_id,
        )  # fmt: skip
        context |= {
            "assessment": found, "whole": whole, "rows": [_row(kind, whole, all_of_it) for kind in catalogue.offered(found)],
            "copies": copies.copies(case, request.user, whole=whole, at=request.moment),
        }  # fmt: skip
    return page(request, "assessments/documents.html", case, "assessment", context)


def _chosen(versions, number):
    """The version that is asked for, the newest without one; 404 for one that there is not."""
    if not number:
        return versions[0]
    found = next((one for one in versions if str(one.version) == number), None)
    if found is None:
        raise Http404
    return found


def _row(kind, whole, all_of_it):
    """A document on the page: its variants, or why it is for others to print."""
    refusal = ""
    if kind.whole and not all_of_it:
        refusal = document_policies.BEING_WRITTEN if whole else document_policies.REFUSAL
    return {"kind": kind, "refusal": refusal, "variants": [(code, catalogue.VARIANTS[code]) for code in kind.variants]}


def _opened(request, reference, version, document, variant):
    """(case, assessment, the kind of document, reach) that the worker may print; 404 for what there is not, 403 with the reason."""
    case = case_or_404(request.user, reference, at=request.moment)
    reach = policies.reach(request.user, case, at=request.moment)
    found = next((one for one in queries.versions(case) if one.version == version), None)
    kind = catalogue.KINDS.get(document)
    if found is None or kind is None or variant not in kind.variants or not kind.is_made_of(found):
        raise Http404
    decision = document_policies.may_print(request.user, case, kind, found, at=request.moment)
    if not decision:
        raise Refused(decision)
    return case, found, kind, reach.of(found)


def _made(request, case, found, kind, variant, reach, form):
    """The document, its reading noted."""
    noted(
        request,
        "assessment.printed",
        found,
        case,
        document=kind.code,
        variant=variant,
        version=found.version,
        form=form,
    )
    return catalogue.make(kind, variant, gather(case, found, request.user, reach=reach, at=request.moment))


@require_safe
def document(request, reference, version, document, variant):
    """The page to print: the accessible copy."""
    case, found, kind, reach = _opened(request, reference, version, document, variant)
    made = _made(request, case, found, kind, variant, reach, "page")
    context = {"assessment": found, "document": made, "kind": kind, "variant": variant}
    return page(request, "assessments/document.html", case, "assessment", context)


@require_safe
def document_pdf(request, reference, version, document, variant):
    """The PDF beside it. Its file name says the reference and the document, never who the person is."""
    case, found, kind, reach = _opened(request, reference, version, document, variant)
    made = _made(request, case, found, kind, variant, reach, "pdf")
    response = HttpResponse(pdf.build(made), content_type="application/pdf")
    name = f"{case.reference}-{kind.code}-version-{found.version}-{variant}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def give_copy(request, reference, version, document, variant):
    """Record that somebody is given a copy."""
    case, found, kind, reach = _opened(request, reference, version, document, variant)
    decision = document_policies.may_give(request.user, case, kind, found, at=request.moment)
    if not decision:
        raise Refused(decision)
    whole = is_whole(request.user, case, reach, at=request.moment)
    form = GiveCopyForm(
        request.POST if request.method == "POST" else None,
        receivers=copies.receivers(case, found, reach, whole=whole, worker=request.user, at=request.moment),
        called=case.person.called,
        today=local_day(request.moment),
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = services.give_copy(
                assessment=found, kind=kind, variant=variant, by=request.user, at=request.moment, **form.given()
            )
        except ValidationError as error:
            put_on(form, error)
        else:
            messages.success(request, f"The copy for {given.name} is recorded.")
            return redirect("assessments:documents", reference=case.reference)
    context = {
        "form": form, "kind": kind, "assessment": found, "variant": variant, "variant_name": catalogue.VARIANTS[variant]
    }  # fmt: skip
    return page(request, "assessments/give_copy.html", case, "assessment", context)


def copy_sent_in_error(request, reference, number):
    """Note that a copy should not have gone where it went. The copy stays on the list."""
    case = case_or_404(request.user, reference, at=request.moment)
    reach = policies.reach(request.user, case, at=request.moment)
    whole = is_whole(request.user, case, reach, at=request.moment)
    line = copies.copy_line(case, request.user, number, whole=whole, at=request.moment)
    if line is None:
        raise Http404
    form = SentInErrorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_sent_in_error(
                copy=line.copy, words=form.cleaned_data["words"], by=request.user, at=request.moment
            )
        except ValidationError as error:
            put_on(form, error)
        else:
            messages.success(request, "It is noted that the copy was sent in error. It stays on the list.")
            return redirect("assessments:documents", reference=case.reference)
    return page(request, "assessments/copy_sent_in_error.html", case, "assessment", {"form": form, "line": line})
