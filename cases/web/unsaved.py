"""What is typed into a long form is kept while it is typed, and offered again: the one helper for every page with such a form.

A page asks in this order::

    typed = Unsaved(request, case, "section-12-home")
    if answered := typed.answered():
        return answered          # the page's script keeps what is typed, or the worker throws it away
    form = SectionForm(typed.brought or request.POST or None)
    ...
    typed.gone()                 # after a save
    context["unsaved"] = typed.shown(form)

and its template includes ``cases/unsaved_offer.html`` above the form and ``cases/unsaved_here.html`` inside it. The form
carries a *pass*: closed, for one worker, one case and one form, for as long as words are kept. With it the words of a form
that is sent after the sign-in has ended are kept for who typed them; it opens nothing. A form that comes with the pass of
somebody else is never saved under the name of who is signed in now.
"""

import json
import re

from django.conf import settings
from django.contrib import messages
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect

from access.boxes import InvalidToken, box
from access.decisions import Refused
from cases.policies import case_or_404
from cases.services import unsaved
from design.words import clock_time, moment

PASS = "unsaved-pass"  # noqa: S105 - the name of a field
AWAY = "unsaved-away"
HEADER = "X-Accord-Unsaved"
_PURPOSE = b"accord pass for unsaved words\n"
#: Fields of the form that are no words of the worker.
_NOT_TYPED = (PASS, AWAY, "csrfmiddlewaretoken")
TOO_LONG = "This is too long to keep while you type. Save it, or shorten it."


class Unsaved:
    """The unsaved words of whoever asks, in one form of one case."""

    def __init__(self, request, case, form, kin=""):
        """``kin``: a pattern of the same form in other versions (``services.unsaved.typed_by``)."""
        self.request, self.case, self.form, self.kin = request, case, form, kin
        self._found = None
        if self._looks:
            self._found = unsaved.typed_by(request.user, case=case, form=form, at=request.moment, kin=kin)

    @property
    def _looks(self):
        return self.request.method in ("GET", "HEAD")

    @property
    def waits(self):
        """Whether something was typed here and not saved."""
        return self._found is not None

    @property
    def brought(self):
        """What was typed, where the worker asked to have it back; None otherwise. Without what it had seen, where it was
        typed into another version: then it stands beside what is here, and overwrites nothing of it."""
        if not self._found or self.request.GET.get("unsaved") != "back":
            return None
        data = self._found.data.copy()
        if self._found.elsewhere:
            data.pop("seen", None)
        return data

    def answered(self):
        """The answer to the page's script, or to *throw it away*; None where the page itself is asked for."""
        asks = self.request.headers.get(HEADER, "")
        if self.request.method == "GET" and asks == "token":
            return JsonResponse({"token": get_token(self.request)})
        if self.request.method != "POST":
            return None
        if asks == "keep":
            return self._keep()
        if AWAY in self.request.POST:
            self.gone()
            messages.success(self.request, "What you had typed is thrown away. The record is as it was.")
            return redirect(self.request.path)
        given = opened(self.request.POST.get(PASS, ""))
        if given is not None and given[0] != self.request.user.pk:
            return self._of_somebody_else()
        if self._is_of_before(given) and self.keep_instead():
            messages.warning(
                self.request,
                "A new version was begun while you were writing, so nothing is saved yet. What you typed is back in the "
                "boxes, beside what stands now: look at both, then save.",
            )
            return redirect(f"{self.request.path}?unsaved=back")
        return None

    def _is_of_before(self, given):
        """Whether a pass is of the same form in another version: what its page had shown is not what stands here."""
        return bool(given and self.kin and given[2] != self.form and re.search(self.kin, given[2]))

    def _of_somebody_else(self):
        """A page that another worker had opened before this one signed in: theirs is kept for them, and nothing saved."""
        kept = keep_for_whoever_typed(self.request)
        whose = "What they had typed is kept for them." if kept else "What they had typed could not be kept."
        messages.warning(
            self.request,
            f"Somebody else had opened that page before you signed in, so nothing is saved under your name. {whose}",
        )
        return redirect(self.request.path)

    def keep_instead(self):
        """Keep what came, where it cannot be saved now. True when it is kept."""
        data = self.request.POST.copy()
        data.pop("seen", None)
        try:
            unsaved.keep(
                case=self.case, form=self.form, typed=typed_in(data), by=self.request.user, at=self.request.moment
            )
        except unsaved.TooLong:
            return False
        return True

    def _keep(self):
        given = opened(self.request.POST.get(PASS, ""))
        mine = given is not None and given[0] == self.request.user.pk
        if mine and self._is_of_before(given):
            said = "A new version was begun while you were writing. What you typed is kept. Save it, and you see both."
            return JsonResponse({"said": said} if self.keep_instead() else {"said": TOO_LONG})
        if not mine or given[2] != self.form:
            said = "This page was opened by somebody else. Nothing of it is kept. Reload it before you go on."
            return JsonResponse({"said": said}, status=409)
        try:
            unsaved.keep(
                case=self.case, form=self.form, typed=typed_in(self.request.POST), by=self.request.user,
                at=self.request.moment,
            )  # fmt: skip
        except unsaved.TooLong:
            return JsonResponse({"said": TOO_LONG}, status=413)
        return JsonResponse({"said": f"Kept at {clock_time(self.request.moment)}, not yet saved to the record."})

    def gone(self):
        """It is saved, or thrown away."""
        unsaved.drop(case=self.case, form=self.form, by=self.request.user, kin=self.kin)

    def shown(self, form=None):
        """What the two templates show: the offer with what was typed, or that it is back in the boxes. ``form`` has the
        labels of what was typed; one that nobody may write any longer offers its words to be read."""
        back = self._found is not None and self.request.GET.get("unsaved") == "back"
        return {
            "pass": _pass(self.request.user, self.case, self.form),
            "back": back,
            "when": moment(self._found.kept_at, self.request.moment) if self._found else "",
            "lines": lines(form, self._found.data) if self._found and form is not None else [],
            "name": PASS, "away": AWAY, "address": self.request.path,
        }  # fmt: skip


def _pass(worker, case, form):
    return box(_PURPOSE).encrypt(json.dumps([worker.pk, case.reference, form]).encode()).decode()


def opened(text):
    """[worker, reference, form] of a pass, or None for what is none, or has had its time."""
    try:
        return json.loads(box(_PURPOSE).decrypt(text.encode(), ttl=settings.ACCORD_UNSAVED_DAYS * 86_400))
    except InvalidToken:
        return None


def typed_in(post):
    """A form as it is kept: a query string of what was typed, without what only the page needs."""
    data = post.copy()
    for name in _NOT_TYPED:
        data.pop(name, None)
    return data.urlencode()


def keep_for_whoever_typed(request):
    """Keep the words of a form that came without a sign-in, or with an old one. True when they are kept.

    Only with the pass that the form was given with, and only while the worker of the pass may open the case.
    """
    given = opened(request.POST.get(PASS, ""))
    if given is None:
        return False
    worker, reference, form = given
    by = unsaved.whoever(worker)
    if by is None:
        return False
    try:
        unsaved.keep(
            case=case_or_404(by, reference, at=request.moment), form=form, typed=typed_in(request.POST), by=by,
            at=request.moment, signed_out=True,
        )  # fmt: skip
    except (Http404, Refused, unsaved.TooLong):
        return False
    return True


def typed_into(form, data):
    """An unbound form with what was typed in its boxes: nothing of it is checked yet."""
    for name, field in form.fields.items():
        typed = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        if typed or not field.widget.is_hidden:
            form.initial[name] = typed
    return form


def lines(form, data):
    """[(label, what was typed)] of each box whose words differ from what stands in it."""
    made = []
    for name, field in form.fields.items():
        if field.widget.is_hidden:
            continue
        typed = _read(field, field.widget.value_from_datadict(data, {}, form.add_prefix(name)))
        if typed and typed != _read(field, form.get_initial_for_field(field, name)):
            made.append((field.label, typed))
    return made


def _read(field, value):
    if hasattr(field.widget, "decompress_any"):
        return " ".join(str(part) for part in field.widget.decompress_any(value) if part)
    chosen = value if isinstance(value, (list, tuple)) else [value]
    names = {str(key): str(text) for key, text in getattr(field, "choices", ())}
    return ", ".join(names.get(str(one), str(one)).strip() for one in chosen if one not in (None, "", False))
