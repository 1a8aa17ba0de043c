"""The append-only record of what was read and written. It holds no key that could block or cascade."""

from django.db import models
from django.db.models import Func, Q


class CurrentTransaction(Func):
    """The number of the transaction that inserts a row, given by the database. Always 0 on SQLite: it writes one by one."""

    output_field = models.BigIntegerField()
    template = "pg_current_xact_id()::text::bigint"

    def as_sqlite(self, compiler, connection, **context):
        return "0", []


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
    inserted_xid = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-at", "-id"], condition=Q(case_id__isnull=False), name="audit_case"),
            models.Index(fields=["worker_id", "-at"], name="audit_worker"),
            models.Index(
                fields=["person_id", "-at", "-id"],
                condition=Q(person_id__isnull=False, is_read=True),
                name="audit_openings",
            ),
            models.Index(fields=["inserted_xid", "id"], name="audit_order_of_sealing"),
        ]


class Seal(models.Model):
    """One link of the hash chain: the digest over the link before and the entry (decisions.md 6)."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(position__gte=1), name="seal_from_one")]


class Anchor(models.Model):
    """The chain's digest at the end of a day, exported so that a rewritten chain can be noticed."""

    day = models.DateField(unique=True)
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
