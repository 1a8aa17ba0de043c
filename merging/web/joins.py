"""Cases that became one, for administrators: references and codes only, nothing of any record."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from access.decisions import Refused
from access.policies import require
from access.roles import Permission
from merging import joining
from merging.policies import visible_joins
from merging.queries import written_since
from merging.web import forms
from merging.web.pages import done
from partners.standing import may_here

PAGE = 25


def _require(request):
    decision = may_here(request.user, Permission.UNDO_JOIN, at=request.moment)
    if not decision:
        raise Refused(decision)


def _joins(request):
    return visible_joins(request.user, at=request.moment).select_related("survivor", "absorbed", "by", "undone_by")


@require_safe
def joined(request):
    """Every join, newest first."""
    _require(request)
    page = Paginator(_joins(request).order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "merging/joined.html", {"page": page})


def undo(request, pk):
    """What was issued, what was written since, and whether the two are parted again."""
    _require(request)
    join = _joins(request).filter(pk=pk).first()
    if join is None:
        raise Http404
    require(request.user, Permission.UNDO_JOIN, join, at=request.moment)
    form = forms.UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and join.undone_at is None and form.is_valid():
        if form.cleaned_data["what"] == "leave":
            messages.success(request, "Nothing has changed. They stay joined.")
            return redirect("merging:joined")
        act = lambda: joining.undo(join=join, by=request.user, at=request.moment, reason=form.cleaned_data["reason"])  # noqa: E731
        if done(form, act) is not None:
            messages.success(
                request,
                f"{join.survivor.reference} and {join.absorbed.reference} are two cases again. The match is open again.",
            )
            return redirect("merging:joined")
    return render(request, "merging/undo.html", {"join": join, "form": form, "since": written_since(join)})
