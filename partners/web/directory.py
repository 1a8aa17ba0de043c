"""The directory of partners and services, which everybody opens; and the pages of one partner."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from access.roles import Permission
from partners import queries, registry, services
from partners.models import Organisation, Sector
from partners.standing import may_here
from partners.web.asking import administrators_only, ask, found, posted
from partners.web.forms import DirectoryFilter, OrganisationForm, PartnershipForm, ReasonForm, TeamForm

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def directory(request):
    """Who the partners are, what they offer, and how to reach them."""
    form = DirectoryFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {"sector": "", "domain": ""}
    return render(
        request,
        "partners/directory.html",
        {
            "form": form,
            "partners": queries.directory(sector=chosen["sector"], domain=chosen["domain"]),
            "may_administer": may_here(request.user, Permission.ADMINISTER, at=request.moment),
        },
    )


@require_safe
def catalogue(request):
    """The kinds of responsibility there are, who may hold each, and who always answers for it in law."""
    words = lambda sectors, nobody: [Sector(one).label for one in sectors] or [nobody]  # noqa: E731
    rows = [
        {
            "domain": domain, "holders": words(domain.holders, "Any partner"),
            "contributors": words(domain.contributors, "") if domain.contributors else [],
            "accountable": words(domain.accountable, "Nobody is named"),
        }
        for domain in queries.domains()
    ]  # fmt: skip
    may_administer = may_here(request.user, Permission.ADMINISTER, at=request.moment)
    return render(request, "partners/catalogue.html", {"rows": rows, "may_administer": may_administer})


@require_safe
def partner(request, pk):
    """One partner: contact, teams, services. Administrators find here what they may change."""
    organisation = found(queries.organisation(pk))
    administers = may_here(request.user, Permission.ADMINISTER, at=request.moment)
    if organisation.status == Organisation.Status.LEFT and not administers:
        found(None)
    return render(
        request,
        "partners/partner.html",
        {
            "partner": organisation,
            "teams": queries.teams(pk),
            "offers": registry.services_of([pk]).get(pk, []),
            "may_administer": administers,
            "suspended": organisation.status == Organisation.Status.SUSPENDED,
        },
    )


@require_safe
@administrators_only
def administration(request):
    """Where an administrator begins: what waits, and everything that can be kept in order."""
    Chore = registry.Chore
    chores = [
        Chore("Partners", "Add one, suspend one, its teams", "partners:directory"),
        Chore("People", "Joiners, roles and leavers", "partners:people"),
        Chore("Staff codes", "Codes of the extracts that nobody has said who they are", "partners:staff_codes", queries.unclaimed()),
        *registry.chores(request.moment),
        Chore("The partnership", "Its name and nation", "partners:partnership"),
    ]  # fmt: skip
    rows = [{"chore": chore, "url": reverse(chore.address)} for chore in chores]
    return render(request, "partners/administration.html", {"rows": rows, "partnership": queries.partnership()})


@read_or_write
@administrators_only
def partnership(request):
    """The name of the partnership, on every page."""
    row = queries.partnership()
    initial = {"name": row.name, "nation": row.nation} if row else {}
    return ask(
        request, title="The partnership", button="Save", back=reverse("partners:administration"),
        form=PartnershipForm(posted(request), initial=initial),
        act=lambda given: services.set_partnership(**given, by=request.user, at=request.moment),
        said="Saved. The name stands on every page now.",
    )  # fmt: skip


@read_or_write
@administrators_only
def add_partner(request):
    """A new partner. It shares nothing until an agreement says so."""

    def act(given):
        itself = given.pop("complaints") == "itself"
        given["answered_for_by"] = None if itself else given["answered_for_by"]
        return services.create_organisation(**given, responsible_body=itself, by=request.user, at=request.moment)

    return ask(
        request, title="Add a partner", button="Add the partner", back=reverse("partners:administration"),
        form=OrganisationForm(posted(request)), act=act, leave="Do not add one",
        lead=["It has no people and shares nothing yet. Add people next, then the sharing agreement it has signed."],
        after=lambda made: reverse("partners:partner", args=[made.pk]),
        said=lambda made: f"{made.name} is a partner now.",
    )  # fmt: skip


@read_or_write
@administrators_only
def add_team(request, pk):
    """A team of a partner."""
    organisation = found(queries.organisation(pk))
    return ask(
        request, title=f"Add a team to {organisation.name}", button="Add the team",
        back=reverse("partners:partner", args=[pk]), form=TeamForm(posted(request)), leave="Do not add one",
        act=lambda given: services.create_team(organisation=organisation, **given, by=request.user, at=request.moment),
        said=lambda made: f"{made.name} is a team of {organisation.short_name} now.",
    )  # fmt: skip


@read_or_write
@administrators_only
def suspend(request, pk):
    """Close every record to a partner's workers."""
    organisation = found(queries.organisation(pk))
    return ask(
        request, title=f"Suspend {organisation.name}?", button=f"Suspend {organisation.short_name}", warning=True,
        back=reverse("partners:partner", args=[pk]), form=ReasonForm(posted(request)),
        lead=[
            "Everybody there is kept out of every record from that moment. They can sign in, and are told why.",
            "Nothing is deleted, and what they are responsible for stays theirs. You can lift it at any time.",
        ],
        act=lambda given: services.suspend_organisation(
            organisation=organisation, **given, by=request.user, at=request.moment
        ),
        said=f"{organisation.name} is suspended. Nobody there can open a record.",
    )  # fmt: skip


@read_or_write
@administrators_only
def restore(request, pk):
    """Lift a suspension."""
    organisation = found(queries.organisation(pk))
    return ask(
        request, title=f"Lift the suspension of {organisation.name}?", button="Lift the suspension",
        back=reverse("partners:partner", args=[pk]), form=ReasonForm(posted(request)),
        lead=[
            f"Suspended because: {organisation.status_reason}" if organisation.status_reason else "",
            "Its workers can open again what they could open before, if the sharing agreement is still in force.",
        ],
        act=lambda given: services.restore_organisation(
            organisation=organisation, **given, by=request.user, at=request.moment
        ),
        said=f"{organisation.name} is active again.",
    )  # fmt: skip
