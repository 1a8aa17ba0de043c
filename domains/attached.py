"""A file that somebody attached to an entry: what it is, whether it was checked, and whether it may still be opened."""

from django.db import models
from django.db.models import Q

from access.rows import Guarded
from partners.models import Worker


class Attachment(Guarded):
    """A file of one entry. Its bytes lie outside the web root under ``place``, a name nobody can guess; never in the database.

    Only what is ``clean`` can be opened. Nothing of it is changed afterwards; what is about another person is withdrawn:
    kept, and opened by nobody.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Not checked yet: nobody can open it"
        CLEAN = "clean", "Checked"
        REFUSED = "refused", "Something harmful was found: nobody can open it"
        WITHDRAWN = "withdrawn", "About another person: nobody can open it"

    entry = models.ForeignKey("domains.ProgressEntry", models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150, help_text="As whoever sent it called it, without folders.")
    kind = models.CharField(max_length=8, help_text="What its content is: a key of domains.kinds.KINDS.")
    declared = models.CharField(max_length=100, blank=True, help_text="What the browser said it is; decides nothing.")
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    place = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    added_at = models.DateTimeField()
    scanner = models.CharField(max_length=60, blank=True, help_text="Which scanner answered.")
    scanned_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", scanned_at=None, withdrawn_at=None)
                | Q(state__in=["clean", "refused"], scanned_at__isnull=False, withdrawn_at=None)
                | Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="attachment_state_whole",
            ),
        ]
        indexes = [models.Index(fields=["added_at"], condition=Q(state="waiting"), name="attachment_waiting")]

    def __str__(self):
        return f"Attachment {self.pk}"
