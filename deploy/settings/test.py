"""The suite: real rules, a fast hasher, plain static files, nothing sent."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, env

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ACCORD_DEMO = False
EMAIL_FILE_PATH = Path(tempfile.gettempdir()) / "accord-test-outbox"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the live server and the worker of a journey read what the test wrote.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp(prefix="accord-test-")) / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
AXES_ENABLED = env.bool("AXES_ENABLED", default=True)
LOGGING = {"version": 1, "disable_existing_loggers": False}
