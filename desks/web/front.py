"""The front page sends everybody to the desk of their role."""

from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from access.decisions import Refused, deny
from desks.navigation import first_address
from partners.standing import standing_of


@require_safe
def front(request):
    """Somebody without a current role is told why, and whom to ask."""
    standing = standing_of(request.user, at=request.moment)
    address = first_address(standing)
    if address is None:
        raise Refused(deny("organisation_suspended" if standing.suspended else "no_membership"))
    return redirect(address)
