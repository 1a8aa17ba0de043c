"""My domains: what a worker is asked, what is for today, everyone else, and past work. Drawn for the phone."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.decisions import Refused
from access.roles import Permission
from audit import services as audit
from desks import past as past_work_desk
from desks.web import keyset
from desks.web.presenters import my_domains as words
from domains.queries import my_parts
from partners.standing import may_here

SIZE = 50


def _require(request):
    decision = may_here(request.user, Permission.WRITE_ENTRY, at=request.moment)
    if not decision:
        raise Refused(decision)


@require_safe
def my_domains(request):
    """What is asked and held, by what is due first. A long list goes on on a further page; what is asked stands on the first."""
    _require(request)
    at, after = request.moment, keyset.read(request.GET.get("after"))
    asked = my_parts(request.user, at=at, only="asked", size=SIZE).rows if after is None else []
    held = my_parts(request.user, at=at, only="held", size=SIZE, after=after)
    today = [part for part in held.rows if words.is_for_today(part, at=at)]
    others = [part for part in held.rows if part not in today]
    audit.read(
        request, "my_domains.listed", target=("my_domains", request.user.pk), by=request.user, at=at,
        detail={"parts": [part.part_id for part in (*asked, *held.rows)]},
    )  # fmt: skip
    here = reverse("desks:my_domains")
    return render(
        request,
        "desks/my_domains.html",
        {
            "asked": [words.ask(part, at=at) for part in asked],
            "today": [words.task(part, at=at) for part in today],
            "others": [words.other(part, at=at) for part in others],
            "further": after is not None,
            "next_url": f"{here}?after={keyset.write(held.after)}" if held.after else "",
            "first_url": here if after else "",
            "size": SIZE,
        },
    )


@require_safe
def past_work(request):
    """Parts that ended, each leading to the entries of the worker's own organisation."""
    _require(request)
    before = keyset.read(request.GET.get("before"))
    parts, place = past_work_desk.past_parts(request.user, at=request.moment, before=before)
    here = reverse("desks:past_work")
    return render(
        request,
        "desks/past_work.html",
        {
            "parts": [words.past(part) for part in parts],
            "next_url": f"{here}?before={keyset.write(place)}" if place else "",
            "first_url": here if before else "",
            "size": past_work_desk.SIZE,
        },
    )
