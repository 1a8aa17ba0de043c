"""The suite: real rules, a fast hasher, plain static files, nothing sent."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CACHE_URL, CACHES, DATABASES, REDIS_URL, env

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "attachments": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ACCORD_DEMO = False
EMAIL_FILE_PATH = Path(tempfile.gettempdir()) / "accord-test-outbox"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server and the worker of a journey read what the test wrote.
    folder = Path(tempfile.mkdtemp(prefix="accord-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
if REDIS_URL:
    # Each process of the suite empties its own cache and reads its own queue.
    CACHES = {"default": {**CACHES["default"], "LOCATION": CACHE_URL.rsplit("/", 1)[0] + f"/{2 + WORKER}"}}
    CELERY_TASK_DEFAULT_QUEUE = f"test-{WORKER}"
AXES_ENABLED = env.bool("AXES_ENABLED", default=True)
LOGGING = {"version": 1, "disable_existing_loggers": False}
