"""One machine, nothing to set up: SQLite and an embedded broker under var/, mail to files, and the same rules as in production."""

from .base import *  # noqa: F403
from .base import VAR, env
from .secret import kept_in

VAR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_in(VAR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "outbox"
