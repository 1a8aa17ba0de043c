"""What the inbox says about cases. Names appear only to a worker who may open the case now."""

from django.urls import reverse

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


def register():
    registry.describe("case.allocated", _described("You now coordinate the care of {name}"))
