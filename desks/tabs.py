"""The pages about one person that desks adds to the band on top of a record."""

from django.urls import reverse

from cases import registry


def add():
    registry.tab(
        "overview", "Overview", lambda case: reverse("desks:case", args=[case.reference]), position=0, full_only=False
    )
    registry.tab(
        "who", "Who does what", lambda case: reverse("desks:map", args=[case.reference]), position=30, full_only=False
    )
    registry.tab("sight", "Who can see this", lambda case: reverse("desks:sight", args=[case.reference]), position=60)
    registry.tab(
        "timeline",
        "Timeline",
        lambda case: reverse("desks:timeline", args=[case.reference]),
        position=50,
        full_only=False,
    )
