"""Who is let in by name, who is barred, and whether only named workers open the record: one page with its acts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.decisions import Refused
from access.policies import may
from access.roles import Permission
from audit import services as audit
from calendars import end_of_day
from cases import choices, services
from cases.policies import case_or_404
from cases.web.banner import banner
from cases.web.emergency_forms import BarForm, LetInForm, ReasonForm
from cases.web.views import add_refusal


@require_http_methods(["GET", "HEAD", "POST"])
def doors(request, reference):
    """For whoever coordinates. ``act`` in the form says which of the acts; each needs its own permission."""
    case, at = case_or_404(request.user, reference, at=request.moment), request.moment
    named = may(request.user, Permission.NAME_WORKER, case, at=at)
    if not named:
        raise Refused(named)
    page = _Page(request, case)
    if request.method == "POST":
        done = page.act()
        if done:
            messages.success(request, done)
            return redirect("cases:doors", case.reference)
    audit.read(request, "doors.read", target=case, by=request.user, at=at, person_id=case.person_id)
    return render(request, "cases/doors.html", page.context())


class _Page:
    """The forms of the page; the one that was sent is bound, and comes back with what was typed where it is refused."""

    def __init__(self, request, case):
        self.request, self.case, self.at = request, case, request.moment
        self.sent = request.POST.get("act", "") if request.method == "POST" else ""
        self.workers = choices.workers_to_name(case, at=self.at)
        self.let_in = LetInForm(self._data("let_in"), workers=self.workers, prefix="let_in")
        self.bar = BarForm(self._data("bar"), workers=self.workers, prefix="bar")
        self.restriction = ReasonForm(self._data("restrict"), prefix="restrict")
        self.lifting = ReasonForm(self._data("lift"), prefix="lift")

    def _data(self, act):
        return self.request.POST if self.sent == act else None

    def _may(self, permission):
        return bool(may(self.request.user, permission, self.case, at=self.at))

    def act(self):
        """Do what was sent. Returns the sentence, or None where it was refused and stands on the page."""
        acts = {
            "let_in": self._let_in,
            "bar": self._bar,
            "restrict": self._restrict,
            "lift": self._lift,
            "end": self._end,
        }
        if self.sent not in acts:
            return None
        return acts[self.sent]()

    def _tried(self, form, function):
        if not form.is_valid():
            return None
        try:
            return function(form.cleaned_data)
        except ValidationError as error:
            add_refusal(form, error)
            return None

    def _let_in(self):
        def do(said):
            until = end_of_day(said["until"]) if said["until"] else None
            organisation = choices.body_of(said["worker"], self.case, at=self.at)
            if organisation is None:
                raise ValidationError(
                    {"worker": "They have no role now with a body on this record. Choose somebody else."}
                )
            services.let_in(
                case=self.case, worker=said["worker"], organisation=organisation, until=until, reason=said["reason"],
                by=self.request.user, at=self.at,
            )  # fmt: skip
            return f"{said['worker'].name} may open this record from now."

        return self._tried(self.let_in, do)

    def _bar(self):
        def do(said):
            services.bar(case=self.case, worker=said["worker"], reason=said["reason"], by=self.request.user, at=self.at)
            return f"{said['worker'].name} cannot open this record from now, whatever else would let them in."

        return self._tried(self.bar, do)

    def _restrict(self):
        turn = services.unrestrict if self.case.restricted else services.restrict

        def do(said):
            turn(case=self.case, reason=said["reason"], by=self.request.user, at=self.at)
            return (
                "The record is open again to everybody whom parts, agreement and roles let in."
                if turn is services.unrestrict
                else "Only the coordinator and workers named here open this record now. Partners on it were told whom to ring."
            )

        return self._tried(self.restriction, do)

    def _row(self, rows):
        number = self.request.POST.get("row", "")
        found = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        if found is None:
            raise Http404
        return found

    def _lift(self):
        found = self._row(choices.barred_now(self.case, at=self.at))

        def do(said):
            services.lift_bar(bar=found, reason=said["reason"], by=self.request.user, at=self.at)
            return f"The bar on {found.worker.name} is lifted."

        return self._tried(self.lifting, do)

    def _end(self):
        found = self._row(choices.let_in_now(self.case, at=self.at))
        try:
            services.end_named_access(case=self.case, worker=found.worker, by=self.request.user, at=self.at)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return None
        return f"{found.worker.name} is no longer let in by name."

    def context(self):
        bars = self._may(Permission.BAR_WORKER)
        return {
            "case": self.case, "banner": banner(self.case, self.request.user, at=self.at, current="sight"),
            "named": list(choices.let_in_now(self.case, at=self.at)),
            "bars": list(choices.barred_now(self.case, at=self.at)) if bars else None,
            "may_bar": bars, "may_restrict": self._may(Permission.RESTRICT), "let_in": self.let_in, "bar": self.bar,
            "restriction": self.restriction, "lifting": self.lifting, "lifted_row": self.request.POST.get("row", ""),
            "form": {"let_in": self.let_in, "bar": self.bar, "restrict": self.restriction, "lift": self.lifting}.get(
                self.sent, self.let_in
            ),
        }  # fmt: skip
