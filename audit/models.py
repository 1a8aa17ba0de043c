"""The append-only record of what was read and written. It holds no key that could block or cascade."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One act, or one reading. Inserted in the transaction of the act; sealed into the chain a little later.

    Ids are plain numbers on purpose: a row here outlives what it is about. The database refuses update, delete and
    truncate by trigger (migration 0002).
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    is_read = models.BooleanField(default=False)
    worker_id = models.BigIntegerField(null=True, blank=True)
    organisation_id = models.BigIntegerField(null=True, blank=True)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    inserted_xid = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-at", "-id"], condition=Q(case_id__isnull=False), name="audit_case"),
            models.Index(fields=["worker_id", "-at"], name="audit_worker"),
        ]


class Seal(models.Model):
    """One link of the hash chain: the digest over the link before and the entry (decisions.md 6)."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class Anchor(models.Model):
    """The chain's digest at the end of a day, exported so that a rewritten chain can be noticed."""

    day = models.DateField(unique=True)
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
