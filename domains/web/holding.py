"""A part that somebody holds: its page with its entries, writing an entry, ending it or handing it over."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access import policies
from access.decisions import Refused, deny
from access.roles import Permission
from audit import services as audit
from calendars import local_day
from cases import policies as case_policies
from cases.policies import consent_for
from cases.sight import asks_agreement
from cases.web.banner import banner
from cases.web.unsaved import Unsaved, typed_into
from design.words import long_date
from domains import choices, scanning, services
from domains.maps import TITLES
from domains.models import Share, State
from domains.policies import is_own
from domains.queries import asked_name, entries
from domains.services import leading
from domains.web import forms
from domains.web.pages import done, part_or_404, with_inside
from partners.models import Mode
from partners.standing import standing_of

SIZE = 20


def _may(request, permission, part):
    return bool(policies.may(request.user, permission, part, at=request.moment))


def _banner(request, part):
    """The band about the person, where the case is open to the worker; nothing for past work."""
    if case_policies.may(request.user, Permission.VIEW_CASE, part.case, at=request.moment):
        return banner(part.case, request.user, at=request.moment, current="")
    return None


@require_safe
def part(request, pk):
    """One part: who holds it since when, and what they wrote. Past work shows the worker's own organisation's entries."""
    found = part_or_404(request, pk)
    mine = is_own(standing_of(request.user, at=request.moment), Permission.VIEW_PART, found)
    if found.state == State.PROPOSED and mine and _may(request, Permission.ANSWER, found):
        return redirect("domains:answer", pk)
    reads = _may(request, Permission.READ_DOMAIN, found)
    if not (reads or mine):
        raise Refused(deny("other_domain"))
    shown = entries(request.user, found, at=request.moment, before=_place(request), size=SIZE + 1)
    last = shown[SIZE - 1] if len(shown) > SIZE else None
    audit.read(
        request, "part.read", target=found, by=request.user, at=request.moment, case_id=found.case_id,
        person_id=found.case.person_id,
    )  # fmt: skip
    here = reverse("domains:part", args=[pk])
    return render(
        request, "domains/part.html",
        {
            "part": found, "banner": _banner(request, found), "name": asked_name(found.case.person), "title": _title(found),
            "entries": shown[:SIZE], "is_past": found.state == State.ENDED, "may_write": _may(request, Permission.WRITE_ENTRY, found),
            "may_end": _may(request, Permission.END_PART, found), "about_lead": _about_lead(request, found),
            "may_take_back": found.state == State.PROPOSED and _may(request, Permission.PROPOSE, found),
            "steps": found.events.select_related("by").order_by("at", "pk") if reads or mine else [],
            "next_url": f"{here}?before={last.pk}" if last else "", "size": SIZE,
            "withdraws": is_own(standing_of(request.user, at=request.moment), Permission.WRITE_ENTRY, found),
            "has_files": any(one.attachments.all() for one in shown[:SIZE]), "scanner_words": scanning.words(),
        },
    )  # fmt: skip


def _about_lead(request, found):
    """Whether the worker may ask its holder to lead what is shared, or answer that."""
    if found.state != State.ACCEPTED or found.share not in (Share.JOINT, Share.CONTRIBUTOR):
        return False
    waiting = leading.waiting_in(found)
    asked = waiting is not None and waiting.part_id == found.pk and _may(request, Permission.END_PART, found)
    return asked or leading.may_ask(request.user, found, at=request.moment)


def _place(request):
    """The last entry of the page before. An address nobody was given begins at the start."""
    text = request.GET.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _title(found):
    if found.share == Share.LEAD:
        return TITLES["lead" if found.responsibility.mode == Mode.SHARED else "does"]
    return TITLES[found.share]


def entry(request, pk):
    """Write an entry (mockup 06b), with a file or without. The same form sent twice is one entry."""
    found = part_or_404(request, pk, Permission.WRITE_ENTRY)
    person, at = found.case.person, request.moment
    coordinator = found.case.coordinator
    typed = Unsaved(request, found.case, f"entry-{found.pk}")
    if answered := typed.answered():
        return answered
    form = forms.EntryForm(
        request.POST or None, request.FILES or None, called=person.called, example=local_day(at) + timedelta(days=7),
        coordinator=f"{coordinator.name}, the coordinator," if coordinator else "whoever coordinates",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        written = done(form, lambda: services.write_entry(part=found, by=request.user, at=at, **said))
        if written is not None:
            services.scan_waiting(entry=written, at=at)
            typed.gone()
            told = f" {coordinator.name} has been told." if said["tell_coordinator"] and coordinator else ""
            messages.success(request, f"Your entry about {person.called} is saved.{told}")
            return redirect("domains:part", pk)
    unsaved = typed.shown(form)
    if typed.brought is not None:
        typed_into(form, typed.brought)
    return render(
        request, "domains/entry.html",
        {
            "unsaved": unsaved,
            "form": form, "part": found, "called": person.called, "goes_to": _goes_to(found),
            "tell": with_inside(form, "tell_coordinator", {"on": ["worry"]}), "agreed": _agreed(found, at=at),
        },
    )  # fmt: skip


def _goes_to(found):
    """Who will read it: the statutory bodies on the case, and the worker's own organisation."""
    names, own = choices.readers_of(found), found.organisation.short_name
    return f"{', '.join(names)} and {own}" if names else own


def _agreed(found, *, at):
    if not asks_agreement(found.case, found.organisation):
        return ""
    answer = consent_for(found.case, found.organisation_id, found.domain_id, at=at)
    return f"{found.case.person.called} agreed on {long_date(answer.effective_from, at)}." if answer else ""


def end(request, pk):
    """Done, handed over, or we cannot go on; leaving it as it is stands first and is worth as much."""
    found = part_or_404(request, pk, Permission.END_PART)
    successors = choices.successors(found, at=request.moment)
    waiting = choices.successor_asked(found)
    form = forms.EndForm(request.POST or None, successors=successors, domain=found.domain.name)
    if request.method == "POST" and form.is_valid():
        sentence = done(form, lambda: _end_as_chosen(request, found, form.cleaned_data))
        if sentence:
            messages.success(request, sentence)
            return redirect("domains:part", pk)
    return render(
        request, "domains/end.html",
        {
            "form": form, "part": found, "banner": _banner(request, found), "waiting": waiting,
            "radios": with_inside(form, "choice", {"hand_over": ["organisation"]}),
        },
    )  # fmt: skip


def _end_as_chosen(request, found, said):
    """Do what was chosen and say it in one sentence."""
    act = {"part": found, "words": said["words"], "by": request.user, "at": request.moment}
    if said["choice"] == "done":
        services.end(**act)
        return f"{found.domain.name} is done. What you wrote stays here."
    if said["choice"] == "hand_over":
        services.hand_over(organisation=said["organisation"], **act)
        return f"{said['organisation'].name} has been asked to take over. You hold it until they accept."
    if said["choice"] == "ask":
        services.ask_to_hand_over(**act)
        return "The coordinator has been told. You hold it until somebody else accepts."
    return "Nothing has changed."
