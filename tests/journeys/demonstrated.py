"""What the story looks up in the database: which of the demonstration's people it is about, and what was sent."""

from datetime import UTC, datetime
from pathlib import Path

import yaml
from django.conf import settings

from calendars import local_day
from cases.models import Case
from merging.models import Conflict
from notifications.models import Deadline

STORY = yaml.safe_load((settings.ROOT / "deploy" / "demo" / "story.yaml").read_text(encoding="utf-8"))


def conflict_of(name):
    return (
        Conflict.objects.filter(state="open", case__coordinator__name=name, case__merged_into=None)
        .exclude(case__parts__domain__code="housing").exclude(case__person__birth_date=None)
        .filter(case__parts__organisation__short_name="Council").select_related("case__person").order_by("pk").first()
    )  # fmt: skip


def due_today():
    """The review of which the demonstration says that it falls due on the day one watches."""
    case = Case.objects.get(person__source_records__local_id=STORY["review_due_today"]["health_id"])
    return Deadline.objects.get(is_live=True, kind="review.cpa", subject_kind="case", subject_id=case.pk)


def at_nine(deadline):
    day = local_day(deadline.due_at)
    return datetime(day.year, day.month, day.day, 9, 1, tzinfo=UTC)


def mails():
    folder = Path(settings.EMAIL_FILE_PATH)
    return [path.read_text() for path in sorted(folder.glob("*"))] if folder.exists() else []
