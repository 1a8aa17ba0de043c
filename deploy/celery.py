"""The Celery app and the one beat table. What is due is in the database; a lost or doubled message changes nothing."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings.local")

app = Celery("accord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "raise what is due": {"task": "notifications.sweep", "schedule": 60.0},
    "send what waits": {"task": "notifications.send", "schedule": 60.0},
    "seal the audit": {"task": "audit.seal", "schedule": 60.0},
    "route what complaints are owed": {"task": "complaints.route", "schedule": 60.0},
    "read and land imports": {"task": "merging.work", "schedule": 60.0},
    "check attached files again": {"task": "domains.scan_attachments", "schedule": 300.0},
    "throw away unsaved words": {"task": "cases.sweep_unsaved", "schedule": crontab(minute=40)},
    "anchor the audit of the day": {"task": "audit.anchor_day", "schedule": crontab(hour=0, minute=20)},
}
