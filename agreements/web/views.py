"""Agreements between partners and the services they offer: pages for administrators."""

from django import forms
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agreements import queries, services
from agreements.models import SharingAgreement
from agreements.web.forms import AgreementForm, ReasonForm, RenewForm, ServiceForm
from calendars import end_of_day, local_day, start_of_day
from design.messages import done
from partners import queries as partners
from partners.web.asking import administrators_only, ask, found, posted

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
Status = SharingAgreement.Status


@require_safe
@administrators_only
def agreements(request):
    """Which partners share records, since when and until when; those that wait for confirmation are marked."""
    rows = [_row(agreement, request.moment) for agreement in queries.agreements()]
    return render(request, "agreements/agreements.html", {"rows": sorted(rows, key=lambda row: not row["waits"])})


@require_safe
@administrators_only
def agreement(request, pk):
    """One agreement, and what can be done with it."""
    return render(request, "agreements/agreement.html", _row(found(queries.agreement(pk)), request.moment))


@read_or_write
@administrators_only
def make(request):
    """Record an agreement that partners have signed."""

    def act(given):
        today = local_day(request.moment)
        since, until = given["since"], given["until"]
        return services.make_agreement(
            name=given["name"], organisations=given["organisations"], review_on=given["review_on"],
            since=start_of_day(since) if since and since != today else request.moment,
            until=end_of_day(until) if until else None, by=request.user, at=request.moment,
        )  # fmt: skip

    return ask(
        request, title="Record a sharing agreement", button="Record it", back=reverse("agreements:agreements"),
        form=AgreementForm(posted(request)), act=act, leave="Do not record one",
        lead=["Each of these partners may then share records with each other, as far as people agree to it."],
        after=lambda made: reverse("agreements:agreement", args=[made.pk]),
        said=lambda made: f"{made.name} is recorded.",
    )  # fmt: skip


@read_or_write
@administrators_only
def confirm(request, pk):
    """Say that an agreement recorded by an import is real."""
    row = found(queries.agreement(pk))
    return _decide(
        request, row, title=f"Confirm {row.name}?", button="It is signed and in force", warning=False,
        form=forms.Form(posted(request)),
        lead=[
            "An import recorded it, so that the partners could open what they brought. It is in force meanwhile.",
            "Confirm it when you have seen the signed agreement. If there is none, end it instead.",
        ],
        act=lambda given: services.confirm(agreement=row, by=request.user, at=request.moment),
        said="Confirmed.",
    )  # fmt: skip


@read_or_write
@administrators_only
def suspend(request, pk):
    """Close all sharing under an agreement until it is resumed."""
    row = found(queries.agreement(pk))
    return _decide(
        request, row, title=f"Suspend {row.name}?", button="Suspend it", form=ReasonForm(posted(request)),
        lead=[
            "From that moment none of its partners opens what another brought. Each still opens its own.",
            "You can resume it at any time.",
        ],
        act=lambda given: services.suspend(agreement=row, **given, by=request.user, at=request.moment),
        said="Suspended. Nothing is shared under it.",
    )  # fmt: skip


@read_or_write
@administrators_only
def resume(request, pk):
    """Let a suspended agreement count again."""
    row = found(queries.agreement(pk))
    return _decide(
        request, row, title=f"Resume {row.name}?", button="Resume it", form=forms.Form(posted(request)),
        lead=["Its partners share again from that moment, as far as people agree to it."], warning=False,
        act=lambda given: services.resume(agreement=row, by=request.user, at=request.moment), said="In force again.",
    )  # fmt: skip


@read_or_write
@administrators_only
def renew(request, pk):
    """Give an agreement another end, before it runs out."""
    row = found(queries.agreement(pk))
    return _decide(
        request, row, title=f"Renew {row.name}", button="Renew it", warning=False, form=RenewForm(posted(request)),
        lead=["Sharing goes on without a gap. The partners are reminded again before the new end."],
        act=lambda given: services.renew(
            agreement=row, until=end_of_day(given["until"]), by=request.user, at=request.moment
        ),
        said="Renewed. The partners are reminded before the new end.",
    )  # fmt: skip


@read_or_write
@administrators_only
def end(request, pk):
    """End an agreement for good."""
    row = found(queries.agreement(pk))
    return _decide(
        request, row, title=f"End {row.name}?", button="End it for good", form=ReasonForm(posted(request)),
        lead=[
            "From that moment none of its partners opens what another brought, unless another agreement says so.",
            "It cannot be undone. A new agreement can be recorded.",
        ],
        act=lambda given: services.end(agreement=row, **given, by=request.user, at=request.moment), said="Ended.",
    )  # fmt: skip


@require_safe
@administrators_only
def offers(request):
    """What each partner offers, to keep in order."""
    organisations = [row for row in partners.organisations() if row.status != row.Status.LEFT]
    found_ = queries.services_of([row.pk for row in organisations])
    rows = [(row, found_.get(row.pk, [])) for row in organisations]
    return render(request, "agreements/services.html", {"rows": rows})


@read_or_write
@administrators_only
def add_service(request):
    """A service that a partner offers."""

    def act(given):
        team = given.pop("place")
        return services.offer_service(
            **given, organisation=team.organisation, team=team, by=request.user, at=request.moment
        )

    return ask(
        request, title="Add a service", button="Add the service", back=reverse("agreements:services"),
        form=ServiceForm(posted(request)), act=act, leave="Do not add one",
        said=lambda made: f"{made.name} is in the directory.",
    )  # fmt: skip


@require_POST
@administrators_only
def open_or_close(request, pk):
    """Say that a service takes people, or for now takes nobody."""
    row = found(queries.service(pk))
    services.set_service_open(service=row, is_open=not row.is_open, by=request.user, at=request.moment)
    done(request, f"{row.name} {'takes people again' if row.is_open else 'takes nobody for now'}.")
    return redirect("agreements:services")


def _decide(request, row, *, warning=True, **more):
    return ask(request, back=reverse("agreements:agreement", args=[row.pk]), warning=warning, **more)


def _row(agreement, at):
    over = agreement.effective_until is not None and agreement.effective_until <= at
    return {
        "agreement": agreement,
        "parties": sorted(agreement.parties.all(), key=lambda party: party.name),
        "waits": agreement.confirmed_at is None and agreement.status != Status.ENDED,
        "over": over or agreement.status == Status.ENDED,
        "suspended": agreement.status == Status.SUSPENDED,
        "coming": agreement.effective_from > at,
    }
