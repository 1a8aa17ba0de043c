"""One organisation becoming part of another: every case it has, in one transaction that is rolled back."""

import time

from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from access.rows import writing
from deploy.benching.errors import Different
from merging import succeeding
from partners.models import Membership, Organisation, Team, Worker

#: Cases in the merge that is measured; the organisation nearest to it is taken.
CASES = 10_000


def measure(*, at):
    """{"organisation", "sector", "cases", "parts", "seconds", "queries"} for the organisation nearest to ten thousand cases."""
    sizes = dict(
        Organisation.objects.filter(parts__state="accepted")
        .values_list("pk")
        .annotate(Count("parts__case", distinct=True))
    )
    old = Organisation.objects.get(pk=min(sizes, key=lambda pk: abs(sizes[pk] - CASES)))
    with transaction.atomic():
        new = Organisation.objects.create(name="Bench successor", short_name="Bench", sector=old.sector)
        team = Team.objects.create(organisation=new, name="Whole organisation", is_whole=True)
        by = Worker.objects.create_user("bench-administrator@example.org", None, name="Bench")
        with writing(Membership):
            Membership.objects.create(
                worker=by, organisation=new, team=team, role="administrator", effective_from=at, recorded_at=at
            )
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            moved = succeeding.succeed(old=old, new=new, typed=old.name, reason="Bench", by=by, at=at)
        seconds = time.perf_counter() - began
        if sum(moved[what] for what in ("held", "coordinated", "led")) == 0:
            raise Different(f"Nothing of {old.name} moved.")
        transaction.set_rollback(True)
    slowest = sorted(queries.captured_queries, key=lambda q: -float(q["time"]))[:6]
    return {
        "sector": old.sector, "cases": sizes[old.pk], "parts": moved["held"], "led": moved["led"],
        "seconds": round(seconds, 3), "queries": len(queries.captured_queries),
        "slowest": [(query["time"], query["sql"][:60]) for query in slowest],
    }  # fmt: skip
