"""Joiners, roles and leavers; and who a staff code of an extract is."""

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from access.roles import ROLE_WORDS, Role
from calendars import local_day, start_of_day
from design.messages import done, refused
from partners import holdings, queries, services
from partners.errors import PartnersError
from partners.web.asking import administrators_only, ask, found, posted
from partners.web.forms import ClaimForm, JoinerForm, PeopleFilter, RoleFields, WorkerForm

#: Nobody pages further; a number no database holds is no place in a list.
FURTHEST = 1_000_000

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def _after(request):
    try:
        return min(max(0, int(request.GET.get("after", 0))), FURTHEST)
    except ValueError:
        return 0


def _pages(rows, after, address):
    shown, more = rows[: queries.PAGE], len(rows) > queries.PAGE
    sign = "&" if "?" in address else "?"
    return shown, {
        "next_url": f"{address}{sign}after={after + queries.PAGE}" if more else "",
        "first_url": address if after else "", "size": queries.PAGE,
    }  # fmt: skip


@read_or_write
@administrators_only
def people(request):
    """Everybody who works for a partner. What is typed to find somebody is posted and never stands in the address."""
    form = PeopleFilter(request.POST if request.method == "POST" else request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    after = _after(request)
    organisation, closed = chosen.get("organisation") or "", chosen.get("closed") or ""
    rows = queries.people(
        at=request.moment, organisation_id=organisation or None, closed=bool(closed),
        words=chosen.get("words", "") if request.method == "POST" else "", after=after,
    )  # fmt: skip
    address = f"{reverse('partners:people')}?organisation={organisation}&closed={closed}"
    shown, pages = _pages(rows, after, address)
    if request.method == "POST":
        pages = {"first_url": reverse("partners:people"), "next_url": ""}
    return render(request, "partners/people.html", {"form": form, "rows": shown, **pages})


@require_http_methods(["GET", "HEAD"])
@administrators_only
def worker(request, pk):
    """One worker: their roles now and before, what they hold, and what can be done."""
    row = found(queries.worker(pk))
    current, ended = queries.memberships_of(row, at=request.moment)
    return render(
        request,
        "partners/worker.html",
        {
            "worker": row,
            "current": [{"row": seat, "words": ROLE_WORDS[Role(seat.role)]} for seat in current],
            "ended": ended,
            "holdings": holdings.of(row.pk, at=request.moment),
            "tokens": [token for token in queries.tokens_of(row) if token.revoked_at is None],
        },
    )


@read_or_write
@administrators_only
def join(request):
    """A new worker with a first role."""

    def act(given):
        return services.hire(
            name=given["name"], email=given["email"], job_title=given["job_title"], telephone=given["telephone"],
            organisation=given["place"].organisation, team=given["place"], role=given["role"],
            since=_since(given, request), by=request.user, at=request.moment,
        )  # fmt: skip

    return ask(
        request, title="Add somebody", button="Add them", back=reverse("partners:people"), leave="Do not add anybody",
        form=JoinerForm(posted(request), today=local_day(request.moment)), act=act,
        after=lambda made: reverse("partners:worker", args=[made.pk]),
        said=lambda made: (
            f"{made.name} is added. They choose a password by “I cannot sign in” on the sign-in page."
        ),
    )  # fmt: skip


@read_or_write
@administrators_only
def change(request, pk):
    """How a worker is called and reached."""
    row = found(queries.worker(pk))
    initial = {"name": row.name, "job_title": row.job_title, "telephone": row.telephone}
    return ask(
        request, title=f"Correct what is kept about {row.name}", button="Save",
        back=reverse("partners:worker", args=[pk]), form=WorkerForm(posted(request), initial=initial),
        act=lambda given: services.change_worker(worker=row, **given, by=request.user, at=request.moment),
        said="Saved.",
    )  # fmt: skip


@read_or_write
@administrators_only
def give_role(request, pk):
    """A further role."""
    row = found(queries.worker(pk))

    def act(given):
        return services.seat(
            worker=row, organisation=given["place"].organisation, team=given["place"], role=given["role"],
            since=_since(given, request), by=request.user, at=request.moment,
        )  # fmt: skip

    return ask(
        request, title=f"Give {row.name} a role", button="Give the role", back=reverse("partners:worker", args=[pk]),
        form=RoleFields(posted(request), today=local_day(request.moment)), act=act, leave="Do not give one",
        said=f"{row.name} has the role.",
    )  # fmt: skip


@read_or_write
@administrators_only
def end_role(request, pk):
    """End one role, now."""
    row = found(queries.membership(pk))
    return ask(
        request, title=f"End this role of {row.worker.name}?", button="End the role", warning=True,
        back=reverse("partners:worker", args=[row.worker_id]), form=forms.Form(posted(request)),
        lead=[
            f"{row.get_role_display()}, {row.team}. It ends at once, and what it opened closes.",
            "What they wrote stays. You can give the role again; the days between stay without it.",
        ],
        act=lambda given: services.end_membership(membership=row, by=request.user, at=request.moment),
        said=f"The role has ended: {row.get_role_display()}, {row.organisation.short_name}.",
    )  # fmt: skip


@read_or_write
@administrators_only
def close(request, pk):
    """A leaver."""
    row = found(queries.worker(pk))
    held = holdings.of(row.pk, at=request.moment)
    lead = [
        "They are signed out everywhere at once; all their roles end and their tokens stop working.",
        "Everything they wrote stays, under their name. You can open the account again; roles have to be given anew.",
    ]
    if held:
        lead.append("They still hold work. It has to be handed over first: " + "; ".join(h.text for h in held) + ".")
    return ask(
        request, title=f"Close the account of {row.name}?", button="Close the account", warning=True, lead=lead,
        back=reverse("partners:worker", args=[pk]), form=forms.Form(posted(request)),
        act=lambda given: services.deactivate(worker=row, by=request.user, at=request.moment),
        said=f"The account of {row.name} is closed.",
    )  # fmt: skip


@require_POST
@administrators_only
def reopen(request, pk):
    """Open a closed account again."""
    row = services.reactivate(worker=found(queries.worker(pk)), by=request.user, at=request.moment)
    done(request, f"The account of {row.name} is open again. Give a role next: nothing opens without one.")
    return redirect("partners:worker", pk)


def _since(given, request):
    day = given["since"]
    return start_of_day(day) if day and day > local_day(request.moment) else None


@require_http_methods(["GET", "HEAD"])
@administrators_only
def staff_codes(request):
    """Codes of the extracts: those that nobody has said who they are, or those that somebody has."""
    after, claimed = _after(request), request.GET.get("show") == "claimed"
    address = reverse("partners:staff_codes") + ("?show=claimed" if claimed else "")
    shown, pages = _pages(queries.staff_codes(claimed=claimed, after=after), after, address)
    return render(request, "partners/staff_codes.html", {"rows": shown, "claimed": claimed, **pages})


@read_or_write
@administrators_only
def claim(request, pk):
    """Say who a staff code is."""
    row = found(queries.staff_code(pk))
    workers = queries.workers_of(row.organisation_id, at=request.moment)
    return ask(
        request, title=f"Who is {row.code} at {row.organisation.short_name}?", button="Save",
        back=reverse("partners:staff_codes"), form=ClaimForm(posted(request), workers=workers),
        lead=[
            "What the extract gave to this code becomes theirs: they see those people on their caseload.",
            "You can undo it. Somebody who is not in the list has no current role there yet.",
        ],
        act=lambda given: services.claim_staff_code(staff_code=row, **given, by=request.user, at=request.moment),
        said=lambda code: f"{code.code} is {code.worker.name}.",
    )  # fmt: skip


@require_POST
@administrators_only
def release(request, pk):
    """Undo a claim."""
    row = found(queries.staff_code(pk))
    try:
        services.release_staff_code(staff_code=row, by=request.user, at=request.moment)
        done(request, f"{row.code} is nobody's again.")
    except PartnersError as problem:
        refused(request, str(problem))
    return redirect("partners:staff_codes")
