"""One page that asks something and does it: the shape all of the administrator's decisions share."""

from django.http import Http404
from django.shortcuts import redirect, render

from design.messages import done
from partners.errors import PartnersError
from partners.policies import require_administrator


def administrators_only(view):
    """Refuse, with 403 and the reason, whoever is no administrator of any partner."""

    def asked(request, *args, **kwargs):
        require_administrator(request.user, at=request.moment)
        return view(request, *args, **kwargs)

    asked.__name__, asked.__doc__ = view.__name__, view.__doc__
    return asked


def posted(request):
    """What was posted, even nothing; None when nothing was."""
    return request.POST if request.method == "POST" else None


def found(row):
    """The row, or 404."""
    if row is None:
        raise Http404
    return row


def ask(request, *, title, form, act, back, button, lead=(), after="", leave="", said="", warning=False):
    """Show a form; on POST do ``act(cleaned data)``, say ``said`` (text, or a function of the outcome) and go back.

    What a service refuses stands at the field it is about, or on top, with all that was typed still there.
    """
    if request.method == "POST" and form.is_valid():
        try:
            outcome = act(form.cleaned_data)
        except PartnersError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            done(request, said(outcome) if callable(said) else said)
            return redirect(after(outcome) if callable(after) else after or back)
    return render(
        request,
        "partners/ask.html",
        {
            "title": title, "form": form, "back": back, "button": button, "lead": lead, "warning": warning,
            "leave": leave or "Leave it as it is",
        },
    )  # fmt: skip
