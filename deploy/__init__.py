"""The composition root. Nobody imports it but Django, Celery and gunicorn."""

from .celery import app as celery_app

__all__ = ["celery_app"]
