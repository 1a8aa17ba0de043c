"""Why somebody opened a record on a day, in words for the person: from the rows that stood on that day, never from today's."""

from collections import defaultdict

from access.roles import Role
from calendars import local_day
from cases.models import Coordination, NamedAccess
from cases.policies import family
from domains.models import Part
from partners.models import Membership

#: What is said where no row of that day says why: the person is told whom to ask.
UNKNOWN = "The record does not say why: ask us"


def _on(day, begin, end):
    """Whether a period meets a day of London."""
    return local_day(begin) <= day and (end is None or local_day(end) >= day)


class Reasons:
    """The reasons of one record. Four queries, whatever its history."""

    def __init__(self, case, worker_ids):
        keys = family(case)
        self.lead = case.lead_organisation_id
        self.seats, self.named, self.parts, self.coordinated = (defaultdict(list) for _ in range(4))
        memberships = Membership.objects.filter(worker__in=worker_ids).select_related("organisation")
        for row in memberships.order_by("effective_from", "pk"):
            self.seats[row.worker_id].append(row)
        for row in NamedAccess.objects.filter(case__in=keys, worker__in=worker_ids):
            self.named[row.worker_id].append(row)
        for row in Coordination.objects.filter(case__in=keys):
            self.coordinated[row.organisation_id].append(row)
        held = Part.objects.filter(case__in=keys, effective_from__isnull=False).select_related("domain")
        for row in held.order_by("domain__position", "pk"):
            self.parts[row.organisation_id].append(row)

    def of(self, worker_id, day):
        """One sentence: the nearest reason first."""
        for row in self.named[worker_id]:
            if _on(day, row.effective_from, row.effective_until):
                return row.reason if row.reason.startswith("In an emergency") else f"Let in by name: {row.reason}"
        seats = [seat for seat in self.seats[worker_id] if _on(day, seat.effective_from, seat.effective_until)]
        found = [words for seat in seats if (words := self._by(seat, worker_id, day))]
        return found[0] if found else UNKNOWN

    def _by(self, seat, worker_id, day):
        name = seat.organisation.short_name
        if seat.role == Role.PRIVACY_OFFICER:
            return "Checks who opens records. Does not see what they say"
        now = [
            row for row in self.coordinated[seat.organisation_id] if _on(day, row.effective_from, row.effective_until)
        ]
        if any(row.worker_id == worker_id for row in now):
            return "Coordinated your care"
        if now:
            return f"{name} coordinated your care"
        does = [
            row.domain.name.lower() for row in self.parts[seat.organisation_id]
            if _on(day, row.effective_from, row.effective_until)
        ]  # fmt: skip
        if does:
            return f"{name} did {', '.join(dict.fromkeys(does))}"
        return f"{name} holds your record" if seat.organisation_id == self.lead else ""
