"""The words of the page that a partner of the shared core sees. It knows nothing but what ``desks.shared`` gives it."""

from django.urls import reverse

from calendars import local_day


def page(shared, entries, *, at, on, older):
    case = shared.case
    return {
        "reference": case.reference,
        "called": case.person.called,
        "matters": case.person.what_matters,
        "needs": case.person.communication_needs,
        "organisations": [o for o in shared.map.organisations if any(o.pk in row.cells for row in shared.rows)],
        "rows": [
            {"row": row, "columns": [(o, row.cells.get(o.pk, [])) for o in shared.map.organisations
                                     if any(o.pk in other.cells for other in shared.rows)]}
            for row in shared.rows
        ],
        "others": shared.others,
        "as_on": on or local_day(at),
        "writable": [
            {"domain": part.domain.name, "url": reverse("domains:part", args=[part.pk]),
             "entry_url": reverse("domains:entry", args=[part.pk])}
            for part in shared.writable
        ],
        "goals": shared.goals,
        "crisis": shared.crisis,
        "scores_url": reverse("instruments:scores", args=[case.reference]) if shared.scores else "",
        "entries": entries,
        "older_url": reverse("desks:timeline", args=[case.reference]) if older else "",
    }  # fmt: skip
