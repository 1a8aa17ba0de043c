"""The assessment's pages: its sections, one section, what is to confirm, and which duty each question serves."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from access.decisions import Refused, deny
from assessments import determination_policies, drafts, merged_form, policies, queries, services
from assessments.models import Assessment, SectionWords
from assessments.web import determination_presenters, presenters
from assessments.web.forms import SectionForm
from audit import services as audit
from calendars import local_day
from cases.policies import case_or_404
from cases.web.banner import banner
from cases.web.unsaved import Unsaved
from design.words import count


def opened(request, reference):
    """(case, what the worker reaches in it, its newest assessment or None), or 404."""
    case = case_or_404(request.user, reference, at=request.moment)
    return case, policies.reach(request.user, case, at=request.moment), queries.current(case)


def page(request, template, case, current, context, *, status=200):
    """A page about a person, with their banner."""
    band = banner(case, request.user, at=request.moment, current=current)
    return render(request, template, {"case": case, "banner": band, **context}, status=status)


def noted(request, what, assessment, case, **detail):
    """Note a reading of the assessment."""
    audit.read(
        request, what, target=assessment, by=request.user, at=request.moment, case_id=case.pk, person_id=case.person_id,
        detail=detail,
    )  # fmt: skip


def put_on(form, error, names=None):
    """Put a service's refusal at the fields it names; what the form does not have goes on top."""
    for name, said in getattr(error, "error_dict", {None: [error]}).items():
        name = (names or {}).get(name, name)
        form.add_error(name if name in form.fields else None, said)


@require_safe
def assessment(request, reference):
    """The task list of sections, or the invitation to begin."""
    case, reach, found = opened(request, reference)
    if found is None:
        may_start = policies.may_start(request.user, case, at=request.moment, among=reach)
        return page(request, "assessments/begin.html", case, "assessment", {"may_start": may_start})
    noted(request, "assessment.read", found, case, version=found.version)
    seen = drafts.seen(found, reach)
    tasks = queries.task_list(seen)
    groups = [
        (name, [(row, presenters.section_mark(row, at=request.moment), presenters.section_hint(row)) for row in rows])
        for name, rows in tasks.groups
    ]
    kinds = determination_policies.readable(request.user, case, reach, at=request.moment)
    in_force = None if found.state == Assessment.State.SIGNED else queries.in_force(case)
    context = {
        "assessment": found, "in_force": in_force, "instead": presenters.instead_line(seen, at=request.moment),
        "groups": groups, "tasks": tasks, "reach": reach,
        "once": presenters.once_line(tasks.asked_once),
        "decisions": determination_presenters.at_a_glance(found, kinds, case),
        "may_start": found.state == Assessment.State.SIGNED
        and policies.may_start(request.user, case, at=request.moment, among=reach),
    }  # fmt: skip
    return page(request, "assessments/assessment.html", case, "assessment", context)


@require_POST
def start(request, reference):
    """Begin the next version and go to its list of sections."""
    case = case_or_404(request.user, reference, at=request.moment)
    try:
        found = services.start(case=case, by=request.user, at=request.moment)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Version {found.version} of the assessment is begun.")
    return redirect("assessments:assessment", reference=case.reference)


def _section_or_404(found, code, reach):
    """(the merged form, the section), as far as the worker reads anything in it: others get the 404 of no such section."""
    if found is None:
        raise Http404
    merged = merged_form.form_for(found.frameworks)
    section = merged.section(code)
    if section is None or not reach.reads_section(section):
        raise Http404
    return merged, section


def _form(request, found, case, section, reach, answers, *, data=None, always=False):
    """The form of what the worker writes here, or None when that is nothing. ``always``: of a signed version too."""
    if found.state != Assessment.State.DRAFT and not always:
        return None
    items = [item for item in section.items if reach.writes_item(item)]
    words = None
    if reach.writes_words(section.section):
        words = found.words.filter(section=section.code).first() or SectionWords(section=section.code)
    if not items and words is None:
        return None
    person = case.person
    return SectionForm(
        data, items=items, answers=answers, words=words, name=person.called, birth_date=person.birth_date,
        today=local_day(request.moment), about=section.section.about,
    )  # fmt: skip


def section(request, reference, section):
    """One section: the person's words first, then each question with where its answer comes from."""
    case, reach, found = opened(request, reference)
    merged, within = _section_or_404(found, section, reach)
    answers = queries.answers_of(found)
    typed = Unsaved(request, case, f"section-{found.pk}-{within.code}", rf"^section-\d+-{re.escape(within.code)}$")
    if answered := typed.answered():
        return answered
    form = _form(
        request, found, case, within, reach, answers, data=request.POST if request.method == "POST" else typed.brought
    )
    if request.method == "POST":
        if form is None and found.state == Assessment.State.SIGNED:
            typed.keep_instead()
        if form is None:
            raise Refused(deny("signed" if found.state == Assessment.State.SIGNED else "not_your_part"))
        if form.is_valid() and _save(request, found, within, form):
            typed.gone()
            return _saved(request, case, found, reach, within)
        answers = queries.answers_of(found)
    else:
        noted(request, "assessment.section_read", found, case, section=within.code)
        if form is not None and form.is_bound and form.is_valid():
            _beside_what_stands(request, found, within, answers, form)
    labels = _form(request, found, case, within, reach, answers, always=True) if typed.waits else form
    unsaved = typed.shown(labels) if labels else {}
    return _section_page(request, case, reach, found, merged, within, answers, form, unsaved)


def _beside_what_stands(request, found, within, answers, form):
    """Words that were typed earlier, with what others saved since then."""
    compared = services.compare_section(
        assessment=found, section=within.code, given=form.given(), by=request.user, at=request.moment,
        words=form.cleaned_data.get("words"), words_seen=form.words_seen(),
    )  # fmt: skip
    form.bring_up_to_date(compared, answers, form.words_row, at=request.moment)


def _save(request, found, within, form):
    """True when all is saved; False with what stands in the way beside its field."""
    try:
        saved = services.save_section(
            assessment=found, section=within.code, given=form.given(), by=request.user, at=request.moment,
            words=form.cleaned_data.get("words"), words_seen=form.words_seen(),
        )  # fmt: skip
    except ValidationError as error:
        put_on(form, error, {item.code: item.code.replace(".", "_") for item in within.items})
        return False
    if saved.clashes:
        form.show_clashes(saved, {item.code: item for item in within.items}, at=request.moment)
        return False
    return True


def _saved(request, case, found, reach, within):
    """Back to the list, or on to the next section, saying what was done."""
    messages.success(request, f"{within.name} is saved.")
    if "stop" in request.POST:
        return redirect("assessments:assessment", reference=case.reference)
    rows = queries.task_list(drafts.seen(found, reach)).rows
    place = next(number for number, row in enumerate(rows) if row.section.code == within.code)
    following = next((row for row in rows[place + 1 :] if row.writes), None)
    if following is None:
        return redirect("assessments:assessment", reference=case.reference)
    return redirect("assessments:section", reference=case.reference, section=following.section.code)


def _section_page(request, case, reach, found, merged, within, answers, form, unsaved):
    name, at = case.person.called, request.moment
    seen = drafts.seen(found, reach, answers=answers)
    answers = seen.answers
    shown = presenters.questions(within, answers, form, merged, reach, name=name, at=at)
    readable = [s for s in merged.sections if reach.reads_section(s)]
    domain = within.section.domain
    words = seen.words.get(within.code) if reach.reads_words(within.section) else None
    codes = [item.code for item in within.items if reach.reads_item(item)]
    statutory = queries.statutory_readers(case)
    context = {
        "unsaved": {**unsaved, "closed": form is None}, "assessment": found,
        "instead": presenters.instead_line(seen, within, at=at), "others_write": seen.writing(within),
        "section": within, "form": form, "questions": shown, "tally": presenters.tally(shown),
        "words": words, "writes_words": form is not None and "words" in form.fields, "name": name,
        "reads_words": reach.reads_words(within.section), "heading": count(len(shown), "question").capitalize(),
        "place": presenters.place_line(
            readable.index(within) + 1, len(readable), reach.holders.get(domain, ()), queries.answers_for(case, domain)
        ),
        "settles": queries.settles(merged, within, queries.confirmed(answers), reach),
        "once": merged.asked_once(codes), "readers": presenters.readers_line(within.section, reach, statutory, name),
    }  # fmt: skip
    return page(request, "assessments/section.html", case, "assessment", context)


def to_confirm(request, reference):
    """Every carried-in answer that the worker may confirm, together."""
    case, reach, found = opened(request, reference)
    if found is None:
        raise Http404
    rows = queries.to_confirm(found, reach)
    if request.method == "POST":
        if not rows and not reach.writes:
            raise Refused(deny("not_your_part"))
        chosen = set(request.POST.getlist("item")) & {row.item.code for row in rows}
        number = services.confirm(assessment=found, items=chosen, by=request.user, at=request.moment)
        messages.success(request, f"{count(number, 'answer').capitalize()} confirmed.")
        return redirect("assessments:assessment", reference=case.reference)
    noted(request, "assessment.read", found, case, version=found.version)
    params = presenters.confirm_checkboxes(rows, case.person.called)
    context = {"assessment": found, "rows": rows, "params": params}
    return page(request, "assessments/to_confirm.html", case, "assessment", context)


@require_safe
def coverage(request, reference):
    """Every duty, where it stands in law, and what it still needs. For who reads the whole record."""
    case, reach, found = opened(request, reference)
    if found is None:
        raise Http404
    if not reach.reads_all:
        raise Refused(deny("other_domain"))
    merged = merged_form.form_for(found.frameworks)
    name, seen = case.person.called, drafts.seen(found, reach)
    table = [
        (one, [(duty, [merged.items[code].asked_about(name) for code in duty.missing]) for duty in one.duties])
        for one in merged_form.coverage(merged, queries.confirmed(seen.answers))
    ]
    noted(request, "assessment.read", found, case, version=found.version)
    context = {
        "assessment": found, "table": table, "once": merged.asked_once(), "all": len(merged.items),
        "pairs": merged.shared_by_pair(), "saved": merged.saved(),
    }  # fmt: skip
    return page(request, "assessments/coverage.html", case, "assessment", context)
