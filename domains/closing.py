"""What parts say when a case closes: which stand open, and that all end with it. Hangs in ``cases.endings``."""

from django.urls import reverse

from cases.endings import BLOCKS, ENDS, Against, Concerned
from cases.policies import family
from domains.concerns import OPEN
from domains.models import Concern, EndReason, Part, State
from domains.services import end_all
from domains.services.concerns import owe_decision
from domains.states import LIVE


def against(case, at):
    """Parts that are held or asked: they end by closing, and each team is told."""
    found = []
    parts = Part.objects.filter(case_id=case.pk, state__in=LIVE).select_related("domain", "organisation").order_by("pk")
    for part in parts:
        asked = part.state == State.PROPOSED
        text = f"{part.domain.name}: {part.organisation.short_name}" + (", asked, not answered" if asked else "")
        found.append(Against(ENDS, text, reverse("domains:part", args=[part.pk])))
    return found


def concerns_against(case, at):
    """An open safeguarding concern prevents closing: that it is open, never what it says."""
    rows = Concern.objects.filter(case__in=family(case), state__in=OPEN).select_related("council")
    url = reverse("domains:concerns", args=[case.reference])
    return [
        Against(BLOCKS, f"A safeguarding concern is open with {row.council.short_name}", url)
        for row in rows.order_by("pk")
    ]


def close(*, case, by, at, words):
    """End every part, and say which teams held or were asked."""
    concerned = [
        Concerned(organisation_id, team_id, state == State.ACCEPTED)
        for organisation_id, team_id, state in Part.objects.filter(case_id=case.pk, state__in=LIVE).values_list(
            "organisation_id", "team_id", "state"
        )
    ]
    end_all(case=case, reason=EndReason.CASE_CLOSED, by=by, at=at, words=words)
    return concerned


def reopen(*, case, by, at):
    """A death closes a record whatever is open on it: taken back, the council owes again what it had not decided."""
    for row in Concern.objects.filter(case__in=family(case), state=Concern.State.RAISED).select_related("council"):
        owe_decision(row, at=at)
