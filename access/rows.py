"""Shapes that rows of several rooms share: two times on every dated row, and rows that only a service may write."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.db.models import F, Q


class NotThroughItsService(RuntimeError):
    """A row that gives access was written outside the service that owns it."""


_open = ContextVar("guarded_writes", default=frozenset())


@contextmanager
def writing(*models_):
    """Opened by a service around its own writes to guarded models."""
    token = _open.set(_open.get() | {m._meta.label for m in models_})
    try:
        yield
    finally:
        _open.reset(token)


def _check(model):
    if model._meta.label not in _open.get():
        raise NotThroughItsService(f"{model._meta.label} is written by its service only; see {model.__module__}")


class GuardedQuerySet(models.QuerySet):
    def create(self, **kwargs):
        _check(self.model)
        return super().create(**kwargs)

    def bulk_create(self, *args, **kwargs):
        _check(self.model)
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args, **kwargs):
        _check(self.model)
        return super().bulk_update(*args, **kwargs)

    def update(self, **kwargs):
        _check(self.model)
        return super().update(**kwargs)

    update.alters_data = True

    def delete(self):
        _check(self.model)
        return super().delete()

    delete.alters_data = True


class Guarded(models.Model):
    """A row that gives or limits access: save, delete and bulk calls work only inside ``writing(Model)``."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        _check(type(self))
        return super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        _check(type(self))
        return super().delete(*args, **kwargs)


class Dated(models.Model):
    """Two times: *effective* from/until (half-open; what was true when) and *recorded* at (when we knew it).

    Maps and complaint routing read the effective period; access reads what is recorded (decisions.md 4).
    """

    effective_from = models.DateTimeField()
    effective_until = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


def effective(at, prefix=""):
    """The condition that a dated row is in effect at a moment: from <= at < until."""
    return Q(**{f"{prefix}effective_from__lte": at}) & (
        Q(**{f"{prefix}effective_until": None}) | Q(**{f"{prefix}effective_until__gt": at})
    )


def meets(start, end, prefix=""):
    """The condition that a dated row's period meets [start, end)."""
    return Q(**{f"{prefix}effective_from__lt": end}) & (
        Q(**{f"{prefix}effective_until": None}) | Q(**{f"{prefix}effective_until__gt": start})
    )


def period_in_order(name):
    """The database refuses a period that ends before it starts."""
    return models.CheckConstraint(
        condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")), name=name
    )
