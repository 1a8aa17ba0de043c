"""What a worker has typed into a form about a case and not saved: theirs alone, and no part of the record."""

from django.db import models

from cases.models.case import Case
from partners.models import Worker


class UnsavedWords(models.Model):
    """One worker's unsaved words in one form of one case. ``box`` holds the form as it was typed, closed (access.boxes).

    ``form`` names the form: "section-12-home" is the section *home* of the assessment 12. Written by
    ``cases.services.unsaved`` only; gone after a save, after ``ACCORD_UNSAVED_DAYS``, and when the worker may no longer
    open the case.
    """

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    form = models.CharField(max_length=80)
    box = models.TextField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worker", "case", "form"], name="unsaved_words_once")]
