"""The pages of the crisis plan and the contingency plan: to read for everybody on the case, to write for risk and crisis."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from access.decisions import Refused
from assessments import crisis_papers as papers
from assessments import crisis_queries as crises
from assessments import crisis_services as services
from assessments import policies
from assessments.risk_policies import may_read as may_read_risks
from assessments.web.crisis_forms import FIRST_ROWS, ContingencyForm, CrisisForm, rows_of
from assessments.web.views import page, put_on
from audit import services as audit
from cases.policies import case_or_404
from cases.web.unsaved import Unsaved
from design.words import moment

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def _noted(request, what, case):
    audit.read(
        request, what, target=case, by=request.user, at=request.moment, case_id=case.pk, person_id=case.person_id
    )


@require_safe
def crisis(request, reference):
    """Both plans as they stand. Who may write them finds how; an old crisis plan says so."""
    case = case_or_404(request.user, reference, at=request.moment)
    _noted(request, "crisis_plan.read", case)
    plan, fallback = crises.crisis_plan(case), crises.contingency_plan(case)
    name = case.person.called
    context = {
        "plan": plan, "fallback": fallback, "name": name,
        "plan_words": papers.words(plan, name) if plan else (),
        "fallback_words": papers.words(fallback, name) if fallback else (),
        "months": settings.ACCORD_CRISIS_PLAN_MONTHS,
        "is_old": plan is not None and crises.is_old(plan, at=request.moment),
        "has_earlier": any(one is not None and one.version > 1 for one in (plan, fallback)),
        "may_write": bool(policies.may_write_crisis(request.user, case, at=request.moment)),
        "reads_risks": bool(may_read_risks(request.user, case, at=request.moment)),
    }  # fmt: skip
    return page(request, "assessments/crisis.html", case, "crisis", context)


@require_safe
def earlier(request, reference):
    """What both plans said before, newest first."""
    case = case_or_404(request.user, reference, at=request.moment)
    _noted(request, "crisis_plan.earlier_read", case)
    name = case.person.called
    rows = [(plan, plan._meta.verbose_name, papers.words(plan, name)) for plan in crises.earlier(case)]
    return page(request, "assessments/crisis_earlier.html", case, "crisis", {"rows": rows, "most": crises.EARLIER})


class _Writing:
    """One plan being written: how its form begins, and which service saves it."""

    def __init__(self, request, reference):
        self.request = request
        self.case = case_or_404(request.user, reference, at=request.moment)
        self.reach = policies.reach(request.user, self.case, at=request.moment)
        decision = policies.may_write_crisis(request.user, self.case, at=request.moment, among=self.reach)
        if not decision:
            raise Refused(decision)
        self.name = self.case.person.called
        self.theirs = None
        self.begun = crises.Beginning()
        self.standing = self.newest(self.case)
        if self.standing is None:
            self.begun = crises.beginning(self.case, self.reach, self.codes)
        self.seen = self.standing.pk if self.standing else 0
        self.typed = Unsaved(request, self.case, self.kept_as)

    def answer(self):
        """The page, or the way back after saving."""
        if answered := self.typed.answered():
            return answered
        data = self.request.POST
        if self.request.method != "POST":
            if self.typed.brought is not None:
                return self.brought_back(self.typed.brought)
            _noted(self.request, "crisis_plan.read", self.case)
            initial, rows = self.initial()
            return self.page(self.form(name=self.name, rows=max(rows, FIRST_ROWS), initial=initial))
        self.seen = int(data["seen"]) if data.get("seen", "").isdecimal() and len(data["seen"]) < 19 else 0
        if "add" in data:
            return self.page(self.form.again(data, name=self.name))
        form = self.form(data, name=self.name, rows=rows_of(data))
        if form.is_valid() and self.saved(form):
            self.typed.gone()
            messages.success(self.request, self.done)
            return redirect("assessments:crisis", reference=self.case.reference)
        return self.page(form)

    def saved(self, form):
        """True when it is saved. A newer version of somebody else's is shown beside what was typed; saving again decides."""
        try:
            self.save(form)
        except services.Changed as changed:
            self.show_theirs(form, changed.newest)
            return False
        except ValidationError as error:
            put_on(form, error)
            return False
        return True

    def show_theirs(self, form, newest):
        """Say who wrote meanwhile, and show it beside what was typed; saving again decides."""
        self.theirs = self.standing = newest
        self.seen = newest.pk
        form.add_error(
            None,
            f"{newest.by.name} wrote a newer version on {moment(newest.at, self.request.moment)}. What you "
            "wrote is kept here and not saved yet. Take over from theirs what is right, then save.",
        )

    def brought_back(self, data):
        """What was typed earlier, beside what somebody else wrote since then."""
        _noted(self.request, "crisis_plan.read", self.case)
        form = self.form(data, name=self.name, rows=rows_of(data))
        if self.standing is not None and data.get("seen") != str(self.standing.pk):
            form.is_valid()
            self.show_theirs(form, self.standing)
        return self.page(form)

    def page(self, form):
        initial, rows = self.initial()
        labels = self.form(name=self.name, rows=max(rows, form.number_of_rows), initial=initial)
        context = {
            "form": form, "title": self.title, "name": self.name, "seen": self.seen, "begun": self.begun,
            "standing": self.standing, "theirs": papers.words(self.theirs, self.name) if self.theirs else (),
            "next": form.number_of_rows + 1, "note": self.note, "unsaved": self.typed.shown(labels),
        }  # fmt: skip
        return page(self.request, "assessments/crisis_write.html", self.case, "crisis", context)

    @property
    def common(self):
        return {
            "case": self.case, "seen": self.seen, "by": self.request.user, "at": self.request.moment,
            "started_from": self.begun.source,
        }  # fmt: skip


class _Crisis(_Writing):
    form, newest, title = CrisisForm, staticmethod(crises.crisis_plan), "The crisis plan"
    kept_as = "crisis-plan"
    codes = (crises.SIGNS, crises.HELPS, crises.CONTACTS, crises.WISHES)
    done = "The crisis plan is written. The version before stays in the record."
    note = "Leave a contact empty to take it out. They are called in this order."

    def initial(self):
        plan = self.standing
        if plan is not None:
            words = {name: getattr(plan, name) for name in ("signs", "helps", "wishes")}
            return {**words, **self.form.initial_rows(plan.contacts)}, len(plan.contacts)
        words = {name: self.begun.text_of(f"{crises.SECTION}.{name}") for name in ("signs", "helps", "wishes")}
        return words, 0

    def save(self, form):
        words = {name: form.cleaned_data[name] for name in ("signs", "helps", "wishes")}
        return services.write_crisis_plan(contacts=form.given_rows(), **words, **self.common)


class _Contingency(_Writing):
    form, newest, title = ContingencyForm, staticmethod(crises.contingency_plan), "If part of the plan fails"
    kept_as = "contingency-plan"
    codes = (crises.FALLBACK,)
    done = "The contingency plan is written. The version before stays in the record."
    note = "Leave a row empty to take it out."

    def initial(self):
        if self.standing is not None:
            return self.form.initial_rows(self.standing.steps), len(self.standing.steps)
        return {"then_0": self.begun.text_of(crises.FALLBACK)[: services.LIMITS["then"]]}, 0

    def save(self, form):
        return services.write_contingency_plan(steps=form.given_rows(), **self.common)


@read_or_write
def write_crisis(request, reference):
    """Write the next version of the crisis plan."""
    return _Crisis(request, reference).answer()


@read_or_write
def write_contingency(request, reference):
    """Write the next version of the contingency plan."""
    return _Contingency(request, reference).answer()
