"""What the pages of this room share: finding a part the worker may open, and putting a refusal at its field."""

from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe

from access.policies import require
from access.roles import Permission
from design import bound, components
from domains import policies

_READ = (
    "case__person", "case__coordinator", "case__coordinator_organisation", "case__lead_organisation", "domain", "organisation",
    "team", "worker", "responsibility__accountable", "proposed_by", "replaces__organisation",
)  # fmt: skip


def part_or_404(request, pk, permission=Permission.VIEW_PART):
    """The part, if the worker may open it at all: a stranger gets the same 404 as for one that does not exist.

    Raises Refused (403, with the reason) for a colleague who may open it but not do this with it.
    """
    part = policies.part_or_404(request.user, pk, at=request.moment, related=_READ)
    require(request.user, permission, part, at=request.moment)
    return part


def done(form, act, names=None):
    """Run a service: its answer, or None when it put its refusal on the form, at the field it is about.

    ``names``: what the form calls the service's fields, where it has other names for them.
    """
    try:
        return act()
    except ValidationError as error:
        for name, errors in getattr(error, "error_dict", {None: [error]}).items():
            name = (names or {}).get(name, name)
            form.add_error(name if name in form.fields else None, errors)
        return None


def with_inside(form, name, inside):
    """The radios or tick of a field, with further fields inside some of its answers: ``inside`` is answer -> field names.

    They show when the answer is chosen; without JavaScript they are always there.
    """
    _, params = bound.parameters(form[name])
    for item in params["items"]:
        inner = [components.render(*bound.parameters(form[other])) for other in inside.get(item["value"], [])]
        if inner:
            item["conditional"] = {"html": mark_safe("".join(inner))}  # noqa: S308 - made by the components, which escape
    return params
