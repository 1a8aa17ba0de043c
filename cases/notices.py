"""What the inbox says about cases. Names appear only to a worker who may open the case now."""

from django.urls import reverse

from cases.models import AccessRequest
from cases.policies import visible_to
from notifications import registry
from notifications.registry import Described


def _described(sentence):
    def describe(notices, worker, at):
        cases = {
            c.pk: c
            for c in visible_to(worker, at=at).filter(pk__in={n.case_id for n in notices}).select_related("person")
        }
        return {
            n.pk: Described(
                sentence.format(name=cases[n.case_id].person.display_name),
                reverse("desks:case", args=[cases[n.case_id].reference]),
            )
            for n in notices
            if n.case_id in cases
        }

    return describe


def asked_for_access(notices, worker, at):
    """Who asks for access to what they were refused, in their words; to whoever opens the record. Two queries."""
    found = visible_to(worker, at=at).filter(pk__in={n.case_id for n in notices}).select_related("person")
    cases = {case.pk: case for case in found}
    rows = AccessRequest.objects.select_related("worker").in_bulk({n.subject_id for n in notices})
    return {
        n.pk: Described(
            f"{rows[n.subject_id].worker.name} asks for access on the record of {cases[n.case_id].person.display_name}: "
            f"“{rows[n.subject_id].reason}”",
            reverse("desks:sight", args=[cases[n.case_id].reference]),
        )
        for n in notices
        if n.case_id in cases and n.subject_id in rows
    }


def register():
    registry.describe("access.asked", asked_for_access)
    registry.describe("case.allocated", _described("You now coordinate the care of {name}"))
