"""What rows of this room share: who wrote them."""

from django.db import models

from partners.models import Organisation, Worker


class Written(models.Model):
    """Who wrote a row, for which organisation, and when we knew it."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        Worker, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: an extract."
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
