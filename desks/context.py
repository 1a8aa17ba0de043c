"""What stands around every page: the partnership's name, the menu, the inbox, who is signed in."""

from functools import cached_property

from django.urls import reverse

from access.roles import Role
from desks import navigation
from notifications.models import Notice
from partners.models import Partnership
from partners.standing import standing_of

#: The inbox count stops here: it asks for attention, it is not a figure.
INBOX_LIMIT = 100

#: Roles whose pages have the search box: those who look for a person among many.
_SEARCHES = frozenset({Role.COORDINATOR, Role.PRACTITIONER, Role.TEAM_MANAGER})


class Frame:
    """Asked only by pages that draw the header; each fact is asked once a request."""

    def __init__(self, request):
        self._request = request
        worker = getattr(request, "user", None)
        self._worker = worker if worker is not None and worker.is_authenticated else None
        self._at = getattr(request, "moment", None)

    @cached_property
    def partnership_name(self):
        return Partnership.objects.values_list("name", flat=True).first() or ""

    @cached_property
    def standing(self):
        return standing_of(self._worker, at=self._at) if self._worker and self._at else None

    @cached_property
    def worker_label(self):
        if self._worker is None:
            return ""
        seats = self.standing.seats if self.standing else ()
        if not seats or all(seat.role == Role.DOMAIN_WORKER for seat in seats):
            return self._worker.name  # the phone has no room for more, and they know for whom they work
        return f"{self._worker.name}, {seats[0].organisation_short_name}"

    @property
    def worker_url(self):
        return reverse("partners:me") if self._worker else ""

    @property
    def inbox_url(self):
        return reverse("notifications:inbox") if self._worker else ""

    @cached_property
    def inbox_count(self):
        if self._worker is None:
            return ""
        found = Notice.objects.filter(worker_id=self._worker.pk, read_at=None).order_by()[:INBOX_LIMIT].count()
        return f"{INBOX_LIMIT - 1}+" if found >= INBOX_LIMIT else found or ""

    @cached_property
    def no_search(self):
        return not (self.standing and _SEARCHES & self.standing.roles())

    @cached_property
    def navigation(self):
        if self.standing is None:
            return []
        match = getattr(self._request, "resolver_match", None)
        return navigation.menu(self.standing, match.view_name if match else "")


def frame(request):
    """Context processor: ``frame`` on every page. One object a request, asked lazily."""
    made = getattr(request, "_frame", None)
    if made is None:
        made = request._frame = Frame(request)
    return {"frame": made}
